/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_TRANSFER_H
#define EDGE_TRANSFER_H
/*
 * transfer.h — HTTP requests that leave the line: libcurl on the event loop, and the only file
 * that knows libcurl.
 *
 * The answer tells above all whether the request can have reached the other side, because nothing
 * else decides if it may be sent again. libcurl repeats a POST by itself when a reused connection
 * closes without an answer; here it cannot, since the body cannot be read twice.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

#define TRANSFER_URL_MAX 2047
#define TRANSFER_LOGIN_MAX 255
#define TRANSFER_BODY_MAX 32768
#define TRANSFER_HEADERS_MAX 5
#define TRANSFER_HEADER_MAX 383

struct event_base;
struct transfers;

/* Which addresses a name may lead to. One that is this machine by its own name always may. */
enum transfer_reach { TRANSFER_ANYWHERE, TRANSFER_PUBLIC_ONLY };

struct transfer_request {
    char url[TRANSFER_URL_MAX + 1];
    char login[TRANSFER_LOGIN_MAX + 1]; /* "name:password" for Basic; empty: none */
    enum transfer_reach reach;
    size_t header_count;
    char header[TRANSFER_HEADERS_MAX][TRANSFER_HEADER_MAX + 1]; /* "Name: value" */
    const char *content_type; /* of the body; NULL: there is none and this is a GET */
    size_t body_len;
    char body[TRANSFER_BODY_MAX + 1];
};

enum transfer_end {
    TRANSFER_ANSWERED, /* whole, with a status */
    TRANSFER_NOT_LEFT, /* failed before the first byte of the request was sent */
    TRANSFER_BROKEN,   /* anything else: it may have arrived */
};

/* Borrowed for the call of the callback. */
struct transfer_answer {
    enum transfer_end end;
    int status;
    ms retry_after;   /* the other side's wish, at most an hour; 0: none */
    const char *body; /* ends with NUL */
    size_t body_len;
    const char *trouble; /* a short word when not ANSWERED: "dns", "connect", "timeout" … */
};

typedef void transfer_done(void *module, uint64_t ticket, const struct transfer_answer *answer);

struct transfer_settings {
    size_t connections_max; /* kept open; not less than what is in flight, or they cost twice */
    size_t answer_bytes_max;
    ms connect_time, total_time;
    ms idle_time;        /* a connection unused for longer is not used again */
    const char *ca_file; /* NULL: the system's own authorities */
};

struct transfer_settings transfer_settings_default(void);

/* Once per process before the first transfers_open(), while there is one thread only. */
MUST_CHECK enum err transfer_library_start(void);

struct transfers *transfers_open(struct event_base *base, const struct transfer_settings *settings);

/* Sends a copy of the request. `done` runs once, on the loop, never from inside this call. */
void transfer_start(struct transfers *transfers, const struct transfer_request *request,
                    transfer_done *done, void *module, uint64_t ticket);

/* Ends what is in flight; each `done` is called from here, as BROKEN or NOT_LEFT. */
void transfers_cut(struct transfers *transfers);

size_t transfers_count(const struct transfers *transfers);

/* No `done` is called any more. */
void transfers_close(struct transfers *transfers);

/* https, or http to this machine alone: the only URLs that are ever called. */
bool transfer_url_is_allowed(const char *url);

#endif
