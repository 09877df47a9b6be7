/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_FOLLOW_UP_H
#define STORE_FOLLOW_UP_H
/*
 * follow_up.h — the question how it went: whether it may be asked, when, and what came of it, and
 * the counts that are left of the answers. What it is about is sealed with the texter's own key,
 * for it may be asked when the conversation's words are gone.
 */
#include "store/store.h"

/* Fills in the id; ERR_CONFLICT: the conversation has one. */
MUST_CHECK enum err follow_up_add(struct store *store, struct follow_up *follow_up, ms now);

/* All but whose it is and of which conversation. */
MUST_CHECK enum err follow_up_save(struct store *store, const struct follow_up *follow_up, ms now);

MUST_CHECK enum err follow_up_of(struct store *store, conversation_id conversation,
                                 struct follow_up *follow_up);

/* Moves it to another conversation: the words of the old one are gone. */
MUST_CHECK enum err follow_up_move(struct store *store, struct follow_up *follow_up,
                                   conversation_id to);

/* Those of a texter that are not over, newest first. */
MUST_CHECK enum err follow_up_open_of(struct store *store, texter_id texter, size_t max,
                                      struct follow_up *follow_ups, size_t *count);

MUST_CHECK enum err follow_up_due(struct store *store, ms now, size_t max,
                                  struct follow_up *follow_ups, size_t *count);

/* One more of those who chose a service was told of it, or said how it went. */
MUST_CHECK enum err outcome_count(struct store *store, const char *resource,
                                  enum referral_state state);

/* All zero for a service nobody has chosen. */
MUST_CHECK enum err outcomes_load(struct store *store, const char *resource,
                                  struct resource_outcomes *outcomes);

#endif
