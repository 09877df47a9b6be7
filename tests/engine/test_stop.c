/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P9. STOP stops, also what was in the air just then; a yes that is taken back is no yes. */
#include "line.h"
#include "talk.h"

static void lands(struct line_world *line, const struct outbox_item *item, enum send_outcome how)
{
    struct command *landed = command_new(COMMAND_SEND_RESULT, line->now);

    landed->u.send_result =
        (struct send_result){ .id = item->id, .attempt = item->attempt, .outcome = how };
    line_apply(line, landed);
}

/* The reply takes off and does not land yet. */
static struct outbox_item *takes_off(struct line_world *line, const char *words)
{
    struct command *send;

    line_shift(line, DANA, 2);
    line_text(line, TEXTER, "hello");
    send = line_command(line, COMMAND_SEND, DANA);
    send->u.send.conversation = line_accept(line, DANA);
    send->u.send.body.len =
        (uint16_t)snprintf(send->u.send.body.s, sizeof send->u.send.body.s, "%s", words);
    engine_batch(&line->engine, &send, 1);
    CHECK(send->receipt.outcome == DONE);
    command_free(send);
    return mailbox_take(line->engine.flights);
}

/* Also when the clock is set back meanwhile, and STOP seems to be older than the reply. */
static void what_did_not_go_stays(ms meanwhile)
{
    static struct line_world line;
    struct outbox_item *item;

    line_open(&line);
    item = takes_off(&line, "are you there?");
    CHECK(item != NULL && strstr(item->body.s, "are you there?") != NULL);
    line.now += meanwhile;
    line_text(&line, TEXTER, "STOP");
    lands(&line, item, SEND_LATER);
    line_time(&line, MINUTES(1));
    CHECK(line_left(&line, TEXTER, "are you there?") == NULL);
    free(item);
    line_close(&line);
}

static void the_confirmation_is_tried_again(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, "hello");
    line.fate = SEND_LATER;
    line_text(&line, TEXTER, "STOP");
    line_forget(&line);
    line.fate = SEND_ACCEPTED;
    line_time(&line, MINUTES(1));
    CHECK(line_left(&line, TEXTER, "START") != NULL);
    line_close(&line);
}

/* Whatever triage makes of the two texts together, the wish is heard. */
static void a_yes_is_taken_back_in_danger(void)
{
    static struct line_world line;
    conversation_id conversation;

    line_open(&line);
    conversation = talk_agreed(&line);
    line_text(&line, TEXTER, "i took all my pills");
    line_text(&line, TEXTER, "don't ask");
    CHECK(talk_follow_up(&line, conversation).state == FOLLOW_UP_REFUSED);
    line_close(&line);
}

int main(void)
{
    what_did_not_go_stays(SECONDS(1));
    what_did_not_go_stays(-DAYS(1));
    the_confirmation_is_tried_again();
    a_yes_is_taken_back_in_danger();
    return check_end();
}
