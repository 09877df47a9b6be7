/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIMULATOR_REPORT_H
#define EDGE_SIMULATOR_REPORT_H
/*
 * simulator_report.h — what became of texts and calls to simulated phones, told to the engine
 * shortly after, as a carrier would.
 */
#include "edge/post.h"

#define SIMULATOR_REPORTS_MAX 256

struct simulator_report {
    ms due; /* by the steady clock */
    struct delivery delivery;
};

/* Starts all zero but for `post`; in the order in which they become due. */
struct simulator_reports {
    struct post *post;
    size_t count;
    struct simulator_report report[SIMULATOR_REPORTS_MAX];
};

/* If too many wait it is lost, and what it is about just stays "sent". */
void simulator_reports_add(struct simulator_reports *reports, const struct delivery *delivery);

/* Hands in those that are due; `now` by the steady clock. */
void simulator_reports_turn(struct simulator_reports *reports, ms now);

#endif
