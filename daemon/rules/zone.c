/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/zone.h"

#include <string.h>

#include "base/err.h"

#define THURSDAY 3 /* 1970-01-01 */

/* How many changes there have been by then. */
static size_t changes_until(const struct zone *zone, ms at)
{
    size_t low = 0, high = zone->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (zone->change[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static ms offset_at(const struct zone *zone, ms at)
{
    size_t changes = changes_until(zone, at);

    return SECONDS(changes ? zone->change[changes - 1].offset : zone->offset);
}

int zone_offset_minutes(const struct zone *zone, ms at)
{
    return (int)(offset_at(zone, at) / MINUTES(1));
}

ms zone_to_wall(const struct zone *zone, ms at)
{
    return at + offset_at(zone, at);
}

ms zone_from_wall(const struct zone *zone, ms wall)
{
    /* No offset is a day or more, so these are before and after any change that matters. */
    ms before = offset_at(zone, wall - DAYS(1)), after = offset_at(zone, wall + DAYS(1));

    if (offset_at(zone, wall - before) == before) return wall - before;
    if (offset_at(zone, wall - after) == after) return wall - after;
    return zone->change[changes_until(zone, wall - before) - 1].at;
}

static int64_t floor_div(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

int64_t wall_day(ms wall)
{
    return floor_div(wall, DAYS(1));
}

int wall_weekday(ms wall)
{
    int64_t day = wall_day(wall) + THURSDAY;

    return (int)(day - 7 * floor_div(day, 7));
}

int wall_minute(ms wall)
{
    return (int)((wall - DAYS(wall_day(wall))) / MINUTES(1));
}

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

const char *weekday_name(int weekday)
{
    must(weekday >= 0 && weekday < 7);
    return weekdays[weekday];
}

/* ---- dates ---- */

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

/* "Z", "-05:00"; a plus that a form has made a space is one all the same. */
static bool offset_parse(const char *s, int *offset)
{
    int hours, minutes;

    *offset = 0;
    if (!*s || !strcmp(s, "Z") || !strcmp(s, "z")) return true;
    hours = digits_read(s + 1, 2);
    if (strlen(s) != 6 || !strchr("+- ", *s) || s[3] != ':' || hours < 0 || hours > 14)
        return false;
    minutes = digits_read(s + 4, 2);
    if (minutes < 0 || minutes > 59) return false;
    *offset = (*s == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

/* "999": as much of a second as there are digits. */
static ms fraction_parse(const char **s)
{
    ms sum = 0;

    for (ms unit = 100; **s >= '0' && **s <= '9'; unit /= 10) sum += unit * (*(*s)++ - '0');
    return sum;
}

/* "01:30", "01:30:59", "01:30:59.999"; *end is what comes behind it. */
static bool clock_parse(const char *s, ms *of_day, const char **end)
{
    int hours = digits_read(s, 2), minutes, seconds = 0;
    ms fraction = 0;

    if (hours < 0 || hours > 23 || s[2] != ':') return false;
    minutes = digits_read(s + 3, 2);
    if (minutes < 0 || minutes > 59) return false;
    *end = s + 5;
    if (s[5] == ':') {
        seconds = digits_read(s + 6, 2);
        if (seconds < 0 || seconds > 60) return false;
        *end = s + 8;
        if (**end == '.') {
            ++*end;
            fraction = fraction_parse(end);
        }
    }
    *of_day = HOURS((ms)hours) + MINUTES((ms)minutes) + SECONDS((ms)seconds) + fraction;
    return true;
}

bool moment_parse(const char *s, ms *at, int *offset)
{
    const char *end = s + 10;
    ms of_day = 0;
    int day, east;

    if (!day_parse(s, &day)) return false;
    if (s[10] && !clock_parse(s + 11, &of_day, &end)) return false;
    if (!offset_parse(end, &east)) return false;
    *at = DAYS((ms)day) + of_day - SECONDS((ms)east);
    *offset = east;
    return true;
}
