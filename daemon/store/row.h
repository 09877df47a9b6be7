/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_ROW_H
#define STORE_ROW_H
/*
 * row.h — what the rows of all tables have in common: sealed columns, numbers, and saves that
 * notice another hand.
 */
#include "store/store.h"

/* For a row that is not as we wrote it: logs which one and returns ERR_DOWN. */
MUST_CHECK enum err row_unreadable(const char *table, int64_t row);

/* Runs an UPDATE or DELETE of one row; ERR_MISSING if there is no such row. */
MUST_CHECK enum err row_change(struct stmt *stmt);

/* Runs an UPDATE guarded by *version: ERR_CONFLICT if the row has moved on, else adds one. */
MUST_CHECK enum err row_save(struct stmt *stmt, int64_t *version);

/* Binds `len` bytes, sealed at `place`. */
void row_seal(struct stmt *stmt, const struct crypt_key *key, const struct crypt_place *place,
              const void *plain, size_t len);

/* Opens the next column into plain[size] and ends it with NUL; ERR_DOWN (logged) if it cannot. */
MUST_CHECK enum err row_open(struct stmt *stmt, const struct crypt_key *key,
                             const struct crypt_place *place, char *plain, size_t size,
                             size_t *len);

/* The same for words, and for the phone number of a row of `table`. */
MUST_CHECK enum err row_open_text(struct stmt *stmt, const struct crypt_key *key,
                                  const struct crypt_place *place, struct text *text);
void row_seal_phone(const struct store *store, struct stmt *stmt, const char *table, int64_t row,
                    const struct phone *phone);
MUST_CHECK enum err row_open_phone(const struct store *store, struct stmt *stmt, const char *table,
                                   int64_t row, struct phone *phone);

/* What a number is found by: a keyed hash of it, with the line it texts when `line` is given. */
void number_hash(const struct store *store, const char *line, const struct phone *phone,
                 uint8_t hash[CRYPT_HASH_BYTES]);

#endif
