/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/zone_rule.h"

#include <string.h>

#define YEARS 64 /* that far the rule is written out */
#define HOUR_MAX 167

/* The way through a rule; once something does not fit, nothing after it does. */
struct cursor {
    const char *at;
    bool failed;
};

/* A day of the year on which the clocks are set, in one of three ways. */
struct rule_day {
    char kind; /* 'M' month.week.weekday, 'J' day without 29 February, 'D' day from 0 */
    int month, week, day;
    int second; /* of that day, by the clock before the change; may be before or after it */
};

static bool take(struct cursor *cursor, char c)
{
    if (cursor->failed || *cursor->at != c) return false;
    cursor->at++;
    return true;
}

static int take_number(struct cursor *cursor, int min, int max)
{
    int number = 0;
    const char *from = cursor->at;

    for (; *cursor->at >= '0' && *cursor->at <= '9' && number <= max; cursor->at++)
        number = number * 10 + (*cursor->at - '0');
    if (cursor->at == from || number < min || number > max) cursor->failed = true;
    return number;
}

/* "EST" or "<+03>": what the offset is called is of no interest. */
static void take_name(struct cursor *cursor)
{
    const char *from = cursor->at;

    if (take(cursor, '<')) {
        cursor->at += strcspn(cursor->at, ">");
        if (!take(cursor, '>')) cursor->failed = true;
        return;
    }
    while ((*cursor->at | 0x20) >= 'a' && (*cursor->at | 0x20) <= 'z') cursor->at++;
    if (cursor->at - from < 3) cursor->failed = true;
}

/* "5", "-3:30", "02:00:00": seconds. */
static int take_time(struct cursor *cursor)
{
    int sign = take(cursor, '-') ? -1 : 1, seconds;

    (void)take(cursor, '+');
    seconds = take_number(cursor, 0, HOUR_MAX) * 3600;
    if (take(cursor, ':')) seconds += take_number(cursor, 0, 59) * 60;
    if (take(cursor, ':')) seconds += take_number(cursor, 0, 59);
    return sign * seconds;
}

static struct rule_day take_day(struct cursor *cursor)
{
    struct rule_day day = { .kind = 'D', .second = 2 * 3600 };

    if (!take(cursor, ',')) cursor->failed = true;
    if (take(cursor, 'M')) {
        day.kind = 'M';
        day.month = take_number(cursor, 1, 12);
        if (!take(cursor, '.')) cursor->failed = true;
        day.week = take_number(cursor, 1, 5);
        if (!take(cursor, '.')) cursor->failed = true;
        day.day = take_number(cursor, 0, 6);
    } else if (take(cursor, 'J')) {
        day.kind = 'J';
        day.day = take_number(cursor, 1, 365);
    } else {
        day.day = take_number(cursor, 0, 365);
    }
    if (take(cursor, '/')) day.second = take_time(cursor);
    return day;
}

/* ---- days of years ---- */

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01 to that year's first day. */
static int64_t year_begins(int year)
{
    int before = year - 1;

    return (int64_t)365 * (year - 1970) + (before / 4 - before / 100 + before / 400) -
           (1969 / 4 - 1969 / 100 + 1969 / 400);
}

/* The n-th such weekday of a month, the fifth being the last. Sunday is 0 here. */
static int64_t month_weekday(int year, const struct rule_day *rule)
{
    int64_t first = year_begins(year);
    int weekday, day;

    for (int month = 1; month < rule->month; month++) first += month_days(year, month);
    weekday = (int)((first + 4) % 7); /* 1970-01-01 was a Thursday */
    day = (rule->day - weekday + 7) % 7 + 7 * (rule->week - 1);
    if (day >= month_days(year, rule->month)) day -= 7;
    return first + day;
}

static int64_t rule_day_of(int year, const struct rule_day *rule)
{
    if (rule->kind == 'M') return month_weekday(year, rule);
    if (rule->kind == 'D') return year_begins(year) + rule->day;
    return year_begins(year) + rule->day - 1 + (is_leap(year) && rule->day >= 60);
}

/* ---- the whole ---- */

static void change_add(struct zone *zone, ms from, ms at, int offset)
{
    if (at <= from || zone->count == ZONE_CHANGES_MAX) return;
    zone->change[zone->count++] = (struct zone_change){ at, offset };
}

static void years_add(struct zone *zone, ms from, const struct rule_day *to_summer,
                      const struct rule_day *to_winter, int winter, int summer)
{
    int first = (int)(1970 + from / DAYS(365)) - 1;

    if (first < 1970) first = 1970;
    for (int year = first; year < first + YEARS; year++) {
        ms on = DAYS(rule_day_of(year, to_summer)) + SECONDS(to_summer->second - winter);
        ms off = DAYS(rule_day_of(year, to_winter)) + SECONDS(to_winter->second - summer);

        if (on < off) change_add(zone, from, on, summer);
        change_add(zone, from, off, winter);
        if (on > off) change_add(zone, from, on, summer); /* south of the equator */
    }
}

enum err zone_rule_add(const char *rule, ms from, struct zone *zone)
{
    struct cursor cursor = { .at = rule };
    struct rule_day on, off;
    int winter, summer;

    take_name(&cursor);
    winter = -take_time(&cursor);                 /* the rule counts to the west */
    if (!cursor.failed && !*cursor.at) return OK; /* no summer time */
    take_name(&cursor);
    summer = *cursor.at == ',' ? winter + 3600 : -take_time(&cursor);
    on = take_day(&cursor);
    off = take_day(&cursor);
    if (cursor.failed || *cursor.at) return ERR_INPUT;
    years_add(zone, from, &on, &off, winter, summer);
    return OK;
}
