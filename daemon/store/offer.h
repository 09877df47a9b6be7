/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_OFFER_H
#define STORE_OFFER_H
/*
 * offer.h — who was asked to take which conversation, until when, and what came of it.
 */
#include "store/store.h"

MUST_CHECK enum err offer_add(struct store *store, struct offer *offer); /* fills in the id */
MUST_CHECK enum err offer_load(struct store *store, offer_id id, struct offer *offer);

/* `ending` is one word: accepted, declined, expired, withdrawn. */
MUST_CHECK enum err offer_end(struct store *store, offer_id id, const char *ending, ms now);

/* The word it ended with; empty while it is open. */
MUST_CHECK enum err offer_ending(struct store *store, offer_id id, char *ending, size_t size);

#endif
