/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/follow_up.h"

#include <string.h>

#include "store/keyring.h"
#include "store/row.h"

#define COLUMNS                                                                                    \
    "id, texter, conversation, list, number, resource, state, why, asked_seq, asked_at, consent,"  \
    " due, label"

static struct crypt_place label_at(follow_up_id id, const struct data_key *key)
{
    return (struct crypt_place){ "follow_up", "label", id.n, key->id };
}

static void about_bind(struct stmt *stmt, const struct follow_up *follow_up,
                       const struct data_key *key)
{
    const struct crypt_place place = label_at(follow_up->id, key);

    stmt_bind_int(stmt, follow_up->list.n);
    stmt_bind_int(stmt, follow_up->number);
    stmt_bind_text(stmt, follow_up->resource);
    row_seal(stmt, &key->key, &place, follow_up->label, strlen(follow_up->label));
    stmt_bind_text(stmt, follow_up_state_name(follow_up->state));
    stmt_bind_text(stmt, cancelled_why_name(follow_up->why));
    stmt_bind_int(stmt, follow_up->asked_seq);
    stmt_bind_int(stmt, follow_up->asked_at);
    stmt_bind_int(stmt, follow_up->consent.n);
    stmt_bind_int(stmt, follow_up->due);
}

enum err follow_up_add(struct store *store, struct follow_up *follow_up, ms now)
{
    struct stmt *stmt;
    struct data_key key;
    enum err err = key_of_texter_make(store, follow_up->texter, now, &key);

    if (err) return err;
    follow_up->id.n = store_id(store);
    stmt = stmt_get(store->db, "INSERT INTO follow_up (id, texter, conversation, list, number,"
                               " resource, label, state, why, asked_seq, asked_at, consent,"
                               " due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
                               " $13)");
    stmt_bind_int(stmt, follow_up->id.n);
    stmt_bind_int(stmt, follow_up->texter.n);
    stmt_bind_int(stmt, follow_up->conversation.n);
    about_bind(stmt, follow_up, &key);
    crypt_wipe(&key, sizeof key);
    return stmt_run(stmt);
}

enum err follow_up_save(struct store *store, const struct follow_up *follow_up, ms now)
{
    struct stmt *stmt;
    struct data_key key;
    enum err err = key_of_texter_make(store, follow_up->texter, now, &key);

    if (err) return err;
    stmt = stmt_get(store->db, "UPDATE follow_up SET list = $1, number = $2, resource = $3,"
                               " label = $4, state = $5, why = $6, asked_seq = $7,"
                               " asked_at = $8, consent = $9, due = $10 WHERE id = $11");
    about_bind(stmt, follow_up, &key);
    crypt_wipe(&key, sizeof key);
    stmt_bind_int(stmt, follow_up->id.n);
    return row_change(stmt);
}

enum err follow_up_move(struct store *store, struct follow_up *follow_up, conversation_id to)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE follow_up SET conversation = $1 WHERE id = $2");

    follow_up->conversation = to;
    stmt_bind_int(stmt, to.n);
    stmt_bind_int(stmt, follow_up->id.n);
    return row_change(stmt);
}

static enum err label_open(struct store *store, struct stmt *row, struct follow_up *follow_up)
{
    struct crypt_place place;
    struct data_key key;
    size_t len;
    enum err err = key_of_texter(store, follow_up->texter, &key);

    if (err) return err == ERR_MISSING ? row_unreadable("follow_up", follow_up->id.n) : err;
    place = label_at(follow_up->id, &key);
    err = row_open(row, &key.key, &place, follow_up->label, sizeof follow_up->label, &len);
    crypt_wipe(&key, sizeof key);
    return err;
}

static enum err follow_up_one(struct store *store, struct stmt *row, struct follow_up *follow_up)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    *follow_up = (struct follow_up){ .id = { stmt_int(row) } };
    follow_up->texter.n = stmt_int(row);
    follow_up->conversation.n = stmt_int(row);
    follow_up->list.n = stmt_int(row);
    follow_up->number = (int)stmt_int(row);
    err = stmt_text_copy(row, follow_up->resource, sizeof follow_up->resource);
    known = follow_up_state_from_name(stmt_text(row), &follow_up->state);
    known = cancelled_why_from_name(stmt_text(row), &follow_up->why) && known;
    follow_up->asked_seq = stmt_int(row);
    follow_up->asked_at = stmt_int(row);
    follow_up->consent.n = stmt_int(row);
    follow_up->due = stmt_int(row);
    if (err || !known) return row_unreadable("follow_up", follow_up->id.n);
    return label_open(store, row, follow_up);
}

static enum err follow_up_rows(struct store *store, struct stmt *stmt, size_t max,
                               struct follow_up *follow_ups, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = follow_up_one(store, stmt, &follow_ups[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err follow_up_of(struct store *store, conversation_id conversation,
                      struct follow_up *follow_up)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS " FROM follow_up WHERE conversation = $1");

    stmt_bind_int(stmt, conversation.n);
    return follow_up_one(store, stmt, follow_up);
}

enum err follow_up_open_of(struct store *store, texter_id texter, size_t max,
                           struct follow_up *follow_ups, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM follow_up WHERE texter = $1"
                                            " AND state IN ('asking', 'planned', 'sent')"
                                            " ORDER BY id DESC LIMIT $2");

    stmt_bind_int(stmt, texter.n);
    stmt_bind_int(stmt, (int64_t)max);
    return follow_up_rows(store, stmt, max, follow_ups, count);
}

enum err follow_up_due(struct store *store, ms now, size_t max, struct follow_up *follow_ups,
                       size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM follow_up"
                                            " WHERE due <> 0 AND due <= $1"
                                            " ORDER BY due, id LIMIT $2");

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, (int64_t)max);
    return follow_up_rows(store, stmt, max, follow_ups, count);
}

/* ---- what is left of the answers ---- */

enum err outcome_count(struct store *store, const char *resource, enum referral_state state)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO resource_outcomes (resource, told, helped, not_for_me,"
                            " not_reached, not_tried) VALUES ($1, $2, $3, $4, $5, $6)"
                            " ON CONFLICT (resource) DO UPDATE SET told = told + excluded.told,"
                            " helped = helped + excluded.helped,"
                            " not_for_me = not_for_me + excluded.not_for_me,"
                            " not_reached = not_reached + excluded.not_reached,"
                            " not_tried = not_tried + excluded.not_tried");

    if (!resource[0]) return OK; /* words of a peer's own are in no directory */
    stmt_bind_text(stmt, resource);
    stmt_bind_int(stmt, state == REFERRAL_TOLD);
    stmt_bind_int(stmt, state == REFERRAL_HELPED);
    stmt_bind_int(stmt, state == REFERRAL_NOT_FOR_ME);
    stmt_bind_int(stmt, state == REFERRAL_NOT_REACHED);
    stmt_bind_int(stmt, state == REFERRAL_NOT_TRIED);
    return stmt_run(stmt);
}

enum err outcomes_load(struct store *store, const char *resource,
                       struct resource_outcomes *outcomes)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT told, helped, not_for_me, not_reached,"
                                            " not_tried FROM resource_outcomes"
                                            " WHERE resource = $1");
    enum err err;

    *outcomes = (struct resource_outcomes){ 0 };
    stmt_bind_text(stmt, resource);
    err = stmt_step(stmt);
    if (err) return err == ERR_MISSING ? OK : err;
    outcomes->told = stmt_int(stmt);
    outcomes->helped = stmt_int(stmt);
    outcomes->not_for_me = stmt_int(stmt);
    outcomes->not_reached = stmt_int(stmt);
    outcomes->not_tried = stmt_int(stmt);
    return OK;
}
