/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H
/*
 * record.h — what people of the line did and wrote beside the conversations: the audit trail,
 * their drafts, and the first answers to their requests.
 */
#include "store/store.h"

/* Each entry's hash covers the one before it; `action` is one word. */
MUST_CHECK enum err audit_add(struct store *store, ms at, person_id person, const char *action,
                              conversation_id conversation, int64_t ref);

/* The lines behind `after`, oldest first, each held against the one before it. */
MUST_CHECK enum err audit_since(struct store *store, int64_t after, struct audit_line *lines,
                                size_t max, size_t *count);

/* A draft gets another rev each time, and never one that it had before; empty: forgets it. */
MUST_CHECK enum err draft_put(struct store *store, conversation_id conversation, person_id person,
                              const struct text *body, ms now);
MUST_CHECK enum err draft_rev(struct store *store, conversation_id conversation, person_id person,
                              int64_t *rev); /* 0: there is none */
MUST_CHECK enum err draft_load(struct store *store, conversation_id conversation, person_id person,
                               struct text *body);

struct request {
    person_id person;
    char key[TOKEN_BYTES_MAX + 1];
    uint8_t hash[CRYPT_HASH_BYTES];
    int outcome; /* enum outcome of the engine */
    int64_t ref;
    ms at;
};
MUST_CHECK enum err request_load(struct store *store, person_id person, const char *key,
                                 struct request *request);
MUST_CHECK enum err request_add(struct store *store, const struct request *request);
MUST_CHECK enum err request_trim(struct store *store, ms before);

#endif
