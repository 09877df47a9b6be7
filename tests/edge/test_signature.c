/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "../check.h"
#include "base/crypt.h"
#include "edge/signature.h"
#include "edge/signature_twilio.h"

#define MUTANTS 100000
#define TOKEN "12345678901234567890123456789012"

/* ---- keyed hashes ---- */

static void test_hmac(void)
{
    /* RFC 2202 and RFC 4231, the second case of each. */
    const char *words = "what do ya want for nothing?";
    struct signature_key *sha1 = signature_key_new(SIGNATURE_SHA1, "Jefe");
    struct signature_key *sha256 = signature_key_new(SIGNATURE_SHA256, "Jefe");
    char base64[SIGNATURE_BASE64_MAX + 1];

    for (int again = 0; again < 3; again++) {
        signature_begin(sha1);
        signature_add(sha1, words, 10);
        signature_add(sha1, words + 10, strlen(words) - 10);
        signature_end(sha1, base64);
        CHECK_STR(base64, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
        signature_begin(sha256);
        signature_add(sha256, words, strlen(words));
        signature_end(sha256, base64);
        CHECK_STR(base64, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
    }
    signature_key_free(sha1);
    signature_key_free(sha256);
}

static void test_plain(void)
{
    char hex[SIGNATURE_SHA256_HEX + 1];

    signature_sha256("abc", 3, hex);
    CHECK_STR(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(signature_equal("same", "same"));
    CHECK(!signature_equal("sama", "same"));
    CHECK(!signature_equal("", "same"));
    CHECK(!signature_equal("samesame", "same"));
}

/* ---- which URLs a signature is good for ---- */

static const struct url_case {
    const char *sentence, *is_signed, *seen;
    bool valid;
} url_cases[] = {
    { "as it is", "https://a.example/h?t=1", "https://a.example/h?t=1", true },
    { "signed with the scheme's port", "https://a.example:443/h", "https://a.example/h", true },
    { "signed with the scheme's port, http", "http://a.example:80/h", "http://a.example/h", true },
    { "signed without the port given", "https://a.example/h", "https://a.example:8443/h", true },
    { "signed with the port given", "https://a.example:8443/h", "https://a.example:8443/h", true },
    { "signed with another port", "https://a.example:8443/h", "https://a.example/h", false },
    { "the other scheme's port", "https://a.example:80/h", "https://a.example/h", false },
    { "an IPv6 address has colons, no port", "https://[::1]:443/h", "https://[::1]/h", true },
    { "an IPv6 address and a port", "https://[::1]/h", "https://[::1]:8443/h", true },
    { "a login has a colon, no port", "https://u:p@a.example:443/h", "https://u:p@a.example/h",
      true },
    { "the login is signed", "https://a.example/h", "https://u:p@a.example/h", false },
    { "a colon in the path is no port", "https://a.example/h:8443", "https://a.example/h:8443",
      true },
    { "a colon in the query is no port", "https://a.example?t=b:1", "https://a.example?t=b:1",
      true },
    { "the fragment is not signed", "https://a.example/h", "https://a.example/h#rc=5", true },
    { "the query is", "https://a.example/h", "https://a.example/h?t=1", false },
    { "its escapes stay as they are", "https://a.example/h?t=%c3", "https://a.example/h?t=%c3",
      true },
    { "or an apostrophe is escaped", "https://a.example:443/h?t=o%27b", "https://a.example/h?t=o'b",
      true },
    { "or all of it is escaped anew", "https://a.example/h?t=%2Fa%20%26&b=%C3",
      "https://a.example/h?t=/a+%26&b=%c3", true },
    { "with what need not be escaped", "https://a.example/h?t='", "https://a.example/h?t=%27",
      true },
    { "an & of its own is not another's", "https://a.example/h?t=1&b",
      "https://a.example/h?t=1%26b", false },
    { "the path is not escaped anew", "https://a.example/a%2Fb", "https://a.example/a/b", false },
    { "another host", "https://a.example/h", "https://b.example/h", false },
};

static void sign(struct signature_key *key, const char *words, char *base64)
{
    signature_begin(key);
    signature_add(key, words, strlen(words));
    signature_end(key, base64);
}

static void test_urls(void)
{
    struct signature_key *key = signature_key_new(SIGNATURE_SHA1, TOKEN);
    char base64[SIGNATURE_BASE64_MAX + 1];

    for (size_t i = 0; i < sizeof url_cases / sizeof url_cases[0]; i++) {
        struct signed_request request = { url_cases[i].seen, "", 0, false };

        sign(key, url_cases[i].is_signed, base64);
        CHECK_CASE(signature_twilio_is_valid(key, &request, base64) == url_cases[i].valid,
                   url_cases[i].sentence);
    }
    signature_key_free(key);
}

/* ---- how parameters are signed ---- */

static const struct param_case {
    const char *sentence, *body, *is_signed; /* without the URL */
} param_cases[] = {
    { "sorted by name", "b=2&a=1", "a1b2" },
    { "upper case first", "a=1&B=2", "B2a1" },
    { "equal names by value", "a=2&a=1", "a1a2" },
    { "equal pairs once", "a=1&b=2&a=1", "a1b2" },
    { "empty values and names", "a=&b&=c", "cab" },
    { "nothing between two &", "a=1&&b=2&", "a1b2" },
    { "decoded", "a=%C3%A9+%2b%26", "a\xc3\xa9 +&" },
    { "a broken escape stands for itself", "a=%zz%4", "a%zz%4" },
    { "by UTF-16 units, not by bytes", "a=%EF%AC%80&a=%F0%9F%98%80",
      "a\xf0\x9f\x98\x80"
      "a\xef\xac\x80" },
};

static void test_params(void)
{
    const char *url = "https://a.example/h";
    struct signature_key *key = signature_key_new(SIGNATURE_SHA1, TOKEN);
    char base64[SIGNATURE_BASE64_MAX + 1], words[256];

    for (size_t i = 0; i < sizeof param_cases / sizeof param_cases[0]; i++) {
        const struct param_case *c = &param_cases[i];
        struct signed_request request = { url, c->body, strlen(c->body), true };

        snprintf(words, sizeof words, "%s%s", url, c->is_signed);
        sign(key, words, base64);
        CHECK_CASE(signature_twilio_is_valid(key, &request, base64), c->sentence);
        request.form = false;
        CHECK_CASE(!signature_twilio_is_valid(key, &request, base64), c->sentence);
    }
    signature_key_free(key);
}

static void test_too_many_params(void)
{
    const char *url = "https://a.example/h";
    struct signature_key *key = signature_key_new(SIGNATURE_SHA1, TOKEN);
    char base64[SIGNATURE_BASE64_MAX + 1], body[3 * (SIGNATURE_PARAMS_MAX + 1) + 1] = "";
    struct signed_request request = { url, body, 0, true };

    for (int i = 0; i <= SIGNATURE_PARAMS_MAX; i++) memcpy(body + (size_t)i * 2, "a&", 3);
    signature_begin(key);
    signature_add(key, url, strlen(url));
    signature_add(key, "a", 1);
    signature_end(key, base64);
    request.body_len = 2 * SIGNATURE_PARAMS_MAX;
    CHECK(signature_twilio_is_valid(key, &request, base64));
    request.body_len += 2;
    CHECK(!signature_twilio_is_valid(key, &request, base64));
    signature_key_free(key);
}

/* A body that is no form counts only with its hash in the signed URL. */
static void test_hashed_body(void)
{
    const char *body = "{\"a\":1}";
    struct signature_key *key = signature_key_new(SIGNATURE_SHA1, TOKEN);
    char base64[SIGNATURE_BASE64_MAX + 1], hex[SIGNATURE_SHA256_HEX + 1], url[256];
    struct signed_request request = { url, body, strlen(body), false };

    signature_sha256(body, strlen(body), hex);
    snprintf(url, sizeof url, "https://a.example/h?x=1&bodySHA256=%s", hex);
    sign(key, url, base64);
    CHECK(signature_twilio_is_valid(key, &request, base64));
    request.body = "{\"a\":2}";
    CHECK(!signature_twilio_is_valid(key, &request, base64));
    request.body = body;
    snprintf(url, sizeof url, "https://a.example/h?xbodySHA256=%s", hex);
    sign(key, url, base64);
    CHECK(!signature_twilio_is_valid(key, &request, base64));
    snprintf(url, sizeof url, "https://a.example/h?bodySHA256=");
    sign(key, url, base64);
    CHECK(!signature_twilio_is_valid(key, &request, base64));
    signature_key_free(key);
}

/* ---- forgeries: one character off, in the body, the URL or the signature ---- */

static uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * A letter that stands for itself becomes another one. Not within an escape, and not in a port,
 * where two spellings can mean the same.
 */
static bool mutate(char *s, size_t len, uint32_t *random)
{
    const char *letters = "abcdefghijklmnopqrstuvwxyz";
    size_t at = random_next(random) % len;
    char c = letters[random_next(random) % 26];

    if (!is_letter(s[at]) || s[at] == c) return false;
    if ((at > 0 && s[at - 1] == '%') || (at > 1 && s[at - 2] == '%')) return false;
    s[at] = c;
    return true;
}

/* Gives back how many copies with one letter changed were refused; all of `tries` should be. */
static int mutants_refused(struct signature_key *key, const json_t *vector, int tries,
                           uint32_t *random)
{
    int refused = 0;

    while (tries) {
        char *part[3] = { strdup(json_string_value(json_object_get(vector, "raw_body"))),
                          strdup(json_string_value(json_object_get(vector, "url_seen_by_server"))),
                          strdup(json_string_value(json_object_get(vector, "signature_header"))) };
        const char *type = json_string_value(json_object_get(vector, "content_type"));
        char *changed = part[random_next(random) % 3];
        bool differs = mutate(changed, strlen(changed), random);
        struct signed_request request = { part[1], part[0], strlen(part[0]),
                                          strstr(type, "form") != NULL };

        if (differs) {
            refused += !signature_twilio_is_valid(key, &request, part[2]);
            tries--;
        }
        for (int i = 0; i < 3; i++) free(part[i]);
    }
    return refused;
}

static void test_mutants(void)
{
    json_t *file = json_load_file("tests/vectors/twilio.json", 0, NULL);
    json_t *vectors = json_object_get(file, "vectors"), *vector;
    struct signature_key *key =
        signature_key_new(SIGNATURE_SHA1, json_string_value(json_object_get(file, "auth_token")));
    uint32_t random = 20260301;
    size_t i, valid = 0;
    int refused = 0, tries = 0;

    json_array_foreach(vectors, i, vector) valid +=
        json_is_true(json_object_get(vector, "sdk_valid"));
    CHECK(valid >= 10);
    json_array_foreach(vectors, i, vector)
    {
        int share = MUTANTS / (int)(valid ? valid : 1) + 1;

        if (!json_is_true(json_object_get(vector, "sdk_valid"))) continue;
        refused += mutants_refused(key, vector, share, &random);
        tries += share;
    }
    CHECK(tries >= MUTANTS);
    CHECK(refused == tries);
    signature_key_free(key);
    json_decref(file);
}

int main(void)
{
    if (crypt_start()) return 1;
    test_hmac();
    test_plain();
    test_urls();
    test_params();
    test_too_many_params();
    test_hashed_body();
    test_mutants();
    return check_end();
}
