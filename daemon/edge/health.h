/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HEALTH_H
#define EDGE_HEALTH_H
/*
 * health.h — the line watches itself: /healthz, /readyz, /metrics, and a heartbeat to a monitor
 * elsewhere (P15).
 *
 * Every few seconds a command goes through the engine and a query through the reader, whatever
 * else happens. Requests are answered from what that found, so asking often costs nothing. The
 * heartbeat goes out only while all is well: the daemon cannot tell anybody of its own death.
 */
#include "edge/catch_up.h"
#include "edge/courier.h"
#include "edge/http.h"
#include "edge/post.h"

struct health;

struct health_parts {
    struct http *http;
    struct post *post;
    const struct courier *courier;
    const struct catch_up *catch_up; /* NULL: nobody looks whether the provider is there */
    const char *heartbeat_url;       /* NULL or empty: none; copied */
    ms probe_every; /* 0: two seconds; what was found is believed five times as long */
};

/* Adds its routes. The parts must outlive it. */
struct health *health_open(struct event_base *base, const struct health_parts *parts);

/* Another monitor from now on; empty: none. */
void health_heartbeat_set(struct health *health, const char *url);

/* What the disk has left, as of the last look. */
enum space health_space(const struct health *health);

/* After http_close() and post_close(): neither calls back any more. */
void health_close(struct health *health);

#endif
