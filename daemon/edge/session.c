/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/session.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/address.h"

#define KEY_BYTES_MIN 8

/* ---- where we are ---- */

/* "host" or "host:port" up to the path; only what may stand in an origin. */
static size_t authority_len(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]");
}

/* Browsers leave out the port that the scheme implies. */
static void default_port_drop(char *origin, const char *port)
{
    size_t len = strlen(origin), port_len = strlen(port);

    if (len > port_len && !strcmp(origin + len - port_len, port)) origin[len - port_len] = '\0';
}

enum err site_init(struct site *site, const char *public_url, char *why, size_t why_size)
{
    size_t scheme, len;

    *site = (struct site){ .secure = !strncasecmp(public_url, "https://", 8) };
    scheme = site->secure ? 8 : 7;
    len = site->secure || !strncasecmp(public_url, "http://", 7)
              ? authority_len(public_url + scheme)
              : 0;
    if (!len || (public_url[scheme + len] && public_url[scheme + len] != '/') ||
        str_copy_len(site->origin, sizeof site->origin, public_url, scheme + len)) {
        snprintf(why, why_size, "public_url is not https://HOST or http://HOST");
        return ERR_INPUT;
    }
    for (char *c = site->origin; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
    if (!site->secure && !address_names_loopback(site->origin + scheme)) {
        snprintf(why, why_size, "public_url is plain http, which is only for loopback");
        return ERR_INPUT;
    }
    default_port_drop(site->origin, site->secure ? ":443" : ":80");
    return OK;
}

/* ---- the cookie ---- */

static const char *cookie_name(const struct site *site)
{
    return site->secure ? "__Host-s" : "s";
}

static bool is_token(const char *s, size_t len)
{
    return len == CRYPT_TOKEN_BYTES &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") >= len;
}

/* Counts the cookies of that name in one header; the last one's value is left in *value. */
static int cookies_count(const char *header, const char *name, const char **value, size_t *len)
{
    size_t name_len = strlen(name);
    int count = 0;

    for (const char *at = header; *at; at += strspn(at, "; ")) {
        size_t pair = strcspn(at, ";");

        if (pair > name_len && !strncmp(at, name, name_len) && at[name_len] == '=') {
            *value = at + name_len + 1;
            *len = pair - name_len - 1;
            count++;
        }
        at += pair;
    }
    return count;
}

struct caller session_caller(const struct site *site, const struct http_request *request)
{
    struct caller caller = { 0 };
    const char *value = NULL;
    size_t len = 0;
    int count = 0;

    for (size_t i = 0; i < request->header_count; i++)
        if (!strcasecmp(request->header[i].name, "Cookie"))
            count += cookies_count(request->header[i].value, cookie_name(site), &value, &len);
    if (count != 1 || !is_token(value, len)) return caller;
    caller.signed_in = true;
    crypt_plain_hash(value, len, caller.session);
    return caller;
}

static void cookie_write(const struct site *site, const char *value, const char *more,
                         char out[SET_COOKIE_BYTES_MAX + 1])
{
    struct str str;

    str_init(&str, out, SET_COOKIE_BYTES_MAX + 1);
    str_addf(&str, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(site), value,
             site->secure ? "; Secure" : "", more);
    must(!str.cut);
}

void session_cookie_make(const struct site *site, struct session_cookie *cookie)
{
    char token[CRYPT_TOKEN_BYTES + 1];

    crypt_token(token);
    crypt_plain_hash(token, CRYPT_TOKEN_BYTES, cookie->hash);
    cookie_write(site, token, "", cookie->set_cookie);
    crypt_wipe(token, sizeof token);
}

void session_cookie_clear(const struct site *site, char out[SET_COOKIE_BYTES_MAX + 1])
{
    cookie_write(site, "", "; Max-Age=0", out);
}

/* ---- where the request comes from ---- */

bool session_is_same_origin(const struct site *site, const struct http_request *request)
{
    const char *console = http_header_get(request, "X-Console");
    const char *origin = http_header_get(request, "Origin");
    const char *fetched = http_header_get(request, "Sec-Fetch-Site");

    if (!console || strcmp(console, "1")) return false;
    if (origin && strcmp(origin, site->origin)) return false;
    if (fetched && strcmp(fetched, "same-origin")) return false;
    return origin || fetched;
}

/* The last one of that name: the one our proxy wrote. */
static const char *header_last(const struct http_request *request, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < request->header_count; i++)
        if (!strcasecmp(request->header[i].name, name)) value = request->header[i].value;
    return value;
}

/* True if `s` is an address; of IPv6 its first 64 bits are written. */
static bool address_write(const char *s, char out[ADDRESS_BYTES_MAX + 1])
{
    struct in6_addr six;
    struct in_addr four;

    if (inet_pton(AF_INET, s, &four) == 1)
        return inet_ntop(AF_INET, &four, out, ADDRESS_BYTES_MAX + 1) != NULL;
    if (inet_pton(AF_INET6, s, &six) != 1) return false;
    memset(six.s6_addr + 8, 0, 8);
    return inet_ntop(AF_INET6, &six, out, ADDRESS_BYTES_MAX + 1) != NULL;
}

void session_address(const struct http_request *request, char out[ADDRESS_BYTES_MAX + 1])
{
    const char *hops = request->remote_is_loopback ? header_last(request, "X-Forwarded-For") : NULL;
    const char *comma = hops ? strrchr(hops, ',') : NULL;
    const char *hop = comma ? comma + 1 : hops;

    if (hop && address_write(hop + strspn(hop, " \t"), out)) return;
    if (!address_write(request->remote, out)) out[0] = '\0';
}

/* ---- the idempotency key ---- */

/* The body may be a texter's or a peer's words, so their hash needs a key. */
static void request_hash(const struct crypt_key *key, const struct http_request *request,
                         uint8_t hash[SESSION_HASH_BYTES])
{
    const char *method = http_method_name(request->method);
    size_t head = strlen(method) + strlen(request->path) + 2, len = head + request->body_len;
    char *bytes = xcalloc(len + 1, 1);

    snprintf(bytes, head + 1, "%s %s\n", method, request->path);
    if (request->body_len) memcpy(bytes + head, request->body, request->body_len);
    crypt_hash(key, bytes, len, hash);
    crypt_wipe(bytes, len);
    free(bytes);
}

bool session_key(const struct crypt_key *key, const struct http_request *request,
                 struct command *command)
{
    const char *name = http_header_get(request, "Idempotency-Key");

    if (!name) return true;
    if (strlen(name) < KEY_BYTES_MIN || STR_COPY(command->key, name)) return false;
    for (const char *c = name; *c; c++)
        if (*c <= ' ' || *c > '~') return false;
    request_hash(key, request, command->key_hash);
    return true;
}
