/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_FEED_PAGE_H
#define EDGE_FEED_PAGE_H
/*
 * feed_page.h — what a page of an HSDS API says of itself, and whether to believe it.
 *
 * Pages decide what has gone from a feed. So one that cannot be true (another page than was asked
 * for, an empty one before the last, one that brings nothing new again and again) ends the visit,
 * rather than being taken for the end of the list.
 */
#include <jansson.h>
#include <stdbool.h>

#define FEED_SERVICES_MAX 100000

struct feed_page {
    const json_t *contents; /* borrowed from the answer */
    bool last;
    bool moved; /* the list has another length than before: somebody changes it meanwhile */
};

/* What was seen of a list so far. */
struct feed_list {
    json_t *ids;   /* all services of the pages before */
    int64_t total; /* as the pages before told; 0: they did not */
};

void feed_list_init(struct feed_list *list);
void feed_list_wipe(struct feed_list *list);

/* Page `number` of the list, from 1 on. NULL, or why it cannot be used. */
const char *feed_page_read(const json_t *answer, int64_t number, struct feed_list *list,
                           struct feed_page *page);

/* A service as lists may have it: without any of its parts, so that it must be asked for itself. */
bool feed_service_is_thin(const json_t *service);

/* Whether its id can stand in a path. */
bool feed_service_has_path(const json_t *service);

#endif
