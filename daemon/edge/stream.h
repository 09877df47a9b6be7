/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_STREAM_H
#define EDGE_STREAM_H
/*
 * stream.h — the event streams of the consoles.
 *
 * Owns GET /api/v1/events. Whoever is up to date is live: one look into the log serves all of
 * them, and an event is rendered once. Whoever is behind catches up alone and goes live when
 * nothing is left between, so there is neither gap nor repeat. That a session still stands is
 * asked of the reader when a stream opens, when the log says that one has ended, and once a
 * minute; until the answer is there the stream is told nothing.
 */
#include "edge/http.h"
#include "edge/post.h"
#include "edge/session.h"

#define STREAMS_PER_SESSION_MAX 3

struct attendance;
struct health;
struct stream_hub;

struct stream_settings {
    size_t streams_max;
    ms heartbeat;                /* between two signs of life on a quiet stream */
    const struct health *health; /* what these tell of the disk; NULL: nothing */
};

/* Adds its route to `http`; `site` must outlive the hub. */
struct stream_hub *stream_hub_open(struct event_base *base, struct http *http, struct post *post,
                                   const struct site *site, const struct stream_settings *settings);

/* Who is there, for others who keep people company. */
struct attendance *stream_hub_attendance(struct stream_hub *hub);

/* Tells all consoles that we are about to stop, and ends their streams. */
void stream_hub_say_bye(struct stream_hub *hub);

/* After this no answer of the post's may come any more: close the post first. */
void stream_hub_close(struct stream_hub *hub);

#endif
