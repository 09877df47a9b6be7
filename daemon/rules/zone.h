/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ZONE_H
#define RULES_ZONE_H
/*
 * zone.h — between moments and clocks on walls. The zone's changes are data.
 *
 * A wall time is counted like a moment, in milliseconds since 1970-01-01 00:00, but by the clock
 * on the wall. Some of them never happen, when clocks are set forward, and some happen twice.
 */
#include "rules/model.h"

/* What has to be added to UTC at that moment. */
int zone_offset_minutes(const struct zone *zone, ms at);

ms zone_to_wall(const struct zone *zone, ms at);

/*
 * The moment of a wall time. One that happens twice is the first of the two; one that never
 * happens is the moment the clocks are set, so a shift that starts or ends then loses nobody.
 */
ms zone_from_wall(const struct zone *zone, ms wall);

/* 0 Monday … 6 Sunday, and days and minutes of a wall time. */
int64_t wall_day(ms wall);
int wall_weekday(ms wall);
int wall_minute(ms wall);

/* ---- dates ---- */

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

/*
 * "2026-03-07T01:30:00-05:00", or a day for its midnight. Without an offset it is UTC; *offset, in
 * seconds, is what was told. False, and nothing touched, if it is no moment.
 */
bool moment_parse(const char *s, ms *at, int *offset);

const char *weekday_name(int weekday); /* "Mon" … */

#endif
