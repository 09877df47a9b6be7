/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is on call, through nights, weeks, swaps, and the two days a year that are not 24 hours. */
#include "rules/rota.h"

#include <string.h>

#include "../check.h"
#include "rules/zone.h"

#define HOUR_OFF(hours) ((hours)*3600)

/* 2026: New York sets its clocks on 8 March and 1 November, Berlin on 29 March and 25 October. */
/* clang-format off */
static const struct zone zones[] = {
    { .name = "America/New_York", .offset = HOUR_OFF(-5), .count = 2,
      .change = { { INT64_C(1772953200000), HOUR_OFF(-4) },     /* 2026-03-08 07:00 UTC */
                  { INT64_C(1793512800000), HOUR_OFF(-5) } } }, /* 2026-11-01 06:00 UTC */
    { .name = "Europe/Berlin", .offset = HOUR_OFF(1), .count = 2,
      .change = { { INT64_C(1774746000000), HOUR_OFF(2) },     /* 2026-03-29 01:00 UTC */
                  { INT64_C(1792890000000), HOUR_OFF(1) } } }, /* 2026-10-25 01:00 UTC */
    { .name = "UTC" },
};
/* clang-format on */
#define NEW_YORK (&zones[0])
#define BERLIN (&zones[1])

#define DAY_BEFORE_SPRING INT64_C(1772863200000) /* Sat 2026-03-07 06:00 UTC, 01:00 there */
#define LINE "harbor"
#define MON 0
#define SAT 5
#define SUN 6
#define SAM ((person_id){ 1 })
#define KIM ((person_id){ 2 })

static void walls_and_moments(void)
{
    static const struct {
        const char *what;
        const struct zone *zone;
        ms wall, at;
    } rows[] = {
        { "winter in New York", NEW_YORK, INT64_C(1768478400000), INT64_C(1768496400000) },
        { "summer in New York", NEW_YORK, INT64_C(1784116800000), INT64_C(1784131200000) },
        { "the hour that never is becomes the moment of the change", NEW_YORK,
          INT64_C(1772937000000) /* 02:30 */, INT64_C(1772953200000) },
        { "just before it", NEW_YORK, INT64_C(1772935199000), INT64_C(1772953199000) },
        { "just after it", NEW_YORK, INT64_C(1772938800000) /* 03:00 */, INT64_C(1772953200000) },
        { "the hour that is twice is its first", NEW_YORK, INT64_C(1793496600000) /* 01:30 */,
          INT64_C(1793511000000) },
        { "and after both it goes on", NEW_YORK, INT64_C(1793498400000) /* 02:00 */,
          INT64_C(1793516400000) },
        { "Berlin's hour that never is", BERLIN, INT64_C(1774751400000) /* 02:30 */,
          INT64_C(1774746000000) },
        { "Berlin's hour that is twice", BERLIN, INT64_C(1792895400000) /* 02:30 */,
          INT64_C(1792888200000) },
        { "before all changes", BERLIN, INT64_C(3600000), INT64_C(0) },
        { "no changes at all", &zones[2], INT64_C(1772937000000), INT64_C(1772937000000) },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_CASE(zone_from_wall(rows[i].zone, rows[i].wall) == rows[i].at, rows[i].what);
    for (ms at = INT64_C(1767225600000); at < INT64_C(1798761600000); at += MINUTES(7)) {
        ms there = zone_to_wall(NEW_YORK, at), back = zone_from_wall(NEW_YORK, there);

        CHECK(back == at || back == at - HOURS(1)); /* the second of a time that is twice */
    }
}

static void weekdays(void)
{
    CHECK(wall_weekday(0) == 3 && wall_weekday(-1) == 2 && wall_weekday(DAYS(3)) == 6);
    CHECK(wall_weekday(INT64_C(1772841600000)) == SAT);
    CHECK(wall_minute(MINUTES(61)) == 61 && wall_minute(-MINUTES(1)) == 24 * 60 - 1);
    CHECK(!strcmp(weekday_name(0), "Mon") && !strcmp(weekday_name(6), "Sun"));
}

static struct duty duty_of(person_id person, int weekday, int starts_hour, int hours,
                           const char *zone)
{
    struct duty duty = { .line = LINE,
                         .person = person,
                         .weekday = weekday,
                         .starts = starts_hour * 60,
                         .minutes = hours * 60 };

    snprintf(duty.zone, sizeof duty.zone, "%s", zone);
    return duty;
}

static struct rota rota_of(const struct duty *duties, size_t count)
{
    return (struct rota){ .duty_count = count, .duties = duties, .zone_count = 3, .zones = zones };
}

static ms there(const struct zone *zone, int64_t day, int hour, int minute)
{
    return zone_from_wall(zone, DAYS(day) + HOURS(hour) + MINUTES(minute));
}

/* 2026-03-07 is day 20519, a Saturday. */
#define MARCH_7 INT64_C(20519)
#define OCTOBER_31 INT64_C(20757)

static void a_night_is_a_night_in_all_of_the_year(void)
{
    const struct duty night[] = { duty_of(SAM, SAT, 22, 8, "America/New_York") };
    struct rota rota = rota_of(night, 1);
    struct span span;

    CHECK(!rota_is_on(&rota, LINE, SAM, there(NEW_YORK, MARCH_7, 21, 59)));
    CHECK(rota_is_on(&rota, LINE, SAM, there(NEW_YORK, MARCH_7, 22, 0)));
    CHECK(rota_is_on(&rota, LINE, SAM, there(NEW_YORK, MARCH_7 + 1, 5, 59)));
    CHECK(!rota_is_on(&rota, LINE, SAM, there(NEW_YORK, MARCH_7 + 1, 6, 0)));
    CHECK(!rota_is_on(&rota, "other", SAM, there(NEW_YORK, MARCH_7, 23, 0)));
    CHECK(rota_duty_starting(&rota, &night[0], there(NEW_YORK, MARCH_7, 22, 0), &span));
    CHECK_CASE(span.until - span.from == HOURS(7), "the short night of spring");
    CHECK(rota_duty_starting(&rota, &night[0], there(NEW_YORK, OCTOBER_31, 22, 0), &span));
    CHECK_CASE(span.until - span.from == HOURS(9), "the long night of autumn");
    CHECK(rota_duty_starting(&rota, &night[0], there(NEW_YORK, MARCH_7 + 7, 22, 0), &span));
    CHECK_CASE(span.until - span.from == HOURS(8), "any other night");
}

/* Handed over in the very hour that is missing, or there twice: never to nobody, never to two. */
static void a_handover_at_the_change_loses_nobody(void)
{
    const struct duty duties[] = { duty_of(SAM, SAT, 18, 8, "America/New_York"),  /* until 02:00 */
                                   duty_of(KIM, SUN, 2, 8, "America/New_York") }; /* from 02:00 */
    struct rota rota = rota_of(duties, 2);

    for (int week = -1; week < 45; week++) {
        ms from = there(NEW_YORK, MARCH_7 + 7 * week, 18, 0);
        ms until = there(NEW_YORK, MARCH_7 + 7 * week + 1, 10, 0);

        for (ms at = from; at < until; at += MINUTES(5))
            CHECK(rota_is_on(&rota, LINE, SAM, at) + rota_is_on(&rota, LINE, KIM, at) == 1);
        CHECK(!rota_anybody_on(&rota, LINE, until));
    }
}

static void two_zones_make_one_rota(void)
{
    const struct duty duties[] = { duty_of(SAM, MON, 8, 8, "America/New_York"),
                                   duty_of(KIM, MON, 8, 8, "Europe/Berlin") };
    struct rota rota = rota_of(duties, 2);
    struct span gaps[4];
    ms day = DAYS(MARCH_7 + 2); /* Mon 9 March: New York has summer time, Berlin not yet */
    size_t count = rota_gaps(&rota, LINE, (struct span){ day, day + DAYS(1) }, gaps, 4);

    CHECK(rota_is_on(&rota, LINE, KIM, day + HOURS(7)));
    CHECK(!rota_is_on(&rota, LINE, KIM, day + HOURS(15)));
    CHECK(rota_is_on(&rota, LINE, SAM, day + HOURS(12)));
    CHECK(!rota_is_on(&rota, LINE, SAM, day + HOURS(20)));
    CHECK(count == 2 && gaps[0].until == day + HOURS(7) && gaps[1].from == day + HOURS(20));
}

static void gaps_are_told_in_words(void)
{
    const struct duty duties[] = { duty_of(SAM, SAT, 6, 20, "America/New_York"), /* until 02:00 */
                                   duty_of(SAM, SUN, 6, 18, "America/New_York") };
    struct rota rota = rota_of(duties, 2);
    struct span within = { there(NEW_YORK, MARCH_7 + 7, 6, 0),
                           there(NEW_YORK, MARCH_7 + 9, 9, 30) };
    struct span gaps[4];
    char words[GAP_WORDS_MAX + 1];

    CHECK(rota_gaps(&rota, LINE, within, gaps, 4) == 2);
    rota_gap_words(&gaps[0], NEW_YORK, words);
    CHECK_STR(words, "Nobody on crisis, Sun 02:00-06:00");
    rota_gap_words(&gaps[1], NEW_YORK, words);
    CHECK_STR(words, "Nobody on crisis, Mon 00:00-09:30");
    rota_gap_words(
        &(struct span){ there(NEW_YORK, MARCH_7, 22, 0), there(NEW_YORK, MARCH_7 + 1, 0, 0) },
        NEW_YORK, words);
    CHECK_STR(words, "Nobody on crisis, Sat 22:00-24:00");
    rota_gap_words(
        &(struct span){ there(NEW_YORK, MARCH_7, 22, 0), there(NEW_YORK, MARCH_7 + 2, 6, 0) },
        NEW_YORK, words);
    CHECK_STR(words, "Nobody on crisis, Sat 22:00 to Mon 06:00");
    CHECK_CASE(rota_gaps(&rota, "other", within, gaps, 4) == 0, "a line without a rota has none");
    CHECK_CASE(rota_gaps(&rota, LINE, within, gaps, 1) == 1, "never more than asked for");
}

static void changes_lie_over_the_week(void)
{
    const struct duty duties[] = { duty_of(SAM, SAT, 0, 24, "UTC") };
    const ms day = DAYS(MARCH_7);
    const struct duty_change changes[] = {
        { .line = LINE, .out = SAM, .in = KIM, .from = day + HOURS(6), .until = day + HOURS(12) },
        { .line = LINE, .out = SAM, .from = day + HOURS(20), .until = day + HOURS(22) },
        { .line = LINE, .in = KIM, .from = day + HOURS(30), .until = day + HOURS(31) },
        { .line = "other", .out = SAM, .from = day, .until = day + DAYS(1) },
    };
    struct rota rota = rota_of(duties, 1);
    struct span gaps[4];

    rota.changes = changes;
    rota.change_count = 4;
    CHECK(rota_is_on(&rota, LINE, SAM, day + HOURS(5)));
    CHECK(!rota_is_on(&rota, LINE, SAM, day + HOURS(6)));
    CHECK(rota_is_on(&rota, LINE, KIM, day + HOURS(6)));
    CHECK(rota_is_on(&rota, LINE, SAM, day + HOURS(12)));
    CHECK(!rota_is_on(&rota, LINE, KIM, day + HOURS(12)));
    CHECK(!rota_anybody_on(&rota, LINE, day + HOURS(21)));
    CHECK(rota_is_on(&rota, LINE, KIM, day + HOURS(30)));
    CHECK(rota_gaps(&rota, LINE, (struct span){ day, day + HOURS(24) }, gaps, 4) == 1);
    CHECK(gaps[0].from == day + HOURS(20) && gaps[0].until == day + HOURS(22));
    CHECK_CASE(rota_comes_on(&rota, LINE, KIM, day + HOURS(6)), "by a swap");
    CHECK_CASE(rota_comes_on(&rota, LINE, SAM, day), "by the week");
    CHECK_CASE(!rota_comes_on(&rota, LINE, SAM, day + HOURS(1)), "not in the middle");
    CHECK(rota_next(&rota, LINE, day) == day + HOURS(6));
    CHECK(rota_next(&rota, LINE, day + HOURS(22)) == day + HOURS(24));
}

static void a_duty_counts_within_its_dates(void)
{
    const ms day = DAYS(MARCH_7);
    struct duty duty = duty_of(SAM, SAT, 0, 24, "UTC");
    struct rota rota = rota_of(&duty, 1);

    duty.from = day + DAYS(7);
    duty.until = day + DAYS(21);
    CHECK(!rota_is_on(&rota, LINE, SAM, day + HOURS(1)));
    CHECK(rota_is_on(&rota, LINE, SAM, day + DAYS(7) + HOURS(1)));
    CHECK(rota_is_on(&rota, LINE, SAM, day + DAYS(14) + HOURS(1)));
    CHECK(!rota_is_on(&rota, LINE, SAM, day + DAYS(21) + HOURS(1)));
    CHECK_CASE(rota_next(&rota, LINE, day - DAYS(60)) == duty.from, "however far ahead");
    CHECK(rota_next(&rota, LINE, day + DAYS(30)) == 0);
}

static void a_week_long_duty_never_ends(void)
{
    const struct duty duties[] = { duty_of(SAM, MON, 9, 7 * 24, "Europe/Berlin") };
    struct rota rota = rota_of(duties, 1);
    struct span gaps[2];

    CHECK(rota_gaps(&rota, LINE, (struct span){ DAYS(MARCH_7), DAYS(MARCH_7 + 300) }, gaps, 2) ==
          0);
}

static void what_is_unsound_is_refused(void)
{
    struct rota rota = rota_of(NULL, 0);
    struct duty duty = duty_of(SAM, SAT, 22, 8, "UTC"), other;

    CHECK(rota_duty_is_sound(&rota, &duty));
    other = duty, other.weekday = 7;
    CHECK(!rota_duty_is_sound(&rota, &other));
    other = duty, other.starts = 24 * 60;
    CHECK(!rota_duty_is_sound(&rota, &other));
    other = duty, other.minutes = 0;
    CHECK(!rota_duty_is_sound(&rota, &other));
    other = duty, other.minutes = WEEK_MINUTES + 1;
    CHECK(!rota_duty_is_sound(&rota, &other));
    other = duty, other.from = 5, other.until = 5;
    CHECK(!rota_duty_is_sound(&rota, &other));
    other = duty, snprintf(other.zone, sizeof other.zone, "Mars/Olympus");
    CHECK(!rota_duty_is_sound(&rota, &other));
    rota.duties = &other;
    rota.duty_count = 1;
    CHECK_CASE(!rota_anybody_on(&rota, LINE, DAY_BEFORE_SPRING), "nobody is on by a lost zone");
}

int main(void)
{
    walls_and_moments();
    weekdays();
    a_night_is_a_night_in_all_of_the_year();
    a_handover_at_the_change_loses_nobody();
    two_zones_make_one_rota();
    gaps_are_told_in_words();
    changes_lie_over_the_week();
    a_duty_counts_within_its_dates();
    a_week_long_duty_never_ends();
    what_is_unsound_is_refused();
    return check_end();
}
