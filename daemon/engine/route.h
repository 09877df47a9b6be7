/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_ROUTE_H
#define ENGINE_ROUTE_H
/*
 * route.h — the end of a batch: whoever waits is offered to whoever is free, and texts that may
 * leave are claimed for the courier.
 */
#include "engine/turn.h"

/* Offers from the head of the queue, as long as there are peers free to be asked. */
MUST_CHECK enum err route_queue(struct turn *turn);

/*
 * Claims what may leave now, each lane within its own slots: pages never wait for replies. The
 * items are for the courier after the commit; the caller frees them with free().
 */
MUST_CHECK enum err route_flights(struct turn *turn, struct outbox_item *items[FLIGHTS_MAX],
                                  size_t *count);

#endif
