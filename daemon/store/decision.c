/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/decision.h"

#include <string.h>

#include "store/keyring.h"
#include "store/row.h"

#define COLUMNS                                                                                    \
    "id, conversation, tier_before, tier_after, state, person, second, message, at, settled_at,"   \
    " reason"

static struct crypt_place reason_at(decision_id id, const struct data_key *key)
{
    return (struct crypt_place){ "decision", "reason", id.n, key->id };
}

static enum err reason_bind(struct store *store, struct stmt *stmt, const struct decision *decision)
{
    struct crypt_place place;
    struct data_key key;
    enum err err;

    if (!decision->reason[0]) {
        stmt_bind_null(stmt);
        return OK;
    }
    err = key_of_conversation(store, decision->conversation, &key);
    if (err) return err;
    place = reason_at(decision->id, &key);
    row_seal(stmt, &key.key, &place, decision->reason, strlen(decision->reason));
    crypt_wipe(&key, sizeof key);
    return OK;
}

enum err decision_add(struct store *store, struct decision *decision)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO decision (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6,"
                            " $7, $8, $9, $10, $11)");
    enum err err;

    decision->id.n = store_id(store);
    stmt_bind_int(stmt, decision->id.n);
    stmt_bind_int(stmt, decision->conversation.n);
    stmt_bind_text(stmt, tier_name(decision->from));
    stmt_bind_text(stmt, tier_name(decision->to));
    stmt_bind_text(stmt, decision_state_name(decision->state));
    stmt_bind_int(stmt, decision->by.n);
    stmt_bind_int(stmt, decision->second.n);
    stmt_bind_int(stmt, decision->message.n);
    stmt_bind_int(stmt, decision->at);
    stmt_bind_int(stmt, decision->settled_at);
    err = reason_bind(store, stmt, decision);
    return err ? err : stmt_run(stmt);
}

enum err decision_save(struct store *store, const struct decision *decision)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE decision SET state = $1, second = $2,"
                                            " settled_at = $3 WHERE id = $4");

    stmt_bind_text(stmt, decision_state_name(decision->state));
    stmt_bind_int(stmt, decision->second.n);
    stmt_bind_int(stmt, decision->settled_at);
    stmt_bind_int(stmt, decision->id.n);
    return row_change(stmt);
}

static enum err reason_read(struct store *store, struct stmt *row, struct decision *decision)
{
    struct crypt_place place;
    struct data_key key;
    size_t len;
    enum err err;

    if (stmt_is_null(row)) return OK;
    err = key_of_conversation(store, decision->conversation, &key);
    if (err) return err;
    place = reason_at(decision->id, &key);
    err = row_open(row, &key.key, &place, decision->reason, sizeof decision->reason, &len);
    crypt_wipe(&key, sizeof key);
    return err;
}

static enum err decision_one(struct store *store, struct stmt *row, struct decision *decision)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    *decision = (struct decision){ .id = { stmt_int(row) } };
    decision->conversation.n = stmt_int(row);
    known = tier_from_name(stmt_text(row), &decision->from);
    known = tier_from_name(stmt_text(row), &decision->to) && known;
    known = decision_state_from_name(stmt_text(row), &decision->state) && known;
    decision->by.n = stmt_int(row);
    decision->second.n = stmt_int(row);
    decision->message.n = stmt_int(row);
    decision->at = stmt_int(row);
    decision->settled_at = stmt_int(row);
    if (!known) return row_unreadable("decision", decision->id.n);
    return reason_read(store, row, decision);
}

enum err decision_pending(struct store *store, conversation_id conversation,
                          struct decision *decision)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM decision"
                                            " WHERE conversation = $1 AND state = 'pending'");

    stmt_bind_int(stmt, conversation.n);
    return decision_one(store, stmt, decision);
}

enum err decision_page(struct store *store, conversation_id conversation, size_t max,
                       struct decision *decisions, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM decision"
                                            " WHERE conversation = $1 ORDER BY id DESC LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = decision_one(store, stmt, &decisions[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}
