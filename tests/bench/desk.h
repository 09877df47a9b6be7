/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_DESK_H
#define BENCH_DESK_H
/*
 * desk.h — consoles without a browser: event streams of signed-in sessions, and peers who take
 * what is offered to them.
 */
#include "subject.h"
#include "wire.h"

#define OFFERS_MAX 20000

/* One console. */
struct desk {
    struct desks *desks;
    const char *session;
    struct wire *stream, *asking;
    size_t queue_told; /* events that tell how the queue is */
    int64_t queue_told_at;
};

struct offer_came {
    int64_t conversation, at;
};

struct desks {
    struct wires *wires;
    const struct subject *line;
    size_t takes; /* so many offers are still to be taken */
    bool closes;  /* what was taken is closed at once */
    size_t opened, asked, answered;
    size_t offer_count;
    struct offer_came offer[OFFERS_MAX];
    size_t count;
    struct desk *desk;
};

/*
 * Opens `count` streams, `per_session` to each session, and waits until all of them are there.
 * The first `takes` offers are taken, and closed again at once or never.
 */
struct desks *desks_open(struct wires *wires, const struct subject *line, size_t count,
                         size_t per_session, size_t takes, bool closes);
void desks_close(struct desks *desks);

#endif
