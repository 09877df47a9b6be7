/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/routing.h"

#include "../check.h"

static const struct timing timing = { .offer = SECONDS(60), .ageing = MINUTES(15) };

#define NOW HOURS(10)

/* What keeps somebody from being asked. */
enum odd { FINE, ON_BREAK, FINISHING, BROWSER_CLOSED, DISABLED, SUPERVISES };

/* As much of a person as routing looks at; id 0: nobody stands here. */
struct peer_row {
    int64_t id;
    enum odd odd;
    int open_count;
    ms last_offer, resting_until;
    const char *language; /* NULL: the line's own */
};

struct peer_case {
    const char *sentence;
    struct peer_row people[2];
    const char *language;
    int64_t last_peer, declined_by;
    ms offer_ended;
    int64_t asked; /* 0: nobody */
};

/* clang-format off */
static const struct peer_case peers[] = {
    { "the least loaded peer is asked first",
      { { 1, FINE, 2, 0, 0, NULL }, { 2, FINE, 1, 9, 0, NULL } }, "en", 0, 0, 0, 2 },
    { "a full peer is never asked", { { 1, FINE, 3, 0, 0, NULL } }, "en", 0, 0, 0, 0 },
    { "a language is not compromised", { { 1, FINE, 0, 0, 0, "en" } }, "es", 0, 0, 0, 0 },
    { "who speaks it is asked, however busy",
      { { 1, FINE, 0, 0, 0, "en" }, { 2, FINE, 2, 0, 0, "es" } }, "es", 0, 0, 0, 2 },
    { "nobody is asked on a break", { { 1, ON_BREAK, 0, 0, 0, NULL } }, "en", 0, 0, 0, 0 },
    { "nobody is asked while finishing", { { 1, FINISHING, 0, 0, 0, NULL } }, "en", 0, 0, 0, 0 },
    { "nobody is asked with a closed browser", { { 1, BROWSER_CLOSED, 0, 0, 0, NULL } }, "en", 0,
      0, 0, 0 },
    { "a disabled account is not asked", { { 1, DISABLED, 0, 0, 0, NULL } }, "en", 0, 0, 0, 0 },
    { "a supervisor is not a peer", { { 1, SUPERVISES, 0, 0, 0, NULL } }, "en", 0, 0, 0, 0 },
    { "after a hard conversation the next offer waits",
      { { 1, FINE, 0, 0, NOW + 1, NULL }, { 2, FINE, 2, 0, 0, NULL } }, "en", 0, 0, 0, 2 },
    { "rested is rested", { { 1, FINE, 0, 0, NOW, NULL } }, "en", 0, 0, 0, 1 },
    { "they know each other", { { 1, FINE, 0, 0, 0, NULL }, { 2, FINE, 2, 0, 0, NULL } }, "en", 2,
      0, 0, 2 },
    { "whoever said no is not asked at once",
      { { 7, FINE, 0, 0, 0, NULL }, { 8, FINE, 2, 0, 0, NULL } }, "en", 0, 7, NOW - 1, 8 },
    { "but rather they than nobody for ever", { { 7, FINE, 0, 0, 0, NULL } }, "en", 0, 7,
      NOW - SECONDS(60), 7 },
    { "among equals, whoever was asked longest ago",
      { { 1, FINE, 0, 9, 0, NULL }, { 2, FINE, 0, 5, 0, NULL } }, "en", 0, 0, 0, 2 },
    { "ties are broken by id, never by chance",
      { { 2, FINE, 0, 0, 0, NULL }, { 1, FINE, 0, 0, 0, NULL } }, "en", 0, 0, 0, 1 },
};
/* clang-format on */

static struct person person_of(const struct peer_row *row)
{
    struct person person = {
        .id = { row->id },
        .enabled = row->id && row->odd != DISABLED,
        .role = row->odd == SUPERVISES ? ROLE_SUPERVISOR : ROLE_PEER,
        .shift = row->odd == ON_BREAK    ? SHIFT_BREAK
                 : row->odd == FINISHING ? SHIFT_FINISHING
                                         : SHIFT_ON,
        .capacity = 3,
        .connected_since = row->odd == BROWSER_CLOSED ? 0 : 1,
        .open_count = row->open_count,
        .last_offer = row->last_offer,
        .resting_until = row->resting_until,
    };

    if (row->language)
        snprintf(person.languages[0], sizeof person.languages[0], "%s", row->language);
    return person;
}

static void who_is_asked(void)
{
    for (size_t i = 0; i < sizeof peers / sizeof peers[0]; i++) {
        const struct peer_case *row = &peers[i];
        struct person people[2] = { person_of(&row->people[0]), person_of(&row->people[1]) };
        struct conversation conversation = { .last_peer = { row->last_peer },
                                             .declined_by = { row->declined_by },
                                             .offer_ends = row->offer_ended };
        const struct person *asked =
            routing_pick(&conversation, row->language, people, 2, &timing, NOW);

        CHECK_CASE((asked ? asked->id.n : 0) == row->asked, row->sentence);
        CHECK_CASE(!asked || routing_anyone_free(people, 2, NOW), row->sentence);
    }
}

static void nobody_is_free(void)
{
    struct person people[2] = {
        { .id = { 1 }, .enabled = true, .shift = SHIFT_ON, .connected_since = 1, .capacity = 2 },
        { .id = { 2 }, .enabled = true, .shift = SHIFT_BREAK, .connected_since = 1, .capacity = 2 },
    };

    CHECK(routing_anyone_free(people, 2, NOW));
    people[0].open_count = people[0].capacity;
    CHECK(!routing_anyone_free(people, 2, NOW));
    people[1].shift = SHIFT_ON;
    CHECK(routing_anyone_free(people, 2, NOW));
    CHECK(!routing_anyone_free(people, 0, NOW));
}

struct queue_case {
    const char *sentence;
    struct conversation first, second;
};

#define WAITS(number, its_tier, minutes)                                                           \
    {                                                                                              \
        .id = { number }, .tier = TIER_##its_tier, .waiting_since = NOW - MINUTES(minutes)         \
    }

static const struct queue_case queue[] = {
    { "a higher tier goes first", WAITS(2, HIGH, 1), WAITS(1, STEADY, 5) },
    { "then whoever waited longer", WAITS(2, WATCH, 5), WAITS(1, WATCH, 1) },
    { "nobody waits for ever behind newer arrivals", WAITS(2, STEADY, 16), WAITS(1, HIGH, 3) },
    { "but danger now goes before all", WAITS(2, IMMINENT, 0), WAITS(1, STEADY, 60) },
    { "among those who waited too long, the longest", WAITS(2, STEADY, 30), WAITS(1, HIGH, 20) },
    { "ties are broken by id", WAITS(1, STEADY, 3), WAITS(2, STEADY, 3) },
};

static void who_comes_first(void)
{
    for (size_t i = 0; i < sizeof queue / sizeof queue[0]; i++) {
        const struct queue_case *row = &queue[i];

        CHECK_CASE(queue_comes_before(&row->first, &row->second, &timing, NOW), row->sentence);
        CHECK_CASE(!queue_comes_before(&row->second, &row->first, &timing, NOW), row->sentence);
    }
}

int main(void)
{
    who_is_asked();
    nobody_is_free();
    who_comes_first();
    return check_end();
}
