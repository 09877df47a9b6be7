/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/keyring.h"

#include "store/row.h"

#define WRAPPED_BYTES (CRYPT_KEY_BYTES + CRYPT_EXTRA_BYTES)

static struct data_key *key_place(struct store *store, int64_t id)
{
    return &store->kept[(uint64_t)id % DATA_KEYS_KEPT];
}

static struct crypt_place wrapped_at(int64_t id)
{
    return (struct crypt_place){ "data_key", "wrapped", id, 0 };
}

enum err key_add(struct store *store, ms now, int64_t *id)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO data_key (id, wrapped, created_at)"
                                            " VALUES ($1, $2, $3)");
    struct data_key fresh = { .id = store_id(store) };
    const struct crypt_place place = wrapped_at(fresh.id);
    enum err err;

    crypt_random(fresh.key.b, sizeof fresh.key.b);
    stmt_bind_int(stmt, fresh.id);
    row_seal(stmt, &store->keys.wrap, &place, fresh.key.b, sizeof fresh.key.b);
    stmt_bind_int(stmt, now);
    err = stmt_run(stmt);
    if (!err) *key_place(store, fresh.id) = fresh;
    if (!err) *id = fresh.id;
    crypt_wipe(&fresh, sizeof fresh);
    return err;
}

/* Reads the wrapped key that is the statement's next column. */
static enum err key_unwrap(struct store *store, struct stmt *row, int64_t id, struct crypt_key *key)
{
    const struct crypt_place place = wrapped_at(id);
    const struct data_key *kept = key_place(store, id);
    size_t len;
    const void *wrapped = stmt_blob(row, &len);

    if (kept->id == id) {
        *key = kept->key;
        return OK;
    }
    if (len != WRAPPED_BYTES) return row_unreadable("data_key", id);
    if (crypt_open(&store->keys.wrap, &place, wrapped, len, key->b)) return ERR_DOWN;
    *key_place(store, id) = (struct data_key){ id, *key };
    return OK;
}

enum err key_load(struct store *store, int64_t id, struct crypt_key *key)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT wrapped FROM data_key WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id);
    err = stmt_step(stmt);
    return err ? err : key_unwrap(store, stmt, id, key);
}

/* The row is asked for even when the key is kept: another connection may have destroyed it. */
enum err key_of_conversation(struct store *store, conversation_id conversation,
                             struct data_key *key)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT k.id, k.wrapped FROM conversation c"
                                            " JOIN data_key k ON k.id = c.key WHERE c.id = $1");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    err = stmt_step(stmt);
    if (err) return err;
    key->id = stmt_int(stmt);
    return key_unwrap(store, stmt, key->id, &key->key);
}

/* Found by its row each time, for the same reason. */
enum err key_of_texter(struct store *store, texter_id texter, struct data_key *key)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT k.id, k.wrapped FROM texter t"
                                            " JOIN data_key k ON k.id = t.key WHERE t.id = $1");
    enum err err;

    stmt_bind_int(stmt, texter.n);
    err = stmt_step(stmt);
    if (err) return err;
    key->id = stmt_int(stmt);
    return key_unwrap(store, stmt, key->id, &key->key);
}

enum err key_of_texter_make(struct store *store, texter_id texter, ms now, struct data_key *key)
{
    struct stmt *stmt;
    int64_t id;
    enum err err = key_of_texter(store, texter, key);

    if (err != ERR_MISSING) return err;
    err = key_add(store, now, &id);
    if (err) return err;
    stmt = stmt_get(store->db, "UPDATE texter SET key = $1 WHERE id = $2");
    stmt_bind_int(stmt, id);
    stmt_bind_int(stmt, texter.n);
    err = row_change(stmt);
    return err ? err : key_of_texter(store, texter, key);
}

enum err key_destroy(struct store *store, int64_t id)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM data_key WHERE id = $1");
    struct data_key *kept = key_place(store, id);

    if (kept->id == id) crypt_wipe(kept, sizeof *kept);
    stmt_bind_int(stmt, id);
    return row_change(stmt);
}
