/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/zone.h"

#include <string.h>

int zone_offset_minutes(const struct time_zone *zone, ms at)
{
    int offset = zone->count ? zone->change[0].offset_minutes : 0;

    for (size_t i = 0; i < zone->count && zone->change[i].from <= at; i++)
        offset = zone->change[i].offset_minutes;
    return offset;
}

/* Years begin in March here, so that a leap day is the last of its year. */
int day_of_date(int year, int month, int day)
{
    int march_year = month > 2 ? year : year - 1;
    int march_month = (month + 9) % 12;
    int of_year = (153 * march_month + 2) / 5 + day - 1;

    return 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400 + of_year -
           719468;
}

static int year_of_day(int day)
{
    int year = 1970 + day / 366; /* never too late, and at most a few years too early */

    if (day < 0) year = 1970 + day / 365 - 1;
    while (day_of_date(year + 1, 1, 1) <= day) year++;
    return year;
}

struct date date_of_day(int day)
{
    struct date date = { .year = year_of_day(day), .month = 1 };
    int next;

    while (date.month < 12 && day_of_date(date.year, date.month + 1, 1) <= day) date.month++;
    next = date.month < 12 ? day_of_date(date.year, date.month + 1, 1)
                           : day_of_date(date.year + 1, 1, 1);
    date.day = day - day_of_date(date.year, date.month, 1) + 1;
    date.month_days = next - day_of_date(date.year, date.month, 1);
    date.weekday = ((day + 3) % 7 + 7) % 7; /* 1970 began on a Thursday */
    return date;
}

static int digits_read(const char *s, size_t count)
{
    int number = 0;

    for (size_t i = 0; i < count; i++) {
        if (s[i] < '0' || s[i] > '9') return -1;
        number = 10 * number + s[i] - '0';
    }
    return number;
}

bool day_parse(const char *s, int *day)
{
    size_t len = strcspn(s, "T ");
    int year, month, of_month, found;

    if (len != 10 || s[4] != '-' || s[7] != '-') return false;
    year = digits_read(s, 4);
    month = digits_read(s + 5, 2);
    of_month = digits_read(s + 8, 2);
    if (year < 1 || month < 1 || month > 12 || of_month < 1) return false;
    found = day_of_date(year, month, 1);
    if (of_month > date_of_day(found).month_days) return false;
    *day = found + of_month - 1;
    return true;
}
