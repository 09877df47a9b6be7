/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P13. What comes in without end is all kept, and answered only so often. */
#include "line.h"
#include "talk.h"

static size_t texts_to(const struct line_world *line, const char *phone)
{
    size_t count = 0;

    for (size_t i = 0; i < line->flight_count; i++)
        count += !strcmp(line->flight[i].to.e164, phone);
    return count;
}

static void two_machines_do_not_answer_each_other_for_ever(void)
{
    static struct line_world line;
    struct query *status;
    struct caller line_operator = { .is_operator = true };

    line_open(&line);
    for (int i = 0; i < 50; i++) {
        line.now += SECONDS(10);
        line_text(&line, TEXTER, "HELP");
    }
    CHECK_CASE(texts_to(&line, TEXTER) == 20, "no more than twenty automatic texts an hour");
    status = query_new(QUERY_STATUS, line.now);
    status->caller = line_operator;
    reader_answer(&line.reader, status);
    CHECK_CASE(status->answer.status.messages_in == 50, "every word is kept");
    query_free(status);
    line.now += HOURS(1);
    line_forget(&line);
    line_text(&line, TEXTER, "HELP");
    CHECK_CASE(line.flight_count > 0, "an hour later the line answers again");
    line_close(&line);
}

/* P1. Whoever agreed to be asked is asked, even if the hour before had too much in it. */
static void a_question_held_back_is_asked_later(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    line.now = talk_follow_up(&line, conversation).due - MINUTES(5);
    for (int i = 0; i < 30; i++) line_text(&line, TEXTER, "HELP");
    line_sign_in(&line, DANA);
    talk_close(&line, conversation);
    line_forget(&line);
    talk_until(&line, line.now + MINUTES(30));
    CHECK(line.flight_count == 0);
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_PLANNED);
    talk_until(&line, line.now + HOURS(1));
    CHECK(line.flight_count == 1 && line_left(&line, TEXTER, "Dana from Test Line") != NULL);
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_SENT);
    line_close(&line);
}

/* By the clock that was set back a day, what was said lies in the hours to come. */
static void a_clock_set_back_silences_nobody(void)
{
    static struct line_world line;

    line_open(&line);
    for (int i = 0; i < 21; i++) line_text(&line, TEXTER, "HELP");
    line_clock(&line, -DAYS(1));
    line.now += HOURS(1);
    line_forget(&line);
    line_text(&line, TEXTER, "HELP");
    CHECK_CASE(texts_to(&line, TEXTER) == 1, "an hour later the line answers again");
    line_close(&line);
}

int main(void)
{
    two_machines_do_not_answer_each_other_for_ever();
    a_question_held_back_is_asked_later();
    a_clock_set_back_silences_nobody();
    return check_end();
}
