/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_STORE_H
#define STORE_STORE_H
/*
 * store.h — one connection with the keys that open its rows and the counter that numbers them.
 *
 * All functions of this layer take it. They turn rows into values and back and decide nothing.
 * Their answers: OK, ERR_MISSING (no such row), ERR_CONFLICT (a constraint or a version said no),
 * ERR_DOWN (logged).
 */
#include "base/crypt.h"
#include "rules/model.h"
#include "store/db.h"
#include "store/recent.h"

struct data_key {
    int64_t id; /* 0: an empty place */
    struct crypt_key key;
};

#define DATA_KEYS_KEPT 256

struct store {
    struct db *db;
    enum db_mode mode;
    struct crypt_keys keys;
    int64_t next_id;                      /* of the present transaction; 0 outside */
    uint64_t epoch;                       /* of the event log: new with each new database */
    struct data_key kept[DATA_KEYS_KEPT]; /* opened data keys of late, by id modulo */
    struct recent *recent;                /* of a writer only */
};

MUST_CHECK enum err store_open(struct store *store, const char *url, enum db_mode mode,
                               const struct crypt_keys *keys, char *why, size_t why_size);
void store_close(struct store *store);

/* A writer's transaction owns the id counter from begin to commit. */
MUST_CHECK enum err store_begin(struct store *store);
MUST_CHECK enum err store_commit(struct store *store);
void store_rollback(struct store *store);

/* db_undo(), and what was kept in memory of it. */
MUST_CHECK enum err store_undo(struct store *store);

/* A fresh id, greater than all before, in commit order. Only inside a writer's transaction. */
int64_t store_id(struct store *store);

#endif
