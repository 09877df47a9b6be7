/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_LIST_H
#define STORE_LIST_H
/*
 * list.h — numbered lists as they were sent, the one in the making, and the referrals that came
 * of them. Their words are sealed with the conversation's key.
 */
#include "store/store.h"

MUST_CHECK enum err list_add(struct store *store, struct list *list); /* fills in the id */

/* How far it is shown and read; never its items. */
MUST_CHECK enum err list_save(struct store *store, const struct list *list);
MUST_CHECK enum err list_item_save(struct store *store, list_id list, int number,
                                   enum item_state state);

/* Those sent in a conversation, newest first; the newest; and one by its id. */
MUST_CHECK enum err list_sent(struct store *store, conversation_id conversation, size_t max,
                              struct list *lists, size_t *count);
MUST_CHECK enum err list_newest_of(struct store *store, conversation_id conversation,
                                   struct list *list);
MUST_CHECK enum err list_load(struct store *store, conversation_id conversation, list_id id,
                              struct list *list);

/* How many lists were sent with that place of the directory on them. */
MUST_CHECK enum err list_count_of(struct store *store, const char *resource, int64_t *count);

/*
 * The list in the making. Saving one without an id adds it; else it adds one to the rev, or says
 * ERR_CONFLICT if the row has another by now.
 */
MUST_CHECK enum err list_made_load(struct store *store, conversation_id conversation,
                                   struct list *list);
MUST_CHECK enum err list_made_save(struct store *store, struct list *list);

/* A referral is one item of one list; adding it again changes its state and time. */
MUST_CHECK enum err referral_put(struct store *store, struct referral *referral);
MUST_CHECK enum err referral_of_list(struct store *store, list_id list, size_t max,
                                     struct referral *referrals, size_t *count);

/* A peer set right what was read from a text: counted, without the text. */
MUST_CHECK enum err correction_tally(struct store *store);

#endif
