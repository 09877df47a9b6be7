/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/resource_change.h"

#include "store/resource.h"
#include "store/row.h"

enum err resource_change_add(struct store *store, const char *id,
                             const struct resource_change *change)
{
    struct stmt *stmt;
    int64_t seq = 0;
    enum err err = resource_seq(store, id, &seq);

    if (err) return err;
    stmt = stmt_get(store->db, "INSERT INTO resource_change (id, resource, at, person, what, was,"
                               " became) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    stmt_bind_int(stmt, store_id(store));
    stmt_bind_int(stmt, seq);
    stmt_bind_int(stmt, change->at);
    stmt_bind_int(stmt, change->person.n);
    stmt_bind_text(stmt, change->what);
    stmt_bind_text(stmt, change->was);
    stmt_bind_text(stmt, change->became);
    return stmt_run(stmt);
}

static enum err change_read(struct stmt *row, struct resource_change *change)
{
    enum err err = stmt_step(row);

    if (err) return err;
    *change = (struct resource_change){ .id = stmt_int(row) };
    change->at = stmt_int(row);
    change->person.n = stmt_int(row);
    err = stmt_text_copy(row, change->what, sizeof change->what);
    if (!err) err = stmt_text_copy(row, change->was, sizeof change->was);
    if (!err) err = stmt_text_copy(row, change->became, sizeof change->became);
    return err;
}

enum err resource_changes(struct store *store, const char *id, size_t max,
                          struct resource_change *changes, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT c.id, c.at, c.person, c.what, c.was, c.became"
                            " FROM resource JOIN resource_change AS c ON c.resource = seq"
                            " WHERE resource.id = $1 ORDER BY c.id DESC LIMIT $2");
    enum err err = OK;

    stmt_bind_text(stmt, id);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = change_read(stmt, &changes[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

/* ---- what waits for a second person ---- */

enum err proposal_put(struct store *store, const char *id, const struct resource_proposal *proposal)
{
    struct stmt *stmt;
    int64_t seq = 0;
    enum err err = resource_seq(store, id, &seq);

    if (err) return err;
    stmt = stmt_get(store->db, "INSERT INTO resource_proposal (resource, field, value, person, at)"
                               " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (resource, field)"
                               " DO UPDATE SET value = $3, person = $4, at = $5");
    stmt_bind_int(stmt, seq);
    stmt_bind_text(stmt, resource_field_name(proposal->field));
    stmt_bind_text(stmt, proposal->value);
    stmt_bind_int(stmt, proposal->by.n);
    stmt_bind_int(stmt, proposal->at);
    return stmt_run(stmt);
}

static enum err proposal_read(struct stmt *row, struct resource_proposal *proposal)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    *proposal = (struct resource_proposal){ .at = stmt_int(row) };
    proposal->by.n = stmt_int(row);
    known = resource_field_from_name(stmt_text(row), &proposal->field);
    err = stmt_text_copy(row, proposal->value, sizeof proposal->value);
    return known ? err : row_unreadable("resource_proposal", 0);
}

enum err proposals_load(struct store *store, const struct resource *resource,
                        struct resource_proposal proposals[PROPOSALS_MAX], size_t *count)
{
    struct stmt *stmt = stmt_get(
        store->db, "SELECT p.at, p.person, p.field, p.value FROM resource"
                   " JOIN resource_proposal AS p ON p.resource = seq WHERE resource.id = $1");
    enum err err = OK;

    stmt_bind_text(stmt, resource->id);
    *count = 0;
    while (*count < PROPOSALS_MAX && !(err = proposal_read(stmt, &proposals[*count])))
        if (resource->waiting >> proposals[*count].field & 1) ++*count;
    return err == ERR_MISSING ? OK : err;
}
