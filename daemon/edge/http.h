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
#include "edge/http_parse.h"

struct event_base;
struct http;

#define HTTP_BODY_BYTES_MAX ((size_t)64 * 1024) /* of routes that do not say otherwise */
#define HTTP_PARAMS_MAX 4

/* ---- requests ---- */

/* Names one request or stream; stale once it is answered or its client has left. */
struct http_ticket {
    uint32_t slot, turn; /* turn 0: no request at all */
};

struct http_header {
    const char *name, *value;
};

/* Borrowed for the call of the handler; strings end with NUL. */
struct http_request {
    struct http_ticket ticket;
    enum http_method method;
    const char *target; /* as it came: path and query, escapes untouched */
    const char *path;   /* the target up to "?", escapes untouched */
    const char *query;  /* after "?", escapes untouched; "" if there is none */
    const char *body;   /* body_len bytes, no NUL at the end */
    size_t body_len;
    const char *remote; /* the other side's address, "192.0.2.1" or "2001:db8::1" */
    bool remote_is_loopback;
    size_t header_count;
    struct http_header header[HTTP_HEADERS_MAX];
    size_t param_count;
    struct http_field param[HTTP_PARAMS_MAX]; /* the pattern's ":name"s and what stands there */
};

/* The value of the first header of that name, case ignored; NULL if there is none. */
const char *http_header_get(const struct http_request *request, const char *name);

/* A part of the path by its ":name" in the pattern, decoded. False if absent or too long. */
bool http_param_get(const struct http_request *request, const char *name, char *out, size_t size);

/* A query parameter, decoded. False, and an empty `out`, if absent, malformed or too long. */
bool http_query_get(const struct http_request *request, const char *name, char *out, size_t size);

/* ---- routes ---- */

/* Answers at once by http_reply(), or keeps request->ticket and answers later. */
typedef void http_handler(const struct http_request *request, void *arg);

/*
 * A pattern is a path in which ":name" stands for one non-empty segment and a last segment "*"
 * for any rest: "/api/v1/conversations/:id/messages", or "/assets/" and a star. A GET route answers
 * HEAD too.
 */
struct http_route {
    enum http_method method;
    const char *pattern;
    http_handler *handler;
    size_t body_bytes_max; /* 0: HTTP_BODY_BYTES_MAX */
};

/*
 * Adds a module's table, which must outlive the server; all its handlers get `arg`. Tables and
 * their rows are tried in order and the first match wins: add "*" patterns last.
 */
void http_add_routes(struct http *http, const struct http_route *routes, size_t count, void *arg);

/* ---- answers ---- */

struct http_response {
    int status;
    const char *content_type;  /* NULL: none */
    const char *cache_control; /* NULL: "no-store" */
    const struct http_header
        *headers; /* further ones; the fixed security headers come by themselves */
    size_t header_count;
    const void *body;
    size_t body_len;
};

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
    const char *listen;     /* "127.0.0.1:8080", "[::1]:8080"; port 0: any free one */
    size_t connections_max; /* in all, streams included */
    size_t streams_max;     /* below connections_max, so that webhooks always find a place */
    size_t
        per_address_max; /* per IPv4 address or IPv6 /64; loopback, where the proxy is, is exempt */
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

/* Closes everything at once; no callback is called any more. */
void http_close(struct http *http);

struct http_counts {
    size_t connections, streams, waiting; /* now; waiting: requests that have no answer yet */
    uint64_t requests, refused, evicted, dropped_streams; /* since the start */
};

struct http_counts http_counts_get(const struct http *http);

#endif
