/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_ask.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "edge/console_json.h"

#define ID_BYTES_MAX 31
#define BUSY_RETRY_AFTER SECONDS(1)
#define SEEN_EVERY MINUTES(1)

static const struct http_ticket nobody = { 0 };

/* ---- answers ---- */

void console_reply(struct console *console, struct http_ticket waiter, int status,
                   struct json_writer *writer)
{
    http_reply(console->http, waiter,
               &(struct http_response){ .status = status,
                                        .content_type = "application/json",
                                        .body = writer->s,
                                        .body_len = writer->len });
    json_writer_wipe(writer);
}

void console_reply_nothing(struct console *console, struct http_ticket waiter)
{
    struct json_writer writer = { 0 };

    json_write_open(&writer, NULL, '{');
    json_write_close(&writer, '}');
    console_reply(console, waiter, 200, &writer);
}

/* {"error":{…}}; `fields` NULL: none is to blame. */
static void refusal_send(struct console *console, struct http_ticket waiter, struct refusal refusal,
                         ms retry_after, const struct fields *fields)
{
    static const struct fields none = { 0 };
    struct json_writer writer = { 0 };
    char seconds[24];
    struct http_header header = { "Retry-After", seconds };

    snprintf(seconds, sizeof seconds, "%lld", (long long)(retry_after + 999) / 1000);
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "error", '{');
    json_write_text(&writer, "code", refusal.code);
    if (retry_after)
        json_write_number(&writer, "retry_after_ms", retry_after);
    else
        json_write_null(&writer, "retry_after_ms");
    fields_write_problems(fields ? fields : &none, &writer, "fields");
    json_write_close(&writer, '}');
    json_write_close(&writer, '}');
    http_reply(console->http, waiter,
               &(struct http_response){ .status = refusal.status,
                                        .content_type = "application/json",
                                        .headers = &header,
                                        .header_count = retry_after ? 1 : 0,
                                        .body = writer.s,
                                        .body_len = writer.len });
    json_writer_wipe(&writer);
}

void console_refuse(struct console *console, struct http_ticket waiter, struct refusal refusal,
                    ms retry_after)
{
    refusal_send(console, waiter, refusal, retry_after, NULL);
}

void console_refuse_busy(struct console *console, struct http_ticket waiter)
{
    console_refuse(console, waiter, refusal_of_err(ERR_BUSY), BUSY_RETRY_AFTER);
}

/* Tells the engine, once a minute, that the session's person is there. */
static void session_is_seen(struct console *console, const struct caller *caller)
{
    size_t place = (caller->session[0] | (size_t)caller->session[1] << 8) % SESSIONS_SEEN;
    struct session_seen *seen = &console->seen[place];
    struct command *command;
    ms now = clock_now();

    if (now - seen->at < SEEN_EVERY && now >= seen->at &&
        crypt_equal(seen->session, caller->session, SESSION_HASH_BYTES))
        return;
    command = command_new(COMMAND_SESSION_SEEN, now);
    command->caller = *caller;
    if (post_command(console->post, command, NULL, NULL, nobody)) return; /* the next one will */
    memcpy(seen->session, caller->session, SESSION_HASH_BYTES);
    seen->at = now;
}

bool console_done(struct console *console, struct http_ticket waiter, const struct command *command)
{
    const struct receipt *receipt = &command->receipt;
    struct refusal refusal;

    if (!receipt->err && receipt->outcome == DONE) {
        if (command->caller.signed_in && command->kind != COMMAND_SIGN_OUT &&
            command->kind != COMMAND_SESSION_LOCK)
            session_is_seen(console, &command->caller);
        return true;
    }
    refusal = receipt->err ? refusal_of_err(receipt->err)
                           : refusal_of_command(command->kind, receipt->outcome);
    console_refuse(console, waiter, refusal,
                   receipt->err ? BUSY_RETRY_AFTER : receipt->retry_after);
    return false;
}

/* GET /state is asked for by the console itself, not by a person's hand. */
bool console_answered(struct console *console, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct refusal refusal;

    if (!answer->err && answer->outcome == DONE) {
        if (query->caller.signed_in && query->kind != QUERY_STATE)
            session_is_seen(console, &query->caller);
        return true;
    }
    refusal = answer->err ? refusal_of_err(answer->err) : refusal_of_query(answer->outcome);
    console_refuse(console, waiter, refusal, answer->err ? BUSY_RETRY_AFTER : answer->retry_after);
    return false;
}

bool console_is_conflict(const struct command *command)
{
    return !command->receipt.err && command->receipt.outcome == REFUSED_CONFLICT;
}

void console_conflict_open(struct json_writer *writer)
{
    json_write_open(writer, NULL, '{');
    json_write_open(writer, "error", '{');
    json_write_text(writer, "code", "conflict");
    json_write_close(writer, '}');
}

void console_done_nothing(void *console, struct http_ticket waiter, const struct command *command)
{
    if (console_done(console, waiter, command)) console_reply_nothing(console, waiter);
}

struct query *console_follow_up(const struct command *command, enum query_kind kind)
{
    struct query *query = query_new(kind, clock_now());

    query->caller = command->caller;
    return query;
}

bool console_look(struct console *console, struct http_ticket waiter, struct query *query,
                  post_query_done *done)
{
    bool posted = !post_query(console->post, query, done, console, waiter);

    if (!posted) console_refuse_busy(console, waiter);
    return posted;
}

/* ---- requests ---- */

bool console_is_ours(struct console *console, const struct http_request *request)
{
    bool ours = session_is_same_origin(&console->site, request);

    if (!ours) console_refuse(console, request->ticket, refusal_of_query(REFUSED_ROLE), 0);
    return ours;
}

bool console_caller(struct console *console, const struct http_request *request,
                    struct caller *caller)
{
    *caller = session_caller(&console->site, request);
    if (!caller->signed_in)
        console_refuse(console, request->ticket, refusal_of_query(REFUSED_SIGNED_OUT), 0);
    return caller->signed_in;
}

bool ask_command(struct ask *ask, const struct http_request *request, void *arg,
                 enum command_kind kind)
{
    struct console *console = arg;
    struct caller caller;

    if (!console_is_ours(console, request)) return false;
    if (!console_caller(console, request, &caller)) return false;
    *ask = (struct ask){ .console = console, .request = request };
    ask->command = command_new(kind, clock_now());
    ask->command->caller = caller;
    fields_open(&ask->fields, request->body, request->body_len);
    if (!session_key(&console->key, request, ask->command))
        fields_note(&ask->fields, "idempotency_key", "malformed");
    return true;
}

void ask_query_of_anyone(struct ask *ask, const struct http_request *request, void *arg,
                         enum query_kind kind)
{
    *ask = (struct ask){ .console = arg, .request = request };
    ask->query = query_new(kind, clock_now());
    fields_open(&ask->fields, request->body, request->body_len);
}

bool ask_query(struct ask *ask, const struct http_request *request, void *arg, enum query_kind kind)
{
    struct caller caller;

    if (!console_caller(arg, request, &caller)) return false;
    ask_query_of_anyone(ask, request, arg, kind);
    ask->query->caller = caller;
    return true;
}

bool ask_query_of_bytes(struct ask *ask, const struct http_request *request, void *arg,
                        enum query_kind kind)
{
    struct caller caller;

    if (!console_is_ours(arg, request) || !console_caller(arg, request, &caller)) return false;
    *ask = (struct ask){ .console = arg, .request = request };
    ask->query = query_new(kind, clock_now());
    ask->query->caller = caller;
    return true;
}

int64_t ask_id(struct ask *ask, const char *name, char letter)
{
    char text[ID_BYTES_MAX + 1];
    int64_t id = 0;

    if (!http_param_get(ask->request, name, text, sizeof text) ||
        !console_id_parse(text, letter, &id))
        ask->refusal = refusal_of_query(REFUSED_MISSING);
    return id;
}

void ask_page(struct ask *ask, char letter, int64_t most)
{
    char text[ID_BYTES_MAX + 1];
    int64_t *before = &ask->query->before;

    ask->query->limit = most;
    if (http_query_get(ask->request, "limit", text, sizeof text) &&
        number_parse(text, 1, most, &ask->query->limit))
        fields_note(&ask->fields, "limit", "out_of_range");
    if (!http_query_get(ask->request, "before", text, sizeof text) || !text[0]) return;
    if (letter ? !console_id_parse(text, letter, before)
               : number_parse(text, 1, INT64_MAX, before) != OK)
        fields_note(&ask->fields, "before", "malformed");
}

int64_t ask_field_id(struct ask *ask, const char *name, char letter)
{
    char text[ID_BYTES_MAX + 1];
    int64_t id = 0;

    fields_text(&ask->fields, name, text, sizeof text);
    if (!console_id_parse(text, letter, &id)) fields_note(&ask->fields, name, "unknown");
    return id;
}

void ask_field_word(struct ask *ask, const char *name, char out[NAME_BYTES_MAX + 1],
                    const char *const *words, size_t count)
{
    fields_text(&ask->fields, name, out, NAME_BYTES_MAX + 1);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(words[i], out)) return;
    fields_note(&ask->fields, name, "unknown");
}

bool ask_rev(struct ask *ask, int64_t *rev)
{
    const char *match = http_header_get(ask->request, "If-Match");
    size_t len = match ? strlen(match) : 0;
    char digits[24];

    if (!match) {
        fields_number_if_any(&ask->fields, "rev", 0, INT64_MAX, rev);
        return fields_has(&ask->fields, "rev");
    }
    if (len < 3 || match[0] != '"' || match[len - 1] != '"' ||
        str_copy_len(digits, sizeof digits, match + 1, len - 2) ||
        number_parse(digits, 0, INT64_MAX, rev))
        fields_note(&ask->fields, "if_match", "malformed");
    return true;
}

void ask_field_words(struct ask *ask, const char *name, struct text *text)
{
    size_t problems = ask->fields.problem_count;

    fields_text(&ask->fields, name, text->s, sizeof text->s);
    text->len = (uint16_t)strlen(text->s);
    if (ask->fields.problem_count > problems &&
        !strcmp(ask->fields.problem[problems].why, "too_long"))
        ask->refusal = refusal_of_query(REFUSED_TOO_LONG);
}

/* True if there is nothing to object to; else answered. Closes the body in any case. */
static bool ask_is_sound(struct ask *ask)
{
    bool fit = fields_fit(&ask->fields);

    fields_close(&ask->fields);
    if (ask->refusal.status) {
        console_refuse(ask->console, ask->request->ticket, ask->refusal,
                       ask->refusal.status == 503 ? BUSY_RETRY_AFTER : 0);
    } else if (!fit) {
        refusal_send(ask->console, ask->request->ticket, (struct refusal){ 400, "bad_request" }, 0,
                     &ask->fields);
    }
    return fit && !ask->refusal.status;
}

bool ask_post_command(struct ask *ask, post_command_done *done)
{
    struct console *console = ask->console;
    struct http_ticket waiter = ask->request->ticket;
    bool posted;

    if (!ask_is_sound(ask)) {
        command_free(ask->command);
        return false;
    }
    posted = !post_command(console->post, ask->command, done, console, waiter);
    if (!posted) console_refuse_busy(console, waiter);
    return posted;
}

bool ask_post_query(struct ask *ask, post_query_done *done)
{
    if (ask_is_sound(ask))
        return console_look(ask->console, ask->request->ticket, ask->query, done);
    query_free(ask->query);
    return false;
}
