/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_PARSE_H
#define EDGE_HTTP_PARSE_H
/*
 * http_parse.h — the head of an HTTP/1.x request, taken only when its framing is beyond doubt.
 *
 * Pure: bytes in, slices of the same bytes out. Wherever two readers of HTTP are known to
 * disagree (bare line ends, folded lines, doubled or decorated lengths, transfer codings, a
 * second Host), the answer is a refusal, so that a proxy in front can never see other requests
 * than we do. A refusal is the HTTP status to answer with before the connection is closed.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_BYTES_MAX 16384
#define HTTP_TARGET_BYTES_MAX 4096
#define HTTP_HEADERS_MAX 64

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE };
#define HTTP_METHODS 6

/* Some of the bytes that were parsed; no NUL at its end. */
struct http_slice {
    const char *s;
    size_t len;
};

struct http_field {
    struct http_slice name, value;
};

struct http_head {
    enum http_method method;
    int minor; /* of the version 1.x: 0 or 1 */
    struct http_slice target;
    size_t field_count;
    struct http_field field[HTTP_HEADERS_MAX];
    uint64_t body_len;   /* from Content-Length; 0 when there is none */
    bool keep_alive;     /* 1.1 without "Connection: close" */
    bool wants_continue; /* "Expect: 100-continue" */
};

/*
 * Looks for the empty line that ends the head. `*searched` remembers between calls what has
 * been looked at: 0 at first. 0 when found (*head_len is then set) or when more bytes are needed
 * (*head_len is 0), else the status of the refusal.
 */
int http_head_find(const char *bytes, size_t len, size_t *searched, size_t *head_len);

/* Parses a whole head, its empty line included. 0 or the status of the refusal. */
int http_head_parse(const char *bytes, size_t len, struct http_head *head);

/* "GET", "POST" … */
const char *http_method_name(enum http_method method);

/* Letters compare without case; for header names. */
bool http_slice_is(struct http_slice slice, const char *word);

#endif
