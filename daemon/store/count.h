/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_COUNT_H
#define STORE_COUNT_H
/*
 * count.h — what is asked of many rows at once: when something is due, and how many there are.
 * Nothing here reads more than what is open now; what only grows has a tally.
 */
#include "store/store.h"

/* The earliest `due` of everything that has one, 0 when nothing is due ever. */
MUST_CHECK enum err due_next(struct store *store, ms *due);

MUST_CHECK enum err queue_count(struct store *store, ms now, struct queue_view *queue);
MUST_CHECK enum err status_count(struct store *store, ms now, struct line_status *status);

#endif
