/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/joining.h"

#include "store/row.h"

#define COLUMNS                                                                                    \
    "alert, state, responder, since, wrote_at, gone_since, policy, say, asked_at, asked_seq,"      \
    " answered_at, told_at, due, version"

/* What changes, in one order for adding and saving. */
static void joining_bind(struct stmt *stmt, const struct joining *joining)
{
    stmt_bind_text(stmt, joining_state_name(joining->state));
    stmt_bind_int(stmt, joining->responder.n);
    stmt_bind_int(stmt, joining->since);
    stmt_bind_int(stmt, joining->wrote_at);
    stmt_bind_int(stmt, joining->gone_since);
    stmt_bind_text(stmt, policy_name(joining->policy));
    stmt_bind_text(stmt, say_name(joining->say));
    stmt_bind_int(stmt, joining->asked_at);
    stmt_bind_int(stmt, joining->asked_seq);
    stmt_bind_int(stmt, joining->answered_at);
    stmt_bind_int(stmt, joining->told_at);
    stmt_bind_int(stmt, joining->due);
}

static enum err joining_one(struct stmt *row, struct joining *joining)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    *joining = (struct joining){ .alert = { stmt_int(row) } };
    known = joining_state_from_name(stmt_text(row), &joining->state);
    joining->responder.n = stmt_int(row);
    joining->since = stmt_int(row);
    joining->wrote_at = stmt_int(row);
    joining->gone_since = stmt_int(row);
    known = policy_from_name(stmt_text(row), &joining->policy) && known;
    known = say_from_name(stmt_text(row), &joining->say) && known;
    joining->asked_at = stmt_int(row);
    joining->asked_seq = stmt_int(row);
    joining->answered_at = stmt_int(row);
    joining->told_at = stmt_int(row);
    joining->due = stmt_int(row);
    joining->version = stmt_int(row);
    return known ? OK : row_unreadable("joining", joining->alert.n);
}

static enum err joining_rows(struct stmt *stmt, size_t max, struct joining *joinings, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = joining_one(stmt, &joinings[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err joining_add(struct store *store, struct joining *joining)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO joining (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6,"
                            " $7, $8, $9, $10, $11, $12, $13, 1)");

    joining->version = 1;
    stmt_bind_int(stmt, joining->alert.n);
    joining_bind(stmt, joining);
    return stmt_run(stmt);
}

enum err joining_load(struct store *store, alert_id alert, struct joining *joining)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM joining WHERE alert = $1");

    stmt_bind_int(stmt, alert.n);
    return joining_one(stmt, joining);
}

enum err joining_save(struct store *store, struct joining *joining)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE joining SET state = $1, responder = $2, since = $3,"
                            " wrote_at = $4, gone_since = $5, policy = $6, say = $7,"
                            " asked_at = $8, asked_seq = $9, answered_at = $10, told_at = $11,"
                            " due = $12, version = version + 1 WHERE alert = $13"
                            " AND version = $14");

    joining_bind(stmt, joining);
    stmt_bind_int(stmt, joining->alert.n);
    stmt_bind_int(stmt, joining->version);
    return row_save(stmt, &joining->version);
}

enum err joining_due(struct store *store, ms now, size_t max, struct joining *joinings,
                     size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM joining WHERE due <> 0"
                                            " AND due <= $1 ORDER BY due LIMIT $2");

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, (int64_t)max);
    return joining_rows(stmt, max, joinings, count);
}

enum err joining_speaking(struct store *store, person_id responder, size_t max,
                          struct joining *joinings, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS " FROM joining WHERE state = 'speaking'"
                            " AND responder BETWEEN $1 AND $2 LIMIT $3");

    stmt_bind_int(stmt, responder.n);
    stmt_bind_int(stmt, responder.n ? responder.n : INT64_MAX);
    stmt_bind_int(stmt, (int64_t)max);
    return joining_rows(stmt, max, joinings, count);
}
