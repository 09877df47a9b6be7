/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fuzz_http_parse — whatever the bytes, the head parser stays inside them and takes no head
 * whose framing is in doubt.
 *
 * The oracle is a second reader written the other way round: it looks at the raw bytes of a head
 * that was taken and says what a strict reader must find there. Against other parsers the same
 * holds by construction of the promise: what we take, llhttp and h11 take too and end at the
 * same byte; what they take and we refuse is no fault. Build with -fsanitize=fuzzer.
 */
#include "edge/http_parse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "edge/http_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define must_hold(cond) ((cond) ? (void)0 : abort())

/* How many lines of the head begin with this name, whatever stands between it and the colon. */
static int lines_with(const char *head, size_t len, const char *name)
{
    size_t name_len = strlen(name);
    int count = 0;

    for (size_t at = 0; at + name_len < len; at++) {
        if (at == 0 || head[at - 1] != '\n') continue;
        if (strncasecmp(head + at, name, name_len) != 0) continue;
        count += strspn(head + at + name_len, " \t:") > 0;
    }
    return count;
}

static void check_bytes(const char *head, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        must_hold(head[i] != '\0');
        must_hold((head[i] == '\n') == (i > 0 && head[i - 1] == '\r'));
        if (head[i] == '\n' && i + 1 < len) must_hold(head[i + 1] != ' ' && head[i + 1] != '\t');
    }
    must_hold(len >= 4 && memcmp(head + len - 4, "\r\n\r\n", 4) == 0);
}

static void check_framing(const char *bytes, size_t len, const struct http_head *head)
{
    int lengths = lines_with(bytes, len, "Content-Length");
    bool has_body =
        head->method == HTTP_POST || head->method == HTTP_PUT || head->method == HTTP_PATCH;

    must_hold(lines_with(bytes, len, "Transfer-Encoding") == 0);
    must_hold(lengths <= 1 && (lengths == 1 || head->body_len == 0));
    must_hold(lines_with(bytes, len, "Host") == 1 || head->minor == 0);
    must_hold(has_body || head->body_len == 0);
    must_hold(!head->keep_alive || head->minor == 1);
    must_hold(head->target.len > 0 && head->target.s[0] == '/');
    must_hold(head->field_count <= HTTP_HEADERS_MAX);
}

/* The request that a handler would see; its strings must end inside the head. */
static void check_request(char *bytes, size_t len, const struct http_head *head)
{
    struct http_request request;
    char out[64];

    http_request_begin(&request, head);
    http_request_fill(&request, head, bytes);
    must_hold(strlen(request.target) == head->target.len);
    must_hold(strlen(request.path) <= head->target.len);
    for (size_t i = 0; i < request.header_count; i++) {
        must_hold(strlen(request.header[i].name) == head->field[i].name.len);
        must_hold(strlen(request.header[i].value) == head->field[i].value.len);
        must_hold(request.header[i].value + head->field[i].value.len < bytes + len);
    }
    http_query_get(&request, "a", out, sizeof(out));
}

/* In two steps the head must end where it ends in one. */
static void check_searched(const char *bytes, size_t len, int refusal, size_t head_len)
{
    size_t searched = 0, half_len;
    int half = http_head_find(bytes, len / 2, &searched, &half_len);

    if (!half && !half_len) half = http_head_find(bytes, len, &searched, &half_len);
    must_hold(half == refusal && half_len == head_len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *copy = malloc(len ? len : 1);
    size_t searched = 0, head_len;
    struct http_head head;
    int refusal;

    if (len) memcpy(copy, bytes, len);
    refusal = http_head_find(copy, len, &searched, &head_len);
    check_searched(copy, len, refusal, head_len);
    if (!refusal && head_len && http_head_parse(copy, head_len, &head) == 0) {
        check_bytes(copy, head_len);
        check_framing(copy, head_len, &head);
        check_request(copy, head_len, &head);
    }
    free(copy);
    return 0;
}
