/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_DECISION_H
#define STORE_DECISION_H
/*
 * decision.h — each change of a conversation's tier, or the wish for one. People's reasons are
 * sealed with the conversation's key. The database allows one pending wish per conversation.
 */
#include "store/store.h"

MUST_CHECK enum err decision_add(struct store *store, struct decision *decision);

/* Saves what became of it: state, second person, when. */
MUST_CHECK enum err decision_save(struct store *store, const struct decision *decision);

/* The wish that waits for a second person; ERR_MISSING: there is none. */
MUST_CHECK enum err decision_pending(struct store *store, conversation_id conversation,
                                     struct decision *decision);

/* Newest first; at most `max`. */
MUST_CHECK enum err decision_page(struct store *store, conversation_id conversation, size_t max,
                                  struct decision *decisions, size_t *count);

#endif
