/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_conversation.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "edge/console_json.h"

/* ---- reading ---- */

/* Keys are told to the author alone. */
static bool message_is_own(const struct message *message, const struct answer *answer)
{
    return message->author.n && message->author.n == answer->me.id.n;
}

static void messages_write(struct json_writer *writer, const char *name,
                           const struct answer *answer)
{
    json_write_open(writer, name, '[');
    for (size_t i = 0; i < answer->message_count; i++) {
        const struct message *message = &answer->messages[i];

        console_json_message(writer, NULL, message, message_is_own(message, answer));
    }
    json_write_close(writer, ']');
}

static void row_write(struct json_writer *writer, const struct answer *answer)
{
    const struct row *row = &answer->rows[0];

    json_write_open(writer, "conversation", '{');
    console_json_row_members(writer, row, true);
    json_write_time(writer, "opened_at", row->conversation.opened_at);
    json_write_text(writer, "ending", ending_name(row->conversation.ending));
    console_json_reasons(writer, "reasons", answer);
    json_write_close(writer, '}');
}

static void draft_write(struct json_writer *writer, const char *name, const struct answer *answer)
{
    if (!answer->draft_rev) {
        json_write_null(writer, name);
        return;
    }
    json_write_open(writer, name, '{');
    json_write_text(writer, "body", answer->draft.s);
    json_write_number(writer, "rev", answer->draft_rev);
    json_write_close(writer, '}');
}

static void conversation_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    char cursor[CURSOR_BYTES_MAX + 1];
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    must(answer->row_count == 1);
    json_write_open(&writer, NULL, '{');
    row_write(&writer, answer);
    messages_write(&writer, "messages", answer);
    json_write_bool(&writer, "more", answer->next != 0);
    if (answer->has_list)
        console_json_list(&writer, "list", &answer->list, answer->choices, answer->choice_count);
    else
        json_write_null(&writer, "list");
    if (answer->has_list_made)
        console_json_list_made(&writer, "list_made", &answer->list_made);
    else
        json_write_null(&writer, "list_made");
    console_json_follow_up(&writer, "follow_up", answer);
    console_json_wins(&writer, "wins", answer);
    draft_write(&writer, "draft", answer);
    console_json_notes(&writer, "notes", answer);
    if (answer->alert_count)
        console_json_alert(&writer, "alert", &answer->alerts[0]);
    else
        json_write_null(&writer, "alert");
    console_cursor_write(cursor, answer->epoch, answer->cursor);
    json_write_text(&writer, "cursor", cursor);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_conversation(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_CONVERSATION)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_post_query(&ask, conversation_known);
}

static void messages_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };
    char next[24];

    if (!console_answered(module, waiter, query)) return;
    snprintf(next, sizeof next, "%lld", (long long)query->answer.next);
    json_write_open(&writer, NULL, '{');
    messages_write(&writer, "items", &query->answer);
    json_write_text(&writer, "next", query->answer.next ? next : NULL);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_messages(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_MESSAGES)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_page(&ask, '\0', QUERY_MESSAGES_MAX);
    ask_post_query(&ask, messages_known);
}

/* ---- writing ---- */

static void message_answer(struct console *console, struct http_ticket waiter,
                           const struct query *query, int status)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(console, waiter, query)) return;
    must(answer->message_count == 1);
    console_json_message(&writer, NULL, &answer->messages[0],
                         message_is_own(&answer->messages[0], answer));
    console_reply(console, waiter, status, &writer);
}

static void message_known(void *module, struct http_ticket waiter, const struct query *query)
{
    message_answer(module, waiter, query, 200);
}

static void message_made(void *module, struct http_ticket waiter, const struct query *query)
{
    message_answer(module, waiter, query, 201);
}

static void message_show(struct console *console, struct http_ticket waiter,
                         const struct command *command, conversation_id conversation,
                         post_query_done *done)
{
    struct query *query;

    if (!console_done(console, waiter, command)) return;
    query = console_follow_up(command, QUERY_MESSAGE);
    query->conversation = conversation;
    query->message.n = command->receipt.ref;
    console_look(console, waiter, query, done);
}

static void message_sent(void *module, struct http_ticket waiter, const struct command *command)
{
    message_show(module, waiter, command, command->u.send.conversation, message_made);
}

/* Blanks alone are no message. */
static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\r\n")] == '\0';
}

void console_message_send(const struct http_request *request, void *console)
{
    struct send *send;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_SEND)) return;
    send = &ask.command->u.send;
    send->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_field_words(&ask, "body", &send->body);
    if (fields_fit(&ask.fields) && is_blank(send->body.s))
        ask.refusal = refusal_of_command(COMMAND_SEND, REFUSED_INPUT);
    ask_post_command(&ask, message_sent);
}

void console_message_by_key(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_MESSAGE)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    if (!http_param_get(request, "key", ask.query->key, sizeof ask.query->key))
        ask.refusal = refusal_of_query(REFUSED_MISSING);
    ask_post_query(&ask, message_known);
}

static void message_retried(void *module, struct http_ticket waiter, const struct command *command)
{
    message_show(module, waiter, command, command->u.retry.conversation, message_known);
}

void console_message_retry(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RETRY)) return;
    ask.command->u.retry.conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask.command->u.retry.message.n = ask_id(&ask, "message", LETTER_MESSAGE);
    ask_post_command(&ask, message_retried);
}

static void unread_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_number(&writer, "unread",
                      query->answer.row_count ? query->answer.rows[0].conversation.unread : 0);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

static void read_upto(void *module, struct http_ticket waiter, const struct command *command)
{
    struct query *query;

    if (!console_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = command->u.read_upto.conversation;
    query->row_only = true;
    console_look(module, waiter, query, unread_known);
}

void console_read(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_READ)) return;
    ask.command->u.read_upto.conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    fields_number(&ask.fields, "upto", 0, INT64_MAX, &ask.command->u.read_upto.seq);
    ask_post_command(&ask, read_upto);
}

/* Another window of the same person was faster: nothing is written over unseen. */
static void draft_conflict_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    console_conflict_open(&writer);
    draft_write(&writer, "current", &query->answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 409, &writer);
}

static void draft_saved(void *module, struct http_ticket waiter, const struct command *command)
{
    struct json_writer writer = { 0 };
    struct query *query;

    if (console_is_conflict(command)) {
        query = console_follow_up(command, QUERY_CONVERSATION);
        query->conversation = command->u.draft.conversation;
        console_look(module, waiter, query, draft_conflict_known);
        return;
    }
    if (!console_done(module, waiter, command)) return;
    json_write_open(&writer, NULL, '{');
    json_write_number(&writer, "rev", command->receipt.ref);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_draft_save(const struct http_request *request, void *console)
{
    struct draft *draft;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_DRAFT)) return;
    draft = &ask.command->u.draft;
    draft->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    draft->if_rev = ask_rev(&ask, &draft->rev);
    ask_field_words(&ask, "body", &draft->body);
    ask_post_command(&ask, draft_saved);
}

/* ---- moving ---- */

/* Whoever has given a conversation away may not see it any more: that is no failure. */
static void row_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    bool gone = !answer->err && answer->outcome == REFUSED_MISSING;
    struct json_writer writer = { 0 };

    if (!gone && !console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    if (gone)
        json_write_null(&writer, "conversation");
    else
        console_json_row(&writer, "conversation", &answer->rows[0], true);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_row_show(struct console *console, struct http_ticket waiter,
                      const struct command *command, conversation_id conversation)
{
    struct query *query = console_follow_up(command, QUERY_CONVERSATION);

    query->conversation = conversation;
    console_look(console, waiter, query, row_known);
}

static void transferred(void *module, struct http_ticket waiter, const struct command *command)
{
    if (console_done(module, waiter, command))
        console_row_show(module, waiter, command, command->u.transfer.conversation);
}

void console_transfer(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_TRANSFER)) return;
    ask.command->u.transfer.conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask.command->u.transfer.to.n = ask_field_id(&ask, "to", LETTER_PERSON);
    ask_post_command(&ask, transferred);
}

static void returned(void *module, struct http_ticket waiter, const struct command *command)
{
    if (console_done(module, waiter, command))
        console_row_show(module, waiter, command, command->u.give_back.conversation);
}

void console_return(const struct http_request *request, void *console)
{
    struct give_back *given;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_RETURN)) return;
    given = &ask.command->u.give_back;
    given->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_field_word(&ask, "reason", given->reason,
                   (const char *const[]){ "shift_end", "need_break", "not_a_fit", "other" }, 4);
    ask_post_command(&ask, returned);
}

static void closed(void *module, struct http_ticket waiter, const struct command *command)
{
    if (console_done(module, waiter, command))
        console_row_show(module, waiter, command, command->u.close.conversation);
}

void console_close_conversation(const struct http_request *request, void *console)
{
    char outcome[NAME_BYTES_MAX + 1];
    struct close *closing;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_CLOSE)) return;
    closing = &ask.command->u.close;
    closing->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    fields_text(&ask.fields, "outcome", outcome, sizeof outcome);
    if (!ending_from_name(outcome, &closing->ending) || closing->ending == ENDING_NONE)
        fields_note(&ask.fields, "outcome", "unknown");
    ask_post_command(&ask, closed);
}

/* ---- the number ---- */

static void revealed(void *module, struct http_ticket waiter, const struct command *command)
{
    struct json_writer writer = { 0 };

    if (!console_done(module, waiter, command)) return;
    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "phone", command->receipt.revealed.e164);
    json_write_time(&writer, "until", command->at + REVEALED_FOR);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_reveal(const struct http_request *request, void *console)
{
    struct reveal *reveal;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_REVEAL)) return;
    reveal = &ask.command->u.reveal;
    reveal->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_field_word(
        &ask, "reason", reveal->reason,
        (const char *const[]){ "emergency_services", "call_agreed", "safety_check", "other" }, 4);
    ask_post_command(&ask, revealed);
}
