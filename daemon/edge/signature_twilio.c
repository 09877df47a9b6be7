/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/signature_twilio.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/form.h"

struct piece {
    const char *s;
    size_t len;
};

struct param {
    struct piece name, value;
};

/* ---- the parameters, decoded and in the order in which they are signed ---- */

/* Decodes into *memory, which has room, and moves it on. A broken escape stands for itself. */
static struct piece decode(char **memory, const char *s, size_t len)
{
    struct piece out = { *memory, 0 };
    char *end = *memory;

    for (size_t at = 0; at < len; at++) {
        int byte = percent_byte(s + at, len - at);

        if (byte >= 0) at += 2;
        *end++ = byte >= 0 ? (char)byte : s[at] == '+' ? ' ' : s[at];
    }
    out.len = (size_t)(end - *memory);
    *memory = end;
    return out;
}

/* By UTF-16 code units, as the signer sorts: above U+FFFF comes before U+E000 to U+FFFF. */
static int byte_rank(unsigned char byte)
{
    if (byte >= 0xf0) return byte - 2;
    return byte >= 0xee ? byte + 16 : byte;
}

static int piece_compare(struct piece a, struct piece b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < shorter; i++)
        if (a.s[i] != b.s[i])
            return byte_rank((unsigned char)a.s[i]) - byte_rank((unsigned char)b.s[i]);
    return (a.len > b.len) - (a.len < b.len);
}

static int param_compare(const void *left, const void *right)
{
    const struct param *a = left, *b = right;
    int names = piece_compare(a->name, b->name);

    return names ? names : piece_compare(a->value, b->value);
}

/* Fills params[SIGNATURE_PARAMS_MAX]; false if there are more. */
static bool params_split(const char *s, size_t len, char *memory, struct param *params,
                         size_t *count)
{
    *count = 0;
    while (len) {
        const char *stop = memchr(s, '&', len);
        size_t pair_len = stop ? (size_t)(stop - s) : len;
        const char *equals = memchr(s, '=', pair_len);
        size_t name_len = equals ? (size_t)(equals - s) : pair_len;
        size_t value_at = equals ? name_len + 1 : pair_len;

        if (pair_len && *count == SIGNATURE_PARAMS_MAX) return false;
        if (pair_len) {
            params[*count].name = decode(&memory, s, name_len);
            params[*count].value = decode(&memory, s + value_at, pair_len - value_at);
            ++*count;
        }
        if (!stop) return true;
        s = stop + 1;
        len -= pair_len + 1;
    }
    return true;
}

/* ---- the URL, with and without its port ---- */

struct url_cut {
    size_t len;       /* without the fragment, which is never signed */
    size_t host_end;  /* scheme, login and host are before this */
    size_t rest;      /* path and query from here */
    const char *port; /* the scheme's own, when the URL has none */
};

static struct url_cut url_cut(const char *url)
{
    struct url_cut cut = { .len = strcspn(url, "#") };
    const char *slashes = strstr(url, "://");
    size_t host = slashes ? (size_t)(slashes - url) + 3 : 0;
    const char *colon;

    cut.rest = host + strcspn(url + host, "/?#");
    for (size_t i = host; i < cut.rest; i++)
        if (url[i] == '@') host = i + 1;
    for (size_t i = host; i < cut.rest; i++)
        if (url[i] == ']') host = i + 1; /* the colons before it are of an IPv6 address */
    colon = memchr(url + host, ':', cut.rest - host);
    cut.host_end = colon ? (size_t)(colon - url) : cut.rest;
    cut.port = colon ? NULL : strncmp(url, "https:", 6) == 0 ? ":443" : ":80";
    return cut;
}

static bool url_is_signed_with(struct signature_key *key, const char *url, bool with_port,
                               const struct param *params, size_t count, const char *signature)
{
    struct url_cut cut = url_cut(url);
    size_t rest = with_port && !cut.port ? cut.host_end : cut.rest;
    char expected[SIGNATURE_BASE64_MAX + 1];

    signature_begin(key);
    signature_add(key, url, cut.host_end);
    if (with_port && cut.port) signature_add(key, cut.port, strlen(cut.port));
    signature_add(key, url + rest, cut.len - rest);
    for (size_t i = 0; i < count; i++) {
        if (i && param_compare(&params[i - 1], &params[i]) == 0) continue;
        signature_add(key, params[i].name.s, params[i].name.len);
        signature_add(key, params[i].value.s, params[i].value.len);
    }
    signature_end(key, expected);
    return signature_equal(signature, expected);
}

static bool url_is_signed(struct signature_key *key, const char *url, const struct param *params,
                          size_t count, const char *signature)
{
    return url_is_signed_with(key, url, false, params, count, signature) ||
           url_is_signed_with(key, url, true, params, count, signature);
}

/* ---- the URL as it is signed where it was escaped on its way ---- */

static void byte_escape(struct str *out, char c)
{
    str_addf(out, "%%%02X", (unsigned char)c);
}

/* What may not stand in a URL is escaped, as browsers do; what is escaped already stays. */
static void url_escape(struct str *out, const char *url)
{
    size_t query_at = strcspn(url, "?");

    for (size_t i = 0; url[i]; i++) {
        const char *never = i > query_at ? "\"<>'" : "\"<>`{}";

        if (url[i] <= ' ' || url[i] > '~' || strchr(never, url[i]))
            byte_escape(out, url[i]);
        else
            str_add_len(out, &url[i], 1);
    }
}

/* Each name and value of the query is decoded and escaped anew, more than it need be. */
static void url_query_escape(struct str *out, const char *url)
{
    const char *query = strchr(url, '?');
    const char *kept = "!~*'()-_.";

    if (!query) {
        str_add(out, url);
        return;
    }
    str_add_len(out, url, (size_t)(query + 1 - url));
    for (const char *at = query + 1; *at; at++) {
        int byte = percent_byte(at, strlen(at));
        char c = byte >= 0 ? (char)byte : *at == '+' ? ' ' : *at;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool mark = byte < 0 && (c == '&' || c == '=');

        if (letter || mark || (c && strchr(kept, c)))
            str_add_len(out, &c, 1);
        else
            byte_escape(out, c);
        if (byte >= 0) at += 2;
    }
}

/* Twilio's own package believes a signature of any of these; the first is what it documents. */
static bool any_url_is_signed(struct signature_key *key, const char *url,
                              const struct param *params, size_t count, const char *signature)
{
    void (*const escapes[])(struct str *, const char *) = { url_escape, url_query_escape };
    size_t size = 3 * strlen(url) + 1;
    char *escaped;
    bool valid = url_is_signed(key, url, params, count, signature);

    if (valid || !strchr(url, '?')) return valid;
    escaped = xcalloc(size, 1);
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0] && !valid; i++) {
        struct str out;

        str_init(&out, escaped, size);
        escapes[i](&out, url);
        must(!out.cut);
        valid = url_is_signed(key, escaped, params, count, signature);
    }
    free(escaped);
    return valid;
}

/* ---- the two ways of signing a body ---- */

static bool form_is_signed(struct signature_key *key, const struct signed_request *request,
                           const char *signature)
{
    struct param params[SIGNATURE_PARAMS_MAX];
    char *memory = xcalloc(request->body_len + 1, 1); /* decoding only shrinks */
    size_t count;
    bool valid = false;

    if (params_split(request->body, request->body_len, memory, params, &count)) {
        qsort(params, count, sizeof *params, param_compare);
        valid = any_url_is_signed(key, request->url, params, count, signature);
    }
    free(memory);
    return valid;
}

/* The value of bodySHA256 in the URL's query, where it ends in *len; NULL if there is none. */
static const char *url_body_hash(const char *url, size_t *len)
{
    const char *name = "bodySHA256=";
    const char *at = strchr(url, '?');

    for (; at; at = strchr(at, '&')) {
        at++;
        if (strncmp(at, name, strlen(name))) continue;
        at += strlen(name);
        *len = strcspn(at, "&#");
        return at;
    }
    return NULL;
}

static bool hashed_body_is_signed(struct signature_key *key, const struct signed_request *request,
                                  const char *signature)
{
    char hex[SIGNATURE_SHA256_HEX + 1], given[SIGNATURE_SHA256_HEX + 1] = "";
    size_t len = 0;
    const char *hash = url_body_hash(request->url, &len);

    if (!hash || len != SIGNATURE_SHA256_HEX) return false;
    memcpy(given, hash, len);
    signature_sha256(request->body, request->body_len, hex);
    return signature_equal(given, hex) && any_url_is_signed(key, request->url, NULL, 0, signature);
}

bool signature_twilio_is_valid(struct signature_key *key, const struct signed_request *request,
                               const char *signature)
{
    if ((request->form || !request->body_len) && form_is_signed(key, request, signature))
        return true;
    return hashed_body_is_signed(key, request, signature);
}
