/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_PAGE_H
#define STORE_PAGE_H
/*
 * page.h — each attempt to wake one person, or one service, by one way.
 *
 * What leaves for it is in the outbox; here is what became of it. A page's token is random and
 * stays the same however often it is sent, so that a call which was placed twice, or a link in a
 * text that came late, still finds its page.
 */
#include "store/store.h"

MUST_CHECK enum err page_add(struct store *store, struct page *page); /* fills in the id */
MUST_CHECK enum err page_load(struct store *store, page_id id, struct page *page);
MUST_CHECK enum err page_by_token(struct store *store, const char *token, struct page *page);
/* Its state, and when its link was used. */
MUST_CHECK enum err page_save(struct store *store, const struct page *page);
MUST_CHECK enum err page_of_alert(struct store *store, alert_id alert, size_t max,
                                  struct page *pages, size_t *count); /* newest first */

/* The newest page to each service in this wave of the alert; at most WAKERS_MAX. */
MUST_CHECK enum err page_of_wakers(struct store *store, alert_id alert, int wave,
                                   struct page *pages, size_t *count);

/* When a page, or a test, last reached the person's phone; 0: never. */
MUST_CHECK enum err page_reached_at(struct store *store, person_id person, ms *at);

#endif
