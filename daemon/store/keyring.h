/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_KEYRING_H
#define STORE_KEYRING_H
/*
 * keyring.h — the data keys: one per conversation, random, stored wrapped. Without its row a
 * conversation's words cannot be read by anybody: that is how erasing works (P14).
 */
#include "store/store.h"

MUST_CHECK enum err key_add(struct store *store, ms now, int64_t *id);
MUST_CHECK enum err key_load(struct store *store, int64_t id, struct crypt_key *key);
MUST_CHECK enum err key_destroy(struct store *store, int64_t id);

#endif
