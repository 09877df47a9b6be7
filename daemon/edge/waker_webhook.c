/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "edge/json_write.h"
#include "edge/signature_standard.h"
#include "edge/waker.h"

/*
 * Any webhook, signed by Standard Webhooks. It may answer by the same scheme:
 * {"key":"…","action":"take"|"give_back"|"end","name":"…"}.
 */

static const char *webhook_fault(const struct waker_settings *settings)
{
    struct signature_key *key = standard_key_new(settings->secret), *hook = NULL;
    const char *fault = NULL;

    if (*settings->hook_secret) hook = standard_key_new(settings->hook_secret);
    if (!key)
        fault = "secret_file: must hold whsec_ and 24 to 64 bytes as base64";
    else if (*settings->hook_secret && !hook)
        fault = "hook_secret_file: must hold whsec_ and 24 to 64 bytes as base64";
    signature_key_free(key);
    signature_key_free(hook);
    return fault;
}

static const char *type_of(enum notice notice)
{
    switch (notice) {
    case NOTICE_WAKE: return "alert.page";
    case NOTICE_HELD: return "alert.held";
    case NOTICE_OVER: return "alert.over";
    }
    return "alert.page";
}

static void body_write(struct json_writer *writer, const struct outbox_item *item, ms now)
{
    json_write_open(writer, NULL, '{');
    json_write_text(writer, "type", type_of(item->page.notice));
    json_write_time(writer, "timestamp", now);
    json_write_open(writer, "data", '{');
    json_write_text(writer, "line", item->line);
    json_write_text(writer, "summary", item->body.s);
    json_write_text(writer, "key", item->page.key);
    json_write_text(writer, "code", item->page.code);
    json_write_text(writer, "tier", tier_name(item->page.tier));
    json_write_time(writer, "raised_at", item->page.raised_at);
    json_write_text(writer, "link", item->page.link);
    json_write_close(writer, '}');
    json_write_close(writer, '}');
}

/* The id is the same however often it is sent, so the other side can tell a repeat. */
static enum err signed_headers_add(const struct waker_service *waker,
                                   const struct outbox_item *item, ms now,
                                   struct transfer_request *request)
{
    struct signature_key *key = standard_key_new(waker->settings.secret);
    char id[40], timestamp[24], signature[STANDARD_SIGNATURE_MAX + 1];
    struct standard_message message = { id, timestamp, request->body, request->body_len };
    enum err err;

    if (!key) return ERR_INPUT;
    snprintf(id, sizeof id, "page_%lld", (long long)item->id.n);
    snprintf(timestamp, sizeof timestamp, "%lld", (long long)(now / SECONDS(1)));
    standard_signature_write(key, &message, signature);
    signature_key_free(key);
    err = waker_header_add(request, "webhook-id", id);
    if (!err) err = waker_header_add(request, "webhook-timestamp", timestamp);
    return err ? err : waker_header_add(request, "webhook-signature", signature);
}

static enum err webhook_prepare(const struct waker_service *waker, const struct outbox_item *item,
                                ms now, struct transfer_request *request)
{
    struct json_writer writer = { 0 };
    enum err err = STR_COPY(request->url, waker->settings.url);

    if (err) return err;
    body_write(&writer, item, now);
    err = waker_body_take(request, &writer);
    return err ? err : signed_headers_add(waker, item, now, request);
}

/* ---- answers ---- */

static bool webhook_is_authentic(const struct waker_service *waker,
                                 const struct http_request *request, ms now)
{
    struct signature_key *key = standard_key_new(waker->settings.hook_secret);
    const char *signature = http_header_get(request, "webhook-signature");
    struct standard_message message = {
        .id = http_header_get(request, "webhook-id"),
        .timestamp = http_header_get(request, "webhook-timestamp"),
        .body = request->body,
        .body_len = request->body_len,
    };
    bool authentic = key && signature && message.id && message.timestamp &&
                     standard_signature_is_valid(key, &message, signature, now);

    signature_key_free(key);
    return authentic;
}

static const struct {
    const char *action;
    enum waker_word word;
} actions[] = {
    { "take", WAKER_TOOK },
    { "give_back", WAKER_GAVE_BACK },
    { "end", WAKER_ENDED },
};

static bool action_read(const char *action, enum waker_word *word)
{
    for (size_t i = 0; action && i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].action, action)) continue;
        *word = actions[i].word;
        return true;
    }
    return false;
}

static enum reading webhook_read_news(const struct http_request *request, struct waker_news *news)
{
    json_t *root = json_loadb(request->body, request->body_len, JSON_REJECT_DUPLICATES, NULL);
    const char *key = json_string_value(json_object_get(root, "key"));
    const char *name = json_string_value(json_object_get(root, "name"));
    enum reading reading = READING_UNREADABLE;

    if (key && !STR_COPY(news->key, key) && (!name || !STR_COPY(news->name, name)) &&
        action_read(json_string_value(json_object_get(root, "action")), &news->word))
        reading = READING_DONE;
    json_decref(root);
    return reading;
}

const struct waker_type waker_webhook = {
    .way = WAY_WEBHOOK,
    .needs_secret = true,
    .fault = webhook_fault,
    .prepare = webhook_prepare,
    .is_authentic = webhook_is_authentic,
    .read_news = webhook_read_news,
};
