/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H
/*
 * load.h — texts as Twilio brings them: signed forms of some 250 bytes over kept connections.
 *
 * Closed: each connection brings its next text as soon as the last one was answered. Open: texts
 * come at a rate, and a late answer delays none of them; times count from when a text was due.
 */
#include "wire.h"

#define LOAD_WIRES 64
#define REGULARS 72 /* texters who write again and again */

/*
 * Who writes. `new_in`: one text of so many comes from somebody new; `danger_in`: one of so many
 * of those is danger. 0: none.
 */
struct mix {
    size_t new_in, danger_in;
};

struct load {
    struct wires *wires;
    int port;
    struct mix mix;
    double seconds; /* that it lasted, to the last answer */
    size_t count, capacity;
    double *time_ms; /* of each answer */
    size_t danger_count;
    size_t new_count;     /* texters that were new */
    size_t texters;       /* there have been so many; goes on from load to load */
    int64_t *new_said_at; /* by new texter since the beginning, when the line said yes */
};

void load_init(struct load *load, struct wires *wires, int port, struct mix mix);
void load_wipe(struct load *load);

/* Brings texts for so long; rate 0: as fast as they are answered. Results replace the last ones. */
void load_run(struct load *load, double seconds, double rate);

/* When the line said yes to the first text from this number; 0: nobody new. */
int64_t load_said_at(const struct load *load, const char *number);

/* The smallest of `values` that so many percent are not above; sorts them. */
double percentile(double *values, size_t count, double percent);

#endif
