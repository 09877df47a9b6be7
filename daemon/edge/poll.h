/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_POLL_H
#define EDGE_POLL_H
/*
 * poll.h — the events for consoles behind a proxy that breaks event streams.
 *
 * Owns GET /api/v1/events/poll?since=&wait=: answered as soon as there is something to tell, or
 * after `wait` seconds with nothing. Whoever polls is as present as whoever streams.
 */
#include "edge/attendance.h"
#include "edge/http.h"
#include "edge/post.h"
#include "edge/session.h"

#define POLLS_MAX 256
#define POLL_WAIT_MAX 20 /* seconds; below the time that the server gives a handler */

struct poll_hub;

/* Adds its route to `http`; `site` and `attendance` must outlive it. */
struct poll_hub *poll_hub_open(struct event_base *base, struct http *http, struct post *post,
                               const struct site *site, struct attendance *attendance);

/* After the post is closed. */
void poll_hub_close(struct poll_hub *hub);

#endif
