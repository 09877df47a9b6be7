/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_wrap_up.h"

#include <string.h>

#include "edge/console_ask.h"
#include "edge/console_json.h"

#define DAYS_MOST 30 /* whoever wants to be asked later than that is asked again then */

/* ---- what was agreed ---- */

static void wrap_up_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    console_json_follow_up(&writer, "follow_up", &query->answer);
    console_json_wins(&writer, "wins", &query->answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_wrap_up(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_WRAP_UP)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_post_query(&ask, wrap_up_known);
}

/* However it was changed, the answer is all of it as it is now. */
static void wrap_up_look(struct console *console, struct http_ticket waiter,
                         const struct command *command, conversation_id conversation)
{
    struct query *query;

    if (!console_done(console, waiter, command)) return;
    query = console_follow_up(command, QUERY_WRAP_UP);
    query->conversation = conversation;
    console_look(console, waiter, query, wrap_up_known);
}

/* ---- asked later how it went ---- */

static void follow_up_done(void *module, struct http_ticket waiter, const struct command *command)
{
    wrap_up_look(module, waiter, command, command->u.consent.conversation);
}

void console_follow_up_set(const struct http_request *request, void *console)
{
    char answer[NAME_BYTES_MAX + 1];
    static const char *const answers[] = { "yes", "no" };
    struct consent *in;
    struct ask ask;
    int64_t days;

    if (!ask_command(&ask, request, console, COMMAND_FOLLOW_UP)) return;
    in = &ask.command->u.consent;
    in->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_field_word(&ask, "answer", answer, answers, sizeof answers / sizeof answers[0]);
    in->agreed = !strcmp(answer, "yes");
    in->message.n = ask_field_id(&ask, "message_id", LETTER_MESSAGE);
    fields_number_if_any(&ask.fields, "days", 1, DAYS_MOST, &days);
    in->days = (int)days;
    ask_post_command(&ask, follow_up_done);
}

/* ---- strengths and small wins ---- */

static void win_added(void *module, struct http_ticket waiter, const struct command *command)
{
    wrap_up_look(module, waiter, command, command->u.win_add.conversation);
}

void console_win_add(const struct http_request *request, void *console)
{
    struct win_add *in;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_WIN_ADD)) return;
    in = &ask.command->u.win_add;
    in->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    in->consent.n = ask_field_id(&ask, "message_id", LETTER_MESSAGE);
    ask_field_words(&ask, "body", &in->body);
    ask_post_command(&ask, win_added);
}

static void win_removed(void *module, struct http_ticket waiter, const struct command *command)
{
    wrap_up_look(module, waiter, command, command->u.win_remove.conversation);
}

void console_win_remove(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_WIN_REMOVE)) return;
    ask.command->u.win_remove.conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask.command->u.win_remove.win.n = ask_id(&ask, "win", LETTER_WIN);
    ask_post_command(&ask, win_removed);
}
