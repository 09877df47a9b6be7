/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_response.h"

#include <string.h>

/*
 * The console is one script and one stylesheet of our own: everything else is forbidden, and
 * strings cannot become markup (Trusted Types). The answers are nobody else's to embed.
 */
static const char fixed_headers[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types console-worker\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n";

struct reason_phrase {
    int status;
    const char *phrase;
};

static const struct reason_phrase reason_phrases[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 202, "Accepted" },
    { 204, "No Content" },
    { 303, "See Other" },
    { 304, "Not Modified" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 408, "Request Timeout" },
    { 409, "Conflict" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 417, "Expectation Failed" },
    { 422, "Unprocessable Content" },
    { 423, "Locked" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 501, "Not Implemented" },
    { 503, "Service Unavailable" },
    { 505, "HTTP Version Not Supported" },
};

/* The phrase may be empty: only the number counts. */
static const char *phrase_of(int status)
{
    for (size_t i = 0; i < sizeof(reason_phrases) / sizeof(reason_phrases[0]); i++)
        if (reason_phrases[i].status == status) return reason_phrases[i].phrase;
    return "";
}

static void header_add(struct str *out, const char *name, const char *value)
{
    if (strpbrk(name, "\r\n") || strpbrk(value, "\r\n")) out->cut = true;
    str_add(out, name);
    str_add(out, ": ");
    str_add(out, value);
    str_add(out, "\r\n");
}

static void headers_add(struct str *out, const struct http_header *headers, size_t count)
{
    for (size_t i = 0; i < count; i++) header_add(out, headers[i].name, headers[i].value);
}

static void head_begin(struct str *out, int status)
{
    str_add(out, "HTTP/1.1 ");
    str_add_number(out, status);
    str_add(out, " ");
    str_add(out, phrase_of(status));
    str_add(out, "\r\n");
    str_add_len(out, fixed_headers, sizeof(fixed_headers) - 1);
}

void http_response_head(struct str *out, const struct http_response *response, bool last)
{
    const char *cache_control = response->cache_control ? response->cache_control : "no-store";

    head_begin(out, response->status);
    header_add(out, "Cache-Control", cache_control);
    if (response->content_type) header_add(out, "Content-Type", response->content_type);
    headers_add(out, response->headers, response->header_count);
    if (last) header_add(out, "Connection", "close");
    if (response->status != 204 && response->status != 304) {
        str_add(out, "Content-Length: ");
        str_add_number(out, (int64_t)response->body_len);
        str_add(out, "\r\n");
    }
    str_add(out, "\r\n");
}

void http_stream_head(struct str *out, const struct http_header *headers, size_t header_count)
{
    head_begin(out, 200);
    header_add(out, "Cache-Control", "no-store");
    header_add(out, "Content-Type", "text/event-stream");
    /* A proxy that collects before it passes on would hold live events back. */
    header_add(out, "X-Accel-Buffering", "no");
    headers_add(out, headers, header_count);
    header_add(out, "Connection", "close");
    str_add(out, "\r\n");
}
