/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_WAKER_H
#define EDGE_WAKER_H
/*
 * waker.h — services outside that wake the crisis team: PagerDuty, GoAlert, ntfy, any webhook.
 *
 * Like providers they turn the engine's values into requests and back, without sockets. What they
 * are told is one line with the line's name, a code and a tier; where to go on reading is a link
 * that needs a sign-in (P10). Each request may be repeated: the key in it makes it one alert.
 */
#include "edge/http_request.h"
#include "edge/provider.h"
#include "edge/signature.h"
#include "edge/transfer.h"
#include "engine/command.h"

#define WAKER_SECRET_MAX 255

struct waker_settings {
    char id[WAKER_BYTES_MAX + 1];
    enum way way;
    char url[PROVIDER_URL_MAX + 1];         /* empty: the type's own */
    char secret[WAKER_SECRET_MAX + 1];      /* routing key, token, or key of what is signed */
    char hook_secret[WAKER_SECRET_MAX + 1]; /* of what it tells us; empty: nothing is believed */
    bool inside;                            /* it may be on the line's own network */
};

struct waker_service;

/* What a kind of service can do. */
struct waker_type {
    enum way way;
    const char *url; /* used when the settings have none; NULL: they must */
    bool needs_secret;
    /* What is wrong with these settings beyond that, or NULL; may be NULL itself. */
    const char *(*fault)(const struct waker_settings *settings);
    enum err (*prepare)(const struct waker_service *waker, const struct outbox_item *item, ms now,
                        struct transfer_request *request);
    /* Services that tell nothing have neither. */
    bool (*is_authentic)(const struct waker_service *waker, const struct http_request *request,
                         ms now);
    enum reading (*read_news)(const struct http_request *request, struct waker_news *news);
};

struct waker_service {
    const struct waker_type *type;
    struct waker_settings settings;
};

/* ---- the configured ones; owned by main.c, used by the loop's thread only ---- */

struct wakers;

/* ERR_INPUT, and the reason in `why` for the operator, if these settings cannot work. */
MUST_CHECK enum err waker_settings_check(const struct waker_settings *settings, char *why,
                                         size_t why_size);

struct wakers *wakers_new(void);
void wakers_free(struct wakers *wakers);

/* Replaces all of them by these checked ones, at most WAKERS_MAX. */
void wakers_set(struct wakers *wakers, const struct waker_settings *settings, size_t count);

/* NULL if there is none of that id; valid until the next wakers_set(). */
const struct waker_service *wakers_get(const struct wakers *wakers, const char *id);

/* ---- calling ---- */

/* The request that tells it the item's notice. ERR_INPUT: it cannot be made. */
MUST_CHECK enum err waker_prepare(const struct waker_service *waker, const struct outbox_item *item,
                                  ms now, struct transfer_request *request);

/* What the answer to that request means. Fills all of `result`. */
void waker_read_answer(const struct outbox_item *item, const struct transfer_answer *answer,
                       struct send_result *result);

/* ---- being called ---- */

/* READING_NOTHING: it is from the service, but says nothing about who has an alert. */
enum reading waker_read_news(const struct waker_service *waker, const struct http_request *request,
                             ms now, struct waker_news *news);

/* ---- for the types ---- */

extern const struct waker_type waker_pagerduty, waker_goalert, waker_ntfy, waker_webhook;

struct json_writer;

/* The writer's JSON becomes the request's body; the writer is wiped. */
MUST_CHECK enum err waker_body_take(struct transfer_request *request, struct json_writer *writer);

/* Adds "Name: value"; ERR_INPUT if it is too long, or not plain ASCII. */
MUST_CHECK enum err waker_header_add(struct transfer_request *request, const char *name,
                                     const char *value);

#endif
