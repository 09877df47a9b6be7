/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H
/*
 * erase.h — taking out what must not stay (P14).
 *
 * A key is destroyed, and the rows go with it; what is left are counts, ids in the logs, and the
 * hashes of the provider's messages, by which a repeat is still known as one. It is gone from the
 * files after the commit and db_checkpoint_all().
 */
#include "store/store.h"

/* The words of a conversation; that there was one, and its alerts, stays on record. */
MUST_CHECK enum err words_erase(struct store *store, conversation_id conversation);

/* The words and the record. */
MUST_CHECK enum err conversation_erase(struct store *store, conversation_id conversation);

/* A texter with all there is of them. Their conversations must have been erased before. */
MUST_CHECK enum err texter_erase(struct store *store, texter_id texter);

/* Whether the crisis team is called to any of a texter's conversations. */
MUST_CHECK enum err texter_has_alert(struct store *store, texter_id texter, bool *has);

/* All conversations of a texter; at most `max`. */
MUST_CHECK enum err conversation_of_texter(struct store *store, texter_id texter, size_t max,
                                           conversation_id *conversations, size_t *count);

/*
 * Closed before then, with words, nothing on its way to the texter and no open alert; at most
 * `max`, and when the oldest closed whose words are still kept (0: none).
 */
MUST_CHECK enum err words_old(struct store *store, ms closed_before, size_t max,
                              conversation_id *conversations, size_t *count);
MUST_CHECK enum err words_oldest(struct store *store, ms *closed_at);

/* Webhooks nobody could read hold words and numbers, too. */
MUST_CHECK enum err quarantine_trim(struct store *store, ms before);

#endif
