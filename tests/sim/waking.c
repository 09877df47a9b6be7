/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "edge/zone_file.h"
#include "store/rota.h"
#include "world.h"

#define ZONE "America/New_York"
#define RING_EVERY SECONDS(5) /* as edge/alarm.c does */

/* ---- how people are woken ---- */

/* All ways, by the bounds of the clinical leads; and a shorter one, without services. */
static const struct ladder ladders[] = { {
    .count = 7,
    .step = {
        { .after = 0, .who = LADDER_ON_CALL, .way = WAY_TEXT },
        { .after = MINUTES(3), .who = LADDER_ON_CALL, .way = WAY_CALL },
        { .after = MINUTES(3), .who = LADDER_WAKER, .way = WAY_PAGERDUTY, .waker = "pd" },
        { .after = MINUTES(4), .who = LADDER_RESPONDERS, .way = WAY_TEXT },
        { .after = MINUTES(6), .who = LADDER_WAKER, .way = WAY_NTFY, .waker = "ntfy" },
        { .after = MINUTES(10), .who = LADDER_EVERYONE, .way = WAY_TEXT },
        { .after = MINUTES(10), .who = LADDER_EVERYONE, .way = WAY_CALL },
    },
}, {
    .count = 4,
    .step = {
        { .after = 0, .who = LADDER_ON_CALL, .way = WAY_CALL },
        { .after = MINUTES(2), .who = LADDER_RESPONDERS, .way = WAY_TEXT },
        { .after = MINUTES(4), .who = LADDER_EVERYONE, .way = WAY_TEXT },
        { .after = MINUTES(9), .who = LADDER_EVERYONE, .way = WAY_CALL },
    },
} };

void waking_settings(struct settings *settings)
{
    struct line *line = &settings->lines[0];
    char why[256] = "";

    line->ladder = ladders[0];
    settings->waker_count = 2;
    settings->wakers[0] = (struct waker){ .id = "pd", .way = WAY_PAGERDUTY };
    settings->wakers[1] = (struct waker){ .id = "ntfy", .way = WAY_NTFY };
    snprintf(settings->public_url, sizeof settings->public_url, "https://line.example.org");
    snprintf(line->zone, sizeof line->zone, "%s", ZONE);
    if (zone_file_load("/usr/share/zoneinfo", ZONE, &settings->zones[0], why, sizeof why)) {
        snprintf(line->zone, sizeof line->zone, "UTC"); /* a machine without time zones */
        settings->zones[0] = (struct zone){ .name = "UTC" };
    }
    must(!setenv("TZ", line->zone, 1));
    tzset();
    settings->zone_count = 1;
}

static void rota_add(struct world *world, size_t responder, int weekday, int hour, int hours)
{
    struct command *command = world_command(world, COMMAND_DUTY_ADD);
    struct duty *duty = &command->u.duty;

    command->caller = world->staff[STAFF - 1].caller;
    snprintf(duty->line, sizeof duty->line, "%s", world->settings->lines[0].id);
    snprintf(duty->zone, sizeof duty->zone, "%s", world->settings->lines[0].zone);
    duty->person = world->staff[PEERS + responder].id;
    duty->from = world->now - DAYS(365);
    duty->weekday = weekday;
    duty->starts = 60 * hour;
    duty->minutes = 60 * hours;
}

#define DUTY_HOURS 2
#define DUTIES_END 22

/* Sometimes the second has the hours of the first, too: so long, and again after so long. */
#define COVER_SPAN HOURS(7)
#define COVER_EVERY HOURS(15)
#define COVERS 64

static ms cover_from(const struct world *world, int cover)
{
    return world->began + cover * COVER_EVERY;
}

static void cover_add(struct world *world, int cover)
{
    struct command *command = world_command(world, COMMAND_DUTY_COVER);
    struct duty_change *change = &command->u.duty_change;

    command->caller = world->staff[STAFF - 1].caller;
    snprintf(change->line, sizeof change->line, "%s", world->settings->lines[0].id);
    change->out = world->staff[PEERS].id;
    change->in = world->staff[PEERS + 1].id;
    change->from = cover_from(world, cover);
    change->until = change->from + COVER_SPAN;
}

static bool is_covered(const struct world *world, ms at)
{
    for (int i = 0; i < COVERS; i++)
        if (cover_from(world, i) <= at && at < cover_from(world, i) + COVER_SPAN) return true;
    return false;
}

/* They take turns every other hour, so that one hour is never like another; late, nobody is on. */
void waking_rota(struct world *world)
{
    for (int weekday = 0; weekday < 7; weekday++)
        for (int hour = 0; hour < DUTIES_END; hour += DUTY_HOURS)
            rota_add(world, hour / DUTY_HOURS % 2 == 1, weekday, hour, DUTY_HOURS);
    for (int i = 0; i < COVERS; i++) cover_add(world, i);
    world_turn(world);
    world->ladder = &ladders[0];
}

/* By the C library's clock on the wall, which knows summer time from elsewhere than the line. */
bool is_on_call(const struct world *world, const struct phone *phone, ms at)
{
    const struct sim_person *responders = &world->staff[PEERS];
    time_t seconds = (time_t)(at / 1000);
    bool covered = is_covered(world, at);
    struct tm clock;

    must(localtime_r(&seconds, &clock) != NULL);
    if (clock.tm_hour >= DUTIES_END && !covered) return true;
    return !strcmp(responders[covered ? 1 : clock.tm_hour / DUTY_HOURS % 2].phone.e164,
                   phone->e164);
}

/* ---- the ladder ---- */

static void ladder_set(struct world *world, enum tier tier, const struct ladder *ladder)
{
    struct store *store = &world->reader.store;
    const struct line *line = &world->settings->lines[0];
    struct command *command;
    struct ladder before;
    int64_t rev = 0;
    enum err err;

    must(!db_begin(store->db));
    err = ladder_load(store, line->id, tier, &before, &rev);
    must(!err || err == ERR_MISSING);
    db_rollback(store->db);
    command = world_command(world, COMMAND_LADDER_SET);
    command->caller = world->staff[STAFF - 1].caller;
    snprintf(command->u.ladder_set.line, sizeof command->u.ladder_set.line, "%s", line->id);
    command->u.ladder_set.tier = tier;
    command->u.ladder_set.rev = rev;
    command->u.ladder_set.ladder = *ladder;
}

/* A supervisor changes it: the alerts that are open keep the one they have. */
void ladder_acts(struct world *world)
{
    const struct ladder *next = world->ladder == &ladders[0] ? &ladders[1] : &ladders[0];

    if (world->now < world->ladder_turns) return;
    world->ladder_turns = world->now + (ms)draw(world, HOURS(2));
    person_signs_in(world, &world->staff[STAFF - 1]);
    world->alerts_event = -1;
    check_alerts(world); /* whatever was raised until now has the old one */
    for (enum tier tier = TIER_WATCH; tier <= TIER_IMMINENT; tier++) ladder_set(world, tier, next);
    world_turn(world);
    world->ladder = next;
}

/* ---- services ---- */

/* Half of the time somebody there has it a little later, under their own name or no known one. */
void waker_was_called(struct world *world, const struct outbox_item *item)
{
    bool takes = item->page.notice == NOTICE_WAKE && item->way == WAY_PAGERDUTY;

    if (!takes || world->now < world->sleep_ends || (world->faults && chance(world, 1, 2))) return;
    for (size_t i = 0; i < NEWS; i++) {
        struct sim_news *news = &world->news[i];

        if (news->used) continue;
        *news = (struct sim_news){ .used = true,
                                   .at = world->now + SECONDS(5) + (ms)draw(world, MINUTES(1)) };
        snprintf(news->news.waker, sizeof news->news.waker, "pd");
        memcpy(news->news.key, item->page.key, sizeof news->news.key);
        snprintf(news->news.name, sizeof news->news.name, "%s",
                 chance(world, 3, 4) ? world->staff[PEERS].name : "Somebody Else");
        return;
    }
}

void wakers_act(struct world *world)
{
    for (size_t i = 0; i < NEWS; i++) {
        struct sim_news *news = &world->news[i];

        if (!news->used || world->now < news->at) continue;
        world_command(world, COMMAND_WAKER_NEWS)->u.waker_news = news->news;
        world->news_came = true;
        news->used = false;
    }
}

ms wakers_next(const struct world *world)
{
    ms next = INT64_MAX;

    for (size_t i = 0; i < NEWS; i++)
        if (world->news[i].used) moment_sooner(&next, world->news[i].at);
    return next;
}

/* ---- the clock on the wall ---- */

static void clock_jumps(struct world *world)
{
    static const ms jumps[] = { DAYS(1), -DAYS(1), MINUTES(7), -MINUTES(7), HOURS(1), -HOURS(1) };

    world->skew += jumps[draw(world, sizeof jumps / sizeof jumps[0])];
    world->jumped_at = world->now;
    world->ledger.jumps++;
    /* Their sessions may have ended with the day. */
    for (size_t i = 0; i < STAFF; i++) world->staff[i].connected = false;
    if (!chance(world, 1, 3)) return;
    world->answer_count = 0; /* what was said in this moment was not heard, */
    world_crash(world);      /* and nobody was there to notice */
}

void clock_acts(struct world *world)
{
    if (world->now >= world->jumps_next) {
        world->jumps_next = world->now + (ms)draw(world, HOURS(4));
        if (world->faults) clock_jumps(world);
    }
    if (world->now < clock_next(world)) return;
    world_command(world, COMMAND_TIME);
    world->rings_next = world->now + RING_EVERY;
}

/* A clock that was set anew is noticed at a ring at the latest: there is one every few seconds. */
ms clock_next(const struct world *world)
{
    ms next = world->rings_next;

    if (world->skew != world->skew_told) moment_sooner(&next, world->jumped_at + RING_EVERY);
    return next;
}
