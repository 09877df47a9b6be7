/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_LINE_H
#define RULES_MODEL_LINE_H
/*
 * model/line.h — settings that the rules need; the configuration fills them.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/alert.h"
#include "rules/model/rota.h"
#include "rules/model/words.h"

/* Minutes of the day on a clock of the line's place; equal: round the clock. */
struct day_hours {
    int opens, closes;
};

struct line {
    char id[NAME_BYTES_MAX + 1];
    char name[NAME_BYTES_MAX + 1];
    struct phone number;
    char provider[NAME_BYTES_MAX + 1];
    size_t language_count;
    char languages[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1]; /* the first is the line's own */
    char fallback_text[480];
    struct phone crisis_call;     /* whom people of the line call when no page goes out, or empty */
    bool provider_answers_stop;   /* the provider confirms STOP itself: do not double it */
    char zone[ZONE_NAME_MAX + 1]; /* its clocks: what gaps of the rota are told in */
    bool calls;                   /* the provider can call people, not only text them */
    struct ladder ladder;
    struct crisis_policy crisis_policy;
    struct day_hours hours; /* nobody is asked how it went outside of them */
};

/* How long things may take. All in milliseconds. */
struct timing {
    ms offer;         /* one peer is asked this long */
    ms first_reply;   /* from taking a conversation to the first answer: reminder */
    ms reply;         /* later on: reminder */
    ms return_after;  /* from the reminder to going back to the queue */
    ms gone_grace;    /* a closed browser may come back within this */
    ms not_forgotten; /* between two "you are not forgotten" texts */
    ms check_in;      /* texter silent: one gentle check-in */
    ms close_after;   /* texter silent: closes with an open door */
    ms continuity;    /* a closed conversation reopens with the same peer first */
    ms ageing;        /* nobody waits longer than this behind newer arrivals */
    ms waiting_alert; /* High and above waiting this long raises an alert */
    ms contact;       /* from acknowledging to first contact; then it pages on */
    ms repage;        /* longest gap between two pages of one alert */
    ms say;           /* no answer to "may they join?" for so long: the crisis team is told */
    ms rest;          /* after a hard conversation no offer for this long */
    ms settle;        /* an unknown send waits this long for its callback */
    ms retention;     /* words are kept this long after a conversation closed */
};

#endif
