/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_DIRECTORY_FEED_H
#define EDGE_DIRECTORY_FEED_H
/*
 * directory_feed.h — directories of others, fetched from their HSDS APIs by the clock.
 *
 * Whole feeds are fetched, whoever texts: no question of anybody leaves the line, only a page's
 * number and the time of the last visit. Once a week, and at the start, all of it is fetched, and
 * what is not there any more is gone; in between only what has been changed. What fails is tried
 * again, later each time; a visit that fails in the end takes nothing away, and is made anew soon.
 */
#include "edge/post.h"

struct directory_feed_settings {
    const char *id, *url; /* borrowed; the API's, without a slash at its end */
    ms every;
};

struct directory_feeds;

struct directory_feeds *directory_feeds_open(struct event_base *base, struct post *post);
void directory_feeds_add(struct directory_feeds *feeds,
                         const struct directory_feed_settings *settings);

/* After the post is closed. */
void directory_feeds_close(struct directory_feeds *feeds);

#endif
