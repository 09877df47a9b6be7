/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/count.h"

#include "store/schema.h"

#define PEOPLE_ON "(SELECT count(*) FROM person WHERE enabled = 1 AND shift = 'on')"

/* Each of them is the first entry of an index that holds only what is due some day. */
enum err due_next(struct store *store, ms *due)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT coalesce(min(due), 0) FROM ("
                            "SELECT min(due) AS due FROM conversation WHERE due <> 0"
                            " UNION ALL SELECT rota_due FROM engine WHERE id = 1 AND rota_due <> 0"
                            " UNION ALL SELECT min(due) FROM alert WHERE due <> 0"
                            " UNION ALL SELECT min(due) FROM joining WHERE due <> 0"
                            " UNION ALL SELECT min(due) FROM follow_up WHERE due <> 0"
                            " UNION ALL SELECT min(resting_until) FROM person"
                            " WHERE resting_until <> 0"
                            " UNION ALL SELECT min(due) FROM outbox WHERE lane = 'reply'"
                            " AND turn = 1 AND state IN ('queued', 'unknown')"
                            " UNION ALL SELECT min(due) FROM outbox WHERE lane = 'page'"
                            " AND turn = 1 AND state IN ('queued', 'unknown')) AS moments");
    enum err err = stmt_step(stmt);

    if (!err) *due = stmt_int(stmt);
    return err;
}

/* All of it is read off the index of the queue. */
#define QUEUE " FROM conversation WHERE state <> 'closed' AND state "
#define FIRST_OF(state, tier)                                                                      \
    "SELECT min(waiting_since) AS since" QUEUE "= '" state "' AND tier = '" tier "'"
#define FIRST_OF_TIERS(state)                                                                      \
    FIRST_OF(state, "steady")                                                                      \
    " UNION ALL " FIRST_OF(state, "watch") " UNION ALL " FIRST_OF(                                 \
        state, "high") " UNION ALL " FIRST_OF(state, "imminent")

/*
 * A conversation that is offered has nobody yet: it waits as much as the others do. Asked for with
 * every change of the queue, so each number is a range of the index and no row is looked at.
 */
enum err queue_count(struct store *store, ms now, struct queue_view *queue)
{
    struct stmt *stmt =
        stmt_get(store->db,
                 "SELECT (SELECT count(*)" QUEUE "= 'waiting') +"
                 " (SELECT count(*)" QUEUE "= 'offered'),"
                 " (SELECT count(*)" QUEUE "= 'active'),"
                 " (SELECT count(*)" QUEUE "IN ('waiting', 'offered', 'active')"
                 " AND tier IN ('high', 'imminent')),"
                 " (SELECT min(since) FROM (" FIRST_OF_TIERS(
                     "waiting") " UNION ALL " FIRST_OF_TIERS("offered") ") AS firsts), " PEOPLE_ON);
    enum err err = stmt_step(stmt);
    ms waiting_since;

    if (err) return err;
    queue->waiting = stmt_int(stmt);
    queue->active = stmt_int(stmt);
    queue->high = stmt_int(stmt);
    waiting_since = stmt_int(stmt); /* 0: nobody waits */
    queue->longest = waiting_since ? now - waiting_since : 0;
    queue->peers_on = stmt_int(stmt);
    return OK;
}

static enum err conversations_count(struct store *store, ms now, struct line_status *status)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT coalesce(sum(state = 'waiting'), 0),"
                            " coalesce(sum(state = 'offered'), 0),"
                            " coalesce(sum(state = 'active'), 0),"
                            " coalesce(min(CASE WHEN state <> 'active' THEN waiting_since END),"
                            " $1) FROM conversation WHERE state <> 'closed'");
    enum err err;

    stmt_bind_int(stmt, now);
    err = stmt_step(stmt);
    if (err) return err;
    status->waiting = stmt_int(stmt);
    status->offered = stmt_int(stmt);
    status->active = stmt_int(stmt);
    status->longest_wait = now - stmt_int(stmt);
    return OK;
}

/* How many there have ever been, of what is never counted anew. */
static enum err tallies_load(struct store *store, struct line_status *status)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT conversations, messages_in, messages_out,"
                                            " quarantined, corrections, erased FROM engine"
                                            " WHERE id = 1");
    enum err err = stmt_step(stmt);

    if (err) return err;
    status->closed = stmt_int(stmt) - status->waiting - status->offered - status->active;
    status->messages_in = stmt_int(stmt);
    status->messages_out = stmt_int(stmt);
    status->quarantined = stmt_int(stmt);
    status->corrections = stmt_int(stmt);
    status->erased = stmt_int(stmt);
    return OK;
}

static enum err open_count(struct store *store, struct line_status *status)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT (SELECT count(*) FROM alert WHERE state <> 'resolved'),"
                            " (SELECT count(*) FROM outbox WHERE lane = 'reply'"
                            " AND " OUTBOX_OPEN " AND state = 'queued'),"
                            " (SELECT count(*) FROM outbox WHERE lane = 'page'"
                            " AND " OUTBOX_OPEN "),"
                            " (SELECT count(*) FROM message WHERE state = 'unconfirmed'"
                            " AND " MESSAGE_IN_TROUBLE "),"
                            " (SELECT count(*) FROM message WHERE state <> 'unconfirmed'"
                            " AND " MESSAGE_IN_TROUBLE "), " PEOPLE_ON
                            ", (SELECT count(*) FROM follow_up WHERE state = 'planned'"
                            " AND due <> 0)");
    enum err err = stmt_step(stmt);

    if (err) return err;
    status->alerts_open = stmt_int(stmt);
    status->queued = stmt_int(stmt);
    status->pages_waiting = stmt_int(stmt);
    status->unconfirmed = stmt_int(stmt);
    status->failed = stmt_int(stmt);
    status->people_on = stmt_int(stmt);
    status->follow_ups = stmt_int(stmt);
    return OK;
}

enum err status_count(struct store *store, ms now, struct line_status *status)
{
    enum err err = conversations_count(store, now, status);

    if (!err) err = tallies_load(store, status);
    if (!err) err = open_count(store, status);
    return err;
}
