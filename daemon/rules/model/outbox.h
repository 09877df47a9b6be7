/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_OUTBOX_H
#define RULES_MODEL_OUTBOX_H
/*
 * model/outbox.h — what goes out: replies at most once until proven, pages at least once.
 */
#include <stdbool.h>

#include "base/clock.h"
#include "rules/model/alert.h"
#include "rules/model/page.h"
#include "rules/model/tier.h"
#include "rules/model/words.h"

/* Replies are sent at most once until proven; pages at least once, in a lane of their own. */
enum lane { LANE_REPLY, LANE_PAGE };
#define LANES 2

/* What became of one attempt to send, or of one look-up. */
enum send_outcome {
    SEND_ACCEPTED,  /* the provider has it */
    SEND_REFUSED,   /* clearly and for good */
    SEND_STOPPED,   /* refused because the number opted out */
    SEND_LATER,     /* not taken, certainly not sent: no byte left, or 429 */
    SEND_UNKNOWN,   /* it may have been sent */
    SEND_NOT_FOUND, /* a look-up: the provider does not know it */
};
#define SEND_OUTCOMES 6

#define ATTEMPT_TOKEN_BYTES 32

/* One claimed text, on its way to the courier. */
struct outbox_item {
    outbox_id id;
    enum lane lane;
    int attempt;  /* 1 … */
    bool look_up; /* do not send: ask the provider what became of the attempt before */
    char token[ATTEMPT_TOKEN_BYTES + 1]; /* names this attempt in the status callback's URL */
    char provider[NAME_BYTES_MAX + 1];
    char line[NAME_BYTES_MAX + 1];
    struct phone from, to;
    ms claimed_at;
    enum way way;
    struct text body; /* the words, of pages by a service the summary */
    struct {          /* of pages */
        char waker[WAKER_BYTES_MAX + 1];
        enum notice notice;
        char token[PAGE_TOKEN_BYTES + 1];
        char link[LINK_BYTES_MAX + 1];
        char key[ALERT_KEY_BYTES_MAX + 1];
        char code[ALERT_CODE_BYTES + 1]; /* empty: a test */
        enum tier tier;
        ms raised_at;
    } page;
};

const char *lane_name(enum lane lane);
const char *send_outcome_name(enum send_outcome outcome);
bool lane_from_name(const char *name, enum lane *value);
bool send_outcome_from_name(const char *name, enum send_outcome *value);

#endif
