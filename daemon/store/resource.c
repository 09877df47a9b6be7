/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/resource.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "store/row.h"

#define MATCH_BYTES_MAX 1023
#define FOUND_MAX 20000 /* services looked at for one search */

/* ---- rows ---- */

struct text_column {
    size_t offset, size;
};

/* clang-format off */
#define TEXT(field) { offsetof(struct resource, field), sizeof((struct resource *)0)->field }
/* clang-format on */

/* In the order of COLUMNS. */
static const struct text_column text_columns[] = {
    TEXT(checked), TEXT(schedules), TEXT(id),    TEXT(feed),      TEXT(name),
    TEXT(label),   TEXT(blurb),     TEXT(call),  TEXT(dial),      TEXT(text),
    TEXT(url),     TEXT(hours),     TEXT(area),  TEXT(languages), TEXT(language_codes),
    TEXT(cost),    TEXT(audience),  TEXT(alert), TEXT(tags),      TEXT(emergency),
    TEXT(expect),
};
#define TEXT_COLUMNS (sizeof text_columns / sizeof text_columns[0])

#define COLUMNS                                                                                    \
    "active, free, status, approval, gone, phone_changed, own, waiting, reported, rev,"            \
    " changed_at, checked,"                                                                        \
    " schedules, id, feed, name, label, blurb, call, dial, text, url, hours, area, languages,"     \
    " language_codes, cost, audience, alert, tags, emergency, expect"

static void resource_bind(struct stmt *stmt, const struct resource *resource)
{
    stmt_bind_int(stmt, resource->active);
    stmt_bind_int(stmt, resource->free);
    stmt_bind_text(stmt, resource_status_name(resource->status));
    stmt_bind_text(stmt, resource_approval_name(resource->approval));
    stmt_bind_int(stmt, resource->gone);
    stmt_bind_int(stmt, resource->phone_changed);
    stmt_bind_int(stmt, resource->own);
    stmt_bind_int(stmt, resource->waiting);
    stmt_bind_int(stmt, resource->reported);
    stmt_bind_int(stmt, resource->rev);
    stmt_bind_int(stmt, resource->changed_at);
    for (size_t i = 0; i < TEXT_COLUMNS; i++)
        stmt_bind_text(stmt, (const char *)resource + text_columns[i].offset);
}

static enum err resource_read(struct stmt *row, struct resource *resource)
{
    enum err err = OK;
    bool known;

    *resource = (struct resource){ .active = stmt_int(row), .free = stmt_int(row) };
    known = resource_status_from_name(stmt_text(row), &resource->status);
    known = resource_approval_from_name(stmt_text(row), &resource->approval) && known;
    resource->gone = stmt_int(row);
    resource->phone_changed = stmt_int(row);
    resource->own = (unsigned)stmt_int(row);
    resource->waiting = (unsigned)stmt_int(row);
    resource->reported = stmt_int(row);
    resource->rev = stmt_int(row);
    resource->changed_at = stmt_int(row);
    for (size_t i = 0; i < TEXT_COLUMNS && !err; i++)
        err = stmt_text_copy(row, (char *)resource + text_columns[i].offset, text_columns[i].size);
    return known ? err : row_unreadable("resource", 0);
}

enum err resource_seq(struct store *store, const char *id, int64_t *seq)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT seq FROM resource WHERE id = $1");
    enum err err;

    stmt_bind_text(stmt, id);
    err = stmt_step(stmt);
    if (!err) *seq = stmt_int(stmt);
    return err;
}

static enum err words_drop(struct store *store, int64_t seq)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM resource_words WHERE rowid = $1");

    stmt_bind_int(stmt, seq);
    return stmt_run(stmt);
}

static enum err words_add(struct store *store, int64_t seq, const struct resource *resource)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO resource_words (rowid, name, label, blurb, area,"
                            " languages, audience, tags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
    char languages[sizeof resource->languages + sizeof resource->language_codes];
    struct str str;

    str_init(&str, languages, sizeof languages);
    str_addf(&str, "%s %s", resource->languages, resource->language_codes);
    stmt_bind_int(stmt, seq);
    stmt_bind_text(stmt, resource->name);
    stmt_bind_text(stmt, resource->label);
    stmt_bind_text(stmt, resource->blurb);
    stmt_bind_text(stmt, resource->area);
    stmt_bind_text(stmt, languages);
    stmt_bind_text(stmt, resource->audience);
    stmt_bind_text(stmt, resource->tags);
    return stmt_run(stmt);
}

static void hash_bind(struct stmt *stmt, const char *source)
{
    uint8_t hash[CRYPT_HASH_BYTES];

    crypt_plain_hash(source, strlen(source), hash);
    stmt_bind_blob(stmt, hash, sizeof hash);
}

enum err resource_add(struct store *store, const struct resource *resource, const char *source)
{
    struct stmt *stmt =
        stmt_get(store->db,
                 "INSERT INTO resource (" COLUMNS ", hash, source, seq) VALUES"
                 " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
                 " $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33,"
                 " $34, $35)");
    int64_t seq = store_id(store);
    enum err err;

    resource_bind(stmt, resource);
    hash_bind(stmt, source);
    stmt_bind_text(stmt, source);
    stmt_bind_int(stmt, seq);
    err = stmt_run(stmt);
    return err ? err : words_add(store, seq, resource);
}

static enum err source_put(struct store *store, int64_t seq, const char *source)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE resource SET hash = $1, source = $2 WHERE seq = $3");

    hash_bind(stmt, source);
    stmt_bind_text(stmt, source);
    stmt_bind_int(stmt, seq);
    return row_change(stmt);
}

static enum err columns_put(struct store *store, int64_t seq, struct resource *resource)
{
    struct stmt *stmt = stmt_get(
        store->db, "UPDATE resource SET (" COLUMNS ") ="
                   " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
                   " $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)"
                   " WHERE seq = $33 AND rev = $34");

    resource->rev++;
    resource_bind(stmt, resource);
    stmt_bind_int(stmt, seq);
    stmt_bind_int(stmt, resource->rev - 1);
    return row_change(stmt);
}

enum err resource_save(struct store *store, struct resource *resource, const char *source)
{
    int64_t seq = 0;
    enum err err = resource_seq(store, resource->id, &seq);

    if (err) return err;
    err = columns_put(store, seq, resource);
    if (err) return err == ERR_MISSING ? ERR_CONFLICT : err;
    if (source) err = source_put(store, seq, source);
    if (!err) err = words_drop(store, seq);
    return err ? err : words_add(store, seq, resource);
}

enum err resource_by_seq(struct store *store, int64_t seq, struct resource *resource)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM resource WHERE seq = $1");
    enum err err;

    stmt_bind_int(stmt, seq);
    err = stmt_step(stmt);
    return err ? err : resource_read(stmt, resource);
}

enum err resource_load(struct store *store, const char *id, struct resource *resource)
{
    int64_t seq = 0;
    enum err err = resource_seq(store, id, &seq);

    return err ? err : resource_by_seq(store, seq, resource);
}

enum err resource_report(struct store *store, const char *id)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE resource SET reported = 1 WHERE id = $1");

    stmt_bind_text(stmt, id);
    return row_change(stmt);
}

enum err resource_source_is(struct store *store, const char *id, const char *source, bool *same)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT hash FROM resource WHERE id = $1");
    uint8_t hash[CRYPT_HASH_BYTES];
    const void *known;
    size_t len;
    enum err err;

    stmt_bind_text(stmt, id);
    err = stmt_step(stmt);
    if (err) return err;
    known = stmt_blob(stmt, &len);
    crypt_plain_hash(source, strlen(source), hash);
    *same = len == sizeof hash && !memcmp(known, hash, len);
    return OK;
}

enum err resource_source(struct store *store, const char *id, char **source)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT source FROM resource WHERE id = $1");
    enum err err;

    stmt_bind_text(stmt, id);
    err = stmt_step(stmt);
    if (!err) *source = xstrdup(stmt_text(stmt));
    return err;
}

enum err resource_count(struct store *store, int64_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT count(*) FROM resource");
    enum err err = stmt_step(stmt);

    if (!err) *count = stmt_int(stmt);
    return err;
}

static enum err rows_read(struct stmt *stmt, size_t max, struct resource *resources, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = stmt_step(stmt)) &&
           !(err = resource_read(stmt, &resources[*count])))
        ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err resource_after(struct store *store, const char *id, size_t max, struct resource *resources,
                        size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM resource WHERE id > $1"
                                            " ORDER BY id LIMIT $2");

    stmt_bind_text(stmt, id);
    stmt_bind_int(stmt, (int64_t)max);
    return rows_read(stmt, max, resources, count);
}

/* ---- searching ---- */

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c & 0x80);
}

/*
 * Each word in quotes, so that none is an operator of the search, and with a star for what it may
 * go on with; `column` NULL: in any of them.
 */
static void match_add(struct str *match, const char *column, const char *words, const char *star)
{
    while (words && *words) {
        size_t len = 0;

        while (words[len] && is_word_byte(words[len])) len++;
        if (!len) {
            words++;
            continue;
        }
        str_add(match, match->len ? " AND " : "");
        if (column) str_addf(match, "{%s} : ", column);
        str_add(match, "\"");
        str_add_len(match, words, len);
        str_addf(match, "\"%s", star);
        words += len;
    }
}

/* One letter begins some word of nearly every entry, and none has it better than another. */
static bool is_one_letter(const struct str *match)
{
    return match->len == strlen("\"s\"*");
}

static enum err found_words(struct store *store, const struct str *match, int64_t *found,
                            size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, is_one_letter(match) ? "SELECT rowid FROM resource_words"
                                                   " WHERE resource_words MATCH $1"
                                                   " ORDER BY rowid LIMIT $2"
                                                 : "SELECT rowid FROM resource_words"
                                                   " WHERE resource_words MATCH $1"
                                                   " ORDER BY rank, rowid LIMIT $2");
    enum err err = OK;

    stmt_bind_text(stmt, match->s);
    stmt_bind_int(stmt, FOUND_MAX);
    while (*count < FOUND_MAX && !(err = stmt_step(stmt))) found[(*count)++] = stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}

static enum err found_all(struct store *store, int64_t *found, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT seq FROM resource ORDER BY seq LIMIT $1");
    enum err err = OK;

    stmt_bind_int(stmt, FOUND_MAX);
    while (*count < FOUND_MAX && !(err = stmt_step(stmt))) found[(*count)++] = stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}

/* ERR_MISSING: it does not pass. */
static enum err filter_pass(struct store *store, const struct resource_filter *filter, int64_t seq)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT active, free, gone, phone_changed, own, waiting,"
                            " reported, checked, schedules, changed_at"
                            " FROM resource WHERE seq = $1");
    struct resource_brief brief;
    enum err err;

    stmt_bind_int(stmt, seq);
    err = stmt_step(stmt);
    if (err) return err;
    brief.active = stmt_int(stmt);
    brief.free = stmt_int(stmt);
    brief.gone = stmt_int(stmt);
    brief.phone_changed = stmt_int(stmt);
    brief.own = (unsigned)stmt_int(stmt);
    brief.waiting = stmt_int(stmt);
    brief.reported = stmt_int(stmt);
    brief.checked = stmt_text(stmt);
    brief.schedules = stmt_text(stmt);
    if (stmt_int(stmt) < filter->changed_since) return ERR_MISSING;
    if (filter->offered && !brief.active) return ERR_MISSING;
    if (filter->free && !brief.free) return ERR_MISSING;
    return !filter->keep || filter->keep(filter->arg, &brief) ? OK : ERR_MISSING;
}

static enum err found_take(struct store *store, const struct resource_filter *filter,
                           const int64_t *found, size_t found_count, size_t skip, size_t max,
                           struct resource *resources, size_t *count, bool *more)
{
    for (size_t i = 0; i < found_count; i++) {
        enum err err = filter_pass(store, filter, found[i]);

        if (err && err != ERR_MISSING) return err;
        if (err || (skip && skip--)) continue;
        *more = *count == max;
        if (*more) return OK;
        err = resource_by_seq(store, found[i], &resources[*count]);
        if (err) return err;
        ++*count;
    }
    return OK;
}

/* All that have the words, best first; for one letter in the order they came in. */
static enum err found_fill(struct store *store, const struct resource_filter *filter,
                           int64_t *found, size_t *count)
{
    char words[MATCH_BYTES_MAX + 1];
    struct str match;

    *count = 0;
    str_init(&match, words, sizeof words);
    match_add(&match, NULL, filter->words, "*");
    match_add(&match, "area", filter->area, "*");
    match_add(&match, "audience", filter->audience, "*");
    match_add(&match, "languages", filter->languages, "");
    match_add(&match, "tags", filter->tags, "");
    if (match.cut) return OK; /* so many words stand nowhere */
    return match.len ? found_words(store, &match, found, count) : found_all(store, found, count);
}

enum err resource_total(struct store *store, const struct resource_filter *filter, int64_t *total)
{
    int64_t *found = xcalloc(FOUND_MAX, sizeof *found);
    size_t count;
    enum err err = found_fill(store, filter, found, &count);

    *total = 0;
    for (size_t i = 0; i < count && !err; i++) {
        err = filter_pass(store, filter, found[i]);
        if (!err) ++*total;
        if (err == ERR_MISSING) err = OK;
    }
    free(found);
    return err;
}

enum err resource_search(struct store *store, const struct resource_filter *filter, size_t skip,
                         size_t max, struct resource *resources, size_t *count, bool *more)
{
    int64_t *found = xcalloc(FOUND_MAX, sizeof *found);
    size_t found_count;
    enum err err = found_fill(store, filter, found, &found_count);

    *count = 0;
    *more = false;
    if (!err)
        err = found_take(store, filter, found, found_count, skip, max, resources, count, more);
    free(found);
    return err;
}

/* ---- what an import meets ---- */

static enum err seen_clear(struct store *store, const char *feed)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM resource_seen WHERE feed = $1");

    stmt_bind_text(stmt, feed);
    return stmt_run(stmt);
}

enum err resource_run_begin(struct store *store, const char *feed, int64_t run)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO resource_run (feed, run) VALUES ($1, $2)"
                                            " ON CONFLICT (feed) DO UPDATE SET run = $2");
    enum err err;

    stmt_bind_text(stmt, feed);
    stmt_bind_int(stmt, run);
    err = stmt_run(stmt);
    return err ? err : seen_clear(store, feed);
}

enum err resource_run_check(struct store *store, const char *feed, int64_t run)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT run FROM resource_run WHERE feed = $1");
    enum err err;

    stmt_bind_text(stmt, feed);
    err = stmt_step(stmt);
    if (err) return err == ERR_MISSING ? ERR_CONFLICT : err;
    return stmt_int(stmt) == run ? OK : ERR_CONFLICT;
}

enum err resource_run_end(struct store *store, const char *feed)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM resource_run WHERE feed = $1");
    enum err err;

    stmt_bind_text(stmt, feed);
    err = stmt_run(stmt);
    return err ? err : seen_clear(store, feed);
}

enum err resource_seen_add(struct store *store, const char *feed, const char *id)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO resource_seen (feed, id) VALUES ($1, $2)"
                                            " ON CONFLICT (feed, id) DO NOTHING");

    stmt_bind_text(stmt, feed);
    stmt_bind_text(stmt, id);
    return stmt_run(stmt);
}

enum err resource_feed_count(struct store *store, const char *feed, int64_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT COUNT(*) FROM resource WHERE feed = $1 AND gone = 0");
    enum err err;

    stmt_bind_text(stmt, feed);
    err = stmt_step(stmt);
    if (!err) *count = stmt_int(stmt);
    return err;
}

enum err resource_unseen(struct store *store, const char *feed, size_t max,
                         struct resource *resources, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS " FROM resource WHERE feed = $1 AND gone = 0"
                            " AND NOT EXISTS (SELECT 1 FROM resource_seen AS met"
                            " WHERE met.feed = $1 AND met.id = resource.id) ORDER BY id LIMIT $2");

    stmt_bind_text(stmt, feed);
    stmt_bind_int(stmt, (int64_t)max);
    return rows_read(stmt, max, resources, count);
}
