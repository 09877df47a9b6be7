/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_reader.h"

#include "edge/http_table.h"

#define READ_MORE_BYTES ((size_t)8192) /* at a time, of a request that comes in parts */

/* Parses the head and finds its route; 0 or the status of the refusal. */
static int head_read(struct http_reader *reader, struct http_connection *conn, const char *bytes)
{
    int refusal = http_head_parse(bytes, conn->head_len, &reader->head);
    size_t room;

    if (refusal) return refusal;
    conn->asks_head = reader->head.method == HTTP_HEAD;
    http_request_begin(&reader->request, &reader->head);
    reader->route = http_routes_find(&reader->routes, &reader->request, &reader->route_arg);
    if (!reader->route) return 404;
    room = http_routes_room(&reader->routes, reader->route, &reader->request);
    return reader->head.body_len > room ? 413 : 0;
}

static const char *refusal_code(int status)
{
    switch (status) {
    case 404: return "not_found";
    case 405: return "method_not_allowed";
    case 408: return "timeout";
    case 413: return "too_large";
    case 414: return "target_too_long";
    case 417: return "expectation_unknown";
    case 431: return "head_too_large";
    case 501: return "not_implemented";
    case 503: return "unavailable";
    case 505: return "version_unknown";
    default: return "bad_request";
    }
}

/* Answers with an error and closes: after a refusal nothing more is believed. */
void http_refuse(struct http_reader *reader, struct http_connection *conn, int status)
{
    struct http_header allow = { "Allow", NULL };
    char allowed[64];

    if (status == 404) {
        http_routes_allowed(&reader->routes, &reader->request, allowed, sizeof(allowed));
        if (allowed[0]) {
            allow.value = allowed;
            status = 405;
        }
    }
    reader->refused++;
    conn->last = true;
    connection_answer_error(conn, allow.value ? &allow : NULL, status, refusal_code(status));
}

static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

static void body_await(struct http_connection *conn, bool wants_continue)
{
    if (conn->stage == HTTP_READS_BODY) return;
    http_table_move(conn, HTTP_READS_BODY);
    if (wants_continue) connection_send(conn, go_on, sizeof(go_on) - 1);
}

/* The whole request stands at `bytes`: over to its handler. */
static void request_dispatch(struct http_reader *reader, struct http_connection *conn, char *bytes)
{
    struct http_request *request = &reader->request;

    http_request_fill(request, &reader->head, bytes);
    request->ticket = http_table_ticket(conn);
    request->body = bytes + conn->head_len;
    request->body_len = (size_t)reader->head.body_len;
    request->remote = conn->remote.text;
    request->remote_is_loopback = conn->remote.is_loopback;

    conn->last = !reader->head.keep_alive;
    conn->searched = conn->head_len = conn->need = 0;
    reader->requests++;
    http_table_move(conn, HTTP_WAITS);
    reader->route->handler(request, reader->route_arg);
}

/* Takes one request from the front of `bytes`, if it is whole; returns its length or 0. */
static size_t request_take(struct http_reader *reader, struct http_connection *conn, char *bytes,
                           size_t len)
{
    int refusal = 0;
    size_t taken;

    if (len < conn->need) return 0;
    if (!conn->head_len) refusal = http_head_find(bytes, len, &conn->searched, &conn->head_len);
    if (!refusal && !conn->head_len) return 0;
    if (!refusal) refusal = head_read(reader, conn, bytes);
    if (refusal) {
        http_refuse(reader, conn, refusal);
        return len;
    }
    conn->need = taken = conn->head_len + (size_t)reader->head.body_len;
    if (len < conn->need) {
        body_await(conn, reader->head.wants_continue);
        return 0;
    }
    request_dispatch(reader, conn, bytes);
    return taken;
}

static bool takes_requests(const struct http_connection *conn)
{
    return conn->stage == HTTP_IDLE || conn->stage == HTTP_READS_HEAD ||
           conn->stage == HTTP_READS_BODY;
}

/* One request after the other, each only when the one before is answered. */
static size_t requests_take(struct http_reader *reader, struct http_connection *conn, char *bytes,
                            size_t len)
{
    size_t used = 0, taken = 1;

    conn->reading = true;
    while (used < len && taken && takes_requests(conn)) {
        taken = request_take(reader, conn, bytes + used, len - used);
        used += taken;
    }
    conn->reading = false;
    if (used < len && conn->stage == HTTP_IDLE) http_table_move(conn, HTTP_READS_HEAD);
    return used;
}

/* Whether bytes that were not taken yet may still become a request. */
static bool keeps_input(const struct http_connection *conn)
{
    return takes_requests(conn) || conn->stage == HTTP_WAITS || conn->stage == HTTP_WRITES;
}

/* Requests that come whole never leave the shared buffer; only parts are kept by connection. */
static enum err bytes_read(struct http_reader *reader, struct http_connection *conn)
{
    bool kept = conn->in.len > 0;
    char *to = kept ? bytes_room(&conn->in, READ_MORE_BYTES) : reader->bytes;
    size_t received, used;

    if (socket_receive(conn->fd, to, kept ? READ_MORE_BYTES : HTTP_READ_BYTES, &received,
                       &conn->half_closed))
        return ERR_DOWN;

    if (kept) conn->in.len += received;
    used = requests_take(reader, conn, kept ? conn->in.s : to, kept ? conn->in.len : received);
    if (!keeps_input(conn))
        bytes_wipe(&conn->in);
    else if (kept)
        bytes_drop(&conn->in, used);
    else
        bytes_add(&conn->in, to + used, received - used);
    return conn->half_closed && takes_requests(conn) ? ERR_DOWN : OK;
}

/* Bytes while an answer is due stay with the system; a client that hung up may still listen. */
static enum err bytes_defer(struct http_connection *conn)
{
    bool waiting;

    if (socket_peek(conn->fd, &waiting, &conn->half_closed)) return ERR_DOWN;
    if (waiting || conn->half_closed) connection_pause(conn);
    return OK;
}

/* Throws away what comes; ERR_DOWN when nothing more will, or if nothing may. */
static enum err bytes_discard(struct http_reader *reader, struct http_connection *conn,
                              bool may_come)
{
    size_t received;
    bool ended;

    if (socket_receive(conn->fd, reader->bytes, HTTP_READ_BYTES, &received, &ended))
        return ERR_DOWN;
    return ended || (received && !may_come) ? ERR_DOWN : OK;
}

enum err http_read(struct http_reader *reader, struct http_connection *conn)
{
    switch (conn->stage) {
    case HTTP_IDLE:
    case HTTP_READS_HEAD:
    case HTTP_READS_BODY: return bytes_read(reader, conn);
    case HTTP_WAITS:
    case HTTP_WRITES: return bytes_defer(conn);
    case HTTP_STREAMS:
    case HTTP_STALLS: return bytes_discard(reader, conn, false);
    case HTTP_LINGERS: return bytes_discard(reader, conn, true);
    case HTTP_DOOMED:
    case HTTP_FREE: break;
    }
    return OK;
}
