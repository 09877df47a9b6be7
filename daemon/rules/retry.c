/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/retry.h"

#define REPLY_TRIES_MAX 9         /* with the pauses below: a good half hour */
#define PAGE_TRIES_MAX 6          /* the ladder goes on by itself meanwhile */
#define PAGE_PAUSE_MAX MINUTES(1) /* whatever the provider wishes */
#define LOOK_UPS_MAX 3

/* A pause that doubles: 2 s, 4 s, … at most 5 minutes; the provider's own wish if it is longer. */
static ms pause_for(int tries, ms retry_after)
{
    ms pause = SECONDS(2) << (tries < 8 ? tries - 1 : 7);

    if (pause > MINUTES(5)) pause = MINUTES(5);
    if (retry_after > MINUTES(15)) retry_after = MINUTES(15);
    return retry_after > pause ? retry_after : pause;
}

static struct send_next verdict(enum verdict verdict, ms due)
{
    return (struct send_next){ .verdict = verdict, .due = due };
}

static struct send_next later(int tries, int tries_max, ms retry_after, ms now)
{
    if (tries >= tries_max) return verdict(VERDICT_REFUSED, 0);
    return verdict(VERDICT_AGAIN, now + pause_for(tries, retry_after));
}

static struct send_next reply_next(const struct attempt *attempt, const struct timing *timing,
                                   ms now)
{
    int look_ups_max = attempt->by_line ? REPLY_TRIES_MAX : LOOK_UPS_MAX;

    switch (attempt->outcome) {
    case SEND_ACCEPTED: return verdict(VERDICT_ACCEPTED, 0);
    case SEND_REFUSED: return verdict(VERDICT_REFUSED, 0);
    case SEND_STOPPED: return verdict(VERDICT_STOPPED, 0);
    case SEND_LATER:
        if (!attempt->was_look_up)
            return later(attempt->tries, REPLY_TRIES_MAX, attempt->retry_after, now);
        break;
    case SEND_UNKNOWN:
        if (!attempt->was_look_up) return verdict(VERDICT_SETTLE, now + timing->settle);
        break;
    case SEND_NOT_FOUND:
        if (!attempt->by_line) return verdict(VERDICT_UNSETTLED, 0);
        return later(attempt->tries, REPLY_TRIES_MAX, 0, now);
    }
    /* A look-up that told nothing. */
    if (attempt->tries >= look_ups_max) return verdict(VERDICT_UNSETTLED, 0);
    return verdict(VERDICT_SETTLE, now + pause_for(attempt->tries, attempt->retry_after));
}

static struct send_next page_next(const struct attempt *attempt, ms now)
{
    ms wish = attempt->retry_after;

    switch (attempt->outcome) {
    case SEND_ACCEPTED: return verdict(VERDICT_ACCEPTED, 0);
    case SEND_REFUSED: return verdict(VERDICT_REFUSED, 0);
    case SEND_STOPPED: return verdict(VERDICT_STOPPED, 0);
    case SEND_LATER:
        if (wish > PAGE_PAUSE_MAX) wish = PAGE_PAUSE_MAX;
        return later(attempt->tries, PAGE_TRIES_MAX, wish, now);
    case SEND_UNKNOWN:
    case SEND_NOT_FOUND: break;
    }
    /* Two pages are fine, none is not. */
    if (attempt->tries >= PAGE_TRIES_MAX) return verdict(VERDICT_REFUSED, 0);
    return verdict(VERDICT_AGAIN, now);
}

struct send_next retry_next(const struct attempt *attempt, const struct timing *timing, ms now)
{
    return attempt->lane == LANE_PAGE ? page_next(attempt, now) : reply_next(attempt, timing, now);
}
