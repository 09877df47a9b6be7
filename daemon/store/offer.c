/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/offer.h"

#include "store/row.h"

enum err offer_add(struct store *store, struct offer *offer)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO offer (id, conversation, person, transfer, sender,"
                            " made_at, ends_at, ended_at, ending)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '')");

    offer->id.n = store_id(store);
    stmt_bind_int(stmt, offer->id.n);
    stmt_bind_int(stmt, offer->conversation.n);
    stmt_bind_int(stmt, offer->person.n);
    stmt_bind_int(stmt, offer->transfer);
    stmt_bind_int(stmt, offer->from.n);
    stmt_bind_int(stmt, offer->made_at);
    stmt_bind_int(stmt, offer->ends_at);
    return stmt_run(stmt);
}

enum err offer_load(struct store *store, offer_id id, struct offer *offer)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT conversation, person, transfer, sender,"
                                            " made_at, ends_at FROM offer WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    if (err) return err;
    offer->id = id;
    offer->conversation.n = stmt_int(stmt);
    offer->person.n = stmt_int(stmt);
    offer->transfer = stmt_int(stmt);
    offer->from.n = stmt_int(stmt);
    offer->made_at = stmt_int(stmt);
    offer->ends_at = stmt_int(stmt);
    return OK;
}

enum err offer_end(struct store *store, offer_id id, const char *ending, ms now)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE offer SET ending = $1, ended_at = $2 WHERE id = $3");

    stmt_bind_text(stmt, ending);
    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, id.n);
    return row_change(stmt);
}

enum err offer_ending(struct store *store, offer_id id, char *ending, size_t size)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT ending FROM offer WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    return err ? err : stmt_text_copy(stmt, ending, size);
}
