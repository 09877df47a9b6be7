/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "edge/http_reader.h"
#include "edge/http_table.h"

#define BACKLOG 1024
#define SWEEPS_PER_SECOND 10

struct http {
    struct event_base *base;
    struct http_settings settings;
    ms limit[HTTP_STAGES];           /* of the time in a stage; 0: none */
    struct evconnlistener *listener; /* NULL once draining */
    bool resting;                    /* out of descriptors since the last accept */
    uint16_t port;
    struct event *sweep;
    struct http_table table;
    uint64_t turned_away, evicted, dropped_streams;
    struct http_reader reader;
};

struct http_settings http_settings_default(void)
{
    return (struct http_settings){
        .listen = "127.0.0.1:8080",
        .connections_max = 10240,
        .streams_max = 10000,
        .per_address_max = 64,
        .unsent_bytes_max = (size_t)256 * 1024,
        .head_time = SECONDS(5),
        .body_time = SECONDS(10),
        .idle_time = SECONDS(75),
        .answer_time = SECONDS(30),
        .write_time = SECONDS(20),
        .linger_time = SECONDS(2),
    };
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
    struct http_connection *conn = arg;

    (void)fd, (void)what;
    if (http_read(&conn->table->http->reader, conn)) connection_doom(conn);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    connection_send_kept(arg);
}

/* ---- connections come and go ---- */

static void connection_tear_down(struct http_connection *conn)
{
    event_del(&conn->readable);
    event_del(&conn->writable);
    close(conn->fd);
    bytes_wipe(&conn->in);
    bytes_wipe(&conn->out);
    http_table_remove(conn->table, conn);
}

static void doomed_tear_down(struct http *http)
{
    struct http_connection *conn;

    while ((conn = http->table.queue[HTTP_DOOMED].first)) {
        struct http_ticket ticket = http_table_ticket(conn);
        http_stream_closed *closed = conn->closed;
        void *arg = conn->closed_arg;

        connection_tear_down(conn);
        if (closed) closed(ticket, arg);
    }
}

static void on_reap(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    doomed_tear_down(arg);
}

/* Frees one place, if somebody merely sits on one. Only from the loop. */
static void idlest_evict(struct http *http)
{
    struct http_connection *idlest = http_table_idlest(&http->table);

    if (!idlest) return;
    http->evicted++;
    connection_doom(idlest);
    doomed_tear_down(http);
}

/* False if there is no place for it. */
static bool connection_open(struct http *http, int fd, const struct remote *remote)
{
    struct http_connection *conn;

    if (!remote->is_loopback &&
        http_table_from(&http->table, remote) >= http->settings.per_address_max)
        return false;
    if (http->table.count == http->table.max) idlest_evict(http);
    conn = http_table_add(&http->table, remote);
    if (!conn) return false;

    conn->fd = fd;
    socket_prepare(fd);
    event_assign(&conn->readable, http->base, fd, EV_READ | EV_PERSIST, on_readable, conn);
    event_assign(&conn->writable, http->base, fd, EV_WRITE | EV_PERSIST, on_writable, conn);
    event_add(&conn->readable, NULL);
    return true;
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
                      int len, void *arg)
{
    struct http *http = arg;
    struct remote remote;

    (void)listener, (void)len;
    http->resting = false;
    remote_init(&remote, address);
    if (connection_open(http, fd, &remote)) return;
    http->turned_away++;
    close(fd);
}

/* Out of descriptors: trying again at once would only spin, so it rests until a sweep. */
static void on_accept_failed(struct evconnlistener *listener, void *arg)
{
    struct http *http = arg;

    if (!http->resting)
        log_warn("http_accept_failed", "why=\"%s\" connections=%zu", strerror(errno),
                 http->table.count);
    evconnlistener_disable(listener);
    http->resting = true;
    idlest_evict(http);
}

/* ---- deadlines ---- */

static void connection_late(struct http_connection *conn)
{
    switch (conn->stage) {
    case HTTP_WAITS:
        log_warn("http_unanswered", "slot=%u", conn->slot);
        http_refuse(&conn->table->http->reader, conn, 503);
        return;
    case HTTP_READS_HEAD:
    case HTTP_READS_BODY:
        if (conn->in.len) http_refuse(&conn->table->http->reader, conn, 408);
        break;
    case HTTP_IDLE:
    case HTTP_WRITES:
    case HTTP_STALLS:
    case HTTP_LINGERS:
    case HTTP_STREAMS:
    case HTTP_DOOMED:
    case HTTP_FREE: break;
    }
    connection_doom(conn);
}

static void http_sweep(struct http *http)
{
    ms now = clock_steady();

    for (int stage = 0; stage < HTTP_STAGES; stage++) {
        struct http_queue *queue = &http->table.queue[stage];

        if (!http->limit[stage]) continue;
        while (queue->first && now - queue->first->since >= http->limit[stage])
            connection_late(queue->first);
    }
    if (http->resting && http->listener) evconnlistener_enable(http->listener);
}

static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    http_sweep(arg);
}

/* ---- what handlers call ---- */

void http_add_routes(struct http *http, const struct http_route *routes, size_t count, void *arg)
{
    http_routes_add(&http->reader.routes, routes, count, NULL, arg);
}

void http_add_file_routes(struct http *http, const struct http_route *routes, size_t count,
                          http_room *room, void *arg)
{
    http_routes_add(&http->reader.routes, routes, count, room, arg);
}

/* The connection whose request waits under this ticket, or NULL. */
static struct http_connection *waiting_find(struct http *http, struct http_ticket ticket)
{
    struct http_connection *conn = http_table_find(&http->table, ticket);

    return conn && conn->stage == HTTP_WAITS ? conn : NULL;
}

void http_reply(struct http *http, struct http_ticket ticket, const struct http_response *response)
{
    struct http_connection *conn = waiting_find(http, ticket);

    if (conn) connection_answer(conn, response);
}

void http_reply_error(struct http *http, struct http_ticket ticket, int status, const char *code)
{
    struct http_connection *conn = waiting_find(http, ticket);

    if (conn) connection_answer_error(conn, NULL, status, code);
}

static size_t streams_count(const struct http *http)
{
    return http->table.queue[HTTP_STREAMS].count + http->table.queue[HTTP_STALLS].count;
}

bool http_stream_begin(struct http *http, struct http_ticket ticket,
                       const struct http_header *headers, size_t header_count,
                       http_stream_closed *closed, void *arg)
{
    struct http_connection *conn = waiting_find(http, ticket);

    if (!conn) return false;
    if (streams_count(http) >= http->settings.streams_max) {
        http_refuse(&conn->table->http->reader, conn, 503);
        return false;
    }
    conn->closed = closed;
    conn->closed_arg = arg;
    connection_stream(conn, headers, header_count);
    return conn->closed != NULL;
}

/* The connection of an open stream, or NULL. */
static struct http_connection *stream_find(struct http *http, struct http_ticket ticket)
{
    struct http_connection *conn = http_table_find(&http->table, ticket);

    if (!conn) return NULL;
    return conn->stage == HTTP_STREAMS || conn->stage == HTTP_STALLS ? conn : NULL;
}

bool http_stream_write(struct http *http, struct http_ticket ticket, const void *bytes, size_t len)
{
    struct http_connection *conn = stream_find(http, ticket);

    if (!conn) return false;
    connection_stream_send(conn, bytes, len);
    if (conn->out.len > http->settings.unsent_bytes_max) {
        http->dropped_streams++;
        connection_doom(conn);
    }
    return conn->stage != HTTP_DOOMED;
}

void http_stream_end(struct http *http, struct http_ticket ticket)
{
    struct http_connection *conn = stream_find(http, ticket);

    if (conn) connection_stream_end(conn);
}

/* ---- the server ---- */

static void limits_set(struct http *http)
{
    const struct http_settings *settings = &http->settings;

    http->limit[HTTP_IDLE] = settings->idle_time;
    http->limit[HTTP_READS_HEAD] = settings->head_time;
    http->limit[HTTP_READS_BODY] = settings->body_time;
    http->limit[HTTP_WAITS] = settings->answer_time;
    http->limit[HTTP_WRITES] = settings->write_time;
    http->limit[HTTP_STALLS] = settings->write_time;
    http->limit[HTTP_LINGERS] = settings->linger_time;
}

static void table_open(struct http *http)
{
    uint64_t seed;

    evutil_secure_rng_get_bytes(&seed, sizeof(seed));
    http_table_init(&http->table, http->settings.connections_max, seed);
    http->table.http = http;
    http->table.reap = event_new(http->base, -1, 0, on_reap, http);
    must(http->table.reap != NULL);
}

static void sweep_start(struct http *http)
{
    struct timeval every = { .tv_usec = 1000000 / SWEEPS_PER_SECOND };

    http->sweep = event_new(http->base, -1, EV_PERSIST, on_sweep, http);
    must(http->sweep != NULL);
    event_add(http->sweep, &every);
}

struct http *http_open(struct event_base *base, const struct http_settings *settings, char *why,
                       size_t why_size)
{
    unsigned flags = LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC;
    int fd = socket_bind(settings->listen, why, why_size);
    struct http *http;

    if (fd < 0) return NULL;
    http = xcalloc(1, sizeof(*http));
    http->base = base;
    http->settings = *settings;
    http->settings.listen = NULL; /* the caller's */
    http->port = socket_port(fd);
    limits_set(http);
    table_open(http);
    sweep_start(http);
    http->listener = evconnlistener_new(base, on_accept, http, flags, BACKLOG, fd);
    if (!http->listener) {
        snprintf(why, why_size, "%s: %s", settings->listen, strerror(errno));
        close(fd);
        http_close(http);
        return NULL;
    }
    evconnlistener_set_error_cb(http->listener, on_accept_failed);
    return http;
}

uint16_t http_port(const struct http *http)
{
    return http->port;
}

static void listener_close(struct http *http)
{
    if (http->listener) evconnlistener_free(http->listener);
    http->listener = NULL;
}

void http_drain(struct http *http)
{
    struct http_queue *idle = &http->table.queue[HTTP_IDLE];

    listener_close(http);
    http->table.draining = true;
    while (idle->first) connection_doom(idle->first);
}

void http_close(struct http *http)
{
    listener_close(http);
    for (size_t i = 0; i < http->table.used; i++)
        if (http->table.slot[i].stage != HTTP_FREE) connection_tear_down(&http->table.slot[i]);
    event_free(http->sweep);
    event_free(http->table.reap);
    http_table_wipe(&http->table);
    free(http);
}

struct http_counts http_counts_get(const struct http *http)
{
    return (struct http_counts){
        .connections = http->table.count,
        .streams = streams_count(http),
        .waiting = http->table.queue[HTTP_WAITS].count,
        .requests = http->reader.requests,
        .refused = http->reader.refused + http->turned_away,
        .evicted = http->evicted,
        .dropped_streams = http->dropped_streams,
    };
}
