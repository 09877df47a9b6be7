/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#include "store/row.h"

#define EPOCH_BITS 53 /* consoles keep it as a number */

static const char check_word[] = "peerline";
static const struct crypt_place check_place = { "engine", "key_check", 1, 0 };

/* The first writer of a database gives it its epoch. */
static enum err engine_row_make(struct store *store)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO engine (id, batch, next_id, epoch,"
                                            " key_check, rota_seen, rota_due, conversations,"
                                            " messages_in, messages_out, quarantined,"
                                            " corrections, erased)"
                                            " VALUES (1, 0, 1, $1, $2, 0, 0, 0, 0, 0, 0, 0, 0)"
                                            " ON CONFLICT (id) DO NOTHING");
    uint64_t epoch;

    crypt_random(&epoch, sizeof epoch);
    stmt_bind_int(stmt, (int64_t)(epoch >> (64 - EPOCH_BITS)));
    row_seal(stmt, &store->keys.record, &check_place, check_word, sizeof check_word - 1);
    return stmt_run(stmt);
}

static enum err epoch_load(struct store *store)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT epoch FROM engine WHERE id = 1");
    enum err err = stmt_step(stmt);

    if (!err) store->epoch = (uint64_t)stmt_int(stmt);
    return err;
}

/* With another master key nothing could be opened, and what came in would be lost to the old one.
 */
static enum err keys_check(struct store *store, char *why, size_t why_size)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT key_check FROM engine WHERE id = 1");
    char word[sizeof check_word];
    size_t len;
    enum err err = stmt_step(stmt);

    if (!err) err = row_open(stmt, &store->keys.record, &check_place, word, sizeof word, &len);
    if (err) snprintf(why, why_size, "the database was not written with this master key");
    return err;
}

static void keys_forget(struct store *store)
{
    crypt_wipe(store->kept, sizeof store->kept);
}

enum err store_open(struct store *store, const char *url, enum db_mode mode,
                    const struct crypt_keys *keys, char *why, size_t why_size)
{
    enum err err;

    memset(store, 0, sizeof *store);
    err = db_open(url, mode, &store->db, why, why_size);
    if (err) return err;
    store->keys = *keys;
    store->mode = mode;
    if (mode == DB_WRITER) store->recent = recent_new();
    err = db_begin(store->db);
    if (!err && mode == DB_WRITER) err = engine_row_make(store);
    if (!err) err = epoch_load(store);
    if (!err) err = keys_check(store, why, why_size);
    if (!err) err = db_commit(store->db);
    if (!err) return OK;
    if (!why[0]) snprintf(why, why_size, "the database cannot be read");
    store_close(store);
    return err;
}

void store_close(struct store *store)
{
    db_close(store->db);
    recent_free(store->recent);
    crypt_wipe(store, sizeof *store);
}

/*
 * The counter's row is changed first, so that the writers of a database that has several of them
 * take turns here.
 */
static enum err counter_take(struct store *store)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE engine SET batch = batch + 1 WHERE id = 1"
                                            " RETURNING next_id");
    enum err err = stmt_step(stmt);

    if (err) return err;
    store->next_id = stmt_int(stmt);
    err = stmt_step(stmt); /* a statement that writes must be finished before the commit */
    return err == ERR_MISSING ? OK : err;
}

static enum err counter_put(struct store *store)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE engine SET next_id = $1 WHERE id = 1");

    stmt_bind_int(stmt, store->next_id);
    return stmt_run(stmt);
}

enum err store_begin(struct store *store)
{
    enum err err = db_begin(store->db);

    if (err || store->mode == DB_READER) return err;
    err = counter_take(store);
    if (err) store_rollback(store);
    return err == ERR_MISSING ? ERR_DOWN : err;
}

enum err store_commit(struct store *store)
{
    enum err err = store->mode == DB_WRITER ? counter_put(store) : OK;

    if (!err) err = db_commit(store->db);
    if (err) store_rollback(store);
    store->next_id = 0;
    return err;
}

/* Ids are given again after it, so nothing may stay that was kept under one of them. */
void store_rollback(struct store *store)
{
    db_rollback(store->db);
    keys_forget(store);
    if (store->recent) recent_forget_all(store->recent);
    store->next_id = 0;
}

enum err store_undo(struct store *store)
{
    recent_forget_all(store->recent);
    return db_undo(store->db);
}

int64_t store_id(struct store *store)
{
    must(store->next_id > 0);
    return store->next_id++;
}
