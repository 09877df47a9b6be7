/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sim.c — days of the line in seconds. The seed is the whole bug report.
 *
 *   simulation [SEED [HOURS]]
 *
 * The hours are those in which everything goes wrong; after them all must settle, and days
 * pass in which nobody writes until everybody was asked how it went who had agreed to it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "world.h"

#define CRASHES_WITHIN HOURS(4)
#define CRASH_PATIENCE MINUTES(10)

/* At the worst moment there is: while something is on its way. */
static void crash_comes(struct world *world)
{
    if (world->now < world->crashes_next) return;
    if (!something_flies(world) && world->now < world->crashes_next + CRASH_PATIENCE) return;
    world->crashes_next = world->now + (ms)draw(world, CRASHES_WITHIN);
    if (world->faults) world_crash(world);
}

static void step(struct world *world)
{
    check_alerts_in_time(world);
    texters_act(world);   /* write, repeat, say STOP, fall silent */
    staff_act(world);     /* accept, decline, answer, sleep, lose their connection */
    provider_acts(world); /* late, twice, in the wrong order, dead, silent */
    wakers_act(world);    /* somebody at PagerDuty takes it, or nobody */
    ladder_acts(world);   /* is changed by a supervisor */
    clock_acts(world);    /* rings, and now and then jumps by a day */
    world_turn(world);
    crash_comes(world);
    check_alerts(world);
    world_moves_on(world);
}

static void run(struct world *world, ms span)
{
    ms end = world->now + span, checked = world->now, kept = world->now;

    while (world->now < end) {
        step(world);
        if (world->now - checked >= MINUTES(1)) {
            check_open(world);
            checked = world->now;
        }
        if (world->now - kept >= HOURS(6)) {
            check_kept(world);
            kept = world->now;
        }
    }
}

/*
 * Days on which no texter writes: whatever was planned goes out, through crashes and nights. A
 * clock that was set back may have put it off by as much.
 */
static void days_pass(struct world *world, ms span)
{
    int64_t planned = status_of(world).follow_ups;
    uint64_t before = world->ledger.follow_ups;
    ms end = world->now + span;

    world->quiet = true;
    while (world->now < end) {
        struct line_status now = status_of(world);

        if (!now.follow_ups) break;
        /* Whoever is offered something needs a moment to take it, and whoever is woken, too. */
        if (!now.waiting && !now.offered && !world->open_count) world->now += MINUTES(5);
        step(world);
        if (chance(world, 1, 300)) world_crash(world);
    }
    if (status_of(world).follow_ups) broken(world, "P1", "a question was never asked", planned);
    if ((int64_t)(world->ledger.follow_ups - before) != planned)
        broken(world, "P1", "a yes was lost", planned);
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    ms hours = argc > 2 ? (ms)strtoll(argv[2], NULL, 10) : 24;
    struct world *world = calloc(1, sizeof *world);

    must(world != NULL);
    log_set_level(LOG_ERROR);
    if (crypt_start()) return 1;
    printf("seed %llu, %lld hours\n", (unsigned long long)seed, (long long)hours);
    world_open(world, seed, "config/content");
    run(world, hours * HOURS(1));
    world->faults = false;
    run(world, HOURS(3));
    while (something_flies(world)) step(world); /* what left just now */
    check_kept(world);
    check_settled(world);
    days_pass(world, DAYS(20));
    check_kept(world);
    checked_print(world);
    world_close(world);
    free(world);
    printf("1 passed, 0 failed\n");
    return 0;
}
