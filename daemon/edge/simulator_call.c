/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/simulator_call.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/fields.h"

#define CALLS_MAX 64
#define LASTS SECONDS(60) /* from being answered; then the line hangs up */

enum call_state { CALL_RINGING, CALL_ANSWERED, CALL_OVER, CALL_DECLINED, CALL_MISSED };

static const char *const state_names[] = {
    [CALL_RINGING] = "ringing",   [CALL_ANSWERED] = "answered", [CALL_OVER] = "over",
    [CALL_DECLINED] = "declined", [CALL_MISSED] = "missed",
};

struct call {
    uint64_t id; /* 0: no call was here yet */
    enum call_state state;
    struct phone to;
    char page[PAGE_TOKEN_BYTES + 1]; /* what the engine knows it by */
    struct delivery delivery;        /* as it will be reported */
    ms at, ends;                     /* by the clock on the wall, by the steady one */
    struct call_words said;          /* last; empty: nothing yet */
};

struct simulator_calls {
    struct simulator_calls_parts parts;
    uint64_t last_id;
    struct call call[CALLS_MAX];
};

static bool is_live(const struct call *call)
{
    return call->id && (call->state == CALL_RINGING || call->state == CALL_ANSWERED);
}

/* ---- what the page is shown ---- */

static void call_write(const struct call *call, const char *name, struct json_writer *writer)
{
    char label[32];

    snprintf(label, sizeof label, "k-%" PRIu64, call->id);
    json_write_open(writer, name, '{');
    json_write_text(writer, "id", label);
    json_write_text(writer, "state", state_names[call->state]);
    json_write_some(writer, "said", call->said.text.s);
    json_write_some(writer, "language", call->said.language);
    json_write_bool(writer, "asks", call->state == CALL_ANSWERED && call->said.asks);
    json_write_time(writer, "at", call->at);
    json_write_close(writer, '}');
}

void simulator_calls_write(const struct simulator_calls *calls, const char *number,
                           struct json_writer *writer)
{
    for (size_t i = 0; i < CALLS_MAX; i++) {
        const struct call *call = &calls->call[i];

        if (call->id && !strcmp(call->to.e164, number)) call_write(call, NULL, writer);
    }
}

static void call_moves(struct simulator_calls *calls, struct call *call, enum call_state state)
{
    struct json_writer writer = { .s = NULL };

    call->state = state;
    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "number", call->to.e164);
    call_write(call, "call", &writer);
    json_write_close(&writer, '}');
    simulator_page_tell(calls->parts.page, "call", writer.s);
    json_writer_wipe(&writer);
}

/* ---- ringing ---- */

static bool is_engaged(const struct simulator_calls *calls, const struct phone *phone)
{
    for (size_t i = 0; i < CALLS_MAX; i++)
        if (is_live(&calls->call[i]) && !strcmp(calls->call[i].to.e164, phone->e164)) return true;
    return false;
}

/* The place of the oldest call that is over; if all of them last, of the oldest. */
static struct call *call_place(struct simulator_calls *calls)
{
    struct call *place = &calls->call[0];

    for (size_t i = 1; i < CALLS_MAX; i++) {
        struct call *call = &calls->call[i];

        if (is_live(call) != is_live(place) ? is_live(place) : call->id < place->id) place = call;
    }
    return place;
}

static void call_report(struct simulator_calls *calls, struct call *call, enum message_state state,
                        const char *error)
{
    call->delivery.state = state;
    must(!STR_COPY(call->delivery.error, error));
    simulator_reports_add(calls->parts.reports, &call->delivery);
}

void simulator_calls_ring(struct simulator_calls *calls, const struct outbox_item *item,
                          const char *provider_id)
{
    bool engaged = is_engaged(calls, &item->to);
    struct call *call = call_place(calls);

    *call = (struct call){ .id = ++calls->last_id,
                           .to = item->to,
                           .at = clock_now(),
                           .ends = clock_steady() + calls->parts.rings };
    must(!STR_COPY(call->page, item->page.token));
    must(!STR_COPY(call->delivery.provider, calls->parts.provider));
    must(!STR_COPY(call->delivery.provider_id, provider_id));
    must(!STR_COPY(call->delivery.token, item->token));
    if (engaged) call_report(calls, call, MESSAGE_UNDELIVERED, "busy");
    call_moves(calls, call, engaged ? CALL_MISSED : CALL_RINGING);
}

static void call_end(struct simulator_calls *calls, struct call *call, enum call_state unanswered)
{
    if (call->state == CALL_RINGING)
        call_report(calls, call, MESSAGE_UNDELIVERED,
                    unanswered == CALL_MISSED ? "no-answer" : "busy");
    call_moves(calls, call, call->state == CALL_RINGING ? unanswered : CALL_OVER);
}

void simulator_calls_turn(struct simulator_calls *calls, ms now)
{
    for (size_t i = 0; i < CALLS_MAX; i++) {
        struct call *call = &calls->call[i];

        if (is_live(call) && call->ends <= now) call_end(calls, call, CALL_MISSED);
    }
}

/* ---- what is said ---- */

/* The newest call for this page that somebody has on the ear. */
static struct call *call_of_page(struct simulator_calls *calls, const char *page)
{
    struct call *newest = NULL;

    for (size_t i = 0; i < CALLS_MAX; i++) {
        struct call *call = &calls->call[i];

        if (!call->id || call->state != CALL_ANSWERED || strcmp(call->page, page)) continue;
        if (!newest || call->id > newest->id) newest = call;
    }
    return newest;
}

static void reply_call(struct simulator_calls *calls, struct http_ticket waiter,
                       const struct call *call)
{
    struct json_writer writer = { .s = NULL };

    call_write(call, NULL, &writer);
    simulator_page_reply(calls->parts.page, waiter, 200, &writer);
}

/* What asks for no key is said, and the line hangs up; so it does where it has nothing to say. */
static void words_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct simulator_calls *calls = module;
    struct call *call = call_of_page(calls, query->words);

    if (query->answer.err) {
        http_reply_error(calls->parts.http, waiter, 503, "busy");
    } else if (!call) {
        http_reply_error(calls->parts.http, waiter, 410, "gone");
    } else {
        call->said = query->answer.call;
        call_moves(calls, call, call->said.asks ? CALL_ANSWERED : CALL_OVER);
        reply_call(calls, waiter, call);
    }
}

static void words_ask(struct simulator_calls *calls, struct http_ticket waiter, const char *page,
                      bool answered)
{
    struct query *query = query_new(QUERY_CALL, clock_now());

    query->answered = answered;
    must(!STR_COPY(query->words, page));
    if (post_query(calls->parts.post, query, words_known, calls, waiter))
        http_reply_error(calls->parts.http, waiter, 503, "busy");
}

static void key_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct simulator_calls *calls = module;
    const struct call_key *pressed = &command->u.call_key;

    if (command->receipt.err)
        http_reply_error(calls->parts.http, waiter, 503, "busy");
    else
        words_ask(calls, waiter, pressed->token, !pressed->take);
}

/* ---- the page's requests ---- */

/* The call that the path names, if it is in this state; else it is answered. */
static struct call *call_of_request(struct simulator_calls *calls,
                                    const struct http_request *request, enum call_state state)
{
    char label[32], id[32] = "";

    if (!simulator_page_may_act(calls->parts.page, request)) return NULL;
    (void)http_param_get(request, "id", id, sizeof id);
    for (size_t i = 0; i < CALLS_MAX; i++) {
        snprintf(label, sizeof label, "k-%" PRIu64, calls->call[i].id);
        if (calls->call[i].id && calls->call[i].state == state && !strcmp(label, id))
            return &calls->call[i];
    }
    http_reply_error(calls->parts.http, request->ticket, 410, "gone");
    return NULL;
}

static void handle_answer(const struct http_request *request, void *arg)
{
    struct simulator_calls *calls = arg;
    struct call *call = call_of_request(calls, request, CALL_RINGING);

    if (!call) return;
    call->ends = clock_steady() + LASTS;
    call_report(calls, call, MESSAGE_DELIVERED, "");
    call_moves(calls, call, CALL_ANSWERED);
    words_ask(calls, request->ticket, call->page, false);
}

static void handle_decline(const struct http_request *request, void *arg)
{
    struct simulator_calls *calls = arg;
    struct call *call = call_of_request(calls, request, CALL_RINGING);

    if (!call) return;
    call_end(calls, call, CALL_DECLINED);
    reply_call(calls, request->ticket, call);
}

static void handle_hang_up(const struct http_request *request, void *arg)
{
    struct simulator_calls *calls = arg;
    struct call *call = call_of_request(calls, request, CALL_ANSWERED);

    if (!call) return;
    call_end(calls, call, CALL_OVER);
    reply_call(calls, request->ticket, call);
}

/* '1' or '2', or NUL. */
static char key_read(const struct http_request *request)
{
    struct fields fields;
    char key[8];

    fields_open(&fields, request->body, request->body_len);
    fields_text(&fields, "key", key, sizeof key);
    fields_close(&fields);
    return !strcmp(key, "1") || !strcmp(key, "2") ? key[0] : '\0';
}

static void handle_key(const struct http_request *request, void *arg)
{
    struct simulator_calls *calls = arg;
    struct call *call = call_of_request(calls, request, CALL_ANSWERED);
    char key = key_read(request);
    struct command *command;

    if (!call) return;
    if (!key || !call->said.asks) {
        http_reply_error(calls->parts.http, request->ticket, 400, "bad_request");
        return;
    }
    command = command_new(COMMAND_CALL_KEY, clock_now());
    must(!STR_COPY(command->u.call_key.provider, calls->parts.provider));
    must(!STR_COPY(command->u.call_key.token, call->page));
    command->u.call_key.take = key == '1';
    if (post_command(calls->parts.post, command, key_done, calls, request->ticket))
        http_reply_error(calls->parts.http, request->ticket, 503, "busy");
}

static const struct http_route routes[] = {
    { HTTP_POST, "/simulator/api/calls/:id/answer", handle_answer, 0 },
    { HTTP_POST, "/simulator/api/calls/:id/decline", handle_decline, 0 },
    { HTTP_POST, "/simulator/api/calls/:id/key", handle_key, 0 },
    { HTTP_POST, "/simulator/api/calls/:id/hang-up", handle_hang_up, 0 },
};

struct simulator_calls *simulator_calls_open(const struct simulator_calls_parts *parts)
{
    struct simulator_calls *calls = xcalloc(1, sizeof *calls);

    calls->parts = *parts;
    calls->last_id = (uint64_t)clock_now(); /* no id comes again after a restart */
    http_add_routes(parts->http, routes, sizeof routes / sizeof routes[0], calls);
    return calls;
}

void simulator_calls_close(struct simulator_calls *calls)
{
    free(calls);
}
