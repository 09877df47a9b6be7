/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_list.h"

#include "edge/console_ask.h"
#include "edge/console_json.h"

/* ---- what a body says of a list ---- */

static void item_take(struct ask *ask, size_t at, struct list_send *list)
{
    char state[NAME_BYTES_MAX + 1];
    struct fields row;

    fields_row(&ask->fields, "items", at, &row);
    fields_text_if_any(&row, "resource_id", list->item[at].resource,
                       sizeof list->item[at].resource);
    fields_text_if_any(&row, "text", list->item[at].words, sizeof list->item[at].words);
    fields_text_if_any(&row, "state", state, sizeof state);
    if (!list->item[at].resource[0] == !list->item[at].words[0])
        fields_note(&row, "items", "resource_id_or_text");
    if (state[0] && !item_state_from_name(state, &list->item[at].state))
        fields_note(&row, "items", "unknown_state");
    fields_row_done(&ask->fields, "items", &row);
}

/* An item is an object, or just the id of a resource. */
static void items_take(struct ask *ask, size_t min, struct list_send *list)
{
    list->conversation.n = ask_id(ask, "id", LETTER_CONVERSATION);
    list->count = fields_count(&ask->fields, "items", min, LIST_ITEMS_MAX);
    for (size_t i = 0; i < list->count; i++) {
        if (fields_is_text(&ask->fields, "items", i))
            fields_text_at(&ask->fields, "items", i, list->item[i].resource,
                           sizeof list->item[i].resource);
        else
            item_take(ask, i, list);
    }
}

/* ---- the list in the making ---- */

static void made_write(struct json_writer *writer, const char *name, const struct answer *answer)
{
    static const struct list none = { 0 };

    console_json_list_made(writer, name, answer->has_list_made ? &answer->list_made : &none);
}

static void made_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    made_write(&writer, NULL, &query->answer);
    console_reply(module, waiter, 200, &writer);
}

/* Somebody changed it meanwhile: both versions can be shown side by side. */
static void conflict_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    console_conflict_open(&writer);
    made_write(&writer, "current", &query->answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 409, &writer);
}

/* True if it was done; a conflict is answered with what there is now. */
static bool list_done(struct console *console, struct http_ticket waiter,
                      const struct command *command)
{
    struct query *query;

    if (!console_is_conflict(command)) return console_done(console, waiter, command);
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = command->u.list_send.conversation;
    console_look(console, waiter, query, conflict_known);
    return false;
}

static void made_saved(void *module, struct http_ticket waiter, const struct command *command)
{
    struct query *query;

    if (!list_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = command->u.list_send.conversation;
    console_look(module, waiter, query, made_known);
}

void console_list_save(const struct http_request *request, void *console)
{
    struct list_send *in;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_LIST_SAVE)) return;
    in = &ask.command->u.list_send;
    items_take(&ask, 0, in);
    in->if_rev = ask_rev(&ask, &in->rev);
    ask_post_command(&ask, made_saved);
}

void console_list_offer(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_LIST_OFFER)) return;
    ask.command->u.conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_post_command(&ask, console_done_nothing);
}

static void preview_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    console_json_previews(&writer, &query->answer);
    console_reply(module, waiter, 200, &writer);
}

/* A POST that changes nothing: its body would not fit into a path. */
void console_list_preview(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!console_is_ours(console, request)) return;
    if (!ask_query(&ask, request, console, QUERY_LIST_PREVIEW)) return;
    items_take(&ask, 1, &ask.query->list);
    ask.query->conversation = ask.query->list.conversation;
    ask_post_query(&ask, preview_known);
}

/* ---- lists that were sent ---- */

static void list_show(void *module, struct http_ticket waiter, const struct query *query,
                      int status)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    must(answer->has_list);
    json_write_open(&writer, NULL, '{');
    console_json_list(&writer, "list", &answer->list, answer->choices, answer->choice_count);
    made_write(&writer, "list_made", answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, status, &writer);
}

static void list_made_known(void *module, struct http_ticket waiter, const struct query *query)
{
    list_show(module, waiter, query, 201);
}

static void list_changed_known(void *module, struct http_ticket waiter, const struct query *query)
{
    list_show(module, waiter, query, 200);
}

static void list_sent(void *module, struct http_ticket waiter, const struct command *command)
{
    struct query *query;

    if (!list_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = command->u.list_send.conversation;
    console_look(module, waiter, query, list_made_known);
}

void console_list_send(const struct http_request *request, void *console)
{
    struct list_send *in;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_LIST_SEND)) return;
    in = &ask.command->u.list_send;
    items_take(&ask, 1, in);
    in->if_rev = ask_rev(&ask, &in->rev);
    ask_post_command(&ask, list_sent);
}

static void choice_set(void *module, struct http_ticket waiter, const struct command *command)
{
    struct query *query;

    if (!console_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = command->u.list_choice.conversation;
    console_look(module, waiter, query, list_changed_known);
}

void console_list_choice(const struct http_request *request, void *console)
{
    char state[NAME_BYTES_MAX + 1];
    struct list_choice *in;
    struct ask ask;
    int64_t number;

    if (!ask_command(&ask, request, console, COMMAND_LIST_CHOICE)) return;
    in = &ask.command->u.list_choice;
    in->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    fields_number(&ask.fields, "n", 1, LIST_ITEMS_MAX, &number);
    in->number = (int)number;
    fields_text(&ask.fields, "state", state, sizeof state);
    if (!item_state_from_name(state, &in->state)) fields_note(&ask.fields, "state", "unknown");
    ask_post_command(&ask, choice_set);
}

static void lists_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "items", '[');
    for (size_t i = 0; i < answer->list_count; i++)
        console_json_list(&writer, NULL, &answer->lists[i].list, answer->lists[i].choices,
                          answer->lists[i].choice_count);
    json_write_close(&writer, ']');
    json_write_null(&writer, "next");
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_list_history(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_LISTS)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_post_query(&ask, lists_known);
}
