/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/alert.h"

#include <string.h>

#include "store/compact.h"
#include "store/keyring.h"
#include "store/row.h"

#define COLUMNS                                                                                    \
    "a.id, a.conversation, a.code, a.raised_by, a.raised_at, a.ladder, a.tier, a.cause, a.state,"  \
    " a.holder, a.held_at, a.joined_at, a.resolved_at, a.contact_due, a.step, a.round,"            \
    " a.wave, a.turns, a.round_began, a.due, a.outcome, a.version"

/* A ladder may hold numbers, so it is sealed whole with their key. */
static struct crypt_place ladder_at(alert_id id)
{
    return (struct crypt_place){ "alert", "ladder", id.n, 0 };
}

static void ladder_bind(const struct store *store, struct stmt *stmt, const struct alert *alert)
{
    const struct crypt_place place = ladder_at(alert->id);
    char buffer[COMPACT_BYTES_MAX];
    struct str text;

    str_init(&text, buffer, sizeof buffer);
    ladder_write(&text, &alert->ladder);
    must(!text.cut);
    row_seal(stmt, &store->keys.number, &place, text.s, text.len);
    crypt_wipe(buffer, sizeof buffer);
}

static enum err ladder_open(const struct store *store, struct stmt *row, struct alert *alert)
{
    const struct crypt_place place = ladder_at(alert->id);
    char text[COMPACT_BYTES_MAX];
    size_t len;
    enum err err = row_open(row, &store->keys.number, &place, text, sizeof text, &len);

    if (!err && !ladder_read(text, &alert->ladder)) err = row_unreadable("alert", alert->id.n);
    crypt_wipe(text, sizeof text);
    return err;
}

/* What changes, in one order for adding and saving. */
static void alert_bind(struct stmt *stmt, const struct alert *alert)
{
    stmt_bind_text(stmt, tier_name(alert->tier));
    stmt_bind_text(stmt, alert_cause_name(alert->cause));
    stmt_bind_text(stmt, alert_state_name(alert->state));
    stmt_bind_int(stmt, alert->holder.n);
    stmt_bind_int(stmt, alert->held_at);
    stmt_bind_int(stmt, alert->joined_at);
    stmt_bind_int(stmt, alert->resolved_at);
    stmt_bind_int(stmt, alert->contact_due);
    stmt_bind_int(stmt, alert->step);
    stmt_bind_int(stmt, alert->round);
    stmt_bind_int(stmt, alert->wave);
    stmt_bind_int(stmt, alert->turns);
    stmt_bind_int(stmt, alert->round_began);
    stmt_bind_int(stmt, alert->due);
    stmt_bind_text(stmt, alert->outcome);
}

static enum err alert_one(const struct store *store, struct stmt *row, struct alert *alert)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    *alert = (struct alert){ .id = { stmt_int(row) } };
    alert->conversation.n = stmt_int(row);
    err = stmt_text_copy(row, alert->code, sizeof alert->code);
    alert->raised_by.n = stmt_int(row);
    alert->raised_at = stmt_int(row);
    if (!err) err = ladder_open(store, row, alert);
    if (err) return err;
    known = tier_from_name(stmt_text(row), &alert->tier);
    known = alert_cause_from_name(stmt_text(row), &alert->cause) && known;
    known = alert_state_from_name(stmt_text(row), &alert->state) && known;
    alert->holder.n = stmt_int(row);
    alert->held_at = stmt_int(row);
    alert->joined_at = stmt_int(row);
    alert->resolved_at = stmt_int(row);
    alert->contact_due = stmt_int(row);
    alert->step = (int)stmt_int(row);
    alert->round = (int)stmt_int(row);
    alert->wave = (int)stmt_int(row);
    alert->turns = (int)stmt_int(row);
    alert->round_began = stmt_int(row);
    alert->due = stmt_int(row);
    err = stmt_text_copy(row, alert->outcome, sizeof alert->outcome);
    alert->version = stmt_int(row);
    if (err) return err;
    return known ? OK : row_unreadable("alert", alert->id.n);
}

static enum err alert_rows(const struct store *store, struct stmt *stmt, size_t max,
                           struct alert *alerts, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = alert_one(store, stmt, &alerts[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err alert_add(struct store *store, struct alert *alert)
{
    struct stmt *stmt = stmt_get(
        store->db, "INSERT INTO alert (id, conversation, code, raised_by, raised_at,"
                   " ladder, tier, cause, state, holder, held_at, joined_at,"
                   " resolved_at, contact_due, step, round, wave, turns, round_began,"
                   " due, outcome, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
                   " $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, 1)");

    alert->id.n = store_id(store);
    alert->version = 1;
    stmt_bind_int(stmt, alert->id.n);
    stmt_bind_int(stmt, alert->conversation.n);
    stmt_bind_text(stmt, alert->code);
    stmt_bind_int(stmt, alert->raised_by.n);
    stmt_bind_int(stmt, alert->raised_at);
    ladder_bind(store, stmt, alert);
    alert_bind(stmt, alert);
    return stmt_run(stmt);
}

enum err alert_load(struct store *store, alert_id id, struct alert *alert)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM alert a WHERE a.id = $1");

    stmt_bind_int(stmt, id.n);
    return alert_one(store, stmt, alert);
}

/* Conversation, code, who raised it, and the ladder are frozen. */
enum err alert_save(struct store *store, struct alert *alert)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE alert SET tier = $1, cause = $2, state = $3, holder = $4,"
                            " held_at = $5, joined_at = $6, resolved_at = $7, contact_due = $8,"
                            " step = $9, round = $10, wave = $11, turns = $12,"
                            " round_began = $13, due = $14, outcome = $15, version = version + 1"
                            " WHERE id = $16 AND version = $17");

    alert_bind(stmt, alert);
    stmt_bind_int(stmt, alert->id.n);
    stmt_bind_int(stmt, alert->version);
    return row_save(stmt, &alert->version);
}

enum err alert_open_of(struct store *store, conversation_id conversation, struct alert *alert)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM alert a"
                                            " WHERE a.conversation = $1 AND a.state <> 'resolved'");

    stmt_bind_int(stmt, conversation.n);
    return alert_one(store, stmt, alert);
}

enum err alert_newest_of(struct store *store, conversation_id conversation, struct alert *alert)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM alert a"
                                            " WHERE a.conversation = $1"
                                            " ORDER BY a.id DESC LIMIT 1");

    stmt_bind_int(stmt, conversation.n);
    return alert_one(store, stmt, alert);
}

enum err alert_by_code(struct store *store, const char *code, struct alert *alert)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM alert a"
                                            " WHERE a.code = $1 AND a.state <> 'resolved'");

    stmt_bind_text(stmt, code);
    return alert_one(store, stmt, alert);
}

enum err alert_open_all(struct store *store, size_t max, struct alert *alerts, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM alert a"
                                            " WHERE a.state <> 'resolved'"
                                            " ORDER BY a.id DESC LIMIT $1");

    stmt_bind_int(stmt, (int64_t)max);
    return alert_rows(store, stmt, max, alerts, count);
}

enum err alert_due(struct store *store, ms now, size_t max, struct alert *alerts, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM alert a"
                                            " WHERE a.due <> 0 AND a.due <= $1"
                                            " ORDER BY a.due, a.id LIMIT $2");

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, (int64_t)max);
    return alert_rows(store, stmt, max, alerts, count);
}

/* ---- the timeline ---- */

static struct crypt_place note_at(int64_t id, const struct data_key *key)
{
    return (struct crypt_place){ "alert_line", "note", id, key->id };
}

static enum err note_bind(struct store *store, struct stmt *stmt, int64_t id,
                          conversation_id conversation, const char *note)
{
    struct crypt_place place;
    struct data_key key;
    enum err err;

    if (!note[0]) {
        stmt_bind_null(stmt);
        return OK;
    }
    err = key_of_conversation(store, conversation, &key);
    if (err) return err;
    place = note_at(id, &key);
    row_seal(stmt, &key.key, &place, note, strlen(note));
    crypt_wipe(&key, sizeof key);
    return OK;
}

enum err alert_line_add(struct store *store, const struct alert *alert, ms at, const char *what,
                        person_id person, message_id message, const char *note)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO alert_line (id, alert, at, what, person, message, note)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7)");
    const int64_t id = store_id(store);
    enum err err;

    stmt_bind_int(stmt, id);
    stmt_bind_int(stmt, alert->id.n);
    stmt_bind_int(stmt, at);
    stmt_bind_text(stmt, what);
    stmt_bind_int(stmt, person.n);
    stmt_bind_int(stmt, message.n);
    err = note_bind(store, stmt, id, alert->conversation, note);
    return err ? err : stmt_run(stmt);
}

static enum err note_read(struct store *store, struct stmt *row, int64_t id,
                          conversation_id conversation, struct alert_line *line)
{
    struct crypt_place place;
    struct data_key key;
    size_t len;
    enum err err;

    if (stmt_is_null(row)) return OK;
    err = key_of_conversation(store, conversation, &key);
    if (err) return err;
    place = note_at(id, &key);
    err = row_open(row, &key.key, &place, line->note, sizeof line->note, &len);
    crypt_wipe(&key, sizeof key);
    return err;
}

static enum err alert_line_one(struct store *store, struct stmt *row, conversation_id conversation,
                               struct alert_line *line)
{
    enum err err = stmt_step(row);
    int64_t id;

    if (err) return err;
    *line = (struct alert_line){ 0 };
    id = stmt_int(row);
    line->at = stmt_int(row);
    err = stmt_text_copy(row, line->what, sizeof line->what);
    line->person.n = stmt_int(row);
    line->message.n = stmt_int(row);
    return err ? err : note_read(store, row, id, conversation, line);
}

enum err alert_lines(struct store *store, const struct alert *alert, size_t max,
                     struct alert_line *lines, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, at, what, person, message, note"
                                            " FROM alert_line WHERE alert = $1"
                                            " ORDER BY id LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, alert->id.n);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max &&
           !(err = alert_line_one(store, stmt, alert->conversation, &lines[*count])))
        ++*count;
    return err == ERR_MISSING ? OK : err;
}
