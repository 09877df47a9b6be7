/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_REQUEST_H
#define EDGE_HTTP_REQUEST_H
/*
 * http_request.h — a whole request as its handler sees it.
 *
 * Everything in it is borrowed for the call of the handler. What must outlive that call is
 * copied; who asked is remembered by the ticket.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/http_parse.h"

#define HTTP_PARAMS_MAX 4

/* Names one request or stream; stale once it is answered or its client has left. */
struct http_ticket {
    uint32_t slot, turn; /* turn 0: no request at all */
};

struct http_header {
    const char *name, *value;
};

struct http_request {
    struct http_ticket ticket;
    enum http_method method;
    const char *target; /* as it came: path and query, escapes untouched */
    const char *query;  /* after "?", escapes untouched; "" if there is none */
    const char *body;   /* body_len bytes, no NUL at the end */
    size_t body_len;
    const char *remote; /* the other side's address, "192.0.2.1" or "2001:db8::1" */
    bool remote_is_loopback;
    size_t header_count;
    struct http_header header[HTTP_HEADERS_MAX];
    size_t param_count;
    struct http_field param[HTTP_PARAMS_MAX]; /* the pattern's ":name"s and what stands there */
    char path[HTTP_TARGET_BYTES_MAX + 1];     /* the target up to "?", escapes untouched */
};

/* The value of the first header of that name, case ignored; NULL if there is none. */
const char *http_header_get(const struct http_request *request, const char *name);

/* A part of the path by its ":name" in the pattern, decoded. False if absent or too long. */
bool http_param_get(const struct http_request *request, const char *name, char *out, size_t size);

/* A query parameter, decoded. False, and an empty `out`, if absent, malformed or too long. */
bool http_query_get(const struct http_request *request, const char *name, char *out, size_t size);

/* Fills what a route is found by: method and path. */
void http_request_begin(struct http_request *request, const struct http_head *head);

/* Fills target, query and headers; puts the ends of their strings into `bytes`. */
void http_request_fill(struct http_request *request, const struct http_head *head, char *bytes);

#endif
