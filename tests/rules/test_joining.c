/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P4. A conversation has one peer at a time: a hand-over is over, or it never was. */
#include "rules/joining.h"

#include <string.h>

#include "../check.h"

/* clang-format off */
#define MAY(next) { true, JOINING_##next }
#define NO { false, JOINING_NONE }
/* clang-format on */

/* WATCHES, COACHES, ASKED, AGREED, REFUSED, FORCED, FOUND_NOBODY, ANSWERED, HANDED_ON, LEFT. */
static const struct joining_move expected[JOINING_STATES][JOINING_HAPPENINGS] = {
    [JOINING_NONE] = { MAY(WATCH), MAY(COACH), MAY(ASKED), NO, NO, MAY(SPEAKING), MAY(TOOK_OVER),
                       NO, NO, NO },
    [JOINING_WATCH] = { MAY(WATCH), MAY(COACH), MAY(ASKED), NO, NO, MAY(SPEAKING), MAY(TOOK_OVER),
                        NO, NO, MAY(NONE) },
    [JOINING_COACH] = { MAY(WATCH), MAY(COACH), MAY(ASKED), NO, NO, MAY(SPEAKING), MAY(TOOK_OVER),
                        NO, NO, MAY(NONE) },
    [JOINING_ASKED] = { MAY(WATCH), MAY(COACH), NO, MAY(SPEAKING), MAY(COACH), MAY(SPEAKING),
                        MAY(TOOK_OVER), NO, NO, MAY(NONE) },
    [JOINING_SPEAKING] = { MAY(WATCH), MAY(COACH), NO, NO, NO, NO, MAY(TOOK_OVER), MAY(TOOK_OVER),
                           NO, MAY(NONE) },
    [JOINING_TOOK_OVER] = { NO, NO, NO, NO, NO, NO, MAY(TOOK_OVER), NO, MAY(COACH), MAY(NONE) },
};

static const struct timing timing = { .contact = MINUTES(5),
                                      .gone_grace = SECONDS(20),
                                      .say = MINUTES(3) };
static const person_id sam = { 9 };

static void every_cell_is_as_written(void)
{
    for (int state = 0; state < JOINING_STATES; state++)
        for (int happening = 0; happening < JOINING_HAPPENINGS; happening++) {
            struct joining_move move =
                joining_move((enum joining_state)state, (enum joining_happening)happening);
            struct joining joining = { .state = (enum joining_state)state };
            struct joining before = joining;

            CHECK(move.allowed == expected[state][happening].allowed);
            if (move.allowed) {
                CHECK(move.next == expected[state][happening].next);
                continue;
            }
            CHECK(!joining_happens(&joining, (enum joining_happening)happening, sam, 5));
            CHECK_CASE(!memcmp(&joining, &before, sizeof before), "a refusal changes nothing");
        }
}

static void only_whoever_speaks_has_the_word(void)
{
    struct joining joining = { .state = JOINING_NONE };

    CHECK(joining_happens(&joining, RESPONDER_ASKED, sam, 10) && joining.responder.n == sam.n);
    CHECK_CASE(joining_speaker(&joining).n == 0, "who asks does not speak yet");
    CHECK(joining_happens(&joining, PEER_AGREED, sam, 20));
    CHECK(joining_speaker(&joining).n == sam.n && joining.since == 20);
    joining.wrote_at = 30;
    CHECK(joining_happens(&joining, TEXTER_ANSWERED, sam, 40));
    CHECK_CASE(joining_speaker(&joining).n == 0, "the conversation itself is theirs then");
    CHECK(joining.responder.n == sam.n && joining.wrote_at == 0);
    CHECK(joining_happens(&joining, RESPONDER_LEFT, sam, 50) && joining.responder.n == 0);
}

static void time_takes_the_word_back(void)
{
    struct joining speaking = { .state = JOINING_SPEAKING, .since = 1000 };
    ms silent = 1000 + MINUTES(5);

    CHECK(joining_due_at(&speaking, &timing) == silent);
    CHECK(joining_turn(&speaking, &timing, silent - 1) == JOINING_TURN_NOTHING);
    CHECK(joining_turn(&speaking, &timing, silent) == JOINING_TURN_SILENT);
    speaking.wrote_at = 2000;
    CHECK_CASE(joining_due_at(&speaking, &timing) == 0, "a texter may take all the time");
    speaking.gone_since = 3000;
    CHECK(joining_turn(&speaking, &timing, 3000 + SECONDS(20) - 1) == JOINING_TURN_NOTHING);
    CHECK(joining_turn(&speaking, &timing, 3000 + SECONDS(20)) == JOINING_TURN_GONE);
}

static void a_question_does_not_stay_open_for_ever(void)
{
    struct joining joining = { .asked_at = 1000 };

    CHECK(joining_due_at(&joining, &timing) == 1000 + MINUTES(3));
    CHECK(joining_turn(&joining, &timing, 1000 + MINUTES(3)) == JOINING_TURN_UNANSWERED);
    joining.say = SAY_NOT_NOW;
    CHECK(joining_due_at(&joining, &timing) == 0);
    CHECK_CASE(joining_due_at(&(struct joining){ .state = JOINING_COACH }, &timing) == 0,
               "who was told is not waited for");
}

int main(void)
{
    every_cell_is_as_written();
    only_whoever_speaks_has_the_word();
    time_takes_the_word_back();
    a_question_does_not_stay_open_for_ever();
    return check_end();
}
