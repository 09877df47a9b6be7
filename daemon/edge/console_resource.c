/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_resource.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "edge/console_ask.h"
#include "edge/console_json.h"
#include "edge/console_json_resource.h"

/* ---- looking ---- */

static void resources_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };
    char next[24];

    if (!console_answered(module, waiter, query)) return;
    snprintf(next, sizeof next, "%lld", (long long)answer->next);
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "items", '[');
    for (size_t i = 0; i < answer->resource_count; i++)
        console_json_resource(&writer, &answer->resources[i], &answer->outcomes[i]);
    json_write_close(&writer, ']');
    json_write_text(&writer, "next", answer->next ? next : NULL);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

/* ?name=1; whatever else it says is no. */
static bool flag_get(const struct http_request *request, const char *name)
{
    char value[8];

    return http_query_get(request, name, value, sizeof value) && !strcmp(value, "1");
}

static void words_get(struct ask *ask, const char *name, char *out, size_t size)
{
    if (!http_query_get(ask->request, name, out, size)) out[0] = '\0';
}

/* ?open_now=open, or closed or unknown; 1 means open. */
static void open_get(struct ask *ask, struct resource_wish *wish)
{
    char value[16];

    if (!http_query_get(ask->request, "open_now", value, sizeof value)) return;
    wish->open = OPEN_NOW;
    wish->asks_open = !strcmp(value, "1") || resource_open_from_name(value, &wish->open);
}

static void show_get(struct ask *ask, struct resource_wish *wish)
{
    char value[16];

    if (!http_query_get(ask->request, "show", value, sizeof value)) return;
    if (!resource_show_from_name(value, &wish->show)) fields_note(&ask->fields, "show", "unknown");
}

void console_resources(const struct http_request *request, void *console)
{
    struct resource_wish *wish;
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_RESOURCES)) return;
    wish = &ask.query->wish;
    words_get(&ask, "q", wish->words, sizeof wish->words);
    words_get(&ask, "area", wish->area, sizeof wish->area);
    words_get(&ask, "lang", wish->language, sizeof wish->language);
    words_get(&ask, "for", wish->audience, sizeof wish->audience);
    words_get(&ask, "tags", wish->tags, sizeof wish->tags);
    open_get(&ask, wish);
    show_get(&ask, wish);
    wish->free = flag_get(request, "free");
    wish->all = flag_get(request, "all");
    ask_page(&ask, '\0', QUERY_ROWS_MAX);
    ask_post_query(&ask, resources_known);
}

static void resource_id_take(struct ask *ask, char id[64])
{
    if (!http_param_get(ask->request, "id", id, 64))
        ask->refusal = refusal_of_query(REFUSED_MISSING);
}

static void resource_write(struct console *console, struct http_ticket waiter, int status,
                           const struct query *query)
{
    struct json_writer writer = { 0 };

    console_json_entry(&writer, NULL, &query->answer);
    console_reply(console, waiter, status, &writer);
}

static void resource_known(void *module, struct http_ticket waiter, const struct query *query)
{
    if (console_answered(module, waiter, query)) resource_write(module, waiter, 200, query);
}

void console_resource(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_RESOURCE)) return;
    resource_id_take(&ask, ask.query->resource);
    ask_post_query(&ask, resource_known);
}

static void history_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    console_json_history(&writer, "items", &query->answer);
    json_write_null(&writer, "next");
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_resource_history(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_RESOURCE)) return;
    resource_id_take(&ask, ask.query->resource);
    ask_post_query(&ask, history_known);
}

/* ---- editing ---- */

/* The name of a field as the console has it. */
static bool field_named(const char *name, enum resource_field *field)
{
    return resource_field_from_name(strcmp(name, "for") ? name : "audience", field);
}

static void word_take(struct ask *ask, const char *name, const json_t *value)
{
    struct resource_edit *edit = &ask->command->u.resource_edit;
    struct resource_word *word = &edit->word[edit->count];
    bool known = field_named(name, &word->field);

    if (!strcmp(name, "active") && json_is_boolean(value)) {
        edit->switched = true;
        edit->on = json_is_true(value);
        return;
    }
    if (!known || (!json_is_string(value) && !json_is_null(value))) {
        fields_note(&ask->fields, "body", known ? "wrong_type" : "unknown_field");
        return;
    }
    word->give_back = json_is_null(value);
    if (!word->give_back && str_copy_len(word->value, sizeof word->value, json_string_value(value),
                                         json_string_length(value)))
        fields_note(&ask->fields, resource_field_name(word->field), "too_long");
    edit->count++;
}

static void words_take(struct ask *ask)
{
    const struct resource_edit *edit = &ask->command->u.resource_edit;
    json_t *root = ask->fields.root;
    const char *name;
    json_t *value;

    json_object_foreach(root, name, value)
    {
        if (edit->count == RESOURCE_FIELDS) return; /* as many as there are: names are unique */
        word_take(ask, name, value);
    }
}

/* "7", with the quotes that HTTP wants and without. */
static void rev_take(struct ask *ask, int64_t *rev)
{
    const char *header = http_header_get(ask->request, "if-match");
    char text[24] = "";
    size_t start = header && *header == '"' ? 1 : 0;

    if (!header || str_copy_len(text, sizeof text, header + start, strcspn(header + start, "\"")) ||
        number_parse(text, 1, INT64_MAX, rev))
        fields_note(&ask->fields, "if_match", header ? "malformed" : "missing");
}

/* The entry a command is about; empty: a new one. */
static const char *entry_id(const struct command *command)
{
    if (command->kind == COMMAND_RESOURCE_PUBLISH) return command->u.resource_answer.id;
    if (command->kind == COMMAND_RESOURCE_REPORT) return command->u.resource_report.id;
    return command->u.resource_edit.id;
}

static struct query *entry_query(const struct command *command)
{
    struct query *query = console_follow_up(command, QUERY_RESOURCE);

    if (*entry_id(command))
        must(!STR_COPY(query->resource, entry_id(command)));
    else
        resource_made_id(command->receipt.ref, query->resource);
    return query;
}

/* {"error":{"code":"conflict"…},"current":{…}} */
static void conflict_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "error", '{');
    json_write_text(&writer, "code", "conflict");
    json_write_null(&writer, "retry_after_ms");
    json_write_open(&writer, "fields", '{');
    json_write_close(&writer, '}');
    json_write_close(&writer, '}');
    console_json_entry(&writer, "current", &query->answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 409, &writer);
}

static void resource_made(void *module, struct http_ticket waiter, const struct query *query)
{
    if (console_answered(module, waiter, query)) resource_write(module, waiter, 201, query);
}

static void resource_changed(void *module, struct http_ticket waiter, const struct command *command)
{
    const struct receipt *receipt = &command->receipt;

    if (!receipt->err && receipt->outcome == REFUSED_CONFLICT) {
        console_look(module, waiter, entry_query(command), conflict_known);
        return;
    }
    if (!console_done(module, waiter, command)) return;
    console_look(module, waiter, entry_query(command),
                 *entry_id(command) ? resource_known : resource_made);
}

void console_resource_make(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RESOURCE_EDIT)) return;
    words_take(&ask);
    ask_post_command(&ask, resource_changed);
}

void console_resource_edit(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RESOURCE_EDIT)) return;
    resource_id_take(&ask, ask.command->u.resource_edit.id);
    rev_take(&ask, &ask.command->u.resource_edit.rev);
    words_take(&ask);
    ask_post_command(&ask, resource_changed);
}

void console_resource_check(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RESOURCE_CHECK)) return;
    resource_id_take(&ask, ask.command->u.resource_edit.id);
    rev_take(&ask, &ask.command->u.resource_edit.rev);
    ask_post_command(&ask, resource_changed);
}

/* ---- a second person's word, and anybody's ---- */

void console_resource_publish(const struct http_request *request, void *console)
{
    static const char *const answers[] = { "yes", "no" };
    struct resource_answer *in;
    char answer[NAME_BYTES_MAX + 1];
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RESOURCE_PUBLISH)) return;
    in = &ask.command->u.resource_answer;
    resource_id_take(&ask, in->id);
    rev_take(&ask, &in->rev);
    ask_field_word(&ask, "answer", answer, answers, 2);
    in->agree = !strcmp(answer, "yes");
    ask_post_command(&ask, resource_changed);
}

void console_resource_report(const struct http_request *request, void *console)
{
    struct resource_report *in;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RESOURCE_REPORT)) return;
    in = &ask.command->u.resource_report;
    resource_id_take(&ask, in->id);
    fields_text(&ask.fields, "body", in->words, sizeof in->words);
    ask_post_command(&ask, resource_changed);
}

/* ---- how it will be texted ---- */

static void preview_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    console_json_previews(&writer, &query->answer);
    console_reply(module, waiter, 200, &writer);
}

/* A POST that changes nothing: what is being written would not fit into a path. */
void console_resource_preview(const struct http_request *request, void *console)
{
    struct resource *entry;
    struct ask ask;

    if (!console_is_ours(console, request)) return;
    if (!ask_query(&ask, request, console, QUERY_RESOURCE_PREVIEW)) return;
    entry = &ask.query->entry;
    fields_text(&ask.fields, "label", entry->label, sizeof entry->label);
    fields_text_if_any(&ask.fields, "expect", entry->expect, sizeof entry->expect);
    fields_text_if_any(&ask.fields, "call", entry->call, sizeof entry->call);
    fields_text_if_any(&ask.fields, "text", entry->text, sizeof entry->text);
    fields_text_if_any(&ask.fields, "url", entry->url, sizeof entry->url);
    ask_post_query(&ask, preview_known);
}
