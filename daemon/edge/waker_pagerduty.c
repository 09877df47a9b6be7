/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "edge/json_write.h"
#include "edge/waker.h"

/*
 * PagerDuty: its Events API v2 hears of alerts, its webhooks v3 tell who took them. The key of an
 * alert's wave is its dedup_key there, and comes back as the incident's key.
 */

#define ROUTING_KEY_BYTES 32
#define SUMMARY_BYTES_MAX 1024

static const char *pagerduty_fault(const struct waker_settings *settings)
{
    if (strlen(settings->secret) != ROUTING_KEY_BYTES)
        return "secret_file: an integration key of PagerDuty has 32 characters";
    return NULL;
}

static const char *action_of(enum notice notice)
{
    switch (notice) {
    case NOTICE_WAKE: return "trigger";
    case NOTICE_HELD: return "acknowledge";
    case NOTICE_OVER: return "resolve";
    }
    return "trigger";
}

static const char *severity_of(enum tier tier)
{
    switch (tier) {
    case TIER_STEADY: return "info";
    case TIER_WATCH: return "warning";
    case TIER_HIGH: return "error";
    case TIER_IMMINENT: return "critical";
    }
    return "critical";
}

static void payload_write(struct json_writer *writer, const struct outbox_item *item)
{
    json_write_text(writer, "client", "Peerline");
    json_write_text(writer, "client_url", item->page.link);
    json_write_open(writer, "links", '[');
    json_write_open(writer, NULL, '{');
    json_write_text(writer, "href", item->page.link);
    json_write_text(writer, "text", "Open the alert");
    json_write_close(writer, '}');
    json_write_close(writer, ']');
    json_write_open(writer, "payload", '{');
    json_write_text(writer, "summary", item->body.s);
    json_write_text(writer, "source", item->line);
    json_write_text(writer, "severity", severity_of(item->page.tier));
    json_write_time(writer, "timestamp", item->page.raised_at);
    json_write_open(writer, "custom_details", '{');
    json_write_text(writer, "code", item->page.code);
    json_write_text(writer, "tier", tier_name(item->page.tier));
    json_write_close(writer, '}');
    json_write_close(writer, '}');
}

static enum err pagerduty_prepare(const struct waker_service *waker, const struct outbox_item *item,
                                  ms now, struct transfer_request *request)
{
    struct json_writer writer = { 0 };

    (void)now;
    if (item->body.len > SUMMARY_BYTES_MAX) return ERR_INPUT;
    if (STR_COPY(request->url, waker->settings.url)) return ERR_INPUT;
    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "routing_key", waker->settings.secret);
    json_write_text(&writer, "event_action", action_of(item->page.notice));
    json_write_text(&writer, "dedup_key", item->page.key);
    if (item->page.notice == NOTICE_WAKE) payload_write(&writer, item);
    json_write_close(&writer, '}');
    return waker_body_take(request, &writer);
}

/* ---- webhooks ---- */

/* "v1=hex,v1=hex": one is enough, as there are two while its secret changes. */
static bool pagerduty_is_authentic(const struct waker_service *waker,
                                   const struct http_request *request, ms now)
{
    const char *at = http_header_get(request, "X-PagerDuty-Signature");
    struct signature_key *key = signature_key_new(SIGNATURE_SHA256, waker->settings.hook_secret);
    char expected[3 + SIGNATURE_SHA256_HEX + 1] = "v1=", given[sizeof expected];
    bool authentic = false;

    (void)now; /* the scheme has no time: what repeats changes nothing */
    signature_begin(key);
    signature_add(key, request->body, request->body_len);
    signature_end_hex(key, expected + 3);
    signature_key_free(key);
    while (at && *at) {
        size_t len = strcspn(at, ", ");

        if (!str_copy_len(given, sizeof given, at, len))
            authentic |= signature_equal(given, expected);
        at += len + strspn(at + len, ", ");
    }
    return authentic;
}

static const struct {
    const char *event;
    enum waker_word word;
} words[] = {
    { "incident.acknowledged", WAKER_TOOK },
    { "incident.unacknowledged", WAKER_GAVE_BACK },
    { "incident.resolved", WAKER_ENDED },
};

static bool word_read(const char *event, enum waker_word *word)
{
    for (size_t i = 0; event && i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].event, event)) continue;
        *word = words[i].word;
        return true;
    }
    return false;
}

/* Only what a person there did. What we told PagerDuty ourselves comes back without one. */
static enum reading event_read(const json_t *event, struct waker_news *news)
{
    const json_t *agent = json_object_get(event, "agent"), *data = json_object_get(event, "data");
    const char *kind = json_string_value(json_object_get(event, "event_type"));
    const char *key = json_string_value(json_object_get(data, "incident_key"));
    const char *type = json_string_value(json_object_get(agent, "type"));
    const char *name = json_string_value(json_object_get(agent, "summary"));

    if (!kind) return READING_UNREADABLE;
    if (!word_read(kind, &news->word)) return READING_NOTHING;
    if (!key || STR_COPY(news->key, key)) return READING_NOTHING; /* not an alert of ours */
    if (news->word == WAKER_GAVE_BACK) return READING_DONE;
    if (!type || strcmp(type, "user_reference")) return READING_NOTHING;
    if (!name || STR_COPY(news->name, name)) news->name[0] = '\0';
    return READING_DONE;
}

static enum reading pagerduty_read_news(const struct http_request *request, struct waker_news *news)
{
    json_t *root = json_loadb(request->body, request->body_len, JSON_REJECT_DUPLICATES, NULL);
    enum reading reading =
        root ? event_read(json_object_get(root, "event"), news) : READING_UNREADABLE;
    json_decref(root);
    return reading;
}

const struct waker_type waker_pagerduty = {
    .way = WAY_PAGERDUTY,
    .url = "https://events.pagerduty.com/v2/enqueue",
    .needs_secret = true,
    .fault = pagerduty_fault,
    .prepare = pagerduty_prepare,
    .is_authentic = pagerduty_is_authentic,
    .read_news = pagerduty_read_news,
};
