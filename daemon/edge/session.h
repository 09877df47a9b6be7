/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SESSION_H
#define EDGE_SESSION_H
/*
 * session.h — who asks: the cookie, and the proof that our own page sent the request.
 *
 * The cookie never goes further than this module: the engine knows a session by its hash. What is
 * ambiguous (two cookies of the name, two origins) counts as none.
 */
#include "base/crypt.h"
#include "edge/http_request.h"
#include "engine/command.h"

#define ORIGIN_BYTES_MAX 271
#define SET_COOKIE_BYTES_MAX 159
#define ADDRESS_BYTES_MAX 63

/* Where the console is served from, as its browsers see it. */
struct site {
    char origin[ORIGIN_BYTES_MAX + 1]; /* "https://line.example", lower case, no default port */
    bool secure;                       /* false: plain http, only on loopback */
};

/* ERR_INPUT and a sentence in `why` unless it is https, or http on loopback. */
MUST_CHECK enum err site_init(struct site *site, const char *public_url, char *why,
                              size_t why_size);

/* Signed in only if there is exactly one well-formed session cookie. */
struct caller session_caller(const struct site *site, const struct http_request *request);

/* A fresh session: what Set-Cookie says, and the hash the engine is told. */
struct session_cookie {
    char set_cookie[SET_COOKIE_BYTES_MAX + 1];
    uint8_t hash[SESSION_HASH_BYTES];
};

void session_cookie_make(const struct site *site, struct session_cookie *cookie);

/* What Set-Cookie says to make the browser forget it. */
void session_cookie_clear(const struct site *site, char out[SET_COOKIE_BYTES_MAX + 1]);

/* An unsafe request came from a page of ours: X-Console, and Origin or Sec-Fetch-Site agree. */
bool session_is_same_origin(const struct site *site, const struct http_request *request);

/*
 * Who tries, for the delays of sign-ins: the last hop that our own proxy saw, else the other side
 * itself. Of IPv6 the network's half: a person has all of it.
 */
void session_address(const struct http_request *request, char out[ADDRESS_BYTES_MAX + 1]);

/*
 * Puts the Idempotency-Key and a keyed hash of method, path and body into the command. False for
 * a malformed key; none at all is allowed.
 */
bool session_key(const struct crypt_key *key, const struct http_request *request,
                 struct command *command);

#endif
