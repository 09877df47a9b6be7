/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_ROTA_H
#define RULES_MODEL_ROTA_H
/*
 * model/rota.h — who is on call when, by the clocks on the walls there.
 */
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/words.h"

#define ZONE_NAME_MAX 47
#define ZONE_CHANGES_MAX 256
#define DUTIES_MAX 256
#define DUTY_CHANGES_MAX 256
#define WEEK_MINUTES (7 * 24 * 60)

/* When clocks on walls there are set, and how far east of UTC they are then. */
struct zone {
    char name[ZONE_NAME_MAX + 1]; /* "America/New_York" */
    int offset;                   /* seconds, before the first change */
    size_t count;
    struct zone_change {
        ms at;
        int offset; /* seconds, from then on */
    } change[ZONE_CHANGES_MAX];
};

/* Hours in which somebody is on call, every week, by the clock on a wall there. */
struct duty {
    duty_id id;
    char line[NAME_BYTES_MAX + 1];
    person_id person;
    int weekday; /* it starts on: 0 Monday … 6 Sunday */
    int starts;  /* minutes after midnight */
    int minutes; /* how long, at most a week */
    char zone[ZONE_NAME_MAX + 1];
    ms from, until; /* it counts when it starts within these; until 0: for good */
    int64_t version;
};

/* Hours that differ from the weekly rota: somebody is not on call, somebody is, or both. */
struct duty_change {
    duty_id id;
    char line[NAME_BYTES_MAX + 1];
    person_id out, in; /* 0: nobody */
    ms from, until;
};

struct span {
    ms from, until;
};

#endif
