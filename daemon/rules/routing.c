/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/routing.h"

#include <string.h>

static bool is_aged(const struct conversation *conversation, const struct timing *timing, ms now)
{
    return now - conversation->waiting_since >= timing->ageing;
}

bool queue_comes_before(const struct conversation *a, const struct conversation *b,
                        const struct timing *timing, ms now)
{
    bool a_imminent = a->tier == TIER_IMMINENT, b_imminent = b->tier == TIER_IMMINENT;
    bool a_aged = is_aged(a, timing, now), b_aged = is_aged(b, timing, now);

    if (a_imminent != b_imminent) return a_imminent;
    if (a_aged != b_aged) return a_aged;
    if (!a_aged && a->tier != b->tier) return a->tier > b->tier;
    if (a->waiting_since != b->waiting_since) return a->waiting_since < b->waiting_since;
    return a->id.n < b->id.n; /* never by chance */
}

/* A person without languages is asked in any of them. */
static bool speaks(const struct person *person, const char *language)
{
    if (!person->languages[0][0]) return true;
    for (size_t i = 0; i < LANGUAGES_MAX && person->languages[i][0]; i++)
        if (!strcmp(person->languages[i], language)) return true;
    return false;
}

static bool peer_is_free(const struct person *person, ms now)
{
    return person->enabled && person->role == ROLE_PEER && person->shift == SHIFT_ON &&
           person->connected_since && person->open_count < person->capacity &&
           person->resting_until <= now;
}

bool routing_anyone_free(const struct person *people, size_t count, ms now)
{
    for (size_t i = 0; i < count; i++)
        if (peer_is_free(&people[i], now)) return true;
    return false;
}

/* Whoever said no is not asked again at once, but rather that than nobody for ever. */
static bool has_just_declined(const struct conversation *conversation, const struct person *person,
                              const struct timing *timing, ms now)
{
    return conversation->declined_by.n == person->id.n &&
           now < conversation->offer_ends + timing->offer;
}

/* Fewest conversations first; among equals, whoever was asked longest ago. */
static bool peer_comes_before(const struct person *a, const struct person *b)
{
    if (a->open_count != b->open_count) return a->open_count < b->open_count;
    if (a->last_offer != b->last_offer) return a->last_offer < b->last_offer;
    return a->id.n < b->id.n; /* never by chance */
}

const struct person *routing_pick(const struct conversation *conversation, const char *language,
                                  const struct person *people, size_t count,
                                  const struct timing *timing, ms now)
{
    const struct person *best = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct person *peer = &people[i];

        if (!peer_is_free(peer, now) || !speaks(peer, language)) continue;
        if (has_just_declined(conversation, peer, timing, now)) continue;
        if (peer->id.n == conversation->last_peer.n) return peer; /* they know each other */
        if (!best || peer_comes_before(peer, best)) best = peer;
    }
    return best;
}
