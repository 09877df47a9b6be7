/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether a service is open has three answers, and none of them is a guess. */
#include "rules/hours.h"

#include <stdlib.h>

#include "../check.h"
#include "rules/zone.h"

/* New York in 2026: clocks change on 8 March and 1 November at two. */
static const struct zone new_york = {
    .offset = -5 * 3600,
    .count = 2,
    .change = { { INT64_C(1772953200000), -4 * 3600 }, { INT64_C(1793512800000), -5 * 3600 } },
};

/* "2026-03-07 01:30" in UTC. */
static ms utc(const char *s)
{
    char date[11] = "";
    int day;

    memcpy(date, s, 10);
    CHECK(day_parse(date, &day));
    return DAYS((ms)day) + HOURS((ms)strtol(s + 11, NULL, 10)) +
           MINUTES((ms)strtol(s + 14, NULL, 10)) +
           (s[16] ? SECONDS((ms)strtol(s + 17, NULL, 10)) : 0);
}

struct open_case {
    const char *sentence;
    struct schedule_words words;
    const char *at;
    enum resource_open expected;
};

/* clang-format off */
#define NIGHTS { .freq = "WEEKLY", .byday = "FR,SA", .opens_at = "19:00-05:00",                    \
                 .closes_at = "02:00-05:00" }
#define OFFICE { .freq = "WEEKLY", .byday = "MO,TU,WE,TH,FR", .opens_at = "09:00",                 \
                 .closes_at = "17:00" }
#define ALL_DAY { .freq = "WEEKLY", .byday = "MO,TU,WE,TH,FR,SA,SU", .opens_at = "00:00",          \
                  .closes_at = "23:59" }

static const struct open_case cases[] = {
    { "a Friday night lasts into Saturday", NIGHTS, "2026-03-07 06:30", OPEN_NOW },
    { "and ends at two", NIGHTS, "2026-03-07 08:00", OPEN_NOT },
    { "a Saturday night lasts into Sunday", NIGHTS, "2026-03-08 06:30", OPEN_NOW },
    { "a Sunday has no night", NIGHTS, "2026-03-09 06:30", OPEN_NOT },
    { "an office opens to the minute", OFFICE, "2026-03-02 14:00", OPEN_NOW },
    { "not a minute before", OFFICE, "2026-03-02 13:59", OPEN_NOT },
    { "and closes to the minute", OFFICE, "2026-03-02 22:00", OPEN_NOT },
    { "in summer its clock is another", OFFICE, "2026-07-06 13:00", OPEN_NOW },
    { "a Saturday is no weekday", OFFICE, "2026-03-07 15:00", OPEN_NOT },
    { "all day is also its last minute", ALL_DAY, "2026-03-03 04:59:30", OPEN_NOW },
    { "hours in UTC stay there",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "14:00Z", .closes_at = "22:00Z" },
      "2026-07-06 14:00", OPEN_NOW },
    { "also when the line's clocks are changed",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "14:00Z", .closes_at = "22:00Z" },
      "2026-07-06 13:30", OPEN_NOT },
    { "the zone of HSDS is a number",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "14:00", .closes_at = "22:00",
        .timezone = "1" },
      "2026-07-06 13:30", OPEN_NOW },
    { "the first Saturday of the month",
      { .freq = "MONTHLY", .byday = "1SA", .opens_at = "10:00", .closes_at = "12:00" },
      "2026-03-07 16:00", OPEN_NOW },
    { "is not the second",
      { .freq = "MONTHLY", .byday = "1SA", .opens_at = "10:00", .closes_at = "12:00" },
      "2026-03-14 15:00", OPEN_NOT },
    { "the last Friday of the month",
      { .freq = "MONTHLY", .byday = "-1FR", .opens_at = "10:00", .closes_at = "12:00" },
      "2026-02-27 16:00", OPEN_NOW },
    { "the second and the fourth Tuesday",
      { .freq = "MONTHLY", .byday = "2TU, 4TU", .opens_at = "10:00", .closes_at = "12:00" },
      "2026-02-24 16:00", OPEN_NOW },
    { "days of the month by number",
      { .freq = "MONTHLY", .bymonthday = "1,15", .opens_at = "10:00", .closes_at = "12:00" },
      "2026-02-15 16:00", OPEN_NOW },
    { "every other week, counted from its start",
      { .freq = "WEEKLY", .interval = "2", .dtstart = "2026-03-02", .byday = "MO",
        .opens_at = "10:00", .closes_at = "12:00" },
      "2026-03-16 15:00", OPEN_NOW },
    { "and not in the week between",
      { .freq = "WEEKLY", .interval = "2", .dtstart = "2026-03-02", .byday = "MO",
        .opens_at = "10:00", .closes_at = "12:00" },
      "2026-03-09 15:00", OPEN_NOT },
    { "every other week from nowhere is not known",
      { .freq = "WEEKLY", .interval = "2", .byday = "MO", .opens_at = "10:00",
        .closes_at = "12:00" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "what ended is not known any more",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "17:00",
        .valid_to = "2020-09-01" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "what has not begun is not known yet",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "17:00",
        .valid_from = "2030-01-01" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "its last day counts",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "17:00",
        .valid_to = "2026-03-09" },
      "2026-03-09 15:00", OPEN_NOW },
    { "an end that is no date is not understood",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "17:00",
        .until = "Easter" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "words are not understood", { .freq = "" }, "2026-03-09 15:00", OPEN_UNKNOWN },
    { "daily is no word of HSDS",
      { .freq = "DAILY", .opens_at = "09:00", .closes_at = "17:00" }, "2026-03-09 15:00",
      OPEN_UNKNOWN },
    { "9am is no time of HSDS",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "9am", .closes_at = "03:00" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "25:00 is no time",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "25:00" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "from an hour to the same hour is not known",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "09:00" },
      "2026-03-09 15:00", OPEN_UNKNOWN },
    { "no week has a first Saturday",
      { .freq = "WEEKLY", .byday = "1SA", .opens_at = "09:00", .closes_at = "17:00" },
      "2026-03-07 15:00", OPEN_UNKNOWN },
    { "weeks of the year narrow it in ways that are not read",
      { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "17:00", .odd = true },
      "2026-03-09 15:00", OPEN_UNKNOWN },
};
/* clang-format on */

static void each_alone(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct schedule schedule = schedule_read(&cases[i].words), again[SCHEDULES_MAX];
        char column[SCHEDULES_BYTES_MAX + 1];
        enum resource_open open = hours_open(&schedule, 1, &new_york, utc(cases[i].at));

        CHECK_CASE(open == cases[i].expected, cases[i].sentence);
        hours_encode(&schedule, 1, column);
        CHECK_CASE(hours_decode(column, again) == 1 &&
                       hours_open(again, 1, &new_york, utc(cases[i].at)) == open,
                   cases[i].sentence);
    }
}

static enum resource_open together(const struct schedule_words *words, size_t count, const char *at)
{
    struct schedule schedules[4];

    for (size_t i = 0; i < count; i++) schedules[i] = schedule_read(&words[i]);
    return hours_open(schedules, count, &new_york, utc(at));
}

static void several_together(void)
{
    const struct schedule_words christmas[] = {
        OFFICE,
        { .freq = "WEEKLY",
          .byday = "TH,FR",
          .opens_at = "10:00",
          .closes_at = "12:00",
          .valid_from = "2026-12-24",
          .valid_to = "2026-12-31" },
    };
    const struct schedule_words closed_words[] = {
        OFFICE,
        { .freq = "", .valid_from = "2026-12-24", .valid_to = "2026-12-31" },
    };
    const struct schedule_words and_by_appointment[] = { OFFICE, { .freq = "" } };

    CHECK(hours_open(NULL, 0, &new_york, utc("2026-03-09 15:00")) == OPEN_UNKNOWN);
    /* A holiday's hours replace the usual ones on its days. */
    CHECK(together(christmas, 2, "2026-12-24 16:00") == OPEN_NOW);
    CHECK(together(christmas, 2, "2026-12-24 19:00") == OPEN_NOT);
    CHECK(together(christmas, 2, "2026-12-29 19:00") == OPEN_NOW);
    CHECK(together(christmas, 2, "2026-12-17 19:00") == OPEN_NOW);
    /* In words nobody can tell what they say of today. */
    CHECK(together(closed_words, 2, "2026-12-28 16:00") == OPEN_UNKNOWN);
    CHECK(together(closed_words, 2, "2026-12-21 16:00") == OPEN_NOW);
    CHECK(together(and_by_appointment, 2, "2026-03-09 15:00") == OPEN_NOW);
    CHECK(together(and_by_appointment, 2, "2026-03-08 15:00") == OPEN_UNKNOWN);
}

static void said(const struct schedule_words *words, size_t count, const char *expected)
{
    struct schedule schedules[4];
    char out[128];

    for (size_t i = 0; i < count; i++) schedules[i] = schedule_read(&words[i]);
    CHECK(hours_words(schedules, count, &new_york, utc("2026-03-02 12:00"), out, sizeof out) ==
          (*expected != '\0'));
    CHECK_STR(out, expected);
}

static void said_in_words(void)
{
    const struct schedule_words week[] = {
        { .freq = "WEEKLY", .byday = "MO", .opens_at = "09:00", .closes_at = "17:30" },
        { .freq = "WEEKLY", .byday = "TU,WE", .opens_at = "09:00", .closes_at = "17:30" },
        { .freq = "WEEKLY", .byday = "SA", .opens_at = "10:00", .closes_at = "12:00" },
    };
    const struct schedule_words all_day = ALL_DAY, nights = NIGHTS;
    const struct schedule_words zulu = {
        .freq = "WEEKLY", .byday = "MO", .opens_at = "02:00Z", .closes_at = "06:00Z"
    };
    const struct schedule_words first = {
        .freq = "MONTHLY", .byday = "1SA", .opens_at = "10:00", .closes_at = "12:00"
    };
    const struct schedule_words words = { .freq = "" };

    said(week, 3, "Mon-Wed 9am-5:30pm; Sat 10am-12pm");
    said(&all_day, 1, "24/7");
    said(&nights, 1, "Fri, Sat 7pm-2am");
    said(&zulu, 1, "Sun 9pm-1am");
    said(&first, 1, "1st Sat of the month 10am-12pm");
    said(&words, 1, "");
    said(NULL, 0, "");
}

/* Half of the hours would be wrong ones. */
static void too_many_are_not_known(void)
{
    struct schedule schedules[SCHEDULES_MAX + 1], again[SCHEDULES_MAX];
    char column[SCHEDULES_BYTES_MAX + 1];
    const struct schedule_words office = OFFICE;

    for (size_t i = 0; i <= SCHEDULES_MAX; i++) schedules[i] = schedule_read(&office);
    hours_encode(schedules, SCHEDULES_MAX, column);
    CHECK(hours_decode(column, again) == SCHEDULES_MAX);
    hours_encode(schedules, SCHEDULES_MAX + 1, column);
    CHECK(hours_decode(column, again) == 1);
    CHECK(hours_open(again, 1, &new_york, utc("2026-03-09 15:00")) == OPEN_UNKNOWN);
}

static void moment(const char *s, ms expected, int offset)
{
    ms at = 0;
    int east = 0;

    CHECK_CASE(moment_parse(s, &at, &east) && at == expected && east == offset, s);
}

static void moments(void)
{
    const char *const none[] = { "",
                                 "2026",
                                 "2026-03-07T",
                                 "2026-03-07T24:00",
                                 "2026-03-07T1:00",
                                 "2026-03-07T01:60",
                                 "2026-03-07T01:30:61",
                                 "2026-03-07T01:30+5",
                                 "2026-03-07T01:30+05:99",
                                 "2026-03-07T01:30:00Zulu",
                                 "2026-02-30T01:30:00Z" };
    ms at = 7;
    int east = 7;

    moment("1970-01-02", DAYS(1), 0);
    moment("1970-01-01T01:30", MINUTES(90), 0);
    moment("1970-01-01T01:30:59.12345Z", MINUTES(90) + 59123, 0);
    moment("1970-01-01T01:30:00-05:00", MINUTES(90) + HOURS(5), -18000);
    moment("1970-01-01T01:30:00 02:30", -MINUTES(60), 9000);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CHECK_CASE(!moment_parse(none[i], &at, &east) && at == 7 && east == 7, none[i]);
}

static void dates_are_those_of_the_calendar(void)
{
    int day;

    CHECK(day_of_date(1970, 1, 1) == 0 && day_of_date(2026, 3, 7) == 20519);
    CHECK(date_of_day(20519).weekday == 5 && date_of_day(20519).month == 3);
    CHECK(date_of_day(-1).year == 1969 && date_of_day(-1).day == 31);
    for (int at = -800000; at < 800000; at += 37) {
        struct date date = date_of_day(at);

        CHECK(day_of_date(date.year, date.month, date.day) == at);
    }
    CHECK(day_parse("2028-02-29", &day) && !day_parse("2026-02-29", &day));
    CHECK(!day_parse("2026-13-01", &day) && !day_parse("26-01-01", &day) && !day_parse("", &day));
    CHECK(day_parse("2026-03-07T10:00:00Z", &day) && day == 20519);
    moments();
}

int main(void)
{
    each_alone();
    several_together();
    said_in_words();
    too_many_are_not_known();
    dates_are_those_of_the_calendar();
    return check_end();
}
