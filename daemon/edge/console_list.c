/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_list.h"

#include "edge/console_ask.h"
#include "edge/console_json.h"

static void list_take(struct ask *ask, struct list_send *list)
{
    list->conversation.n = ask_id(ask, "id", LETTER_CONVERSATION);
    list->count = fields_texts(&ask->fields, "items", list->resource[0], sizeof list->resource[0],
                               LIST_ITEMS_MAX);
}

static void preview_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "texts", '[');
    for (size_t i = 0; i < answer->preview_count; i++) {
        json_write_open(&writer, NULL, '{');
        json_write_text(&writer, "body", answer->preview[i].body.s);
        json_write_number(&writer, "segments", answer->preview[i].segments);
        json_write_close(&writer, '}');
    }
    json_write_close(&writer, ']');
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

/* A POST that changes nothing: its body would not fit into a path. */
void console_list_preview(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!console_is_ours(console, request)) return;
    if (!ask_query(&ask, request, console, QUERY_LIST_PREVIEW)) return;
    list_take(&ask, &ask.query->list);
    ask.query->conversation = ask.query->list.conversation;
    ask_post_query(&ask, preview_known);
}

static void list_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    must(answer->has_list);
    json_write_open(&writer, NULL, '{');
    console_json_list(&writer, "list", &answer->list, answer->choices, answer->choice_count);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 201, &writer);
}

static void list_sent(void *module, struct http_ticket waiter, const struct command *command)
{
    struct query *query;

    if (!console_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = command->u.list_send.conversation;
    console_look(module, waiter, query, list_known);
}

void console_list_send(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_LIST_SEND)) return;
    list_take(&ask, &ask.command->u.list_send);
    ask_post_command(&ask, list_sent);
}
