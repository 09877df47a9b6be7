/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_RETRY_H
#define RULES_RETRY_H
/*
 * retry.h — what an attempt to send means for what comes next.
 *
 * Replies are sent at most once until proven: only what certainly never left is tried again by
 * itself (P5), and of the line's own words also what the provider says it never had. Pages are sent
 * at least once: what may not have left is sent again at once (P7).
 */
#include "rules/model.h"

enum verdict {
    VERDICT_ACCEPTED,  /* the provider has it */
    VERDICT_REFUSED,   /* it will never go */
    VERDICT_STOPPED,   /* it will never go: the number opted out */
    VERDICT_AGAIN,     /* send it (once more) at `due` */
    VERDICT_SETTLE,    /* nobody knows: look it up at `due`, if no callback has settled it */
    VERDICT_UNSETTLED, /* nobody will ever know: a person decides */
};

struct send_next {
    enum verdict verdict;
    ms due;
};

/* How one attempt to send, or one look-up, ended. */
struct attempt {
    enum lane lane;
    enum send_outcome outcome;
    bool was_look_up;
    bool by_line;   /* the line's own words: no person is there to decide */
    int tries;      /* failed attempts or look-ups in a row, this one included: 1 and up */
    ms retry_after; /* the provider's wish; 0: none */
};

struct send_next retry_next(const struct attempt *attempt, const struct timing *timing, ms now);

#endif
