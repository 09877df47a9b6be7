/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * P12. The texter is told when the crisis team is asked for, and what they choose is kept.
 * P8. Nobody is woken later because of it.
 */
#include "crisis.h"

#define HIGH_WORDS "sometimes i think about killing myself"

static struct joining say_now(struct line_world *line)
{
    return alert_view_now(line).joining;
}

/* ---- asking ---- */

static void waking_never_waits_for_an_answer(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, HIGH_WORDS);
    CHECK_CASE(line_left(&line, SAM_PHONE, "Reply ") != NULL, "the page is out");
    CHECK_CASE(line_left(&line, TEXTER, "1 yes, 2 not now, 3 tell me more") != NULL,
               "and so is the question");
    CHECK(say_now(&line).asked_at == line.now && say_now(&line).say == SAY_OPEN);
    CHECK(say_now(&line).told_at == line.now);
    line_time(&line, MINUTES(2));
    CHECK_CASE(line_left(&line, KIM_PHONE, "Reply ") != NULL, "the ladder goes on unanswered");
    line_close(&line);
}

static void nobody_joins_before_a_yes(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK(joins(&line, SAM, JOINING_WATCH) == REFUSED_NOT_AGREED);
    CHECK(takes_over(&line, SAM, true, "worried") == REFUSED_NOT_AGREED);
    CHECK_CASE(joins(&line, SAM, JOINING_COACH) == DONE, "the peer may be advised");
    line_text(&line, TEXTER, "1 please");
    CHECK(say_now(&line).say == SAY_YES && say_now(&line).answered_at == line.now);
    CHECK_CASE(line_left(&line, TEXTER, "We'll tell you when they are here") != NULL, "thanked");
    CHECK_CASE(line_left(&line, SAM_PHONE, "the texter said yes") != NULL, "the responder is told");
    CHECK(joins(&line, SAM, JOINING_WATCH) == DONE);
    CHECK(stands_in(&line, crisis_alert, "texter_yes", (person_id){ 0 }, ""));
    line_close(&line);
}

static void not_now_is_respected_and_on_record(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "not now");
    CHECK(say_now(&line).say == SAY_NOT_NOW && say_now(&line).answered_at == line.now);
    CHECK(line_left(&line, TEXTER, "OK, not now.") != NULL);
    CHECK_CASE(line_left(&line, SAM_PHONE, "said not now") != NULL, "the responder is told");
    CHECK(joins(&line, SAM, JOINING_WATCH) == REFUSED_NOT_AGREED);
    CHECK(takes_over(&line, SAM, true, "worried") == REFUSED_NOT_AGREED);
    CHECK(joins(&line, SAM, JOINING_COACH) == DONE && notes(&line, SAM, "go on") == DONE);
    CHECK(stands_in(&line, crisis_alert, "texter_not_now", (person_id){ 0 }, ""));
    CHECK(conversation_says(&line, DANA, MESSAGE_NOTE_SAY, "not_now"));
    CHECK_CASE(conversation_says(&line, DANA, MESSAGE_TEXT, "not now"),
               "their own words reach the peer");
    line_close(&line);
}

static void they_may_change_their_mind(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "2");
    line.now += MINUTES(1);
    line_text(&line, TEXTER, "yes");
    CHECK(say_now(&line).say == SAY_YES);
    line_text(&line, TEXTER, "2");
    CHECK_CASE(say_now(&line).say == SAY_NOT_NOW, "and back");
    CHECK(joins(&line, SAM, JOINING_WATCH) == REFUSED_NOT_AGREED);
    line_close(&line);
}

static void whoever_reads_along_steps_back(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "1");
    CHECK(joins(&line, SAM, JOINING_WATCH) == DONE);
    line_text(&line, TEXTER, "2");
    CHECK(say_now(&line).state == JOINING_COACH);
    line_close(&line);
}

static void a_yes_to_the_peer_is_none_to_the_crisis_team(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK(says(&line, DANA, "are you somewhere safe?") == DONE);
    line_text(&line, TEXTER, "yes");
    CHECK(say_now(&line).say == SAY_OPEN);
    line_close(&line);
}

static void three_tells_more_and_asks_again(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "3");
    CHECK(line_left(&line, TEXTER, "trained for the hardest moments") != NULL);
    CHECK(say_now(&line).say == SAY_OPEN);
    line_text(&line, TEXTER, "1");
    CHECK(say_now(&line).say == SAY_YES);
    line_close(&line);
}

/* Somebody to look over a shoulder is one question; somebody who joins is another. */
static void a_yes_to_reading_along_is_none_to_joining(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_WATCH);
    CHECK(line_left(&line, TEXTER, "read along here, to back up your peer?") != NULL);
    CHECK(line_left(&line, TEXTER, "join us here?") == NULL);
    line_text(&line, TEXTER, "they can read along");
    CHECK(say_now(&line).say == SAY_YES);
    CHECK(flags(&line, DANA, CAUSE_FLAG_JOIN) == DONE);
    CHECK(alert_view_now(&line).alert.cause == CAUSE_FLAG_JOIN);
    CHECK_CASE(line_left(&line, TEXTER, "join us here?") != NULL, "so it is asked");
    CHECK(say_now(&line).say == SAY_OPEN);
    CHECK(takes_over(&line, SAM, true, "worried") == REFUSED_NOT_AGREED);
    line_text(&line, TEXTER, "1");
    CHECK(takes_over(&line, SAM, true, "worried") == DONE);
    line_close(&line);
}

static void now_says_yes_to_all_of_it(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_WATCH);
    line_text(&line, TEXTER, "2");
    line_text(&line, TEXTER, "NOW");
    CHECK(say_now(&line).say == SAY_YES);
    CHECK(alert_view_now(&line).alert.cause == CAUSE_NOW);
    line_close(&line);
}

static void no_answer_keeps_them_out_and_is_said(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK(joins(&line, SAM, JOINING_COACH) == DONE);
    line_forget(&line);
    line_time(&line, MINUTES(5));
    CHECK(say_now(&line).say == SAY_NONE);
    CHECK(line_left(&line, SAM_PHONE, "has not said whether you may join") != NULL);
    CHECK(stands_in(&line, crisis_alert, "texter_silent", (person_id){ 0 }, ""));
    CHECK(joins(&line, SAM, JOINING_WATCH) == REFUSED_NOT_AGREED);
    line_text(&line, TEXTER, "1");
    CHECK_CASE(joins(&line, SAM, JOINING_WATCH) == DONE, "a late answer counts");
    line_close(&line);
}

static void nobody_is_left_alone_for_not_answering(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, HIGH_WORDS);
    crisis_conversation = alert_view_now(&line).alert.conversation;
    CHECK(acknowledges(&line, SAM) == DONE);
    CHECK_CASE(takes_over(&line, SAM, false, "") == DONE, "no peer is there to stay out for");
    CHECK(says(&line, SAM, "I am here") == DONE);
    line_close(&line);
}

static void danger_now_waits_for_nobody(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "2");
    line_forget(&line);
    CHECK(flags(&line, DANA, CAUSE_FLAG_DANGER) == DONE);
    CHECK_CASE(line_left(&line, TEXTER, "We'll tell you each step") != NULL, "they are told");
    CHECK(takes_over(&line, SAM, true, "danger now") == DONE);
    line_close(&line);
}

static void danger_inside_the_answer_is_danger(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "2. i took all my pills");
    CHECK_CASE(say_now(&line).say == SAY_OPEN, "nothing is read from it");
    CHECK(alert_view_now(&line).alert.tier == TIER_IMMINENT);
    CHECK(stands_in(&line, crisis_alert, "words", (person_id){ 0 }, ""));
    CHECK(joins(&line, SAM, JOINING_WATCH) == DONE);
    line_close(&line);
}

static void now_is_a_yes(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "2");
    line_text(&line, TEXTER, "NOW");
    CHECK(say_now(&line).say == SAY_YES);
    line_close(&line);
}

static void whose_question_was_last_has_the_number(void)
{
    static struct line_world line;
    struct command *list;
    struct query *query;

    line_open(&line);
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, "hello");
    crisis_conversation = line_accept(&line, DANA);
    list = line_command(&line, COMMAND_LIST_SEND, DANA);
    list->u.list_send.conversation = crisis_conversation;
    list->u.list_send.count = 2;
    for (size_t i = 0; i < 2; i++)
        memcpy(list->u.list_send.item[i].resource, line.settings->resources[i].id,
               sizeof list->u.list_send.item[i].resource);
    line_apply(&line, list);
    CHECK(line.receipt.outcome == DONE);
    CHECK(flags(&line, DANA, CAUSE_FLAG_JOIN) == DONE);
    line_text(&line, TEXTER, "2");
    CHECK(say_now(&line).say == SAY_NOT_NOW);
    query = ask_conversation(&line, QUERY_CONVERSATION, DANA);
    CHECK_CASE(query->answer.choice_count == 0, "and chooses nothing from the list");
    query_free(query);
    line_close(&line);
}

/* ---- policies ---- */

static void a_policy_can_tell_afterwards(void)
{
    static struct line_world line;

    line_open(&line);
    line.settings->lines[0].crisis_policy.of[CAUSE_FLAG_DANGER] = POLICY_TELL_AFTER;
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, "hello");
    crisis_conversation = line_accept(&line, DANA);
    line_forget(&line);
    CHECK(flags(&line, DANA, CAUSE_FLAG_DANGER) == DONE);
    CHECK(!line_left(&line, TEXTER, "crisis team") && say_now(&line).told_at == 0);
    CHECK(acknowledges(&line, SAM) == DONE && joins(&line, SAM, JOINING_WATCH) == DONE);
    line_text(&line, TEXTER, "why");
    CHECK_CASE(!line_left(&line, TEXTER, "crisis team"), "a why is no question about it yet");
    CHECK(resolves(&line, SAM, "safe_for_now", "") == DONE);
    CHECK_CASE(line_left(&line, TEXTER, "So that you know") != NULL, "afterwards they are told");
    line_close(&line);
}

static void who_was_told_hears_the_end_of_it(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(line_left(&line, TEXTER, "We'll tell you each step") != NULL);
    CHECK_CASE(say_now(&line).asked_at == 0, "who is told is not asked");
    CHECK(resolves(&line, SAM, "safe_for_now", "") == DONE);
    CHECK(line_left(&line, TEXTER, "Our crisis team has stepped back") != NULL);
    line_close(&line);
}

static void who_said_stop_is_told_when_they_come_back(void)
{
    static struct line_world line;

    line_open(&line);
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, "hello");
    crisis_conversation = line_accept(&line, DANA);
    line_text(&line, TEXTER, "STOP");
    line_forget(&line);
    CHECK(flags(&line, DANA, CAUSE_FLAG_JOIN) == DONE);
    CHECK_CASE(!line_left(&line, TEXTER, ""), "P9: nothing while they are stopped");
    CHECK(say_now(&line).told_at == 0 && say_now(&line).asked_at == 0);
    line_text(&line, TEXTER, "hello again");
    CHECK(line_left(&line, TEXTER, "1 yes, 2 not now") != NULL && say_now(&line).told_at);
    line_close(&line);
}

/* ---- WHY and WHAT HAPPENS ---- */

static void why_is_answered_with_the_words_that_caused_it(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, HIGH_WORDS);
    line_forget(&line);
    line_text(&line, TEXTER, "WHY?");
    CHECK(line_left(&line, TEXTER, "killing myself") != NULL);
    CHECK(line_left(&line, TEXTER, "asked our crisis team") != NULL);
    line_forget(&line);
    line_text(&line, TEXTER, "why does nobody ever ask");
    CHECK_CASE(!line_left(&line, TEXTER, "crisis team"), "only the whole message");
    line_close(&line);
}

static void why_knows_each_cause(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "why");
    CHECK(line_left(&line, TEXTER, "Your peer was worried about you") != NULL);
    line_close(&line);
    line_open(&line);
    line_text(&line, TEXTER, "NOW");
    line_text(&line, TEXTER, "\u00bfpor qu\u00e9?");
    CHECK(line_left(&line, TEXTER, "You texted NOW, so") != NULL);
    line_close(&line);
}

static void what_happens_is_answered_for_a_day_after(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    line_text(&line, TEXTER, "what happens now?");
    CHECK(line_left(&line, TEXTER, "calls no police and sends nobody") != NULL);
    CHECK(resolves(&line, SAM, "not_a_crisis", "") == DONE);
    line_forget(&line);
    line.now += HOURS(23);
    line_text(&line, TEXTER, "WHAT HAPPENS");
    CHECK(line_left(&line, TEXTER, "calls no police") != NULL);
    line_forget(&line);
    line.now += HOURS(2);
    line_text(&line, TEXTER, "WHAT HAPPENS");
    CHECK_CASE(!line_left(&line, TEXTER, "calls no police"), "then it is a word like others");
    line_close(&line);
}

static void without_an_alert_why_is_a_word_like_others(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, "hello");
    line_forget(&line);
    line_text(&line, TEXTER, "why");
    CHECK(line.flight_count == 0);
    line_close(&line);
}

/* Held back like any text of the line's own when there have been too many: then they do not know.
 */
static void who_was_told_nothing_knows_nothing(void)
{
    static struct line_world line;

    line_open(&line);
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, "hello");
    crisis_conversation = line_accept(&line, DANA);
    for (int i = 0; i < 20; i++) line_text(&line, TEXTER, "HELP");
    line_forget(&line);
    CHECK(flags(&line, DANA, CAUSE_FLAG_DANGER) == DONE && acknowledges(&line, SAM) == DONE);
    CHECK(joins(&line, SAM, JOINING_WATCH) == DONE);
    CHECK(takes_over(&line, SAM, true, "danger") == DONE);
    CHECK(!line_left(&line, TEXTER, "") && say_now(&line).told_at == 0);
    line_close(&line);
}

/* Unread is what the peer has not read, whoever speaks meanwhile. */
static void a_responders_list_reads_nothing_for_the_peer(void)
{
    static struct line_world line;
    struct command *send;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    CHECK(takes_over(&line, SAM, true, "danger") == DONE);
    line_text(&line, TEXTER, "who is that");
    CHECK(conversation_now(&line).unread > 0);
    send = line_command(&line, COMMAND_LIST_SEND, SAM);
    send->u.list_send.conversation = crisis_conversation;
    send->u.list_send.count = 1;
    memcpy(send->u.list_send.item[0].resource, line.settings->resources[0].id,
           sizeof send->u.list_send.item[0].resource);
    line_apply(&line, send);
    CHECK(line.receipt.outcome == DONE && conversation_now(&line).unread > 0);
    line_close(&line);
}

int main(void)
{
    who_was_told_nothing_knows_nothing();
    a_responders_list_reads_nothing_for_the_peer();
    waking_never_waits_for_an_answer();
    nobody_joins_before_a_yes();
    not_now_is_respected_and_on_record();
    they_may_change_their_mind();
    whoever_reads_along_steps_back();
    a_yes_to_the_peer_is_none_to_the_crisis_team();
    three_tells_more_and_asks_again();
    a_yes_to_reading_along_is_none_to_joining();
    now_says_yes_to_all_of_it();
    no_answer_keeps_them_out_and_is_said();
    nobody_is_left_alone_for_not_answering();
    danger_now_waits_for_nobody();
    danger_inside_the_answer_is_danger();
    now_is_a_yes();
    whose_question_was_last_has_the_number();
    a_policy_can_tell_afterwards();
    who_was_told_hears_the_end_of_it();
    who_said_stop_is_told_when_they_come_back();
    why_is_answered_with_the_words_that_caused_it();
    why_knows_each_cause();
    what_happens_is_answered_for_a_day_after();
    without_an_alert_why_is_a_word_like_others();
    return check_end();
}
