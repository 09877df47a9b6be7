/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_parse.h"

#include <stdlib.h>

#include "check.h"

#define HOST "Host: line.example\r\n"
#define GET "GET /x HTTP/1.1\r\n" HOST
#define POST "POST /x HTTP/1.1\r\n" HOST

/* A head and how it is answered; 0: it is taken. */
struct head_case {
    const char *sentence, *head;
    int refusal;
};

static const struct head_case head_cases[] = {
    { "a plain GET is taken", GET "\r\n", 0 },
    { "a POST without a body is taken", POST "\r\n", 0 },
    { "a length is taken", POST "Content-Length: 12\r\n\r\n", 0 },
    { "a length of zero is taken, also for a GET", GET "Content-Length: 0\r\n\r\n", 0 },
    { "names know no case", POST "cOnTeNt-LeNgTh:5\r\n\r\n", 0 },
    { "1.0 needs no Host", "GET / HTTP/1.0\r\n\r\n", 0 },
    { "an address in brackets is a Host", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 0 },
    { "an empty value is a value", GET "X:\r\n\r\n", 0 },
    { "a tab in a value is taken", GET "X: a\tb\r\n\r\n", 0 },
    { "UTF-8 in a value is taken", GET "X: \xc3\xa9\r\n\r\n", 0 },
    { "every character of a token may be in a name", GET "!#$%&'*+-.^_`|~aZ09: x\r\n\r\n", 0 },

    /* Each of these ran a hidden second request somewhere. */
    { "a space before the colon of a length", POST "Content-Length : 5\r\n\r\n", 400 },
    { "a tab before the colon of a length", POST "Content-Length\t: 5\r\n\r\n", 400 },
    { "two lengths that differ", POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400 },
    { "two lengths that agree", POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400 },
    { "two lengths in one list", POST "Content-Length: 5, 5\r\n\r\n", 400 },
    { "a transfer coding with a space", POST "Transfer-Encoding : chunked\r\n\r\n", 400 },
    { "a length in a folded line", POST "X: y\r\n Content-Length: 5\r\n\r\n", 400 },
    { "a folded value", POST "Content-Length:\r\n 5\r\n\r\n", 400 },
    { "a folded line with a tab", POST "X: y\r\n\tz\r\n\r\n", 400 },
    { "a folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400 },
    { "a length with a plus sign", POST "Content-Length: +3\r\n\r\n", 400 },
    { "a length with a minus sign", POST "Content-Length: -1\r\n\r\n", 400 },
    { "a length in hex", POST "Content-Length: 0x3\r\n\r\n", 400 },
    { "a length that could be octal", POST "Content-Length: 010\r\n\r\n", 400 },
    { "a length with a space inside", POST "Content-Length: 1 2\r\n\r\n", 400 },
    { "a length with a fraction", POST "Content-Length: 3.0\r\n\r\n", 400 },
    { "a length with an exponent", POST "Content-Length: 1e1\r\n\r\n", 400 },
    { "an empty length", POST "Content-Length:\r\n\r\n", 400 },
    { "a length in foreign digits", POST "Content-Length: \xd9\xa3\r\n\r\n", 400 },
    { "a length with a form feed", POST "Content-Length: \f3\r\n\r\n", 400 },
    { "a length beyond 64 bits", POST "Content-Length: 18446744073709551621\r\n\r\n", 413 },
    { "chunks", POST "Transfer-Encoding: chunked\r\n\r\n", 501 },
    { "chunks besides a length", POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      501 },
    { "a coding that is none", POST "Transfer-Encoding: identity\r\n\r\n", 501 },
    { "an unknown coding", POST "Transfer-Encoding: xchunked\r\n\r\n", 501 },
    { "an empty coding", POST "Transfer-Encoding:\r\n\r\n", 501 },
    { "a coding after a vertical tab", POST "Transfer-Encoding: \vchunked\r\n\r\n", 400 },
    { "a coding in another case", POST "tRANSFER-eNCODING: chunked\r\n\r\n", 501 },
    { "chunks in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 501 },
    { "a coding behind a NUL-like name", POST "\vTransfer-Encoding: chunked\r\n\r\n", 400 },
    { "a GET with a body", GET "Content-Length: 5\r\n\r\n", 400 },
    { "a HEAD with a body", "HEAD / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n", 400 },
    { "a DELETE with a body", "DELETE / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n", 400 },
    { "a CR alone in a value", GET "X: a\rContent-Length: 5\r\n\r\n", 400 },
    { "two CRs at a line's end", GET "X: a\r\r\n\r\n", 400 },

    { "no Host in 1.1", "GET / HTTP/1.1\r\n\r\n", 400 },
    { "two Hosts", GET "Host: other.example\r\n\r\n", 400 },
    { "two Hosts in 1.0", "GET / HTTP/1.0\r\n" HOST HOST "\r\n", 400 },
    { "an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400 },
    { "a Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400 },
    { "a Host with somebody before it", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400 },
    { "a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
    { "a list of Hosts", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400 },

    { "a name with a space", GET "X Y: z\r\n\r\n", 400 },
    { "a name with a bracket", GET "X(: z\r\n\r\n", 400 },
    { "a name with a byte above ASCII", GET "X\xc3\xa9: z\r\n\r\n", 400 },
    { "an empty name", GET ": z\r\n\r\n", 400 },
    { "a line without a colon", GET "nonsense\r\n\r\n", 400 },
    { "a control character in a value", GET "X: a\001b\r\n\r\n", 400 },
    { "a DEL in a value", GET "X: a\177\r\n\r\n", 400 },

    { "no target", "GET HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "two spaces before the target", "GET  / HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "two spaces after the target", "GET /  HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a space at the line's end", "GET / HTTP/1.1 \r\n" HOST "\r\n", 400 },
    { "a tab for a space", "GET\t/ HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a space in the target", "GET /a b HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a whole address as target", "GET http://a/ HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a star as target", "GET * HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "an authority as target", "GET a:80 HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a fragment", "GET /a#b HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a target above ASCII", "GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "a control character in the target", "GET /a\001 HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "no version", "GET /\r\n" HOST "\r\n", 400 },
    { "a version in small letters", "GET / http/1.1\r\n" HOST "\r\n", 400 },
    { "a version with two digits", "GET / HTTP/1.10\r\n" HOST "\r\n", 400 },
    { "a version that is none", "GET / HTTP/x.1\r\n" HOST "\r\n", 400 },
    { "version 1.2", "GET / HTTP/1.2\r\n" HOST "\r\n", 505 },
    { "version 0.9", "GET / HTTP/0.9\r\n" HOST "\r\n", 505 },
    { "version 2.0", "GET / HTTP/2.0\r\n" HOST "\r\n", 505 },
    { "an unknown method", "BREW / HTTP/1.1\r\n" HOST "\r\n", 501 },
    { "TRACE", "TRACE / HTTP/1.1\r\n" HOST "\r\n", 501 },
    { "a tunnel", "CONNECT / HTTP/1.1\r\n" HOST "\r\n", 501 },
    { "a method in mixed letters", "Get / HTTP/1.1\r\n" HOST "\r\n", 501 },
    { "a method with a colon", "GET: / HTTP/1.1\r\n" HOST "\r\n", 400 },
    { "an unknown expectation", POST "Expect: 200-ok\r\n\r\n", 417 },
};

/* Finds and parses as the server does, from memory that ends where the bytes end. */
static int refusal_of(const char *bytes, size_t len, struct http_head *head)
{
    char *exact = malloc(len ? len : 1);
    size_t searched = 0, head_len;
    int refusal;

    memcpy(exact, bytes, len);
    refusal = http_head_find(exact, len, &searched, &head_len);
    if (!refusal) refusal = head_len == len ? http_head_parse(exact, len, head) : -1;
    free(exact);
    return refusal;
}

static void test_heads(void)
{
    for (size_t i = 0; i < sizeof(head_cases) / sizeof(head_cases[0]); i++) {
        const struct head_case *c = &head_cases[i];
        struct http_head head;
        int refusal = refusal_of(c->head, strlen(c->head), &head);

        if (!CHECK_CASE(refusal == c->refusal, c->sentence)) printf("    got: %d\n", refusal);
    }
}

/* What is refused before the head is whole. */
static const struct head_case early_cases[] = {
    { "a bare line feed after the first line", "GET / HTTP/1.1\n", 400 },
    { "a bare line feed after a header", GET "X: y\n", 400 },
    { "a bare line feed as the empty line", GET "\n", 400 },
    { "a blank line before the request", "\r\n", 400 },
    { "a line feed before the request", "\n", 400 },
    { "a space before the request", " GET", 400 },
    { "a method in small letters", "get", 400 },
    { "a TLS greeting", "\026\003\001", 400 },
    { "half a line waits", "GET / HT", 0 },
    { "a line without the end of the head waits", GET, 0 },
    { "a CR alone waits for its line feed", GET "\r", 0 },
};

static void test_early(void)
{
    for (size_t i = 0; i < sizeof(early_cases) / sizeof(early_cases[0]); i++) {
        const struct head_case *c = &early_cases[i];
        size_t searched = 0, head_len;
        int refusal = http_head_find(c->head, strlen(c->head), &searched, &head_len);

        CHECK_CASE(refusal == c->refusal && head_len == 0, c->sentence);
    }
}

static void test_nul(void)
{
    static const char in_value[] = GET "X: a\0b\r\n\r\n";
    static const char in_name[] = GET "X\0: a\r\n\r\n";
    static const char in_target[] = "GET /\0 HTTP/1.1\r\n" HOST "\r\n";
    static const char in_method[] = "GET\0 / HTTP/1.1\r\n" HOST "\r\n";
    static const char in_host[] = "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n";
    struct http_head head;

    CHECK(refusal_of(in_value, sizeof(in_value) - 1, &head) == 400);
    CHECK(refusal_of(in_name, sizeof(in_name) - 1, &head) == 400);
    CHECK(refusal_of(in_target, sizeof(in_target) - 1, &head) == 400);
    CHECK(refusal_of(in_method, sizeof(in_method) - 1, &head) == 400);
    CHECK(refusal_of(in_host, sizeof(in_host) - 1, &head) == 400);
}

static bool slice_equals(struct http_slice slice, const char *s)
{
    return slice.len == strlen(s) && memcmp(slice.s, s, slice.len) == 0;
}

static void test_meaning(void)
{
    static const char bytes[] = "PATCH /a/b?c=d HTTP/1.1\r\nHost:x\r\nA:  b c \t\r\n"
                                "Content-Length: 999999999999999\r\nExpect: 100-Continue\r\n\r\n";
    struct http_head head;

    CHECK(http_head_parse(bytes, sizeof(bytes) - 1, &head) == 0);
    CHECK(head.method == HTTP_PATCH && head.minor == 1);
    CHECK(slice_equals(head.target, "/a/b?c=d"));
    CHECK(head.field_count == 4);
    CHECK(slice_equals(head.field[0].name, "Host") && slice_equals(head.field[0].value, "x"));
    CHECK(slice_equals(head.field[1].name, "A") && slice_equals(head.field[1].value, "b c"));
    CHECK(head.body_len == 999999999999999u);
    CHECK(head.keep_alive && head.wants_continue);
}

/* Header lines and whether the connection may be kept after them. */
static void test_keep_alive(void)
{
    static const struct {
        const char *head;
        bool keep_alive;
    } cases[] = {
        { GET "\r\n", true },
        { GET "Connection: close\r\n\r\n", false },
        { GET "Connection: Close\r\n\r\n", false },
        { GET "Connection: x , close,y\r\n\r\n", false },
        { GET "Connection: keep-alive\r\nConnection: close\r\n\r\n", false },
        { GET "Connection: closed\r\n\r\n", true },
        { "GET / HTTP/1.0\r\n\r\n", false },
        { "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct http_head head;

        CHECK(http_head_parse(cases[i].head, strlen(cases[i].head), &head) == 0);
        CHECK_CASE(head.keep_alive == cases[i].keep_alive, cases[i].head);
    }
}

static void test_expectation(void)
{
    static const char old[] = "POST / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n";
    struct http_head head;

    CHECK(http_head_parse(old, sizeof(old) - 1, &head) == 0);
    CHECK(!head.wants_continue);
}

static int refusal_with_headers(int count)
{
    char bytes[4096] = GET;
    struct http_head head;

    for (int i = 1; i < count; i++) strncat(bytes, "X: y\r\n", 7);
    strncat(bytes, "\r\n", 3);
    return refusal_of(bytes, strlen(bytes), &head);
}

static int refusal_with_target(size_t len)
{
    static char bytes[HTTP_TARGET_BYTES_MAX + 100];
    struct http_head head;

    memcpy(bytes, "GET /", 5);
    memset(bytes + 5, 'a', len - 1);
    memcpy(bytes + 4 + len, " HTTP/1.0\r\n\r\n", 14);
    return refusal_of(bytes, strlen(bytes), &head);
}

static void test_limits(void)
{
    static char endless[HTTP_HEAD_BYTES_MAX + 10];
    size_t searched = 0, head_len;

    CHECK(refusal_with_headers(HTTP_HEADERS_MAX) == 0);
    CHECK(refusal_with_headers(HTTP_HEADERS_MAX + 1) == 431);
    CHECK(refusal_with_target(HTTP_TARGET_BYTES_MAX) == 0);
    CHECK(refusal_with_target(HTTP_TARGET_BYTES_MAX + 1) == 414);

    memset(endless, 'A', sizeof(endless));
    CHECK(http_head_find(endless, HTTP_HEAD_BYTES_MAX - 1, &searched, &head_len) == 0);
    CHECK(http_head_find(endless, sizeof(endless), &searched, &head_len) == 431);
}

/* Byte by byte the head ends where it ends in one piece. */
static void test_drip(void)
{
    static const char bytes[] = POST "Content-Length: 3\r\n\r\nabc";
    size_t whole = sizeof(bytes) - 1 - 3, searched = 0, head_len = 0, len = 0;

    while (!head_len && len < sizeof(bytes) - 1)
        CHECK(http_head_find(bytes, ++len, &searched, &head_len) == 0);
    CHECK(head_len == whole && len == whole);
}

int main(void)
{
    test_heads();
    test_early();
    test_nul();
    test_meaning();
    test_keep_alive();
    test_expectation();
    test_limits();
    test_drip();
    return check_end();
}
