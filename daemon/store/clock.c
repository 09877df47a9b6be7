/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/clock.h"

/* How far ahead a text may be due: the longest pauses of rules/retry.c, and a little. */
#define PAGE_AHEAD_MAX MINUTES(2)
#define REPLY_AHEAD_MAX MINUTES(20)

/* The pauses of who waits double so often, by rules/conversation.c. */
#define PAUSES_DOUBLE_MAX 6

static ms later(ms a, ms b)
{
    return a > b ? a : b;
}

static enum err run_with(struct stmt *stmt, ms first)
{
    stmt_bind_int(stmt, first);
    return stmt_run(stmt);
}

enum err clock_shift(struct store *store, ms by)
{
    struct db *db = store->db;
    enum err err =
        run_with(stmt_get(db, "UPDATE alert SET due = due + $1, round_began = round_began + $1,"
                              " contact_due = CASE WHEN contact_due = 0 THEN 0"
                              " ELSE contact_due + $1 END WHERE due <> 0"),
                 by);

    if (!err)
        err = run_with(stmt_get(db, "UPDATE joining SET due = due + $1, since = since + $1,"
                                    " gone_since = CASE WHEN gone_since = 0 THEN 0"
                                    " ELSE gone_since + $1 END,"
                                    " asked_at = CASE WHEN asked_at = 0 THEN 0"
                                    " ELSE asked_at + $1 END WHERE due <> 0"),
                       by);
    if (!err)
        err = run_with(stmt_get(db, "UPDATE person SET resting_until = resting_until + $1"
                                    " WHERE resting_until <> 0"),
                       by);
    if (!err)
        err = run_with(stmt_get(db, "UPDATE outbox SET due = due + $1"
                                    " WHERE lane = 'page' AND turn = 1"
                                    " AND state IN ('queued', 'unknown')"),
                       by);
    if (!err)
        err = run_with(stmt_get(db, "UPDATE outbox SET due = due + $1"
                                    " WHERE lane = 'reply' AND turn = 1"
                                    " AND state IN ('queued', 'unknown')"),
                       by);
    if (!err)
        err = run_with(stmt_get(db, "UPDATE offer SET ends_at = ends_at + $1 WHERE id IN"
                                    " (SELECT offer FROM conversation WHERE due <> 0"
                                    " AND offer <> 0)"),
                       by);
    if (err) return err;
    return run_with(stmt_get(db, "UPDATE conversation SET due = due + $1,"
                                 " offer_ends = CASE WHEN offer_ends = 0 THEN 0"
                                 " ELSE offer_ends + $1 END,"
                                 " waiting_since = waiting_since + $1, taken_at = taken_at + $1,"
                                 " texter_wrote_at = texter_wrote_at + $1,"
                                 " peer_wrote_at = peer_wrote_at + $1,"
                                 " turn_since = turn_since + $1 WHERE due <> 0"),
                    by);
}

static enum err alerts_repair(struct store *store, ms now, const struct timing *timing)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE alert SET due = $1, round_began = min(round_began, $1)"
                            " WHERE due <> 0 AND due > $2 AND state IN ('raised', 'paging')");
    enum err err;

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, now + timing->repage);
    err = stmt_run(stmt);
    if (err) return err;
    stmt = stmt_get(store->db, "UPDATE alert SET due = $1, contact_due = $1"
                               " WHERE due <> 0 AND due > $1 AND state = 'held'");
    return run_with(stmt, now + timing->contact);
}

static enum err joinings_repair(struct store *store, ms now, const struct timing *timing)
{
    ms ahead = later(timing->contact, timing->say);
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE joining SET due = $1, since = min(since, $1),"
                            " gone_since = min(gone_since, $1), asked_at = min(asked_at, $1)"
                            " WHERE due <> 0 AND due > $2");

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, now + ahead);
    return stmt_run(stmt);
}

static enum err people_repair(struct store *store, ms now, const struct timing *timing)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE person SET resting_until = $1"
                                            " WHERE resting_until <> 0 AND resting_until > $1");

    return run_with(stmt, now + (timing->rest > REST_WISHED ? timing->rest : REST_WISHED));
}

static enum err outbox_repair(struct store *store, ms now, const struct timing *timing)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE outbox SET due = $1 WHERE lane = 'page'"
                                            " AND turn = 1 AND state IN ('queued', 'unknown')"
                                            " AND due > $2");
    enum err err;

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, now + PAGE_AHEAD_MAX);
    err = stmt_run(stmt);
    if (err) return err;
    stmt = stmt_get(store->db, "UPDATE outbox SET due = $1 WHERE lane = 'reply' AND turn = 1"
                               " AND state IN ('queued', 'unknown') AND due > $2");
    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, now + later(REPLY_AHEAD_MAX, timing->settle));
    return stmt_run(stmt);
}

/* Whoever waits is looked at again at once; so is an offer that nobody else could get meanwhile. */
static enum err conversations_repair(struct store *store, ms now, const struct timing *timing)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE conversation SET due = $1 WHERE due <> 0"
                                            " AND due > $2 AND state = 'waiting'");
    enum err err;

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, now + later(timing->not_forgotten << PAUSES_DOUBLE_MAX, timing->offer));
    err = stmt_run(stmt);
    if (err) return err;
    stmt = stmt_get(store->db, "UPDATE conversation SET due = $1, offer_ends = min(offer_ends, $1)"
                               " WHERE due <> 0 AND due > $2 AND state = 'offered'");
    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, now + timing->offer);
    return stmt_run(stmt);
}

enum err clock_repair(struct store *store, ms now, const struct timing *timing)
{
    enum err err = alerts_repair(store, now, timing);

    if (!err) err = joinings_repair(store, now, timing);
    if (!err) err = outbox_repair(store, now, timing);
    return err ? err : conversations_repair(store, now, timing);
}

/* Nothing has happened later than now. */
static enum err history_repair(struct store *store, ms now)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE conversation SET waiting_since = min(waiting_since, $1),"
                            " taken_at = min(taken_at, $1), turn_since = min(turn_since, $1),"
                            " texter_wrote_at = min(texter_wrote_at, $1),"
                            " peer_wrote_at = min(peer_wrote_at, $1),"
                            " offer_ends = min(offer_ends, $1), due = min(due, $1)"
                            " WHERE due <> 0 AND max(waiting_since, taken_at, turn_since,"
                            " texter_wrote_at, peer_wrote_at) > $1");

    return run_with(stmt, now);
}

enum err clock_repair_all(struct store *store, ms now, const struct timing *timing)
{
    enum err err = clock_repair(store, now, timing);

    if (!err) err = history_repair(store, now);
    return err ? err : people_repair(store, now, timing);
}
