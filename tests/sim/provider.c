/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_TRIES 6 /* then the ladder has other ways by now */

static void flight_fate(struct world *world, struct flight *flight)
{
    uint64_t luck = world->faults ? draw(world, 100) : 50;

    flight->lands = world->now + (ms)draw(world, 400);
    flight->outcome = SEND_ACCEPTED;
    flight->arrives = true;
    if (flight->item->page.waker[0] ? world->wakers_dead : world->provider_dead || luck < 4) {
        /* no byte left */
        flight->outcome = SEND_LATER;
        flight->arrives = false;
    } else if (luck < 8) { /* it went, and the answer was lost */
        flight->outcome = SEND_UNKNOWN;
        flight->lands = world->now + SECONDS(15);
    } else if (luck < 12) { /* it was lost, and nobody knows */
        flight->outcome = SEND_UNKNOWN;
        flight->lands = world->now + SECONDS(15);
        flight->arrives = false;
    } else if (luck < 13) {
        flight->outcome = SEND_REFUSED;
        flight->arrives = false;
    }
}

static void callback_add(struct world *world, const struct outbox_item *item,
                         enum message_state state, ms at)
{
    for (size_t i = 0; i < CALLBACKS; i++) {
        struct callback *callback = &world->callbacks[i];

        if (callback->used) continue;
        *callback = (struct callback){ .used = true, .at = at };
        callback->delivery.state = state;
        snprintf(callback->delivery.provider, sizeof callback->delivery.provider, "sim");
        snprintf(callback->delivery.provider_id, sizeof callback->delivery.provider_id, "OUT%lld",
                 (long long)item->id.n);
        memcpy(callback->delivery.token, item->token, sizeof callback->delivery.token);
        return;
    }
}

void flight_takes_off(struct world *world, struct outbox_item *item)
{
    if (!item->look_up) check_take_off(world, item);
    for (size_t i = 0; i < FLIGHTS; i++) {
        struct flight *flight = &world->flights[i];

        if (flight->used) continue;
        *flight = (struct flight){ .used = true, .item = item };
        flight_fate(world, flight);
        return;
    }
    broken(world, "P5", "more in flight than the courier has slots", item->id.n);
}

/* The provider's memory of a text is what came to the phone. */
static enum send_outcome look_up(const struct world *world, const struct outbox_item *item)
{
    size_t id = (size_t)item->id.n;

    if (id < world->ledger.ids_size && world->ledger.arrivals[id]) return SEND_ACCEPTED;
    return SEND_NOT_FOUND;
}

static void flight_lands(struct world *world, struct flight *flight)
{
    struct command *command = world_command(world, COMMAND_SEND_RESULT);
    struct outbox_item *item = flight->item;
    ms later = world->now + (ms)draw(world, SECONDS(20));

    if (item->look_up)
        flight->outcome = look_up(world, item);
    else if (flight->arrives)
        check_arrival(world, item);
    page_has_landed(world, item, flight->outcome);
    if (flight->outcome == SEND_UNKNOWN && !flight->arrives && item->attempt < PAGE_TRIES)
        page_was_lost(world, item);
    command->u.send_result = (struct send_result){ .id = item->id,
                                                   .attempt = item->attempt,
                                                   .outcome = flight->outcome };
    if (flight->outcome == SEND_ACCEPTED)
        snprintf(command->u.send_result.provider_id, sizeof command->u.send_result.provider_id,
                 "OUT%lld", (long long)item->id.n);
    if (flight->arrives && item->page.waker[0]) waker_was_called(world, item);
    if (flight->arrives && item->way == WAY_CALL) { /* nobody picks up, or somebody does */
        callback_add(world, item, chance(world, 1, 2) ? MESSAGE_DELIVERED : MESSAGE_UNDELIVERED,
                     later);
    } else if (flight->arrives && !item->look_up &&
               !item->page.waker[0]) { /* late, twice, in the wrong order, or never */
        if (chance(world, 3, 4)) callback_add(world, item, MESSAGE_DELIVERED, later);
        if (chance(world, 1, 2)) callback_add(world, item, MESSAGE_SENT, later + 900);
        if (chance(world, 1, 9)) callback_add(world, item, MESSAGE_DELIVERED, later + 5000);
    }
    free(item);
    flight->used = false;
}

/* ---- a killed process ---- */

/* What has left may arrive, but nobody will tell us. */
void flight_is_cut(struct world *world, struct outbox_item *item)
{
    page_was_lost(world, item);
    free(item);
}

void flights_are_cut(struct world *world)
{
    for (size_t i = 0; i < FLIGHTS; i++) {
        struct flight *flight = &world->flights[i];

        if (!flight->used) continue;
        if (flight->arrives && chance(world, 1, 2) && !flight->item->look_up)
            check_arrival(world, flight->item);
        flight_is_cut(world, flight->item);
        flight->used = false;
    }
}

bool something_flies(const struct world *world)
{
    for (size_t i = 0; i < FLIGHTS; i++)
        if (world->flights[i].used) return true;
    return false;
}

/* ---- turns ---- */

/* It dies now and then, and sometimes for long; and there are hours in which nobody hears a page.
 */
static void provider_turns(struct world *world)
{
    world->provider_dead = world->faults && chance(world, 1, 12);
    world->wakers_dead = world->faults && chance(world, 1, 6);
    world->provider_turns = world->now + MINUTES(5) + (ms)draw(world, MINUTES(20));
    if (world->provider_dead && chance(world, 1, 6)) world->provider_turns += HOURS(1);
    if (world->faults && chance(world, 1, 40))
        world->sleep_ends = world->now + (ms)draw(world, HOURS(2));
}

void provider_acts(struct world *world)
{
    if (world->now >= world->provider_turns) provider_turns(world);
    for (size_t i = 0; i < FLIGHTS; i++)
        if (world->flights[i].used && world->now >= world->flights[i].lands)
            flight_lands(world, &world->flights[i]);
    for (size_t i = 0; i < CALLBACKS; i++) {
        struct command *command;

        if (!world->callbacks[i].used || world->now < world->callbacks[i].at) continue;
        command = world_command(world, COMMAND_DELIVERY);
        command->u.delivery = world->callbacks[i].delivery;
        world->callbacks[i].used = false;
    }
}

ms provider_next(const struct world *world)
{
    ms next = world->provider_turns;

    for (size_t i = 0; i < FLIGHTS; i++)
        if (world->flights[i].used) moment_sooner(&next, world->flights[i].lands);
    for (size_t i = 0; i < CALLBACKS; i++)
        if (world->callbacks[i].used) moment_sooner(&next, world->callbacks[i].at);
    return next;
}
