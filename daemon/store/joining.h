/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_JOINING_H
#define STORE_JOINING_H
/*
 * joining.h — how the crisis team is in a conversation and what the texter says to it: one row
 * beside each alert.
 */
#include "store/store.h"

MUST_CHECK enum err joining_add(struct store *store, struct joining *joining);
MUST_CHECK enum err joining_load(struct store *store, alert_id alert, struct joining *joining);
MUST_CHECK enum err joining_save(struct store *store, struct joining *joining);

MUST_CHECK enum err joining_due(struct store *store, ms now, size_t max, struct joining *joinings,
                                size_t *count);

/* Those in which this person, or with id 0 anybody, has begun to speak to the texter. */
MUST_CHECK enum err joining_speaking(struct store *store, person_id responder, size_t max,
                                     struct joining *joinings, size_t *count);

#endif
