/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P7. An alert pages until a human acknowledges. */
#include "rules/alert.h"

#include "../check.h"
#include "../ladder.h"

/* clang-format off */
#define MAY(next) { true, ALERT_##next }
#define NO { false, ALERT_RAISED }
/* clang-format on */

/* Every cell, by hand: PAGED, ACKNOWLEDGED, PASSED, CONTACTED, CONTACT_MISSED, ENDED. */
static const struct alert_move expected[ALERT_STATES][ALERT_HAPPENINGS] = {
    [ALERT_RAISED] = { MAY(PAGING), MAY(HELD), NO, NO, NO, MAY(RESOLVED) },
    [ALERT_PAGING] = { MAY(PAGING), MAY(HELD), MAY(PAGING), NO, NO, MAY(RESOLVED) },
    [ALERT_HELD] = { NO, NO, MAY(PAGING), MAY(JOINED), MAY(PAGING), MAY(RESOLVED) },
    [ALERT_JOINED] = { NO, NO, MAY(PAGING), NO, MAY(PAGING), MAY(RESOLVED) },
    [ALERT_RESOLVED] = { NO, NO, NO, NO, NO, NO },
};

static const struct timing timing = { .repage = MINUTES(2), .contact = MINUTES(5) };
static const person_id sam = { 9 };

static void every_cell_is_as_written(void)
{
    for (int state = 0; state < ALERT_STATES; state++)
        for (int happening = 0; happening < ALERT_HAPPENINGS; happening++) {
            struct alert_move move =
                alert_move((enum alert_state)state, (enum alert_happening)happening);
            struct alert alert = { .state = (enum alert_state)state };
            struct alert before = alert;

            CHECK(move.allowed == expected[state][happening].allowed);
            if (move.allowed) {
                CHECK(move.next == expected[state][happening].next);
                continue;
            }
            CHECK(!alert_happens(&alert, (enum alert_happening)happening, sam, &timing, 5));
            CHECK_CASE(!memcmp(&alert, &before, sizeof before), "a refusal changes nothing");
        }
}

static void whoever_acknowledges_must_come(void)
{
    struct alert alert = { .state = ALERT_PAGING };

    CHECK(alert_happens(&alert, ALERT_ACKNOWLEDGED, sam, &timing, 1000));
    CHECK(alert.holder.n == sam.n && alert.due == 1000 + MINUTES(5));
    CHECK(!alert_pages(alert.state));
    CHECK(alert_happens(&alert, ALERT_CONTACT_MISSED, sam, &timing, alert.due));
    CHECK_CASE(alert.holder.n == 0 && alert.due == 1000 + MINUTES(5), "it pages on at once");
    CHECK(alert_pages(alert.state));
}

static void passing_on_pages_at_once(void)
{
    struct alert alert = { .state = ALERT_HELD, .holder = { 9 }, .due = 99 };

    CHECK(alert_happens(&alert, ALERT_PASSED, sam, &timing, 5000));
    CHECK(alert.holder.n == 0 && alert.due == 5000);
}

/* Walks the ladder for an hour: no gap is longer than the bound, every step is reached. */
static void ladder_walk(struct ladder ladder, size_t steps_max)
{
    struct alert alert = { .round_began = 1000, .due = 1000, .ladder = ladder };
    bool reached[LADDER_STEPS_MAX] = { false };
    ms now = 1000;

    for (size_t turns = 0; now < 1000 + HOURS(1) && turns < steps_max; turns++) {
        const struct ladder_step *step = alert_turn(&alert, &timing, now);

        reached[step - alert.ladder.step] = true;
        CHECK_CASE(alert.turns == (int)turns + 1, "each is counted, a step woken again, too");
        CHECK_CASE(alert.due >= now, "time does not run backwards");
        CHECK_CASE(alert.due - now <= timing.repage, "never longer than the bound");
        now = alert.due;
    }
    for (size_t i = 0; i < ladder.count; i++) CHECK_CASE(reached[i], "every step is reached");
    CHECK_CASE(now >= 1000 + HOURS(1), "it does not spin");
}

static void the_ladder_never_ends(void)
{
    ladder_walk(ladder_of_two(), 200);
    ladder_walk((struct ladder){ .count = 1, .step = { { .after = 0 } } }, 200);
    ladder_walk(
        (struct ladder){
            .count = 3,
            .step = { { .after = 0 }, { .after = MINUTES(9) }, { .after = MINUTES(9) + 1 } } },
        400);
}

static void the_steps_come_when_they_should(void)
{
    struct alert alert = { .round_began = 1000, .ladder = ladder_of_two() };
    const struct ladder_step *step = alert_turn(&alert, &timing, 1000);

    CHECK(step->who == LADDER_RESPONDERS && alert.due == 1000 + SECONDS(120));
    step = alert_turn(&alert, &timing, alert.due);
    CHECK(step->who == LADDER_EVERYONE);
    step = alert_turn(&alert, &timing, alert.due);
    CHECK_CASE(step->who == LADDER_RESPONDERS && alert.round == 1, "after the last, anew");
}

static void an_empty_step_takes_no_time(void)
{
    struct alert alert = { .round_began = 1000, .ladder = ladder_of_two() };
    const struct ladder_step *step;

    (void)alert_turn(&alert, &timing, 1000);
    alert_step_was_empty(&alert, 1000);
    CHECK(alert.due == 1000);
    step = alert_turn(&alert, &timing, 1000);
    CHECK(step->who == LADDER_EVERYONE);
}

/* Every step at once while there are steps, then a minute, which is less than the bound. */
static void who_cannot_be_reached_is_not_waited_for(void)
{
    struct alert alert = { .round_began = 1000, .ladder = ladder_of_two() };

    (void)alert_turn(&alert, &timing, 1000);
    alert_hurry(&alert, 1000);
    CHECK(alert.due == 1000 && alert_turn(&alert, &timing, 1000)->who == LADDER_EVERYONE);
    alert_hurry(&alert, 1000);
    CHECK_CASE(alert.due == 1000 + MINUTES(1), "it does not spin where nobody can be reached");
    alert_hurry(&alert, 1000 + SECONDS(30));
    CHECK_CASE(alert.due == 1000 + MINUTES(1), "nor does it wait longer for one more failure");
}

static void who_is_woken(void)
{
    const struct ladder_step responders = { .who = LADDER_RESPONDERS };
    const struct ladder_step everyone = { .who = LADDER_EVERYONE };
    const struct person responder = { .enabled = true, .role = ROLE_RESPONDER };
    const struct person supervisor = { .enabled = true, .role = ROLE_SUPERVISOR };
    const struct person peer = { .enabled = true, .role = ROLE_PEER };
    const struct person gone = { .enabled = false, .role = ROLE_RESPONDER };

    CHECK(ladder_wakes(&responders, &responder) && !ladder_wakes(&responders, &supervisor));
    CHECK(ladder_wakes(&everyone, &responder) && ladder_wakes(&everyone, &supervisor));
    CHECK(!ladder_wakes(&everyone, &peer) && !ladder_wakes(&everyone, &gone));
}

int main(void)
{
    every_cell_is_as_written();
    whoever_acknowledges_must_come();
    passing_on_pages_at_once();
    the_ladder_never_ends();
    the_steps_come_when_they_should();
    an_empty_step_takes_no_time();
    who_cannot_be_reached_is_not_waited_for();
    who_is_woken();
    return check_end();
}
