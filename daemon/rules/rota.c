/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/rota.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/zone.h"

/* More comings and goings than any rota has in the weeks that are looked at. */
#define EDGES_MAX 4096

static const struct zone *zone_of(const struct rota *rota, const char *name)
{
    for (size_t i = 0; i < rota->zone_count; i++)
        if (!strcmp(rota->zones[i].name, name)) return &rota->zones[i];
    return NULL;
}

bool rota_duty_is_sound(const struct rota *rota, const struct duty *duty)
{
    return duty->weekday >= 0 && duty->weekday < 7 && duty->starts >= 0 && duty->starts < 24 * 60 &&
           duty->minutes > 0 && duty->minutes <= WEEK_MINUTES &&
           (!duty->until || duty->until > duty->from) && zone_of(rota, duty->zone) != NULL;
}

static bool span_has(struct span span, ms at)
{
    return span.from <= at && at < span.until;
}

/* ---- duties in time ---- */

/* The duty's time that starts in the week of `at`, or so many weeks before or after; by the wall.
 */
static struct span duty_time(const struct rota *rota, const struct duty *duty, ms at, int weeks)
{
    const struct zone *zone = zone_of(rota, duty->zone);
    struct span time = { 0, 0 };
    ms wall;
    int64_t day;

    if (!zone) return time; /* its line was taken out of the configuration */
    wall = zone_to_wall(zone, at);
    day = wall_day(wall) - wall_weekday(wall) + duty->weekday + 7 * weeks;
    wall = DAYS(day) + MINUTES(duty->starts);
    time.from = zone_from_wall(zone, wall);
    if (time.from < duty->from || (duty->until && time.from >= duty->until)) return time;
    time.until = zone_from_wall(zone, wall + MINUTES(duty->minutes));
    return time;
}

/* One that is on now has begun in this week or, lasting a week at most, in one before. */
static bool duty_is_on(const struct rota *rota, const struct duty *duty, ms at)
{
    return span_has(duty_time(rota, duty, at, 0), at) ||
           span_has(duty_time(rota, duty, at, -1), at) ||
           span_has(duty_time(rota, duty, at, -2), at);
}

bool rota_duty_starting(const struct rota *rota, const struct duty *duty, ms at, struct span *span)
{
    *span = duty_time(rota, duty, at, 0);
    return span->until > span->from && span->from == at;
}

/* ---- people ---- */

static bool is_taken_off(const struct rota *rota, const char *line, person_id person, ms at)
{
    for (size_t i = 0; i < rota->change_count; i++) {
        const struct duty_change *change = &rota->changes[i];

        if (change->out.n == person.n && !strcmp(change->line, line) &&
            span_has((struct span){ change->from, change->until }, at))
            return true;
    }
    return false;
}

static bool covers(const struct duty_change *change, const char *line, ms at)
{
    return change->in.n && !strcmp(change->line, line) &&
           span_has((struct span){ change->from, change->until }, at);
}

bool rota_is_on(const struct rota *rota, const char *line, person_id person, ms at)
{
    for (size_t i = 0; i < rota->change_count; i++)
        if (rota->changes[i].in.n == person.n && covers(&rota->changes[i], line, at)) return true;
    for (size_t i = 0; i < rota->duty_count; i++) {
        const struct duty *duty = &rota->duties[i];

        if (duty->person.n == person.n && !strcmp(duty->line, line) && duty_is_on(rota, duty, at))
            return !is_taken_off(rota, line, person, at);
    }
    return false;
}

bool rota_anybody_on(const struct rota *rota, const char *line, ms at)
{
    for (size_t i = 0; i < rota->change_count; i++)
        if (covers(&rota->changes[i], line, at)) return true;
    for (size_t i = 0; i < rota->duty_count; i++) {
        const struct duty *duty = &rota->duties[i];

        if (!strcmp(duty->line, line) && duty_is_on(rota, duty, at) &&
            !is_taken_off(rota, line, duty->person, at))
            return true;
    }
    return false;
}

bool rota_has(const struct rota *rota, const char *line)
{
    for (size_t i = 0; i < rota->duty_count; i++)
        if (!strcmp(rota->duties[i].line, line)) return true;
    for (size_t i = 0; i < rota->change_count; i++)
        if (!strcmp(rota->changes[i].line, line)) return true;
    return false;
}

bool rota_comes_on(const struct rota *rota, const char *line, person_id person, ms at)
{
    return rota_is_on(rota, line, person, at) && !rota_is_on(rota, line, person, at - 1);
}

/* ---- what comes ---- */

static void sooner(ms *next, ms edge, ms at)
{
    if (edge > at && (!*next || edge < *next)) *next = edge;
}

ms rota_next(const struct rota *rota, const char *line, ms at)
{
    ms next = 0;

    for (size_t i = 0; i < rota->duty_count; i++) {
        if (strcmp(rota->duties[i].line, line)) continue;
        sooner(&next, rota->duties[i].from, at);
        sooner(&next, rota->duties[i].until, at);
        for (int weeks = -2; weeks <= 1; weeks++) {
            struct span time = duty_time(rota, &rota->duties[i], at, weeks);

            if (time.until <= time.from) continue;
            sooner(&next, time.from, at);
            sooner(&next, time.until, at);
        }
    }
    for (size_t i = 0; i < rota->change_count; i++) {
        if (strcmp(rota->changes[i].line, line)) continue;
        sooner(&next, rota->changes[i].from, at);
        sooner(&next, rota->changes[i].until, at);
    }
    return next;
}

size_t rota_gaps(const struct rota *rota, const char *line, struct span within, struct span *gaps,
                 size_t max)
{
    size_t count = 0, edges = 0;
    ms at = within.from;

    if (!rota_has(rota, line)) return 0;
    while (at < within.until && count < max && edges++ < EDGES_MAX) {
        ms next = rota_next(rota, line, at);

        if (!next || next > within.until) next = within.until;
        if (!rota_anybody_on(rota, line, at)) {
            if (count && gaps[count - 1].until == at)
                gaps[count - 1].until = next;
            else
                gaps[count++] = (struct span){ at, next };
        }
        at = next;
    }
    return count;
}

static void moment_add(struct str *str, ms wall, bool with_day)
{
    int minute = wall_minute(wall);

    if (with_day) str_addf(str, "%s ", weekday_name(wall_weekday(wall)));
    str_addf(str, "%02d:%02d", minute / 60, minute % 60);
}

/* Midnight at the end is the day's own. */
void rota_gap_words(const struct span *gap, const struct zone *zone, char out[GAP_WORDS_MAX + 1])
{
    ms from = zone_to_wall(zone, gap->from), until = zone_to_wall(zone, gap->until);
    bool same_day = wall_day(from) == wall_day(until - 1);
    struct str str;

    str_init(&str, out, GAP_WORDS_MAX + 1);
    str_add(&str, "Nobody on crisis, ");
    moment_add(&str, from, true);
    str_add(&str, same_day ? "-" : " to ");
    if (same_day && wall_minute(until) == 0)
        str_add(&str, "24:00");
    else
        moment_add(&str, until, !same_day);
    must(!str.cut);
}
