/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P3. Every open conversation has an owner or a place in the queue, and a moment to act. */
#include "rules/conversation.h"

#include "../check.h"

/* clang-format off */
#define MAY(next) { true, CONVERSATION_##next }
#define NO { false, CONVERSATION_WAITING }
/* clang-format on */

/* Every cell, written out by hand and not by the matrix under test. */
static const struct step expected[CONVERSATION_STATES][HAPPENINGS] = {
    /*            WROTE         STOPPED      MADE          TAKEN        LOST          PEER_WROTE
                  RETURNED      ENDED        FELL_QUIET    TAKEN_OVER */
    [CONVERSATION_WAITING] = { MAY(WAITING), MAY(CLOSED), MAY(OFFERED), NO, NO, NO, NO, NO, NO,
                               MAY(ACTIVE) },
    [CONVERSATION_OFFERED] = { MAY(OFFERED), MAY(CLOSED), NO, MAY(ACTIVE), MAY(WAITING), NO, NO, NO,
                               NO, MAY(ACTIVE) },
    [CONVERSATION_ACTIVE] = { MAY(ACTIVE), MAY(ACTIVE), MAY(ACTIVE), MAY(ACTIVE), MAY(ACTIVE),
                              MAY(ACTIVE), MAY(WAITING), MAY(CLOSED), MAY(CLOSED), MAY(ACTIVE) },
    [CONVERSATION_CLOSED] = { MAY(WAITING), NO, NO, NO, NO, NO, NO, NO, NO, NO },
};

static const struct timing timing = {
    .offer = SECONDS(60),
    .first_reply = MINUTES(3),
    .reply = MINUTES(10),
    .return_after = MINUTES(2),
    .not_forgotten = MINUTES(5),
    .check_in = MINUTES(20),
    .close_after = HOURS(24),
    .continuity = HOURS(72),
    .waiting_alert = MINUTES(2),
};

static struct conversation waiting(void)
{
    return (struct conversation){
        .id = { 1 }, .waiting_since = 1000, .turn_since = 1000, .texter_wrote_at = 1000
    };
}

static struct conversation taken(ms now)
{
    struct conversation conversation = waiting();

    conversation.offer.n = 7;
    conversation.offered_to.n = 3;
    conversation.offer_ends = now + 1;
    CHECK(conversation_happens(&conversation, OFFER_MADE, now));
    CHECK(conversation_happens(&conversation, OFFER_TAKEN, now));
    return conversation;
}

static void every_cell_is_as_written(void)
{
    for (int state = 0; state < CONVERSATION_STATES; state++)
        for (int happening = 0; happening < HAPPENINGS; happening++) {
            struct step step =
                conversation_step((enum conversation_state)state, (enum happening)happening);
            struct conversation conversation = waiting();
            struct conversation before;

            conversation.state = (enum conversation_state)state;
            before = conversation;
            CHECK(step.allowed == expected[state][happening].allowed);
            if (step.allowed) {
                CHECK(step.next == expected[state][happening].next);
                continue;
            }
            CHECK(!conversation_happens(&conversation, (enum happening)happening, 5000));
            CHECK_CASE(!memcmp(&conversation, &before, sizeof before), "a refusal changes nothing");
        }
}

static void whoever_takes_it_holds_it(void)
{
    struct conversation conversation = taken(9000);

    CHECK(conversation.state == CONVERSATION_ACTIVE);
    CHECK(conversation.peer.n == 3 && conversation.offer.n == 0 && !conversation.replied);
    CHECK(conversation_happens(&conversation, PEER_RETURNED, 9500));
    CHECK(conversation.peer.n == 0 && conversation.last_peer.n == 3);
    CHECK_CASE(conversation.waiting_since == 1000, "it goes back to the head of the queue");
    CHECK_CASE(conversation.declined_by.n == 3, "who gave it back is not asked again at once");
}

static void a_transfer_keeps_the_first_until_it_is_taken(void)
{
    struct conversation conversation = taken(9000);

    conversation.offer.n = 8;
    conversation.offered_to.n = 4;
    CHECK(conversation_happens(&conversation, OFFER_MADE, 9100));
    CHECK(conversation.peer.n == 3);
    CHECK(conversation_happens(&conversation, OFFER_LOST, 9200));
    CHECK(conversation.peer.n == 3 && conversation.offer.n == 0);
    conversation.offer.n = 9;
    conversation.offered_to.n = 4;
    CHECK(conversation_happens(&conversation, OFFER_MADE, 9300));
    CHECK(conversation_happens(&conversation, OFFER_TAKEN, 9400));
    CHECK(conversation.peer.n == 4 && conversation.last_peer.n == 3);
}

static void a_new_text_opens_a_closed_one_again(void)
{
    struct conversation conversation = taken(9000);

    CHECK(conversation_happens(&conversation, ENDED, 10000));
    CHECK(conversation.closed_at == 10000 && conversation.peer.n == 0);
    CHECK(
        !conversation_reopens(&conversation, &timing, 10000 + HOURS(71))); /* its words are gone */
    conversation.has_words = true;
    CHECK(conversation_reopens(&conversation, &timing, 10000 + HOURS(71)));
    CHECK(!conversation_reopens(&conversation, &timing, 10000 + HOURS(73)));
    CHECK(conversation_happens(&conversation, TEXTER_WROTE, 20000));
    CHECK(conversation.state == CONVERSATION_WAITING && conversation.waiting_since == 20000);
    CHECK_CASE(conversation.last_peer.n == 3, "the same peer is asked first");
}

static void who_waits_is_told_at_growing_intervals(void)
{
    struct conversation conversation = waiting();
    ms last = 0;

    for (int nudge = 0; nudge < 40; nudge++) {
        ms due = conversation_due_at(&conversation, &timing, false);

        CHECK_CASE(due > last, "time acts again, however long it takes");
        CHECK(conversation_silence(&conversation, &timing, false, due - 1) == SILENCE_NOTHING);
        CHECK(conversation_silence(&conversation, &timing, false, due) == SILENCE_NOT_FORGOTTEN);
        conversation.nudges++;
        last = due;
    }
    conversation = waiting();
    conversation.tier = TIER_HIGH;
    CHECK_CASE(conversation_due_at(&conversation, &timing, false) == 1000 + MINUTES(2),
               "danger waits less");
}

static void a_silent_peer_is_reminded_then_loses_it(void)
{
    struct conversation conversation = taken(9000);
    ms due = conversation_due_at(&conversation, &timing, false);

    CHECK(due == 9000 + MINUTES(3));
    CHECK(conversation_silence(&conversation, &timing, false, due) == SILENCE_REMIND_PEER);
    conversation.nudges = 1;
    due = conversation_due_at(&conversation, &timing, false);
    CHECK(due == 9000 + MINUTES(5));
    CHECK(conversation_silence(&conversation, &timing, false, due) == SILENCE_RETURN);
}

static void texts_while_the_peer_thinks_do_not_start_the_clock_anew(void)
{
    struct conversation conversation = taken(9000);

    CHECK(conversation_happens(&conversation, PEER_WROTE, 10000));
    CHECK(conversation_happens(&conversation, TEXTER_WROTE, 20000));
    CHECK(conversation_due_at(&conversation, &timing, false) == 20000 + MINUTES(10));
    CHECK(conversation_happens(&conversation, TEXTER_WROTE, 30000));
    CHECK(conversation_due_at(&conversation, &timing, false) == 20000 + MINUTES(10));
}

static void a_silent_texter_is_asked_once_and_then_let_rest(void)
{
    struct conversation conversation = taken(9000);
    ms due;

    CHECK(conversation_happens(&conversation, PEER_WROTE, 10000));
    due = conversation_due_at(&conversation, &timing, false);
    CHECK(due == 10000 + MINUTES(20));
    CHECK(conversation_silence(&conversation, &timing, false, due) == SILENCE_CHECK_IN);
    conversation.nudges = 1;
    due = conversation_due_at(&conversation, &timing, false);
    CHECK(due == 10000 + HOURS(24));
    CHECK(conversation_silence(&conversation, &timing, false, due) == SILENCE_CLOSE);
    conversation.nudges = 0;
    CHECK_CASE(conversation_due_at(&conversation, &timing, true) == 10000 + HOURS(24),
               "after STOP nobody checks in");
}

static void coming_back_to_the_queue_is_a_new_wait(void)
{
    struct conversation conversation = taken(9000);

    CHECK(conversation_happens(&conversation, PEER_RETURNED, HOURS(2)));
    CHECK_CASE(conversation_due_at(&conversation, &timing, false) > HOURS(2),
               "nobody is told at once how long they have waited in all");
}

static void a_tier_only_rises(void)
{
    enum tier tier = TIER_WATCH;

    CHECK(!tier_raise(&tier, TIER_STEADY) && tier == TIER_WATCH);
    CHECK(!tier_raise(&tier, TIER_WATCH));
    CHECK(tier_raise(&tier, TIER_IMMINENT) && tier == TIER_IMMINENT);
}

static void what_came_since_the_answer_is_unread(void)
{
    struct conversation conversation = taken(2000);

    CHECK(conversation_happens(&conversation, TEXTER_WROTE, 3000) && conversation.unread == 1);
    CHECK(conversation_happens(&conversation, TEXTER_WROTE, 4000) && conversation.unread == 2);
    conversation.last_seq = 5;
    conversation_read_all(&conversation);
    CHECK(conversation.read_seq == 5 && conversation.unread == 0);
}

int main(void)
{
    every_cell_is_as_written();
    whoever_takes_it_holds_it();
    a_transfer_keeps_the_first_until_it_is_taken();
    a_new_text_opens_a_closed_one_again();
    who_waits_is_told_at_growing_intervals();
    a_silent_peer_is_reminded_then_loses_it();
    texts_while_the_peer_thinks_do_not_start_the_clock_anew();
    a_silent_texter_is_asked_once_and_then_let_rest();
    coming_back_to_the_queue_is_a_new_wait();
    a_tier_only_rises();
    what_came_since_the_answer_is_unread();
    return check_end();
}
