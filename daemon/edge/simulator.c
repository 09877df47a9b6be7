/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/simulator.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/fields.h"
#include "edge/json_write.h"
#include "edge/phones.h"
#include "edge/simulator_call.h"

#define TICK 200 /* ms */

struct simulator {
    struct http *http;
    struct post *post;
    struct event *on_tick;
    char provider[NAME_BYTES_MAX + 1];
    char line_name[NAME_BYTES_MAX + 1];
    struct phone line_number;
    struct phones *phones;
    struct simulator_page *page;
    struct simulator_calls *calls;
    struct simulator_reports reports;
};

static void id_make(char out[TOKEN_BYTES_MAX + 1])
{
    char token[CRYPT_TOKEN_BYTES + 1];

    crypt_token(token);
    snprintf(out, TOKEN_BYTES_MAX + 1, "sim-%s", token);
}

/* Puts a text on the phone and shows it to whoever looks at the page; its id. */
static uint64_t text_show(struct simulator *simulator, const char *number, bool to_line,
                          const char *body, ms at)
{
    uint64_t id = phones_add(simulator->phones, number, to_line, body, at);
    struct json_writer writer = { .s = NULL };

    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "number", number);
    phone_text_write(&writer, "message", id, to_line, body, at);
    json_write_close(&writer, '}');
    simulator_page_tell(simulator->page, "message", writer.s);
    json_writer_wipe(&writer);
    return id;
}

/* ---- to the phone ---- */

static void text_arrives(struct simulator *simulator, const struct outbox_item *item,
                         const char *provider_id)
{
    struct delivery delivery = { .state = MESSAGE_DELIVERED };

    text_show(simulator, item->to.e164, false, item->body.s, clock_now());
    must(!STR_COPY(delivery.provider, simulator->provider));
    must(!STR_COPY(delivery.provider_id, provider_id));
    must(!STR_COPY(delivery.token, item->token));
    simulator_reports_add(&simulator->reports, &delivery);
}

void simulator_send(struct simulator *simulator, const struct outbox_item *item,
                    struct send_result *result)
{
    *result = (struct send_result){ .id = item->id, .attempt = item->attempt };
    /* What was shown before a restart is forgotten; nothing here can be half done. */
    result->outcome = item->look_up ? SEND_NOT_FOUND : SEND_ACCEPTED;
    if (item->look_up) return;
    id_make(result->provider_id);
    if (item->way == WAY_CALL) {
        phones_use(simulator->phones, item->to.e164);
        simulator_calls_ring(simulator->calls, item, result->provider_id);
    } else {
        text_arrives(simulator, item, result->provider_id);
    }
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct simulator *simulator = arg;
    ms now = clock_steady();

    (void)fd;
    (void)what;
    simulator_calls_turn(simulator->calls, now);
    simulator_reports_turn(&simulator->reports, now);
    simulator_page_turn(simulator->page, now);
}

/* ---- the page's requests ---- */

static void number_write(struct json_writer *writer, const char *number, const struct person *owner)
{
    char label[NAME_BYTES_MAX + 16] = "";

    if (owner) snprintf(label, sizeof label, "%s, %s", owner->name, role_name(owner->role));
    json_write_open(writer, NULL, '{');
    json_write_text(writer, "number", number);
    json_write_some(writer, "name", label);
    json_write_close(writer, '}');
}

static const struct person *owner_of(const struct answer *answer, const char *number)
{
    for (size_t i = 0; i < answer->person_count; i++)
        if (!strcmp(answer->people[i].phone.e164, number)) return &answer->people[i];
    return NULL;
}

/* Phones in use, and those of people who can be paged: so that one can be the crisis team as well.
 */
static void numbers_write(const struct simulator *simulator, const struct answer *answer,
                          struct json_writer *writer)
{
    for (size_t i = 0; i < PHONES_MAX; i++) {
        const char *number = phones_number(simulator->phones, i);

        if (number) number_write(writer, number, owner_of(answer, number));
    }
    for (size_t i = 0; i < answer->person_count; i++) {
        const struct person *person = &answer->people[i];

        if (!person->enabled || !person->phone.e164[0]) continue;
        if (phones_has(simulator->phones, person->phone.e164)) continue;
        number_write(writer, person->phone.e164, person);
    }
}

static void state_done(void *module, struct http_ticket waiter, const struct query *query)
{
    struct simulator *simulator = module;
    struct json_writer writer = { .s = NULL };

    if (query->answer.err) {
        http_reply_error(simulator->http, waiter, 503, "busy");
        return;
    }
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "line", '{');
    json_write_text(&writer, "name", simulator->line_name);
    json_write_text(&writer, "number", simulator->line_number.e164);
    json_write_close(&writer, '}');
    json_write_open(&writer, "numbers", '[');
    numbers_write(simulator, &query->answer, &writer);
    json_write_close(&writer, ']');
    json_write_open(&writer, "messages", '[');
    phones_write_texts(simulator->phones, query->words, &writer);
    json_write_close(&writer, ']');
    json_write_open(&writer, "calls", '[');
    simulator_calls_write(simulator->calls, query->words, &writer);
    json_write_close(&writer, ']');
    json_write_close(&writer, '}');
    simulator_page_reply(simulator->page, waiter, 200, &writer);
}

/* The people are asked of the reader; the number asked for waits with the query. */
static void handle_state(const struct http_request *request, void *arg)
{
    struct simulator *simulator = arg;
    struct query *query;

    if (!simulator_page_may_look(simulator->page, request)) return;
    query = query_new(QUERY_PEOPLE, clock_now());
    query->caller.is_operator = true;
    (void)http_query_get(request, "number", query->words, sizeof query->words);
    if (post_query(simulator->post, query, state_done, simulator, request->ticket))
        http_reply_error(simulator->http, request->ticket, 503, "busy");
}

static void text_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct simulator *simulator = module;
    const struct inbound *in = &command->u.inbound;
    struct json_writer writer = { .s = NULL };
    char label[32];

    if (command->receipt.err) {
        http_reply_error(simulator->http, waiter, 503, "busy");
        return;
    }
    snprintf(label, sizeof label, "s-%" PRIu64,
             text_show(simulator, in->from.e164, true, in->body.s, command->at));
    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "id", label);
    json_write_close(&writer, '}');
    simulator_page_reply(simulator->page, waiter, 202, &writer);
}

/* What the page sent, as a provider's webhook would have told it. */
static bool inbound_read(const struct simulator *simulator, const struct http_request *request,
                         struct inbound *in)
{
    struct fields fields;
    bool fits;

    fields_open(&fields, request->body, request->body_len);
    fields_text(&fields, "from", in->from.e164, sizeof in->from.e164);
    fields_text(&fields, "body", in->body.s, sizeof in->body.s);
    fits = fields_fit(&fields) && phone_is_valid(in->from.e164) && in->body.s[0];
    fields_close(&fields);
    in->body.len = (uint16_t)strlen(in->body.s);
    in->to = simulator->line_number;
    must(!STR_COPY(in->provider, simulator->provider));
    id_make(in->provider_id);
    return fits;
}

static void handle_text(const struct http_request *request, void *arg)
{
    struct simulator *simulator = arg;
    struct command *command;

    if (!simulator_page_may_act(simulator->page, request)) return;
    command = command_new(COMMAND_INBOUND, clock_now());
    if (!inbound_read(simulator, request, &command->u.inbound)) {
        command_free(command);
        http_reply_error(simulator->http, request->ticket, 400, "bad_request");
    } else if (post_command(simulator->post, command, text_done, simulator, request->ticket)) {
        http_reply_error(simulator->http, request->ticket, 503, "busy");
    }
}

static void handle_events(const struct http_request *request, void *arg)
{
    struct simulator *simulator = arg;

    if (simulator_page_may_look(simulator->page, request))
        simulator_page_listen(simulator->page, request);
}

static const struct http_route routes[] = {
    { HTTP_GET, "/simulator/api/state", handle_state, 0 },
    { HTTP_POST, "/simulator/api/texts", handle_text, 0 },
    { HTTP_GET, "/simulator/api/events", handle_events, 0 },
};

#define ROUTES (sizeof routes / sizeof routes[0])

struct simulator *simulator_open(struct event_base *base, struct http *http, struct post *post,
                                 const struct simulator_settings *settings)
{
    struct simulator *simulator = xcalloc(1, sizeof *simulator);
    struct timeval tick = { .tv_usec = TICK * 1000 };

    simulator->http = http;
    simulator->post = post;
    /* From there on, so that no id comes again after a restart: a page may have been open. */
    simulator->phones = phones_new((uint64_t)clock_now());
    simulator->page = simulator_page_open(http);
    simulator->reports.post = post;
    must(!STR_COPY(simulator->provider, settings->provider));
    must(!STR_COPY(simulator->line_name, settings->line_name));
    must(!STR_COPY(simulator->line_number.e164, settings->line_number));
    simulator->on_tick = event_new(base, -1, EV_PERSIST, on_tick, simulator);
    must(simulator->on_tick && !event_add(simulator->on_tick, &tick));
    http_add_routes(http, routes, ROUTES, simulator);
    simulator->calls = simulator_calls_open(&(struct simulator_calls_parts){
        .http = http,
        .post = post,
        .page = simulator->page,
        .reports = &simulator->reports,
        .provider = simulator->provider,
        .rings = settings->rings,
    });
    return simulator;
}

void simulator_close(struct simulator *simulator)
{
    if (!simulator) return;
    event_free(simulator->on_tick);
    simulator_calls_close(simulator->calls);
    simulator_page_close(simulator->page);
    phones_free(simulator->phones);
    free(simulator);
}
