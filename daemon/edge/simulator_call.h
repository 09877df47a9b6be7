/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIMULATOR_CALL_H
#define EDGE_SIMULATOR_CALL_H
/*
 * simulator_call.h — calls to the simulated phones: they ring, are answered or not, and a key is
 * pressed.
 *
 * What is said is asked for when somebody answers, and a key becomes the same command as one that
 * a carrier tells of: the engine cannot know the difference. In memory and bounded, like the texts.
 */
#include "edge/simulator_page.h"
#include "edge/simulator_report.h"

struct simulator_calls;

struct simulator_calls_parts {
    struct http *http;
    struct post *post;
    struct simulator_page *page;
    struct simulator_reports *reports;
    const char *provider; /* its id */
    ms rings;             /* how long a phone rings */
};

/* Adds routes under /simulator/api/calls/. The parts must outlive it. */
struct simulator_calls *simulator_calls_open(const struct simulator_calls_parts *parts);
void simulator_calls_close(struct simulator_calls *calls);

/* The phone rings; if it is engaged, that is reported. */
void simulator_calls_ring(struct simulator_calls *calls, const struct outbox_item *item,
                          const char *provider_id);

/* Ends what has rung or lasted long enough; `now` by the steady clock. */
void simulator_calls_turn(struct simulator_calls *calls, ms now);

/* An object for each call to this phone that is still remembered. */
void simulator_calls_write(const struct simulator_calls *calls, const char *number,
                           struct json_writer *writer);

#endif
