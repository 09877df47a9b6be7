/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIMULATOR_H
#define EDGE_SIMULATOR_H
/*
 * simulator.h — the simulated phone: a page on which one is the texter, or whoever
 * is paged, and its provider.
 *
 * For trying the line without a provider's account. Its routes are answered to this machine only.
 * All it knows is in memory and bounded; the oldest is forgotten first.
 */
#include "edge/http.h"
#include "edge/post.h"

#define SIMULATOR_RINGS SECONDS(25) /* less than a mailbox takes to answer */

struct event_base;
struct simulator;

struct simulator_settings {
    const char *provider;                /* the id of the configured provider of this type */
    const char *line_name, *line_number; /* the line whose phone this is */
    ms rings;                            /* how long a phone rings before nobody is there */
};

/*
 * Adds its routes under /simulator/api/; the page itself is among the assets. `settings` is
 * copied; the others must outlive it.
 */
struct simulator *simulator_open(struct event_base *base, struct http *http, struct post *post,
                                 const struct simulator_settings *settings);

/* The text appears on the phone, or it rings; what became of it is reported to the engine. */
void simulator_send(struct simulator *simulator, const struct outbox_item *item,
                    struct send_result *result);

/* After http_close() and post_close(): neither calls back any more. */
void simulator_close(struct simulator *simulator);

#endif
