/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whoever asks is known by one cookie; what another site sent is not ours. */
#include "edge/session.h"

#include "tests/check.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define TOKEN "0123456789abcdefghijklmnopqrstuvwxyzABCDE_-"

static struct site secure_site(void)
{
    char why[128];
    struct site site;

    CHECK(!site_init(&site, "https://line.example", why, sizeof why));
    return site;
}

static struct site loopback_site(void)
{
    char why[128];
    struct site site;

    CHECK(!site_init(&site, "http://127.0.0.1:8080", why, sizeof why));
    return site;
}

static void header_add(struct http_request *request, const char *name, const char *value)
{
    if (value) request->header[request->header_count++] = (struct http_header){ name, value };
}

static void test_public_urls(void)
{
    static const struct {
        const char *url, *origin; /* NULL: refused */
        bool secure;
    } cases[] = {
        { "https://line.example", "https://line.example", true },
        { "https://Line.Example/", "https://line.example", true },
        { "https://line.example:443", "https://line.example", true },
        { "https://line.example:8443/sub", "https://line.example:8443", true },
        { "HTTPS://line.example", "https://line.example", true },
        { "http://127.0.0.1:8080", "http://127.0.0.1:8080", false },
        { "http://127.1.2.3:80", "http://127.1.2.3", false },
        { "http://localhost:8080/", "http://localhost:8080", false },
        { "http://[::1]:8080", "http://[::1]:8080", false },
        { "http://line.example", NULL, false },
        { "http://localhost.line.example", NULL, false },
        { "http://128.0.0.1", NULL, false },
        { "http://127.0.0.1.line.example", NULL, false },
        { "https://", NULL, false },
        { "https://a b", NULL, false },
        { "https://name@line.example", NULL, false },
        { "https://line.example?x", NULL, false },
        { "ftp://line.example", NULL, false },
        { "", NULL, false },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        char why[128] = "";
        struct site site;
        enum err err = site_init(&site, cases[i].url, why, sizeof why);

        CHECK_CASE((err == OK) == (cases[i].origin != NULL), cases[i].url);
        if (err) {
            CHECK_CASE(why[0] != '\0', cases[i].url);
        } else if (cases[i].origin) {
            CHECK_STR(site.origin, cases[i].origin);
            CHECK_CASE(site.secure == cases[i].secure, cases[i].url);
        }
    }
}

static void test_cookies(void)
{
    static const struct {
        bool secure, signed_in;
        const char *cookie, *second;
    } cases[] = {
        { true, true, "__Host-s=" TOKEN, NULL },
        { true, true, "a=b; __Host-s=" TOKEN "; c=d", NULL },
        { true, true, "x__Host-s=" TOKEN "; __Host-s=" TOKEN, NULL },
        { true, false, "s=" TOKEN, NULL },
        { true, false, "__Host-s=" TOKEN "; __Host-s=" TOKEN, NULL },
        { true, false, "__Host-s=" TOKEN, "__Host-s=" TOKEN },
        { true, false, "__Host-s=", NULL },
        { true, false, "__Host-s=" TOKEN "x", NULL },
        { true, false, "__Host-s= " TOKEN, NULL },
        { true, false, "__Host-s=\"" TOKEN "\"", NULL },
        { true, false, "__Host-s=0123456789abcdefghijklmnopqrstuvwxyzABCDE_+", NULL },
        { true, false, "", NULL },
        { true, false, NULL, NULL },
        { false, true, "s=" TOKEN, NULL },
        { false, false, "__Host-s=" TOKEN, NULL },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct site site = cases[i].secure ? secure_site() : loopback_site();
        struct http_request request = { 0 };
        struct caller caller;

        header_add(&request, "cookie", cases[i].cookie);
        header_add(&request, "Cookie", cases[i].second);
        caller = session_caller(&site, &request);
        CHECK_CASE(caller.signed_in == cases[i].signed_in,
                   cases[i].cookie ? cases[i].cookie : "no cookie");
        CHECK(!caller.is_operator);
    }
}

static void test_a_fresh_cookie_is_known_again(void)
{
    struct site site = secure_site(), plain = loopback_site();
    struct session_cookie cookie, other;
    struct http_request request = { 0 };
    char pair[SET_COOKIE_BYTES_MAX + 1];
    struct caller caller;

    session_cookie_make(&site, &cookie);
    session_cookie_make(&site, &other);
    CHECK(memcmp(cookie.hash, other.hash, sizeof cookie.hash) != 0);
    CHECK_STR(strchr(cookie.set_cookie, ';'), "; Path=/; HttpOnly; SameSite=Strict; Secure");
    memcpy(pair, cookie.set_cookie, sizeof pair);
    *strchr(pair, ';') = '\0';
    header_add(&request, "Cookie", pair);
    caller = session_caller(&site, &request);
    CHECK(caller.signed_in && !memcmp(caller.session, cookie.hash, sizeof cookie.hash));
    session_cookie_make(&plain, &cookie);
    CHECK(!strncmp(cookie.set_cookie, "s=", 2) && !strstr(cookie.set_cookie, "Secure"));
    session_cookie_clear(&site, pair);
    CHECK_STR(pair, "__Host-s=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
}

static void test_who_sent_it(void)
{
    static const struct {
        const char *console, *origin, *fetched;
        bool ours;
    } cases[] = {
        { "1", "https://line.example", "same-origin", true },
        { "1", "https://line.example", NULL, true },
        { "1", NULL, "same-origin", true },
        { "1", NULL, NULL, false },
        { NULL, "https://line.example", "same-origin", false },
        { "0", "https://line.example", "same-origin", false },
        { "1", "https://evil.example", "same-origin", false },
        { "1", "https://line.example", "cross-site", false },
        { "1", "https://line.example", "same-site", false },
        { "1", NULL, "none", false },
        { "1", "null", NULL, false },
        { "1", "http://line.example", NULL, false },
        { "1", "https://line.example:8443", NULL, false },
        { "1", "https://line.example.evil.example", NULL, false },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct site site = secure_site();
        struct http_request request = { 0 };

        header_add(&request, "X-Console", cases[i].console);
        header_add(&request, "Origin", cases[i].origin);
        header_add(&request, "Sec-Fetch-Site", cases[i].fetched);
        CHECK_CASE(session_is_same_origin(&site, &request) == cases[i].ours,
                   cases[i].origin ? cases[i].origin : "no origin");
    }
}

static void test_addresses(void)
{
    static const struct {
        const char *remote;
        bool loopback;
        const char *forwarded, *again, *address;
    } cases[] = {
        { "192.0.2.1", false, NULL, NULL, "192.0.2.1" },
        { "192.0.2.1", false, "198.51.100.7", NULL, "192.0.2.1" },
        { "127.0.0.1", true, "198.51.100.7", NULL, "198.51.100.7" },
        { "127.0.0.1", true, "203.0.113.9, 198.51.100.7", NULL, "198.51.100.7" },
        { "127.0.0.1", true, "203.0.113.9", "198.51.100.7", "198.51.100.7" },
        { "127.0.0.1", true, "unknown", NULL, "127.0.0.1" },
        { "127.0.0.1", true, "", NULL, "127.0.0.1" },
        { "127.0.0.1", true, NULL, NULL, "127.0.0.1" },
        { "2001:db8:1:2:3:4:5:6", false, NULL, NULL, "2001:db8:1:2::" },
        { "127.0.0.1", true, "2001:db8:1:2:ffff::1", NULL, "2001:db8:1:2::" },
        { "", false, NULL, NULL, "" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_request request = { .remote = cases[i].remote,
                                        .remote_is_loopback = cases[i].loopback };
        char address[ADDRESS_BYTES_MAX + 1];

        header_add(&request, "X-Forwarded-For", cases[i].forwarded);
        header_add(&request, "x-forwarded-for", cases[i].again);
        session_address(&request, address);
        CHECK_STR(address, cases[i].address);
    }
}

/* The key and the hash that a request of this body gets; false if its key is refused. */
static bool key_of(const char *key, enum http_method method, const char *path, const char *body,
                   struct command *command)
{
    static const struct crypt_key secret = { { 1, 2, 3 } };
    struct http_request request = { .method = method, .body = body, .body_len = strlen(body) };

    *command = (struct command){ 0 };
    header_add(&request, "Idempotency-Key", key);
    memcpy(request.path, path, strlen(path) + 1);
    return session_key(&secret, &request, command);
}

static void test_keys(void)
{
    static const char *const refused[] = { "", "short", "with space in it", "tab\tinside it",
                                           "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4" };
    struct command first, again, none;
    char longest[TOKEN_BYTES_MAX + 2];

    CHECK(key_of("6f1c2b3a-0000", HTTP_POST, "/a", "{}", &first));
    CHECK_STR(first.key, "6f1c2b3a-0000");
    CHECK(key_of("6f1c2b3a-0000", HTTP_POST, "/a", "{}", &again));
    CHECK(!memcmp(first.key_hash, again.key_hash, sizeof first.key_hash));
    CHECK(key_of("6f1c2b3a-0000", HTTP_PUT, "/a", "{}", &again));
    CHECK(memcmp(first.key_hash, again.key_hash, sizeof first.key_hash) != 0);
    CHECK(key_of("6f1c2b3a-0000", HTTP_POST, "/b", "{}", &again));
    CHECK(memcmp(first.key_hash, again.key_hash, sizeof first.key_hash) != 0);
    CHECK(key_of("6f1c2b3a-0000", HTTP_POST, "/a", "{ }", &again));
    CHECK(memcmp(first.key_hash, again.key_hash, sizeof first.key_hash) != 0);
    CHECK(key_of(NULL, HTTP_POST, "/a", "{}", &none) && !none.key[0]);
    for (size_t i = 0; i < COUNT(refused); i++)
        CHECK_CASE(!key_of(refused[i], HTTP_POST, "/a", "{}", &none), refused[i]);
    memset(longest, 'k', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CHECK(!key_of(longest, HTTP_POST, "/a", "{}", &none));
    longest[TOKEN_BYTES_MAX] = '\0';
    CHECK(key_of(longest, HTTP_POST, "/a", "{}", &none));
}

int main(void)
{
    if (crypt_start()) return 1;
    test_public_urls();
    test_cookies();
    test_a_fresh_cookie_is_known_again();
    test_who_sent_it();
    test_addresses();
    test_keys();
    return check_end();
}
