/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/waker.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/json_write.h"

static const struct waker_type *const types[] = { &waker_pagerduty, &waker_goalert, &waker_ntfy,
                                                  &waker_webhook };

#define TYPES (sizeof types / sizeof types[0])

struct wakers {
    size_t count;
    struct waker_service waker[WAKERS_MAX];
};

static const struct waker_type *type_get(enum way way)
{
    for (size_t i = 0; i < TYPES; i++)
        if (types[i]->way == way) return types[i];
    return NULL;
}

/* ---- settings ---- */

/* What is wrong with these settings, or NULL. */
static const char *settings_fault(const struct waker_settings *settings)
{
    const struct waker_type *type = type_get(settings->way);

    if (!type) return "type: only services: pagerduty, goalert, ntfy or webhook";
    if (!*settings->url && !type->url) return "url: missing";
    if (*settings->url && !transfer_url_is_allowed(settings->url))
        return "url: must be https, or http to this machine";
    if (!*settings->secret && type->needs_secret) return "secret_file: missing or empty";
    if (*settings->hook_secret && !type->read_news)
        return "hook_secret_file: services of this type tell us nothing";
    return type->fault ? type->fault(settings) : NULL;
}

enum err waker_settings_check(const struct waker_settings *settings, char *why, size_t why_size)
{
    const char *fault = settings_fault(settings);
    struct str str;

    if (!fault) return OK;
    str_init(&str, why, why_size);
    str_addf(&str, "waker %s: %s", settings->id, fault);
    return ERR_INPUT;
}

/* ---- the configured ones ---- */

struct wakers *wakers_new(void)
{
    return xcalloc(1, sizeof(struct wakers));
}

void wakers_free(struct wakers *wakers)
{
    if (!wakers) return;
    crypt_wipe(wakers, sizeof *wakers);
    free(wakers);
}

void wakers_set(struct wakers *wakers, const struct waker_settings *settings, size_t count)
{
    must(count <= WAKERS_MAX);
    crypt_wipe(wakers, sizeof *wakers);
    for (size_t i = 0; i < count; i++) {
        struct waker_service *waker = &wakers->waker[i];

        *waker = (struct waker_service){ type_get(settings[i].way), settings[i] };
        must(waker->type != NULL);
        if (!*waker->settings.url) must(!STR_COPY(waker->settings.url, waker->type->url));
    }
    wakers->count = count;
}

const struct waker_service *wakers_get(const struct wakers *wakers, const char *id)
{
    for (size_t i = 0; i < wakers->count; i++)
        if (strcmp(wakers->waker[i].settings.id, id) == 0) return &wakers->waker[i];
    return NULL;
}

/* ---- calling ---- */

enum err waker_body_take(struct transfer_request *request, struct json_writer *writer)
{
    enum err err = str_copy_len(request->body, sizeof request->body, writer->s, writer->len);

    request->body_len = err ? 0 : writer->len;
    request->content_type = "application/json";
    json_writer_wipe(writer);
    return err;
}

enum err waker_header_add(struct transfer_request *request, const char *name, const char *value)
{
    struct str str;

    must(request->header_count < TRANSFER_HEADERS_MAX);
    for (const char *c = value; *c; c++)
        if (*c < 0x20 || *c > 0x7e) return ERR_INPUT;
    str_init(&str, request->header[request->header_count], sizeof request->header[0]);
    str_addf(&str, "%s: %s", name, value);
    if (str.cut) return ERR_INPUT;
    request->header_count++;
    return OK;
}

enum err waker_prepare(const struct waker_service *waker, const struct outbox_item *item, ms now,
                       struct transfer_request *request)
{
    *request = (struct transfer_request){ .reach = waker->settings.inside ? TRANSFER_ANYWHERE
                                                                          : TRANSFER_PUBLIC_ONLY };
    return waker->type->prepare(waker, item, now, request);
}

/* All of them speak by the status alone; what is unclear is asked again, and the key makes it one.
 */
static enum send_outcome status_outcome(int status)
{
    if (status >= 200 && status <= 299) return SEND_ACCEPTED;
    if (status == 429) return SEND_LATER;
    if (status == 408 || status >= 500) return SEND_UNKNOWN;
    return SEND_REFUSED;
}

void waker_read_answer(const struct outbox_item *item, const struct transfer_answer *answer,
                       struct send_result *result)
{
    struct str error;

    *result = (struct send_result){ .id = item->id, .attempt = item->attempt };
    result->retry_after = answer->retry_after;
    if (answer->end != TRANSFER_ANSWERED) {
        result->outcome = answer->end == TRANSFER_NOT_LEFT ? SEND_LATER : SEND_UNKNOWN;
        must(!STR_COPY(result->error, answer->trouble));
        return;
    }
    result->outcome = status_outcome(answer->status);
    str_init(&error, result->error, sizeof result->error);
    if (result->outcome != SEND_ACCEPTED) str_addf(&error, "http_%d", answer->status);
}

/* ---- being called ---- */

enum reading waker_read_news(const struct waker_service *waker, const struct http_request *request,
                             ms now, struct waker_news *news)
{
    *news = (struct waker_news){ .word = WAKER_TOOK };
    if (!waker->type->is_authentic || !*waker->settings.hook_secret) return READING_FORGED;
    if (!waker->type->is_authentic(waker, request, now)) return READING_FORGED;
    must(!STR_COPY(news->waker, waker->settings.id));
    return waker->type->read_news(request, news);
}
