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

/* The key of a conversation's words; ERR_MISSING once it is destroyed. */
MUST_CHECK enum err key_of_conversation(struct store *store, conversation_id conversation,
                                        struct data_key *key);

/* Gone from this store at once, from the disk with db_checkpoint_all() after the commit. */
MUST_CHECK enum err key_destroy(struct store *store, int64_t id);

#endif
