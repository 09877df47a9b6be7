/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * P8. Words of danger reach the crisis team's phones wherever in the line they were said.
 * P12. The texter is told when the crisis team is asked for.
 */
#include "line.h"

#define DANGER "I want to kill myself tonight"
#define SAM_PHONE "+15559000001"

/* One state of the line, and what a person then says. */
struct danger_case {
    const char *sentence;
    void (*before)(struct line_world *line);
    const char *says;
};

static conversation_id taken;

static void nothing(struct line_world *line)
{
    (void)line;
}

static void waits(struct line_world *line)
{
    line_text(line, TEXTER, "hello");
}

static void is_offered(struct line_world *line)
{
    line_shift(line, DANA, 2);
    line_text(line, TEXTER, "hello");
}

static void has_a_peer(struct line_world *line)
{
    is_offered(line);
    taken = line_accept(line, DANA);
    CHECK(taken.n != 0);
}

static void holds_a_list(struct line_world *line)
{
    struct command *send;

    has_a_peer(line);
    send = line_command(line, COMMAND_LIST_SEND, DANA);
    send->u.list_send.conversation = taken;
    send->u.list_send.count = 2;
    for (size_t i = 0; i < 2; i++)
        memcpy(send->u.list_send.item[i].resource, line->settings->resources[i].id,
               sizeof send->u.list_send.item[i].resource);
    line_apply(line, send);
    CHECK(line->receipt.outcome == DONE);
}

static void has_said_stop(struct line_world *line)
{
    has_a_peer(line);
    line_text(line, TEXTER, "STOP");
}

static void everybody_is_busy(struct line_world *line)
{
    line_shift(line, DANA, 1);
    line_text(line, "+15551000009", "hi");
    (void)line_accept(line, DANA);
}

static void was_closed(struct line_world *line)
{
    struct command *close;

    has_a_peer(line);
    close = line_command(line, COMMAND_CLOSE, DANA);
    close->u.close.conversation = taken;
    close->u.close.ending = ENDING_GOODBYE;
    line_apply(line, close);
    CHECK(line->receipt.outcome == DONE);
}

static void is_being_moved(struct line_world *line)
{
    struct command *move;

    has_a_peer(line);
    line_shift(line, LEE, 2);
    move = line_command(line, COMMAND_TRANSFER, DANA);
    move->u.transfer.conversation = taken;
    move->u.transfer.to = line->person[LEE];
    line_apply(line, move);
    CHECK(line->receipt.outcome == DONE);
}

static void said_the_first_half(struct line_world *line)
{
    has_a_peer(line);
    line_text(line, TEXTER, "i want to");
}

static const struct danger_case cases[] = {
    { "on the first text, with nobody on shift", nothing, DANGER },
    { "while waiting", waits, DANGER },
    { "while being offered", is_offered, DANGER },
    { "with a peer", has_a_peer, DANGER },
    { "inside the answer to a list", holds_a_list, "2. i took all my pills" },
    { "after STOP", has_said_stop, DANGER },
    { "at full capacity", everybody_is_busy, DANGER },
    { "in a conversation that was closed", was_closed, DANGER },
    { "between two peers", is_being_moved, DANGER },
    { "in one of several parts", said_the_first_half, "kill myself tonight" },
    { "by the word NOW", waits, "NOW" },
};

static size_t open_alerts(struct line_world *line)
{
    struct query *alerts = line_ask(line, QUERY_ALERTS, KIM);
    size_t count = alerts->answer.alert_count;

    query_free(alerts);
    return count;
}

static void danger_pierces(const struct danger_case *row)
{
    static struct line_world line;
    const struct outbox_item *page;

    line_open(&line);
    row->before(&line);
    CHECK_CASE(open_alerts(&line) == 0, "calm before");
    line.now += SECONDS(5);
    line_forget(&line);
    line_text(&line, TEXTER, row->says);
    page = line_left(&line, SAM_PHONE, "Reply ");
    CHECK_CASE(page != NULL, row->sentence);
    CHECK_CASE(open_alerts(&line) == 1, row->sentence);
    CHECK_CASE(page && !strstr(page->body.s, "kill") && !strstr(page->body.s, TEXTER),
               "a page says nothing of them");
    CHECK_CASE(line_left(&line, TEXTER, "crisis team") != NULL, "they are told who is asked");
    line_close(&line);
}

/* STOP itself says nothing of danger; but from somebody in danger it is one more sign. */
static void stop_in_danger_is_told(void)
{
    static struct line_world line;
    struct query *alerts;
    struct command *resolve;

    line_open(&line);
    has_a_peer(&line);
    line_text(&line, TEXTER, DANGER);
    alerts = line_ask(&line, QUERY_ALERTS, KIM);
    CHECK(alerts->answer.alert_count == 1);
    resolve = line_command(&line, COMMAND_ALERT_RESOLVE, KIM);
    resolve->u.alert_answer.alert = alerts->answer.alerts[0].alert.id;
    snprintf(resolve->u.alert_answer.outcome, sizeof resolve->u.alert_answer.outcome, "other");
    query_free(alerts);
    line_apply(&line, resolve);
    CHECK(line.receipt.outcome == DONE && open_alerts(&line) == 0);
    line_text(&line, TEXTER, "STOP");
    alerts = line_ask(&line, QUERY_ALERTS, KIM);
    CHECK_CASE(alerts->answer.alert_count == 1 &&
                   alerts->answer.alerts[0].alert.cause == CAUSE_STOPPED,
               "contact ended by the person");
    query_free(alerts);
    line_close(&line);
}

/* The same words from somebody of the team's own phone are a person's, too. */
static void the_team_may_be_in_danger_too(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, SAM_PHONE, DANGER);
    CHECK(open_alerts(&line) == 1);
    line_close(&line);
}

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) danger_pierces(&cases[i]);
    stop_in_danger_is_told();
    the_team_may_be_in_danger_too();
    return check_end();
}
