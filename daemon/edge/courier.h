/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_COURIER_H
#define EDGE_COURIER_H
/*
 * courier.h — carries claimed texts and pages to their provider or service, and brings back what
 * became of them.
 *
 * Owns every text from the moment it is taken out of the mailbox until the engine has committed
 * the result. Pages to the crisis team have slots of their own, so that no number of stuck replies
 * holds one up (P7). It never sends anything twice: that is decided by the engine alone (P5).
 */
#include <stdint.h>

#include "base/mailbox.h"
#include "edge/post.h"
#include "edge/provider.h"
#include "edge/simulator.h"
#include "edge/transfer.h"
#include "edge/waker.h"

struct courier;

struct courier_parts {
    struct post *post;
    const struct providers *providers;
    const struct wakers *wakers;
    struct simulator *simulator; /* NULL: there is none */
    struct mailbox *flights;     /* of struct outbox_item *, freed here with free() */
};

/* The parts must outlive the courier. */
struct courier *courier_open(struct event_base *base, const struct courier_parts *parts,
                             const struct transfer_settings *settings);

/*
 * Sends nothing new: texts not yet on their way are reported as SEND_LATER. What is in flight has
 * `patience` to end, then it is cut and reported as it is. `stopped` runs once on the loop, when
 * the engine has committed every result or after twice that time; the engine must still run.
 */
typedef void courier_stopped(void *module);
void courier_stop(struct courier *courier, ms patience, courier_stopped *stopped, void *module);

/* After post_close(): nobody calls back any more. */
void courier_close(struct courier *courier);

struct courier_counts {
    size_t in_flight[LANES], unreported; /* now */
    ms oldest;                           /* how long the oldest unsettled text is here */
};

struct courier_counts courier_counts_get(const struct courier *courier);

#endif
