/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_ALARM_H
#define EDGE_ALARM_H
/*
 * alarm.h — the loop's one timer: it wakes the engine when something is due.
 *
 * What is due stands in the database; here is only the earliest moment, learned from each receipt.
 * The alarm also rings every few seconds by itself, so that a clock that was set anew is noticed,
 * and a receipt that never came holds up nothing for long.
 */
#include <event2/event.h>

#include "edge/post.h"

struct alarm;

/* The first ring is at once. Follows the receipts of `post`. */
struct alarm *alarm_open(struct event_base *base, struct post *post);

/* After post_close(): nobody calls back any more. */
void alarm_close(struct alarm *alarm);

#endif
