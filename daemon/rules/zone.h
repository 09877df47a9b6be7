/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ZONE_H
#define RULES_ZONE_H
/*
 * zone.h — what a clock on the wall of the line's place shows.
 *
 * A table of the moments at which the clock there is changed. Whoever reads it from the system
 * does so once; here time zones are plain numbers.
 */
#include "rules/model.h"

#define ZONE_CHANGES_MAX 160

struct zone_change {
    ms from;
    int offset_minutes; /* to be added to UTC */
};

/* All zero: UTC. */
struct time_zone {
    size_t count;
    struct zone_change change[ZONE_CHANGES_MAX]; /* in the order of time */
};

/* What has to be added to UTC at that moment. Before the first change: as after it. */
int zone_offset_minutes(const struct time_zone *zone, ms at);

/* Days since 1970-01-01 of a date; only for years 1 to 9999, months 1 to 12, days 1 to 31. */
int day_of_date(int year, int month, int day);

struct date {
    int year, month, day;
    int weekday; /* 0: Monday */
    int month_days;
};
struct date date_of_day(int day);

/* "YYYY-MM-DD", alone or before a T; false, and *day untouched, if it is no date that exists. */
bool day_parse(const char *s, int *day);

#endif
