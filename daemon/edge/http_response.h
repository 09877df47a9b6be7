/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_RESPONSE_H
#define EDGE_HTTP_RESPONSE_H
/*
 * http_response.h — an answer, and how its head is written.
 *
 * Every answer carries the same security headers, so that no handler can forget one.
 */
#include "base/text.h"
#include "edge/http_request.h"

#define HTTP_RESPONSE_HEAD_BYTES_MAX 8192

struct http_response {
    int status;
    const char *content_type;          /* NULL: none */
    const char *cache_control;         /* NULL: "no-store" */
    const struct http_header *headers; /* besides the ones that every answer carries */
    size_t header_count;
    const void *body;
    size_t body_len;
};

/*
 * Writes the head to `out`. `last`: the connection ends with this answer. Too many headers, or
 * one that would break out of its line, set out->cut.
 */
void http_response_head(struct str *out, const struct http_response *response, bool last);

/* The same for an event stream, which ends with its connection. */
void http_stream_head(struct str *out, const struct http_header *headers, size_t header_count);

#endif
