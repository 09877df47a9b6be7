/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_CONVERSATION_H
#define STORE_CONVERSATION_H
/*
 * conversation.h — conversations and where they stand. The database itself keeps it to one open
 * conversation per texter.
 */
#include "store/store.h"

/* Fills in the id and makes the data key of its words. */
MUST_CHECK enum err conversation_add(struct store *store, struct conversation *conversation);
MUST_CHECK enum err conversation_load(struct store *store, conversation_id id,
                                      struct conversation *conversation);

/* ERR_CONFLICT if the row has another version by now; adds one to conversation->version. */
MUST_CHECK enum err conversation_save(struct store *store, struct conversation *conversation);

/*
 * The same when state, tier, peer, offer and waiting_since are as they were, as with most texts:
 * SQLite writes every index of every column that it is told to set, changed or not.
 */
MUST_CHECK enum err conversation_save_course(struct store *store,
                                             struct conversation *conversation);

/* The texter's newest one: the open one, if there is any. */
MUST_CHECK enum err conversation_newest_of(struct store *store, texter_id texter,
                                           struct conversation *conversation);

/* The longest waiting ones of a tier, oldest first; at most `max`, by index, however many wait. */
MUST_CHECK enum err conversation_waiting(struct store *store, enum tier tier, size_t max,
                                         struct conversation *conversations, size_t *count);

/* Those whose moment has come, earliest first; at most `max`. */
MUST_CHECK enum err conversation_due(struct store *store, ms now, size_t max,
                                     struct conversation *conversations, size_t *count);

/* Held by or offered to a person. */
MUST_CHECK enum err conversation_of_person(struct store *store, person_id person, size_t max,
                                           struct conversation *conversations, size_t *count);

/* Open ones (`all`) or those without a peer, newest first, ids below `before` (0: all of them). */
MUST_CHECK enum err conversation_page(struct store *store, bool all, int64_t before, size_t max,
                                      struct conversation *conversations, size_t *count);

#endif
