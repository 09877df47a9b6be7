/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/poll.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/console_event.h"
#include "edge/console_json.h"
#include "edge/refusal.h"
#include "edge/stream_position.h"

enum poll_state {
    POLL_FREE,
    POLL_ASKED, /* whether its session stands */
    POLL_LOOKS, /* into the log */
    POLL_WAITS, /* for something to happen */
};

struct poll {
    struct poll_hub *hub;
    enum poll_state state;
    struct http_ticket ticket;
    struct viewer viewer; /* 0 until the session is known to stand */
    struct stream_position came;
    event_id told;
    ms wait, ends; /* ends: by the clock that never jumps */
};

struct poll_hub {
    struct http *http;
    struct post *post;
    const struct site *site;
    struct attendance *attendance;
    struct event *timer;
    uint64_t epoch;
    event_id newest;
    struct poll poll[POLLS_MAX];
};

static struct poll *poll_take(struct poll_hub *hub)
{
    for (size_t i = 0; i < POLLS_MAX; i++) {
        if (hub->poll[i].state != POLL_FREE) continue;
        hub->poll[i] = (struct poll){ .hub = hub };
        return &hub->poll[i];
    }
    return NULL;
}

static void poll_put(struct poll *poll)
{
    if (poll->viewer.person.n) attendance_drop(poll->hub->attendance, poll->viewer.person);
    poll->viewer.person.n = 0;
    poll->state = POLL_FREE;
}

static void poll_refuse(struct poll *poll, struct refusal refusal)
{
    http_reply_error(poll->hub->http, poll->ticket, refusal.status, refusal.code);
    poll_put(poll);
}

/* ---- answering ---- */

static void items_open(struct json_writer *writer)
{
    json_write_open(writer, NULL, '{');
    json_write_open(writer, "events", '[');
}

/* Closes the items, says up to where all is told, and sends it. */
static void poll_reply(struct poll *poll, struct json_writer *writer)
{
    char cursor[CURSOR_BYTES_MAX + 1];

    console_cursor_write(cursor, poll->hub->epoch, poll->told);
    json_write_close(writer, ']');
    json_write_text(writer, "cursor", cursor);
    json_write_close(writer, '}');
    http_reply(poll->hub->http, poll->ticket,
               &(struct http_response){ .status = 200,
                                        .content_type = "application/json",
                                        .body = writer->s,
                                        .body_len = writer->len });
    json_writer_wipe(writer);
    poll_put(poll);
}

static void poll_reply_nothing(struct poll *poll)
{
    struct json_writer writer = { 0 };

    items_open(&writer);
    poll_reply(poll, &writer);
}

static void poll_reply_reset(struct poll *poll, event_id newest, const char *reason)
{
    char cursor[CURSOR_BYTES_MAX + 1];
    struct json_writer writer = { 0 };

    poll->told = newest;
    console_cursor_write(cursor, poll->hub->epoch, newest);
    items_open(&writer);
    event_reset_write(&writer, cursor, reason, clock_now());
    poll_reply(poll, &writer);
}

/* ---- looking ---- */

/* Writes what the viewer may see; stops where a session of theirs ended: the next poll asks. */
static size_t events_write(struct poll *poll, const struct answer *answer,
                           struct json_writer *writer)
{
    size_t written = 0;

    for (size_t i = 0; i < answer->event_count; i++) {
        const struct event *event = &answer->events[i];
        enum event_side side = event_side_of(event, poll->viewer);

        poll->told = event->id;
        if (side != SIDE_NONE) event_item_write(writer, event, poll->hub->epoch, side);
        written += side != SIDE_NONE;
        if (event->kind == EVENT_SESSION_ENDED && event->ref == poll->viewer.person.n) {
            poll->ends = 0;
            return written;
        }
    }
    poll->told = stream_told_after(answer, poll->told);
    return written;
}

static void poll_look(struct poll *poll);

static void poll_looked(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct poll *poll = module;
    struct json_writer writer = { 0 };
    size_t written;

    (void)waiter;
    if (answer->err || answer->outcome != DONE) {
        poll_refuse(poll, refusal_of_err(answer->err ? answer->err : ERR_DOWN));
        return;
    }
    items_open(&writer);
    written = events_write(poll, answer, &writer);
    if (written || clock_steady() >= poll->ends) {
        poll_reply(poll, &writer);
        return;
    }
    json_writer_wipe(&writer);
    if (poll->told.n < poll->hub->newest.n)
        poll_look(poll);
    else
        poll->state = POLL_WAITS;
}

static void poll_look(struct poll *poll)
{
    struct query *query = query_new(QUERY_EVENTS, clock_now());

    poll->state = POLL_LOOKS;
    query->caller.is_operator = true; /* the viewer's part is picked by the events' audiences */
    query->since = poll->told.n;
    query->limit = QUERY_EVENTS_MAX;
    if (post_query(poll->hub->post, query, poll_looked, poll, poll->ticket))
        poll_refuse(poll, refusal_of_err(ERR_BUSY));
}

/* ---- asking ---- */

static void poll_asked(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct poll *poll = module;
    struct poll_hub *hub = poll->hub;
    const char *trouble;

    (void)waiter;
    if (answer->err || answer->outcome != DONE) {
        poll_refuse(poll,
                    answer->err ? refusal_of_err(answer->err) : refusal_of_query(answer->outcome));
        return;
    }
    hub->epoch = answer->epoch;
    poll->viewer = (struct viewer){ answer->me.id, answer->me.role };
    attendance_add(hub->attendance, poll->viewer.person);
    poll->ends = clock_steady() + poll->wait;
    trouble = stream_position_trouble(&poll->came, answer);
    poll->told = poll->came.given ? poll->came.event : answer->cursor;
    if (trouble)
        poll_reply_reset(poll, answer->cursor, trouble);
    else
        poll_look(poll);
}

static void on_poll(const struct http_request *request, void *arg)
{
    struct poll_hub *hub = arg;
    struct caller caller = session_caller(hub->site, request);
    struct poll *poll = caller.signed_in ? poll_take(hub) : NULL;
    struct refusal refusal =
        caller.signed_in ? refusal_of_err(ERR_BUSY) : refusal_of_query(REFUSED_SIGNED_OUT);
    char since[CURSOR_BYTES_MAX + 1], wait[8];
    struct query *query;
    int64_t seconds = 0;

    if (!poll) {
        http_reply_error(hub->http, request->ticket, refusal.status, refusal.code);
        return;
    }
    http_query_get(request, "since", since, sizeof since);
    if (http_query_get(request, "wait", wait, sizeof wait) &&
        number_parse(wait, 0, POLL_WAIT_MAX, &seconds))
        seconds = POLL_WAIT_MAX;
    poll->state = POLL_ASKED;
    poll->ticket = request->ticket;
    poll->wait = SECONDS(seconds);
    poll->came = stream_position_read(NULL, since);
    query = query_new(QUERY_STREAM, clock_now());
    query->caller = caller;
    query->epoch = poll->came.epoch;
    query->since = poll->came.event.n;
    if (post_query(hub->post, query, poll_asked, poll, request->ticket)) poll_refuse(poll, refusal);
}

/* ---- what happens meanwhile ---- */

static void poll_receipt_seen(void *module, const struct receipt *receipt)
{
    struct poll_hub *hub = module;

    if (receipt->newest_event.n <= hub->newest.n) return;
    hub->newest = receipt->newest_event;
    for (size_t i = 0; i < POLLS_MAX; i++)
        if (hub->poll[i].state == POLL_WAITS) poll_look(&hub->poll[i]);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct poll_hub *hub = arg;
    ms now = clock_steady();

    (void)fd;
    (void)what;
    for (size_t i = 0; i < POLLS_MAX; i++)
        if (hub->poll[i].state == POLL_WAITS && now >= hub->poll[i].ends)
            poll_reply_nothing(&hub->poll[i]);
}

struct poll_hub *poll_hub_open(struct event_base *base, struct http *http, struct post *post,
                               const struct site *site, struct attendance *attendance)
{
    static const struct http_route routes[] = {
        { HTTP_GET, "/api/v1/events/poll", on_poll, 0 },
    };
    static const struct timeval tick = { .tv_sec = 1 };
    struct poll_hub *hub = xcalloc(1, sizeof *hub);

    hub->http = http;
    hub->post = post;
    hub->site = site;
    hub->attendance = attendance;
    hub->timer = event_new(base, -1, EV_PERSIST, on_tick, hub);
    must(hub->timer && !event_add(hub->timer, &tick));
    post_on_receipt(post, poll_receipt_seen, hub);
    http_add_routes(http, routes, sizeof routes / sizeof routes[0], hub);
    return hub;
}

void poll_hub_close(struct poll_hub *hub)
{
    if (!hub) return;
    event_free(hub->timer);
    free(hub);
}
