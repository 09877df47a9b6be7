/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/version.h"
#include "edge/attendance.h"
#include "edge/console_event.h"
#include "edge/console_json.h"
#include "edge/health.h"
#include "edge/refusal.h"
#include "edge/stream_position.h"

#define TICK SECONDS(1)
#define CHECK_EVERY MINUTES(1)
#define CHECKS_PER_TICK 256
#define BYE_RETRY_AFTER SECONDS(2)

enum stream_state {
    STREAM_FREE,
    STREAM_ASKED,  /* whether its session stands; it is told nothing meanwhile */
    STREAM_BEHIND, /* catches up by looking into the log for itself */
    STREAM_LIVE,   /* is told what the hub finds */
};

struct stream {
    struct stream_hub *hub;
    enum stream_state state;
    bool waits; /* for an answer of the reader */
    bool open;  /* its answer has begun */
    struct http_ticket ticket;
    struct caller caller;
    struct viewer viewer;
    struct stream_position came; /* where it wants to go on, until it is open */
    event_id told;               /* it knows everything up to here */
    uint64_t number;             /* a later one has a higher */
    ms asked_at;                 /* by the clock that never jumps */
};

struct stream_hub {
    struct http *http;
    struct post *post;
    const struct site *site;
    const struct health *health; /* or NULL */
    struct attendance attendance;
    struct event *timer;
    uint64_t epoch;
    event_id told;   /* all live streams know everything up to here */
    event_id newest; /* the log goes on to here at least */
    bool looks;      /* a look into the log is under way */
    uint64_t opened;
    ms heartbeat, heartbeat_at;
    size_t live;      /* how many are */
    size_t used, max; /* streams in use are below `used` */
    struct stream stream[];
};

static const struct http_ticket nobody = { 0 };

/* ---- places ---- */

static void stream_move(struct stream *stream, enum stream_state state)
{
    if (stream->state == STREAM_LIVE) stream->hub->live--;
    if (state == STREAM_LIVE) stream->hub->live++;
    stream->state = state;
}

static struct stream *stream_take(struct stream_hub *hub)
{
    size_t at = 0;

    while (at < hub->used && hub->stream[at].state != STREAM_FREE) at++;
    if (at == hub->max) return NULL;
    if (at == hub->used) hub->used++;
    hub->stream[at] = (struct stream){ .hub = hub, .number = ++hub->opened };
    return &hub->stream[at];
}

static void stream_put(struct stream *stream)
{
    struct stream_hub *hub = stream->hub;

    stream_move(stream, STREAM_FREE);
    if (stream->open) attendance_drop(&hub->attendance, stream->viewer.person);
    stream->open = false;
    while (hub->used && hub->stream[hub->used - 1].state == STREAM_FREE) hub->used--;
}

/* An answer finds its stream only as long as it is the same one. */
static bool stream_waits(const struct stream *stream, struct http_ticket waiter)
{
    return stream->state != STREAM_FREE && stream->ticket.slot == waiter.slot &&
           stream->ticket.turn == waiter.turn;
}

/* ---- telling ---- */

/* A stream that is gone is noticed by its callback, not here. */
static void stream_write(struct stream *stream, const struct json_writer *frame)
{
    (void)http_stream_write(stream->hub->http, stream->ticket, frame->s, frame->len);
}

static void stream_end(struct stream *stream)
{
    http_stream_end(stream->hub->http, stream->ticket);
    stream_put(stream);
}

/* An event of the stream's own, with one word in it or none. */
static void stream_say(struct stream *stream, const char *cursor, const char *event,
                       const char *name, const char *word)
{
    struct json_writer frame = { 0 };

    event_frame_open(&frame, cursor, event, clock_now());
    if (name) json_write_text(&frame, name, word);
    event_frame_close(&frame);
    stream_write(stream, &frame);
    json_writer_wipe(&frame);
}

static void stream_say_hello(struct stream *stream, event_id newest)
{
    static const char retry[] = "retry: 1000\n\n";
    char cursor[CURSOR_BYTES_MAX + 1];
    struct json_writer frame = { 0 };
    ms now = clock_now();

    console_cursor_write(cursor, stream->hub->epoch, newest);
    json_write_raw(&frame, retry, sizeof retry - 1);
    event_frame_open(&frame, NULL, "hello", now);
    json_write_text(&frame, "version", version());
    json_write_time(&frame, "server_time", now);
    json_write_text(&frame, "cursor", cursor);
    event_frame_close(&frame);
    stream_write(stream, &frame);
    json_writer_wipe(&frame);
}

/* Its position leads nowhere: it asks for the state, and goes on from the log's end. */
static void stream_reset(struct stream *stream, event_id newest, const char *reason)
{
    char cursor[CURSOR_BYTES_MAX + 1];

    stream->told = newest;
    console_cursor_write(cursor, stream->hub->epoch, newest);
    stream_say(stream, cursor, "reset", "reason", reason);
}

/* ---- does the session stand? ---- */

static void stream_asked(void *module, struct http_ticket waiter, const struct query *query);

static void stream_ask(struct stream *stream)
{
    struct query *query = query_new(QUERY_STREAM, clock_now());

    stream_move(stream, STREAM_ASKED);
    stream->asked_at = clock_steady();
    query->caller = stream->caller;
    query->epoch = stream->came.given ? stream->came.epoch : stream->hub->epoch;
    query->since = stream->told.n;
    stream->waits = !post_query(stream->hub->post, query, stream_asked, stream, stream->ticket);
}

/* ---- events, for one or for all ---- */

/* True if the stream may be told more of this batch. */
static bool stream_tell(struct stream *stream, const struct event *event,
                        struct event_frames *frames)
{
    enum event_side side = event_side_of(event, stream->viewer);

    if (event->id.n <= stream->told.n) return true;
    stream->told = event->id;
    if (event->kind == EVENT_SESSION_ENDED && event->ref == stream->viewer.person.n) {
        stream_ask(stream); /* maybe another session of theirs; the reader knows */
        return false;
    }
    if (side != SIDE_NONE)
        stream_write(stream, event_frame_get(frames, event, stream->hub->epoch, side));
    return true;
}

static void event_tell_all(struct stream_hub *hub, const struct event *event)
{
    struct event_frames frames = { 0 };

    for (size_t i = 0; i < hub->used; i++)
        if (hub->stream[i].state == STREAM_LIVE) stream_tell(&hub->stream[i], event, &frames);
    event_frames_wipe(&frames);
}

static struct query *events_query(event_id since)
{
    struct query *query = query_new(QUERY_EVENTS, clock_now());

    query->caller.is_operator = true; /* each viewer's part is picked by the events' audiences */
    query->since = since.n;
    query->limit = QUERY_EVENTS_MAX;
    return query;
}

/* ---- the live ones ---- */

static void hub_look(struct stream_hub *hub);

static void hub_reset_all(struct stream_hub *hub, event_id newest)
{
    for (size_t i = 0; i < hub->used; i++)
        if (hub->stream[i].state == STREAM_LIVE) stream_reset(&hub->stream[i], newest, "too_old");
    hub->told = newest;
}

static void hub_looked(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct stream_hub *hub = module;
    event_id before = hub->told;

    (void)waiter;
    hub->looks = false;
    if (answer->err || answer->outcome != DONE) return; /* the timer looks again */
    if (answer->too_old) hub_reset_all(hub, answer->cursor);
    for (size_t i = 0; i < answer->event_count; i++) event_tell_all(hub, &answer->events[i]);
    hub->told = stream_told_after(answer, hub->told);
    if (hub->told.n > before.n) hub_look(hub);
}

/* Asks for what is new, one look at a time. With nobody live there is nobody to tell. */
static void hub_look(struct stream_hub *hub)
{
    if (hub->looks || hub->told.n >= hub->newest.n) return;
    if (!hub->live) {
        hub->told = hub->newest;
        return;
    }
    hub->looks = !post_query(hub->post, events_query(hub->told), hub_looked, hub, nobody);
}

static void hub_receipt_seen(void *module, const struct receipt *receipt)
{
    struct stream_hub *hub = module;

    if (receipt->newest_event.n > hub->newest.n) hub->newest = receipt->newest_event;
    hub_look(hub);
}

/* ---- the one that is behind ---- */

static void stream_follow(struct stream *stream);

static void stream_caught_up(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct stream *stream = module;
    bool more = true;

    if (!stream_waits(stream, waiter)) return;
    stream->waits = false;
    if (answer->err || answer->outcome != DONE) return; /* the timer tries again */
    if (answer->too_old) stream_reset(stream, answer->cursor, "too_old");
    for (size_t i = 0; i < answer->event_count && more; i++) {
        struct event_frames frames = { 0 };

        more = stream_tell(stream, &answer->events[i], &frames);
        event_frames_wipe(&frames);
    }
    if (!more) return;
    stream->told = stream_told_after(answer, stream->told);
    stream_follow(stream);
}

static void stream_catch_up(struct stream *stream)
{
    stream_move(stream, STREAM_BEHIND);
    stream->waits = !post_query(stream->hub->post, events_query(stream->told), stream_caught_up,
                                stream, stream->ticket);
}

/* Live as soon as it knows as much as the live ones; what it knows beyond that it skips. */
static void stream_follow(struct stream *stream)
{
    if (stream->told.n < stream->hub->told.n)
        stream_catch_up(stream);
    else
        stream_move(stream, STREAM_LIVE);
}

/* ---- opening ---- */

static void on_stream_closed(struct http_ticket ticket, void *arg)
{
    struct stream *stream = arg;

    if (stream_waits(stream, ticket)) stream_put(stream);
}

/* A browser that lost count of its streams keeps the newest ones. */
static void streams_supersede(struct stream_hub *hub, const struct caller *caller)
{
    struct stream *oldest = NULL;
    size_t count = 0;

    for (size_t i = 0; i < hub->used; i++) {
        struct stream *stream = &hub->stream[i];

        if (!stream->open || memcmp(stream->caller.session, caller->session, SESSION_HASH_BYTES))
            continue;
        count++;
        if (!oldest || stream->number < oldest->number) oldest = stream;
    }
    if (count < STREAMS_PER_SESSION_MAX) return;
    stream_say(oldest, NULL, "superseded", NULL, NULL);
    stream_end(oldest);
}

static bool stream_open(struct stream *stream, const struct answer *answer)
{
    const char *trouble = stream_position_trouble(&stream->came, answer);
    struct stream_hub *hub = stream->hub;

    streams_supersede(hub, &stream->caller);
    if (!http_stream_begin(hub->http, stream->ticket, NULL, 0, on_stream_closed, stream)) {
        stream_put(stream);
        return false;
    }
    stream->open = true;
    attendance_add(&hub->attendance, stream->viewer.person);
    stream_say_hello(stream, answer->cursor);
    if (!stream->came.given) stream->told = answer->cursor;
    if (trouble) stream_reset(stream, answer->cursor, trouble);
    stream->came.given = false; /* from here on its position is ours */
    return true;
}

/* ---- the session does not stand ---- */

static void stream_refuse(struct stream *stream, struct refusal refusal)
{
    http_reply_error(stream->hub->http, stream->ticket, refusal.status, refusal.code);
    stream_put(stream);
}

/* Storage that does not answer says nothing about the session: the timer asks again. */
static void stream_refused(struct stream *stream, const struct answer *answer)
{
    const char *reason = answer->outcome == REFUSED_LOCKED ? "locked" : "signed_out";

    if (!stream->open) {
        stream_refuse(stream, answer->err ? refusal_of_err(answer->err)
                                          : refusal_of_query(answer->outcome));
    } else if (!answer->err) {
        stream_say(stream, NULL, "session.ended", "reason", reason);
        stream_end(stream);
    }
}

static void hub_learn(struct stream_hub *hub, const struct answer *answer)
{
    hub->epoch = answer->epoch;
    if (answer->cursor.n > hub->newest.n) hub->newest = answer->cursor;
    hub_look(hub);
}

static void stream_asked(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct stream *stream = module;
    enum role role;

    if (!stream_waits(stream, waiter)) return;
    stream->waits = false;
    if (answer->err || answer->outcome != DONE) {
        stream_refused(stream, answer);
        return;
    }
    role = stream->viewer.role;
    stream->viewer = (struct viewer){ answer->me.id, answer->me.role };
    hub_learn(stream->hub, answer);
    if (!stream->open) {
        if (!stream_open(stream, answer)) return;
    } else if (role != answer->me.role) {
        stream_reset(stream, answer->cursor, "role");
    }
    stream_follow(stream);
}

static void request_refuse(struct stream_hub *hub, const struct http_request *request,
                           struct refusal refusal)
{
    http_reply_error(hub->http, request->ticket, refusal.status, refusal.code);
}

static void on_events(const struct http_request *request, void *arg)
{
    struct stream_hub *hub = arg;
    struct caller caller = session_caller(hub->site, request);
    struct refusal busy = refusal_of_err(ERR_BUSY);
    char since[CURSOR_BYTES_MAX + 1];
    struct stream *stream;

    if (!caller.signed_in) {
        request_refuse(hub, request, refusal_of_query(REFUSED_SIGNED_OUT));
        return;
    }
    stream = stream_take(hub);
    if (!stream) {
        request_refuse(hub, request, busy);
        return;
    }
    stream->ticket = request->ticket;
    stream->caller = caller;
    http_query_get(request, "since", since, sizeof since);
    stream->came = stream_position_read(http_header_get(request, "Last-Event-ID"), since);
    stream->told = stream->came.event;
    stream_ask(stream);
    if (!stream->waits) stream_refuse(stream, busy);
}

/* ---- time ---- */

static void heartbeat_write(struct json_writer *frame, const struct stream_hub *hub, event_id told)
{
    const struct health *health = hub->health;
    char cursor[CURSOR_BYTES_MAX + 1];
    ms now = clock_now();

    console_cursor_write(cursor, hub->epoch, told);
    event_frame_open(frame, NULL, "hb", now);
    json_write_time(frame, "t", now);
    json_write_text(frame, "cursor", cursor);
    json_write_null(frame, "mine");
    json_write_null(frame, "waiting");
    json_write_null(frame, "alerts");
    json_write_text(frame, "disk", health ? space_name(health_space(health)) : NULL);
    event_frame_close(frame);
}

static void heartbeat(struct stream_hub *hub)
{
    struct json_writer live = { 0 };

    heartbeat_write(&live, hub, hub->told);
    for (size_t i = 0; i < hub->used; i++) {
        struct stream *stream = &hub->stream[i];
        struct json_writer own = { 0 };

        if (stream->state == STREAM_LIVE) {
            stream_write(stream, &live);
        } else if (stream->open) {
            heartbeat_write(&own, hub, stream->told);
            stream_write(stream, &own);
            json_writer_wipe(&own);
        }
    }
    json_writer_wipe(&live);
}

/* What the reader had no room for is asked again, and every session once a minute. */
static void streams_check(struct stream_hub *hub, ms now)
{
    size_t checks = 0;

    for (size_t i = 0; i < hub->used && checks < CHECKS_PER_TICK; i++) {
        struct stream *stream = &hub->stream[i];

        if (!stream->open || stream->waits) continue;
        if (stream->state == STREAM_LIVE && now - stream->asked_at < CHECK_EVERY) continue;
        checks++;
        if (stream->state == STREAM_BEHIND)
            stream_catch_up(stream);
        else
            stream_ask(stream);
    }
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
    struct stream_hub *hub = arg;
    ms now = clock_steady();

    (void)fd;
    (void)what;
    if (now - hub->heartbeat_at >= hub->heartbeat) {
        hub->heartbeat_at = now;
        heartbeat(hub);
    }
    streams_check(hub, now);
    attendance_tell(&hub->attendance);
    hub_look(hub);
}

/* ---- the hub ---- */

struct stream_hub *stream_hub_open(struct event_base *base, struct http *http, struct post *post,
                                   const struct site *site, const struct stream_settings *settings)
{
    static const struct http_route routes[] = {
        { HTTP_GET, "/api/v1/events", on_events, 0 },
    };
    static const struct timeval tick = { .tv_sec = TICK / 1000 };
    size_t streams_size = settings->streams_max * sizeof(struct stream);
    struct stream_hub *hub = xcalloc(1, sizeof *hub + streams_size);

    hub->http = http;
    hub->post = post;
    hub->site = site;
    hub->max = settings->streams_max;
    hub->heartbeat = settings->heartbeat;
    hub->health = settings->health;
    hub->heartbeat_at = clock_steady();
    attendance_init(&hub->attendance, post);
    hub->timer = event_new(base, -1, EV_PERSIST, on_tick, hub);
    must(hub->timer && !event_add(hub->timer, &tick));
    post_on_receipt(post, hub_receipt_seen, hub);
    http_add_routes(http, routes, sizeof routes / sizeof routes[0], hub);
    return hub;
}

struct attendance *stream_hub_attendance(struct stream_hub *hub)
{
    return &hub->attendance;
}

void stream_hub_say_bye(struct stream_hub *hub)
{
    struct json_writer frame = { 0 };

    event_frame_open(&frame, NULL, "bye", clock_now());
    json_write_number(&frame, "retry_after_ms", BYE_RETRY_AFTER);
    event_frame_close(&frame);
    for (size_t i = hub->used; i-- > 0;) {
        struct stream *stream = &hub->stream[i];

        if (!stream->open) continue;
        stream_write(stream, &frame);
        http_stream_end(hub->http, stream->ticket);
        stream->open = false; /* the process ends: nobody is told that they left */
        stream_put(stream);
    }
    json_writer_wipe(&frame);
}

void stream_hub_close(struct stream_hub *hub)
{
    if (!hub) return;
    event_free(hub->timer);
    attendance_wipe(&hub->attendance);
    free(hub);
}
