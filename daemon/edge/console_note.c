/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_note.h"

#include <string.h>

#include "edge/console_ask.h"
#include "edge/console_json.h"

static void notes_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    console_json_notes(&writer, "items", &query->answer);
    json_write_null(&writer, "next");
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_notes(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_NOTES)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_post_query(&ask, notes_known);
}

static void note_made(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    must(query->answer.note_count == 1);
    console_json_note(&writer, NULL, &query->answer.notes[0]);
    console_reply(module, waiter, 201, &writer);
}

static void note_written(void *module, struct http_ticket waiter, const struct command *command)
{
    struct query *query;

    if (!console_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_NOTES);
    query->conversation = command->u.note_write.conversation;
    query->note.n = command->receipt.ref;
    console_look(module, waiter, query, note_made);
}

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n")] == '\0';
}

void console_note(const struct http_request *request, void *console)
{
    struct note_write *note;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_NOTE)) return;
    note = &ask.command->u.note_write;
    note->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_field_words(&ask, "body", &note->body);
    if (fields_fit(&ask.fields) && is_blank(note->body.s))
        ask.refusal = refusal_of_command(COMMAND_NOTE, REFUSED_INPUT);
    ask_post_command(&ask, note_written);
}
