/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_H
#define EDGE_HTTP_H
/*
 * http.h — a small, strict HTTP/1.1 server: requests in, answers and event streams out.
 *
 * Owns the listener and all its connections. A request is known by its ticket, never by a
 * pointer: whoever answers later (after a commit) may do so although the client has long left.
 * All of it runs on the loop's thread; nothing here blocks.
 *
 * No callback is ever called from inside a call into this module, except that a handler's own
 * call happens while the request is read. Connections are torn down only from the loop itself.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "edge/http_response.h"
#include "edge/http_routes.h"

struct event_base;
struct http;

/*
 * Adds a module's table, which must outlive the server; all its handlers get `arg`. Tables and
 * their rows are tried in order and the first match wins: add "*" patterns last.
 */
void http_add_routes(struct http *http, const struct http_route *routes, size_t count, void *arg);

/* The same for routes that take files: `room` says of each request how large its body may be. */
void http_add_file_routes(struct http *http, const struct http_route *routes, size_t count,
                          http_room *room, void *arg);

/* ---- answers ---- */

/* Answers the request and ends its ticket; copies what it needs. A stale ticket is no error. */
void http_reply(struct http *http, struct http_ticket ticket, const struct http_response *response);

/* {"error":{"code":"…"}} with that status; `code` is a snake_case constant. */
void http_reply_error(struct http *http, struct http_ticket ticket, int status, const char *code);

/* ---- event streams ---- */

/* The client left, was too slow, or wrote into the stream. Not called after http_stream_end(). */
typedef void http_stream_closed(struct http_ticket ticket, void *arg);

/*
 * Answers the request with an open text/event-stream; its ticket now names the stream. False if
 * the client has left or there are too many streams (then it is answered with 503).
 */
bool http_stream_begin(struct http *http, struct http_ticket ticket,
                       const struct http_header *headers, size_t header_count,
                       http_stream_closed *closed, void *arg);

/* False if the stream is gone; `closed` has been called or will be, from the loop. */
bool http_stream_write(struct http *http, struct http_ticket ticket, const void *bytes, size_t len);

/* Sends what is left, then closes. */
void http_stream_end(struct http *http, struct http_ticket ticket);

/* ---- the server ---- */

struct http_settings {
    const char *listen;      /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
    size_t connections_max;  /* in all, streams included */
    size_t streams_max;      /* below connections_max, so that webhooks always find a place */
    size_t per_address_max;  /* by IPv4 address or IPv6 /64; not loopback, where the proxy is */
    size_t unsent_bytes_max; /* of a stream, before its slow reader is dropped */
    ms head_time;            /* from the first byte, or the connection's start, to the head's end */
    ms body_time;            /* from the head's end to the body's */
    ms idle_time;            /* between two requests */
    ms answer_time;          /* for the handler; then 503 */
    ms write_time;           /* without a byte taken by the client */
    ms linger_time;          /* for the client to hear a refusal before the connection is cut */
};

struct http_settings http_settings_default(void);

/* NULL, and the reason in `why`, if it cannot listen there. `settings` is copied. */
struct http *http_open(struct event_base *base, const struct http_settings *settings, char *why,
                       size_t why_size);

uint16_t http_port(const struct http *http);

/* Takes no new connection, closes idle ones, and closes each other one after its answer. */
void http_drain(struct http *http);

/* Closes everything at once; no callback is called any more. Not from inside a callback. */
void http_close(struct http *http);

struct http_counts {
    size_t connections, streams, waiting; /* now; waiting: requests that have no answer yet */
    uint64_t requests, refused, evicted, dropped_streams; /* since the start */
};

struct http_counts http_counts_get(const struct http *http);

#endif
