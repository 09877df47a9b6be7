/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_connection.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "edge/http_table.h"

/* More than this is not gathered before it is sent. */
#define STREAM_BYTES_AT_ONCE 16384

void connection_doom(struct http_connection *conn)
{
    if (conn->stage == HTTP_DOOMED) return;
    http_table_move(conn, HTTP_DOOMED);
    event_active(conn->table->reap, EV_TIMEOUT, 0);
}

void connection_pause(struct http_connection *conn)
{
    if (!conn->paused) event_del(&conn->readable);
    conn->paused = true;
}

void connection_resume(struct http_connection *conn)
{
    if (conn->paused) event_add(&conn->readable, NULL);
    conn->paused = false;
}

/* ---- sending ---- */

/* An iovec takes no const, but sendmsg() does not write. */
static struct iovec part_of(const void *bytes, size_t len)
{
    struct iovec part = { .iov_len = len };

    memcpy(&part.iov_base, &bytes, sizeof(bytes));
    return part;
}

/* Keeps of `parts` what the socket did not take. */
static void keep_unsent(struct http_connection *conn, const struct iovec *parts, size_t count,
                        size_t sent)
{
    for (size_t i = 0; i < count; i++) {
        size_t skip = sent < parts[i].iov_len ? sent : parts[i].iov_len;

        if (skip < parts[i].iov_len)
            bytes_add(&conn->out, (const char *)parts[i].iov_base + skip, parts[i].iov_len - skip);
        sent -= skip;
    }
    if (conn->out.len) event_add(&conn->writable, NULL);
}

static void send_parts(struct http_connection *conn, const struct iovec *parts, size_t count)
{
    size_t sent = 0;

    if (conn->stage == HTTP_DOOMED) return;
    if (!conn->out.len && socket_send(conn->fd, parts, count, &sent))
        connection_doom(conn);
    else
        keep_unsent(conn, parts, count, sent);
}

void connection_send(struct http_connection *conn, const void *bytes, size_t len)
{
    struct iovec part = part_of(bytes, len);

    send_parts(conn, &part, 1);
}

/* ---- after an answer ---- */

/* Nothing more will be taken from the client. */
static void drop_input(struct http_connection *conn)
{
    if (!conn->reading) bytes_wipe(&conn->in);
}

/*
 * Closing at once could make the system drop the answer on its way, if bytes of the client are
 * still unread. So the client is told that no more comes, and what it sends is thrown away.
 */
static void linger(struct http_connection *conn)
{
    if (conn->half_closed || socket_end(conn->fd)) {
        connection_doom(conn);
        return;
    }
    drop_input(conn);
    http_table_move(conn, HTTP_LINGERS);
    connection_resume(conn);
}

/* The answer is with the socket: on to the next request, or the end. */
static void answered(struct http_connection *conn)
{
    if (conn->last) {
        linger(conn);
        return;
    }
    http_table_move(conn, HTTP_IDLE);
    connection_resume(conn);
    /* A request that came along with the answered one is taken up from the loop. */
    if (conn->in.len && !conn->reading) event_active(&conn->readable, EV_READ, 0);
}

static void settle(struct http_connection *conn)
{
    if (conn->stage == HTTP_DOOMED) return;
    if (conn->out.len)
        http_table_move(conn, HTTP_WRITES);
    else
        answered(conn);
}

void connection_send_kept(struct http_connection *conn)
{
    struct iovec part = part_of(conn->out.s, conn->out.len);
    bool waits_for_client = conn->stage == HTTP_WRITES || conn->stage == HTTP_STALLS;
    size_t sent;

    if (conn->stage == HTTP_DOOMED) return;
    if (socket_send(conn->fd, &part, 1, &sent)) {
        connection_doom(conn);
        return;
    }
    bytes_drop(&conn->out, sent);
    if (sent && waits_for_client) http_table_move(conn, conn->stage);
    if (conn->out.len) {
        event_add(&conn->writable, NULL);
        if (conn->stage == HTTP_STREAMS) http_table_move(conn, HTTP_STALLS);
        return;
    }

    event_del(&conn->writable);
    if (conn->stage == HTTP_WRITES) answered(conn);
    if (conn->stage == HTTP_STALLS) http_table_move(conn, HTTP_STREAMS);
}

/* ---- answers ---- */

static const struct http_response unsendable = { .status = 500 };

void connection_answer(struct http_connection *conn, const struct http_response *response)
{
    char buffer[HTTP_RESPONSE_HEAD_BYTES_MAX];
    struct iovec parts[2];
    struct str head;

    conn->last = conn->last || conn->table->draining;
    str_init(&head, buffer, sizeof(buffer));
    http_response_head(&head, response, conn->last);
    if (head.cut) {
        log_error("http_answer_unsendable", "status=%d", response->status);
        response = &unsendable;
        str_init(&head, buffer, sizeof(buffer));
        http_response_head(&head, response, conn->last);
    }
    parts[0] = part_of(head.s, head.len);
    parts[1] = part_of(response->body, conn->asks_head ? 0 : response->body_len);
    conn->asks_head = false;

    http_table_next_turn(conn);
    send_parts(conn, parts, 2);
    settle(conn);
}

void connection_answer_error(struct http_connection *conn, const struct http_header *header,
                             int status, const char *code)
{
    char body[128];
    int len = snprintf(body, sizeof(body), "{\"error\":{\"code\":\"%s\"}}", code);

    must(len > 0 && (size_t)len < sizeof(body));
    connection_answer(conn, &(struct http_response){ .status = status,
                                                     .content_type = "application/json",
                                                     .headers = header,
                                                     .header_count = header ? 1 : 0,
                                                     .body = body,
                                                     .body_len = (size_t)len });
}

void connection_stream(struct http_connection *conn, const struct http_header *headers,
                       size_t header_count)
{
    char buffer[HTTP_RESPONSE_HEAD_BYTES_MAX];
    struct str head;

    str_init(&head, buffer, sizeof(buffer));
    http_stream_head(&head, headers, header_count);
    must(!head.cut);
    socket_prepare_stream(conn->fd);
    drop_input(conn);
    http_table_move(conn, HTTP_STREAMS);
    connection_resume(conn);
    connection_stream_send(conn, head.s, head.len);
    if (conn->asks_head) connection_stream_end(conn);
}

/* Leaves when the loop comes round, with all that is told until then: one call for many events. */
void connection_stream_send(struct http_connection *conn, const void *bytes, size_t len)
{
    if (conn->stage == HTTP_DOOMED) return;
    if (!conn->out.len) event_active(&conn->writable, EV_WRITE, 0);
    bytes_add(&conn->out, bytes, len);
    if (conn->out.len >= STREAM_BYTES_AT_ONCE) connection_send_kept(conn);
}

void connection_stream_end(struct http_connection *conn)
{
    conn->closed = NULL;
    conn->last = true;
    http_table_next_turn(conn);
    settle(conn);
}
