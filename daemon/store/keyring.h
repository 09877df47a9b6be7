/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_KEYRING_H
#define STORE_KEYRING_H
/*
 * keyring.h — the data keys: one per conversation, and one per texter for what outlives their
 * conversations; random, stored wrapped. Without its row what it sealed cannot be read by anybody:
 * that is how erasing works (P14).
 */
#include "store/store.h"

MUST_CHECK enum err key_add(struct store *store, ms now, int64_t *id);
MUST_CHECK enum err key_load(struct store *store, int64_t id, struct crypt_key *key);

/* The key of a conversation's words; ERR_MISSING once it is destroyed. */
MUST_CHECK enum err key_of_conversation(struct store *store, conversation_id conversation,
                                        struct data_key *key);

/* The key of what outlives a texter's conversations. Made at the first need. */
MUST_CHECK enum err key_of_texter(struct store *store, texter_id texter, struct data_key *key);
MUST_CHECK enum err key_of_texter_make(struct store *store, texter_id texter, ms now,
                                       struct data_key *key);

/* Gone from this store at once, from the disk with db_checkpoint_all() after the commit. */
MUST_CHECK enum err key_destroy(struct store *store, int64_t id);

#endif
