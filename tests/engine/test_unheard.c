/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the texter cannot have heard: a question that has not left is answered by nobody, and the
 * line's own words that the provider never had go again by themselves.
 */
#include "line.h"
#include "talk.h"

/* "1" and "yes" were about something else. */
static void what_has_not_left_is_not_answered(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_begin(&line);
    line.fate = SEND_LATER;
    line_apply(&line, talk_list(&line, COMMAND_LIST_SEND, conversation, 2));
    line_text(&line, TEXTER, "1");
    CHECK(talk_referral(&line, conversation, 1) == REFERRAL_OFFERED);
    line.fate = SEND_ACCEPTED;
    line_time(&line, MINUTES(1));
    line.fate = SEND_LATER;
    line_text(&line, TEXTER, "1");
    CHECK(talk_referral(&line, conversation, 1) == REFERRAL_TOLD);
    line_text(&line, TEXTER, "yes");
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_ASKING);
    line.fate = SEND_ACCEPTED;
    line_time(&line, MINUTES(1));
    line_text(&line, TEXTER, "yes");
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_PLANNED);
    line_close(&line);
}

/* As after a crash: the courier's word never came, and the provider has no such text. */
static void a_question_the_provider_never_had_goes_again(void)
{
    static struct line_world line;
    const struct outbox_item *item;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    talk_close(&line, conversation);
    line_forget(&line);
    line.fate = SEND_UNKNOWN;
    while (!line.flight_count) talk_until(&line, line.now + MINUTES(20));
    line_forget(&line);
    line.fate = SEND_NOT_FOUND;
    line_time(&line, line.settings->timing.settle);
    CHECK(line.flight_count == 1 && line.flight[0].look_up);
    line_forget(&line);
    line.fate = SEND_ACCEPTED;
    line_time(&line, MINUTES(1));
    item = line_left(&line, TEXTER, "it helped");
    CHECK(line.flight_count == 1 && item && !item->look_up);
    talk_until(&line, line.now + DAYS(1));
    CHECK(line.flight_count == 1);
    line_close(&line);
}

/* A peer's words wait for the peer. */
static void of_a_reply_the_peer_decides(void)
{
    static struct line_world line;
    struct command *send;

    line_open(&line);
    send = line_command(&line, COMMAND_SEND, DANA);
    send->u.send.conversation = talk_begin(&line);
    snprintf(send->key, sizeof send->key, "a reply");
    send->u.send.body.len =
        (uint16_t)snprintf(send->u.send.body.s, sizeof send->u.send.body.s, "I am here.");
    line_forget(&line);
    line.fate = SEND_UNKNOWN;
    line_apply(&line, send);
    CHECK(line_left(&line, TEXTER, "I am here.") != NULL);
    line.fate = SEND_NOT_FOUND;
    line_time(&line, line.settings->timing.settle);
    line_forget(&line);
    line.fate = SEND_ACCEPTED;
    line_time(&line, MINUTES(10));
    CHECK(!line_left(&line, TEXTER, "I am here."));
    line_close(&line);
}

/* The operator took the line out of the configuration: what waits for it is not "queued" for ever.
 */
static void what_has_no_line_any_more_is_seen_to_fail(void)
{
    static struct line_world line;
    conversation_id conversation;
    struct command *send;
    struct query *seen;
    bool failed = false;

    line_open(&line);
    conversation = talk_begin(&line);
    send = line_command(&line, COMMAND_SEND, DANA);
    send->u.send.conversation = conversation;
    send->u.send.body.len =
        (uint16_t)snprintf(send->u.send.body.s, sizeof send->u.send.body.s, "I am here.");
    line.fate = SEND_LATER;
    line_apply(&line, send);
    snprintf(line.settings->lines[0].id, sizeof line.settings->lines[0].id, "another");
    log_set_level((enum log_level)(LOG_ERROR + 1));
    line_time(&line, SECONDS(3));
    log_set_level(LOG_ERROR);
    snprintf(line.settings->lines[0].id, sizeof line.settings->lines[0].id, "t");
    seen = talk_ask(&line, conversation);
    for (size_t i = 0; i < seen->answer.message_count; i++)
        failed |= !strcmp(seen->answer.messages[i].body.s, "I am here.") &&
                  seen->answer.messages[i].state == MESSAGE_FAILED;
    CHECK(failed);
    query_free(seen);
    line_close(&line);
}

int main(void)
{
    what_has_no_line_any_more_is_seen_to_fail();
    what_has_not_left_is_not_answered();
    a_question_the_provider_never_had_goes_again();
    of_a_reply_the_peer_decides();
    return check_end();
}
