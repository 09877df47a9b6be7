/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_desk.h"

#include <string.h>

#include "edge/console_ask.h"
#include "edge/console_conversation.h"
#include "edge/console_json.h"

#define CAPACITY_MAX 9

/* ---- me ---- */

/*
 * The key for drafts on the device: made from the session, so that it lives as long, and never
 * stored. Whoever has only the database, or only the device, cannot make it.
 */
static void draft_key(const struct console *console, const struct caller *caller, uint8_t key[32])
{
    static const char what[] = "draft key:";
    uint8_t bytes[sizeof what - 1 + SESSION_HASH_BYTES];

    memcpy(bytes, what, sizeof what - 1);
    memcpy(bytes + sizeof what - 1, caller->session, SESSION_HASH_BYTES);
    crypt_hash(&console->key, bytes, sizeof bytes, key);
}

static void me_write(struct json_writer *writer, const char *name, const struct console *console,
                     const struct query *query)
{
    struct console_me_view me = { .person = &query->answer.me,
                                  .paged_at = query->answer.page_reached_at,
                                  .idle = console->idle };

    draft_key(console, &query->caller, me.draft_key);
    console_json_me(writer, name, &me);
    crypt_wipe(&me, sizeof me);
}

static void me_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    me_write(&writer, NULL, module, query);
    console_reply(module, waiter, 200, &writer);
}

void console_me(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_ME)) return;
    ask_post_query(&ask, me_known);
}

/* ---- shift ---- */

static void status_set(void *module, struct http_ticket waiter, const struct command *command)
{
    const struct shift_change *change = &command->u.shift_change;
    struct json_writer writer = { 0 };

    if (!console_done(module, waiter, command)) return;
    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "status", shift_name(change->shift));
    json_write_number(&writer, "capacity", change->capacity);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_status(const struct http_request *request, void *console)
{
    struct shift_change *change;
    char status[16];
    int64_t capacity;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_SHIFT)) return;
    change = &ask.command->u.shift_change;
    fields_text(&ask.fields, "status", status, sizeof status);
    if (!shift_from_name(status, &change->shift)) fields_note(&ask.fields, "status", "unknown");
    fields_number(&ask.fields, "capacity", 1, CAPACITY_MAX, &capacity);
    change->capacity = (int)capacity;
    ask_post_command(&ask, status_set);
}

/* ---- the state of the line ---- */

static bool row_is_mine(const struct row *row, person_id me)
{
    return row->conversation.state == CONVERSATION_ACTIVE && row->conversation.peer.n == me.n;
}

static bool row_waits(const struct row *row)
{
    return row->conversation.state == CONVERSATION_WAITING ||
           row->conversation.state == CONVERSATION_OFFERED;
}

/* What is offered to the viewer is theirs and in the queue: it came twice, and is told once. */
static bool row_is_first(const struct answer *answer, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (answer->rows[i].conversation.id.n == answer->rows[at].conversation.id.n) return false;
    return true;
}

static void rows_write(struct json_writer *writer, const struct answer *answer)
{
    json_write_open(writer, "mine", '[');
    for (size_t i = 0; i < answer->row_count; i++)
        if (row_is_mine(&answer->rows[i], answer->me.id))
            console_json_row(writer, NULL, &answer->rows[i], true);
    json_write_close(writer, ']');
    json_write_open(writer, "waiting", '[');
    for (size_t i = 0; i < answer->row_count; i++)
        if (row_waits(&answer->rows[i]) && row_is_first(answer, i))
            console_json_row(writer, NULL, &answer->rows[i], false);
    json_write_close(writer, ']');
}

static void cursor_write(struct json_writer *writer, const struct answer *answer)
{
    char cursor[CURSOR_BYTES_MAX + 1];

    console_cursor_write(cursor, answer->epoch, answer->cursor);
    json_write_text(writer, "cursor", cursor);
}

/* Of whoever may know: the reader has left it out for the others. */
static void talks_write(struct json_writer *writer, const struct answer *answer)
{
    json_write_open(writer, "talks", '[');
    for (size_t i = 0; i < answer->person_count; i++)
        if (answer->people[i].talk_since)
            console_json_talk(writer, NULL, &(struct talk_view){ .person = answer->people[i] });
    json_write_close(writer, ']');
}

static void state_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    cursor_write(&writer, answer);
    json_write_time(&writer, "server_time", clock_now());
    me_write(&writer, "me", module, query);
    console_json_line(&writer, "line", &answer->line);
    json_write_open(&writer, "lines", '[');
    for (size_t i = 0; i < answer->line_count; i++)
        console_json_line(&writer, NULL, &answer->lines[i]);
    json_write_close(&writer, ']');
    console_json_queue(&writer, "queue", &answer->queue);
    json_write_open(&writer, "offers", '[');
    for (size_t i = 0; i < answer->offer_count; i++)
        console_json_offer(&writer, NULL, &answer->offers[i]);
    json_write_close(&writer, ']');
    rows_write(&writer, answer);
    json_write_open(&writer, "alerts", '[');
    for (size_t i = 0; i < answer->alert_count; i++)
        console_json_alert(&writer, NULL, &answer->alerts[i]);
    json_write_close(&writer, ']');
    json_write_open(&writer, "roster", '[');
    for (size_t i = 0; i < answer->person_count; i++)
        console_json_person(&writer, NULL, &answer->people[i]);
    json_write_close(&writer, ']');
    talks_write(&writer, answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_state(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_STATE)) return;
    ask_post_query(&ask, state_known);
}

/* ---- rows ---- */

static void conversations_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "items", '[');
    for (size_t i = 0; i < answer->row_count; i++)
        console_json_row(&writer, NULL, &answer->rows[i], true);
    json_write_close(&writer, ']');
    json_write_id(&writer, "next", LETTER_CONVERSATION, answer->next);
    cursor_write(&writer, answer);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

static bool view_from_name(const char *name, enum view *view)
{
    static const char *const names[] = {
        [VIEW_MINE] = "mine", [VIEW_WAITING] = "waiting", [VIEW_ALL] = "all"
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name)) continue;
        *view = (enum view)i;
        return true;
    }
    return false;
}

void console_conversations(const struct http_request *request, void *console)
{
    char view[16];
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_CONVERSATIONS)) return;
    if (http_query_get(request, "view", view, sizeof view) &&
        !view_from_name(view, &ask.query->view))
        fields_note(&ask.fields, "view", "unknown");
    ask_page(&ask, LETTER_CONVERSATION, QUERY_ROWS_MAX);
    ask_post_query(&ask, conversations_known);
}

/* ---- offers ---- */

/* Taking an offer makes its conversation one's own: that is what the receipt refers to. */
static void offer_accepted(void *module, struct http_ticket waiter, const struct command *command)
{
    if (console_done(module, waiter, command))
        console_row_show(module, waiter, command, (conversation_id){ command->receipt.ref });
}

void console_offer_accept(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_OFFER_ACCEPT)) return;
    ask.command->u.offer_answer.offer.n = ask_id(&ask, "id", LETTER_OFFER);
    ask_post_command(&ask, offer_accepted);
}

void console_offer_decline(const struct http_request *request, void *console)
{
    struct offer_answer *declined;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_OFFER_DECLINE)) return;
    declined = &ask.command->u.offer_answer;
    declined->offer.n = ask_id(&ask, "id", LETTER_OFFER);
    ask_field_word(&ask, "reason", declined->reason,
                   (const char *const[]){ "need_a_moment", "full", "know_the_person", "other" }, 4);
    ask_post_command(&ask, console_done_nothing);
}
