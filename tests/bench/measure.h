/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H
/*
 * measure.h — rounds of load on one server, and rows that say what came of them.
 */
#include <stdbool.h>

#include "load.h"
#include "provider.h"
#include "rival.h"

#define ROUNDS_MAX 9

struct sample {
    double rate, cpu_us, p50, p99;
};

struct speed {
    double rate_ratio, cpu_ratio;
    struct sample hello, line;
};

struct bench {
    bool brief;
    struct wires wires;
    struct provider *provider;
    struct rival hello;
    struct speed fresh; /* of the empty line, once it is measured */
};

/* One text in twenty is somebody's first: a conversation opens, is queued and greeted. */
extern const struct mix everyday;

void tell_head(const char *title);

/* A row with a goal: `worst` is the largest value that reaches it, or the smallest if negative. */
void tell_goal(const char *what, double value, const char *unit, double worst);
void tell(const char *what, double value, const char *unit);

void turn_for(struct bench *bench, double seconds);

/* Until nothing more is sent: what a text costs includes what it sets in motion. */
void settle(struct bench *bench);

/* How many rounds, and how long each. */
size_t rounds_of(const struct bench *bench);
double seconds_of(const struct bench *bench);

/* As fast as the program `pid` answers, for so long. */
struct sample sample_take(struct bench *bench, struct load *load, pid_t pid, double seconds);

#endif
