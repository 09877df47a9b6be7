/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/outbox.h"

#include <string.h>

#include "base/text.h"
#include "store/message.h"
#include "store/row.h"
#include "store/schema.h"
#include "store/texter.h"

#define COLUMNS                                                                                    \
    "id, lane, state, line, message, page, notice, attempt, tries, token, claimed_at, created_at," \
    " due"

#define RECIPIENT_BYTES (2 + 2 * CRYPT_HASH_BYTES)

static const char *const state_names[] = { "queued",   "claimed", "unknown",   "looking_up",
                                           "accepted", "refused", "unsettled", "dropped" };
_Static_assert(sizeof state_names / sizeof state_names[0] == OUTBOX_STATES, "a name for each");

const char *outbox_state_name(enum outbox_state state)
{
    must((size_t)state < OUTBOX_STATES);
    return state_names[state];
}

static bool outbox_state_from_name(const char *name, enum outbox_state *state)
{
    for (size_t i = 0; i < OUTBOX_STATES; i++) {
        if (strcmp(state_names[i], name)) continue;
        *state = (enum outbox_state)i;
        return true;
    }
    return false;
}

static void recipient_of_texter(char recipient[RECIPIENT_BYTES + 1], texter_id texter)
{
    struct str str;

    str_init(&str, recipient, RECIPIENT_BYTES + 1);
    str_addf(&str, "t:%lld", (long long)texter.n);
}

static void recipient_of_number(const struct store *store, char recipient[RECIPIENT_BYTES + 1],
                                const struct phone *phone)
{
    uint8_t hash[CRYPT_HASH_BYTES];

    number_hash(store, NULL, phone, hash);
    memcpy(recipient, "n:", 2);
    hex_write(recipient + 2, hash, sizeof hash);
}

/*
 * It is the turn of the first open reply to a texter, and of nobody behind it (P6). Kept with the
 * row, so that what is ready is found without looking at what has to wait.
 */
static enum err turn_renew(struct store *store, const char *recipient)
{
    struct stmt *stmt = stmt_get(
        store->db, "UPDATE outbox SET turn = 1 - turn WHERE recipient = $1 AND " OUTBOX_OPEN
                   " AND turn <> (id = (SELECT min(id) FROM outbox"
                   " WHERE recipient = $1 AND " OUTBOX_OPEN "))");

    stmt_bind_text(stmt, recipient);
    return stmt_run(stmt);
}

enum err outbox_add_reply(struct store *store, const char *line, texter_id texter,
                          message_id message, ms now)
{
    struct stmt *stmt = stmt_get(
        store->db, "INSERT INTO outbox (id, lane, state, turn, line, recipient, message,"
                   " page, notice, attempt, tries, token, claimed_at, created_at, due)"
                   " VALUES ($1, 'reply', 'queued', NOT EXISTS (SELECT 1 FROM outbox"
                   " WHERE recipient = $3 AND " OUTBOX_OPEN "), $2, $3, $4, 0, 'wake', 0, 0,"
                   " '', 0, $5, $5)");
    char recipient[RECIPIENT_BYTES + 1];

    recipient_of_texter(recipient, texter);
    stmt_bind_int(stmt, store_id(store));
    stmt_bind_text(stmt, line);
    stmt_bind_text(stmt, recipient);
    stmt_bind_int(stmt, message.n);
    stmt_bind_int(stmt, now);
    return stmt_run(stmt);
}

static struct crypt_place body_at(int64_t id)
{
    return (struct crypt_place){ "outbox", "body", id, 0 };
}

/* Pages wait for nobody: out of order is better than late (P7). */
enum err outbox_add_page(struct store *store, const char *line, const struct phone *phone,
                         page_id page, enum notice notice, const struct text *body, ms now)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO outbox (id, lane, state, turn, line, recipient, phone,"
                            " message, page, notice, body, attempt, tries, token, claimed_at,"
                            " created_at, due) VALUES ($1, 'page', 'queued', 1, $2, $3, $4, 0,"
                            " $5, $6, $7, 0, 0, '', 0, $8, $8)");
    const int64_t id = store_id(store);
    const struct crypt_place place = body_at(id);
    char recipient[RECIPIENT_BYTES + 1];

    recipient_of_number(store, recipient, phone);
    stmt_bind_int(stmt, id);
    stmt_bind_text(stmt, line);
    stmt_bind_text(stmt, recipient);
    row_seal_phone(store, stmt, "outbox", id, phone);
    stmt_bind_int(stmt, page.n);
    stmt_bind_text(stmt, notice_name(notice));
    row_seal(stmt, &store->keys.record, &place, body->s, body->len);
    stmt_bind_int(stmt, now);
    return stmt_run(stmt);
}

static enum err outbox_one(struct stmt *stmt, struct outbox_row *row)
{
    enum err err = stmt_step(stmt);
    bool known;

    if (err) return err;
    *row = (struct outbox_row){ .id = { stmt_int(stmt) } };
    known = lane_from_name(stmt_text(stmt), &row->lane);
    known = outbox_state_from_name(stmt_text(stmt), &row->state) && known;
    err = stmt_text_copy(stmt, row->line, sizeof row->line);
    row->message.n = stmt_int(stmt);
    row->page.n = stmt_int(stmt);
    known = notice_from_name(stmt_text(stmt), &row->notice) && known;
    row->attempt = (int)stmt_int(stmt);
    row->tries = (int)stmt_int(stmt);
    if (!err) err = stmt_text_copy(stmt, row->token, sizeof row->token);
    if (err) return err;
    row->claimed_at = stmt_int(stmt);
    row->created_at = stmt_int(stmt);
    row->due = stmt_int(stmt);
    return known ? OK : row_unreadable("outbox", row->id.n);
}

static enum err outbox_rows(struct stmt *stmt, size_t max, struct outbox_row *rows, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = outbox_one(stmt, &rows[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err outbox_load(struct store *store, outbox_id id, struct outbox_row *row)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM outbox WHERE id = $1");

    stmt_bind_int(stmt, id.n);
    return outbox_one(stmt, row);
}

enum err outbox_by_token(struct store *store, const char *token, struct outbox_row *row)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM outbox"
                                            " WHERE token = $1 AND token <> ''");

    stmt_bind_text(stmt, token);
    return outbox_one(stmt, row);
}

enum err outbox_by_message(struct store *store, message_id message, struct outbox_row *row)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM outbox"
                                            " WHERE message = $1 AND message <> 0"
                                            " ORDER BY id DESC LIMIT 1");

    stmt_bind_int(stmt, message.n);
    return outbox_one(stmt, row);
}

/* Returns the recipient of the saved row, whose turn may have come or gone. */
static enum err outbox_update(struct store *store, const struct outbox_row *row,
                              char recipient[RECIPIENT_BYTES + 1])
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE outbox SET state = $1, attempt = $2, tries = $3, token = $4,"
                            " claimed_at = $5, due = $6 WHERE id = $7 RETURNING recipient");
    enum err err;

    stmt_bind_text(stmt, outbox_state_name(row->state));
    stmt_bind_int(stmt, row->attempt);
    stmt_bind_int(stmt, row->tries);
    stmt_bind_text(stmt, row->token);
    stmt_bind_int(stmt, row->claimed_at);
    stmt_bind_int(stmt, row->due);
    stmt_bind_int(stmt, row->id.n);
    err = stmt_step(stmt);
    if (!err) err = stmt_text_copy(stmt, recipient, RECIPIENT_BYTES + 1);
    if (err) return err;
    err = stmt_step(stmt); /* a statement that writes must be finished before the commit */
    return err == ERR_MISSING ? OK : err;
}

/* An answer to somebody outside any conversation: once it is settled, nobody asks for it. */
static bool is_done_with(const struct outbox_row *row)
{
    return !row->message.n && !row->page.n && row->state >= OUTBOX_ACCEPTED;
}

static enum err outbox_forget(struct store *store, outbox_id id)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM outbox WHERE id = $1");

    stmt_bind_int(stmt, id.n);
    return row_change(stmt);
}

enum err outbox_save(struct store *store, const struct outbox_row *row)
{
    char recipient[RECIPIENT_BYTES + 1];
    enum err err;

    /* A row that waits for its moment must have one, or it would wait for ever. */
    must(row->due || (row->state != OUTBOX_QUEUED && row->state != OUTBOX_UNKNOWN));
    if (is_done_with(row)) return outbox_forget(store, row->id);
    err = outbox_update(store, row, recipient);
    if (err || row->lane == LANE_PAGE) return err;
    return turn_renew(store, recipient);
}

enum err outbox_ready(struct store *store, enum lane lane, ms now, size_t max,
                      struct outbox_row *rows, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM outbox WHERE lane = $1"
                                            " AND turn = 1 AND state IN ('queued', 'unknown')"
                                            " AND due <= $2 ORDER BY due, id LIMIT $3");

    stmt_bind_text(stmt, lane_name(lane));
    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, (int64_t)max);
    return outbox_rows(stmt, max, rows, count);
}

enum err outbox_flying(struct store *store, enum lane lane, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT count(*) FROM outbox WHERE lane = $1"
                                            " AND state IN ('claimed', 'looking_up')");
    enum err err;

    stmt_bind_text(stmt, lane_name(lane));
    err = stmt_step(stmt);
    if (!err) *count = (size_t)stmt_int(stmt);
    return err;
}

enum err outbox_orphans(struct store *store, size_t max, struct outbox_row *rows, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM outbox"
                                            " WHERE state IN ('claimed', 'looking_up')"
                                            " ORDER BY lane, id LIMIT $1");

    stmt_bind_int(stmt, (int64_t)max);
    return outbox_rows(stmt, max, rows, count);
}

static enum err reply_load(struct store *store, message_id id, struct outbox_item *item)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT c.texter FROM message m"
                                            " JOIN conversation c ON c.id = m.conversation"
                                            " WHERE m.id = $1");
    struct message message;
    struct texter texter;
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    if (!err) err = texter_load(store, (texter_id){ stmt_int(stmt) }, &texter);
    if (!err) err = message_load(store, id, &message);
    if (err) return err;
    item->to = texter.phone;
    item->body = message.body;
    return OK;
}

static enum err page_item_load(struct store *store, outbox_id id, struct outbox_item *item)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT phone, body FROM outbox WHERE id = $1");
    const struct crypt_place place = body_at(id.n);
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    if (!err) err = row_open_phone(store, stmt, "outbox", id.n, &item->to);
    if (!err) err = row_open_text(stmt, &store->keys.record, &place, &item->body);
    return err;
}

enum err outbox_item_load(struct store *store, const struct outbox_row *row,
                          struct outbox_item *item)
{
    *item = (struct outbox_item){
        .id = row->id,
        .lane = row->lane,
        .attempt = row->attempt,
        .look_up = row->state == OUTBOX_LOOKING_UP,
        .claimed_at = row->claimed_at,
    };
    must(STR_COPY(item->token, row->token) == OK);
    must(STR_COPY(item->line, row->line) == OK);
    return row->lane == LANE_REPLY ? reply_load(store, row->message, item)
                                   : page_item_load(store, row->id, item);
}

enum err outbox_queued_replies(struct store *store, texter_id texter, size_t max,
                               message_id *messages, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT message FROM outbox WHERE recipient = $1"
                                            " AND " OUTBOX_OPEN " AND state = 'queued'"
                                            " ORDER BY id LIMIT $2");
    char recipient[RECIPIENT_BYTES + 1];
    enum err err = OK;

    recipient_of_texter(recipient, texter);
    stmt_bind_text(stmt, recipient);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = stmt_step(stmt))) messages[(*count)++].n = stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}

enum err outbox_drop_replies(struct store *store, texter_id texter)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE outbox SET state = 'dropped'"
                            " WHERE recipient = $1 AND " OUTBOX_OPEN " AND state = 'queued'");
    char recipient[RECIPIENT_BYTES + 1];

    recipient_of_texter(recipient, texter);
    stmt_bind_text(stmt, recipient);
    return stmt_run(stmt);
}

enum err outbox_drop_pages(struct store *store, alert_id alert)
{
    struct stmt *stmt = stmt_get(
        store->db,
        "UPDATE outbox SET state = 'dropped' WHERE state = 'queued'"
        " AND notice = 'wake' AND page <> 0 AND page IN (SELECT id FROM page WHERE alert = $1)");

    stmt_bind_int(stmt, alert.n);
    return stmt_run(stmt);
}
