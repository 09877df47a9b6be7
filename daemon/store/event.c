/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/event.h"

#include "store/row.h"

#define EVENTS_KEPT 10000
#define TRIM_MAX 5000 /* rows in one go, so that no batch waits long for it */

enum err event_append(struct store *store, struct event_row *event)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO event (id, at, kind, conversation, ref, person, seq)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7)");

    event->id.n = store_id(store);
    stmt_bind_int(stmt, event->id.n);
    stmt_bind_int(stmt, event->at);
    stmt_bind_text(stmt, event_kind_name(event->kind));
    stmt_bind_int(stmt, event->conversation.n);
    stmt_bind_int(stmt, event->ref);
    stmt_bind_int(stmt, event->person.n);
    stmt_bind_int(stmt, event->seq);
    return stmt_run(stmt);
}

static enum err event_one(struct stmt *row, struct event_row *event)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    event->id.n = stmt_int(row);
    event->at = stmt_int(row);
    known = event_kind_from_name(stmt_text(row), &event->kind);
    event->conversation.n = stmt_int(row);
    event->ref = stmt_int(row);
    event->person.n = stmt_int(row);
    event->seq = stmt_int(row);
    return known ? OK : row_unreadable("event", event->id.n);
}

enum err event_since(struct store *store, event_id since, size_t max, struct event_row *events,
                     size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, at, kind, conversation, ref, person, seq"
                                            " FROM event WHERE id > $1 ORDER BY id LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, since.n);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = event_one(stmt, &events[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

static enum err event_end(struct stmt *stmt, event_id *id)
{
    enum err err = stmt_step(stmt);

    if (!err) id->n = stmt_int(stmt);
    return err;
}

enum err event_newest(struct store *store, event_id *newest)
{
    return event_end(stmt_get(store->db, "SELECT coalesce(max(id), 0) FROM event"), newest);
}

enum err event_oldest(struct store *store, event_id *oldest)
{
    return event_end(stmt_get(store->db, "SELECT coalesce(min(id), 0) FROM event"), oldest);
}

/* Ids grow with time, so the oldest event is the first: no index by time is needed. */
static enum err oldest_at(struct store *store, ms *at)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT at FROM event ORDER BY id LIMIT 1");
    enum err err = stmt_step(stmt);

    if (!err) *at = stmt_int(stmt);
    return err;
}

enum err event_trim(struct store *store, ms before, bool *more)
{
    struct stmt *stmt;
    ms oldest;
    enum err err = oldest_at(store, &oldest);

    *more = false;
    if (err) return err == ERR_MISSING ? OK : err;
    if (oldest >= before) return OK;
    stmt = stmt_get(store->db, "DELETE FROM event WHERE at < $1"
                               " AND id IN (SELECT id FROM event ORDER BY id LIMIT $2)"
                               " AND id <= (SELECT id FROM event ORDER BY id DESC"
                               " LIMIT 1 OFFSET $3)");
    stmt_bind_int(stmt, before);
    stmt_bind_int(stmt, TRIM_MAX);
    stmt_bind_int(stmt, EVENTS_KEPT);
    err = stmt_run(stmt);
    *more = !err && stmt_changed(stmt) == TRIM_MAX;
    return err;
}
