/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * P3, P7. Whatever is due is done, or is due later: never again and again, and not a day later
 * because the clock was set.
 */
#include "crisis.h"

static struct joining joining_of(struct line_world *line)
{
    return alert_view_now(line).joining;
}

/* The alarm rings when something is due: what stays due would make it ring for ever. */
static bool nothing_stays_due(const struct line_world *line)
{
    return !line->receipt.next_due || line->receipt.next_due > line->now;
}

static void an_alert_that_is_over_waits_for_no_answer(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK_CASE(joining_of(&line).due > line.now, "the texter was asked");
    CHECK(resolves(&line, SAM, "safe_for_now", "") == DONE);
    line_time(&line, MINUTES(5));
    line_time(&line, SECONDS(1));
    CHECK(nothing_stays_due(&line));
    CHECK(!conversation_says(&line, DANA, MESSAGE_NOTE_SAY, "none"));
    line_close(&line);
}

static void ended_at_a_service_it_is_over_here(void)
{
    static struct line_world line;
    struct waker_news *news;
    struct command *command;
    struct alert alert;

    crisis_open(&line, CAUSE_FLAG_DANGER);
    line.settings->waker_count = 1;
    line.settings->wakers[0] = (struct waker){ .id = "pd", .way = WAY_PAGERDUTY };
    CHECK(takes_over(&line, SAM, true, "danger") == DONE);
    alert = alert_view_now(&line).alert;
    command = command_new(COMMAND_WAKER_NEWS, line.now);
    news = &command->u.waker_news;
    snprintf(news->waker, sizeof news->waker, "pd");
    snprintf(news->name, sizeof news->name, "Sam");
    alert_key_write(&alert, alert.wave, news->key);
    news->word = WAKER_ENDED;
    line_apply(&line, command);
    CHECK(alert_view_now(&line).alert.state == ALERT_RESOLVED);
    CHECK_CASE(stands_in_timeline_of_last(&line, "left", SAM, "resolved"), "nobody keeps the word");
    CHECK(conversation_says(&line, DANA, MESSAGE_NOTE_HAND_OVER, "resolved"));
    line_time(&line, MINUTES(6));
    line_time(&line, SECONDS(1));
    CHECK(nothing_stays_due(&line));
    line_close(&line);
}

static void a_question_is_as_old_after_a_jump(void)
{
    static const ms jumps[] = { DAYS(1), -DAYS(1), -MINUTES(7) };

    for (size_t i = 0; i < sizeof jumps / sizeof jumps[0]; i++) {
        static struct line_world line;

        crisis_open(&line, CAUSE_FLAG_JOIN);
        CHECK(joins(&line, SAM, JOINING_COACH) == DONE);
        line_time(&line, MINUTES(4));
        line_clock(&line, jumps[i]);
        line_sign_in(&line, KIM);
        CHECK(joining_of(&line).say == SAY_OPEN && nothing_stays_due(&line));
        line_time(&line, MINUTES(1));
        CHECK_CASE(joining_of(&line).say == SAY_NONE, "answered for after five minutes in all");
        CHECK(nothing_stays_due(&line));
        line_close(&line);
    }
}

/* Set back by an hour while the line was down: then the five minutes begin anew, no later. */
static void a_jump_that_nobody_saw_puts_nothing_off(void)
{
    static struct line_world line;

    crisis_open(&line, CAUSE_FLAG_JOIN);
    CHECK(joins(&line, SAM, JOINING_COACH) == DONE);
    line.now -= HOURS(1);
    line_restart(&line);
    line_sign_in(&line, KIM);
    line_time(&line, SECONDS(1));
    line_time(&line, SECONDS(1));
    CHECK_CASE(nothing_stays_due(&line), "it does not spin until the old moment comes");
    line_time(&line, MINUTES(5));
    CHECK(joining_of(&line).say == SAY_NONE);
    line_close(&line);
}

static int64_t newest_event(const struct line_world *line)
{
    return line->receipt.newest_event.n;
}

/* The pauses of who waits long grow beyond the first one: that is no clock that was set. */
static void who_waits_long_is_left_to_wait(void)
{
    static struct line_world line;
    int64_t before;

    line_open(&line);
    line_text(&line, TEXTER, "hello");
    for (int minute = 0; minute < 21; minute++) line_time(&line, MINUTES(1));
    before = newest_event(&line);
    for (int minute = 0; minute < 15; minute++) line_time(&line, MINUTES(1));
    CHECK_CASE(newest_event(&line) == before, "nothing is told until the pause is over");
    line_close(&line);
}

int main(void)
{
    who_waits_long_is_left_to_wait();
    an_alert_that_is_over_waits_for_no_answer();
    ended_at_a_service_it_is_over_here();
    a_question_is_as_old_after_a_jump();
    a_jump_that_nobody_saw_puts_nothing_off();
    return check_end();
}
