/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_LIST_H
#define STORE_LIST_H
/*
 * list.h — numbered lists as they were sent, and the referrals that came of them.
 */
#include "store/store.h"

MUST_CHECK enum err list_add(struct store *store, struct list *list);        /* fills in the id */
MUST_CHECK enum err list_save(struct store *store, const struct list *list); /* not its items */
MUST_CHECK enum err list_newest_of(struct store *store, conversation_id conversation,
                                   struct list *list);

/* A referral is one item of one list; adding it again changes its state and time. */
MUST_CHECK enum err referral_put(struct store *store, struct referral *referral);
MUST_CHECK enum err referral_of_list(struct store *store, list_id list, size_t max,
                                     struct referral *referrals, size_t *count);

#endif
