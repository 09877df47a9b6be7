/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/provider_twilio.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "edge/form.h"
#include "edge/signature_twilio.h"

/* ---- authenticity ---- */

static bool body_is_form(const struct http_request *request)
{
    const char *type = http_header_get(request, "Content-Type");
    const char *form = "application/x-www-form-urlencoded";

    return type && strncasecmp(type, form, strlen(form)) == 0;
}

static bool twilio_is_authentic(const struct provider *provider, const struct webhook_call *call)
{
    const struct http_request *request = call->request;
    const char *signature = http_header_get(request, "X-Twilio-Signature");
    struct signed_request was_signed = {
        .url = call->url,
        .body = request->body,
        .body_len = request->body_len,
        .form = body_is_form(request),
    };

    if (!signature) return false;
    if (signature_twilio_is_valid(provider->key, &was_signed, signature)) return true;
    return provider->key_old &&
           signature_twilio_is_valid(provider->key_old, &was_signed, signature);
}

/* ---- parameters: of the body, or of the URL when Twilio is told to use GET ---- */

enum reading twilio_params_read(const struct provider *provider, const struct http_request *request,
                                struct form *params, const char **why)
{
    const char *account, *ours = provider->settings.account_sid;
    bool in_url = request->method != HTTP_POST;

    *params = (struct form){ .count = 0 };
    *why = "no_form";
    if (!in_url && !body_is_form(request)) return READING_UNREADABLE;
    *why = "malformed";
    if (form_parse(params, in_url ? request->query : request->body,
                   in_url ? strlen(request->query) : request->body_len))
        return READING_UNREADABLE;
    account = form_get(params, "AccountSid");
    *why = "account";
    if (*ours && account && strcmp(account, ours)) return READING_FORGED;
    *why = "";
    return READING_DONE;
}

static const char *param_get(const struct form *params, const char *name)
{
    const char *value = form_get(params, name);

    return value ? value : "";
}

/* ---- texts ---- */

#define BASE64_TEXT_BYTES_MIN 60

/* Words have spaces and no controls; bytes that only look like base64 do not decode to that. */
static bool reads_as_words(const char *s, size_t len)
{
    if (!utf8_is_valid(s, len) || !memchr(s, ' ', len)) return false;
    for (size_t i = 0; i < len; i++) {
        bool layout = s[i] == '\t' || s[i] == '\r' || s[i] == '\n';

        if (s[i] == 0x7f || ((unsigned char)s[i] < 0x20 && !layout)) return false;
    }
    return true;
}

/*
 * Long texts of several parts have been seen to arrive as base64. Left so, neither a peer nor
 * triage could read them. Decoded only beyond doubt: nobody writes sixty letters without a space
 * that happen to be the base64 of words.
 */
static bool base64_words_decode(const char *body, struct text *text)
{
    size_t len = strlen(body), decoded = 0;

    if (len < BASE64_TEXT_BYTES_MIN || strchr(body, ' ')) return false;
    if (sodium_base642bin((unsigned char *)text->s, TEXT_BYTES_MAX, body, len, NULL, &decoded, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        return false;
    if (!reads_as_words(text->s, decoded)) return false;
    text->s[decoded] = '\0';
    text->len = (uint16_t)decoded;
    return true;
}

/* What is wrong with the body, or NULL. */
static const char *body_read(const char *body, struct text *text)
{
    if (!body) return "no_body";
    if (!utf8_is_valid(body, strlen(body))) return "encoding";
    if (base64_words_decode(body, text)) return NULL;
    if (STR_COPY(text->s, body)) return "too_long";
    text->len = (uint16_t)strlen(text->s);
    return NULL;
}

/* NumMedia is not asked: what there is says it better. */
static void media_read(const struct form *params, struct inbound *inbound)
{
    char name[32];

    for (size_t i = 0; i < MEDIA_MAX; i++) {
        struct media *media = &inbound->media[inbound->media_count];
        const char *type;

        snprintf(name, sizeof name, "MediaContentType%zu", i);
        type = form_get(params, name);
        snprintf(name, sizeof name, "MediaUrl%zu", i);
        if (!type && !form_get(params, name)) continue;
        if (!type || !utf8_is_valid(type, strlen(type)) || STR_COPY(media->type, type))
            must(!STR_COPY(media->type, "application/octet-stream"));
        inbound->media_count++;
    }
}

static const char *message_read(const struct form *params, struct inbound *inbound)
{
    const char *from = param_get(params, "From"), *to = param_get(params, "To");
    const char *id = param_get(params, "MessageSid");

    if (!*id || STR_COPY(inbound->provider_id, id)) return "no_id";
    if (!phone_is_valid(from) || STR_COPY(inbound->from.e164, from)) return "from";
    if (!phone_is_valid(to) || STR_COPY(inbound->to.e164, to)) return "to";
    media_read(params, inbound);
    return body_read(form_get(params, "Body"), &inbound->body);
}

static enum reading twilio_read_inbound(const struct provider *provider,
                                        const struct webhook_call *call, struct inbound *inbound,
                                        const char **why)
{
    struct form params;
    enum reading reading = twilio_params_read(provider, call->request, &params, why);
    const char *fault = reading == READING_DONE ? message_read(&params, inbound) : NULL;

    form_wipe(&params);
    if (!fault) return reading;
    *why = fault;
    return READING_UNREADABLE;
}

/* ---- delivery ---- */

/* Before "sent" there are stages that prove one thing alike: Twilio has the text. */
static const struct status {
    const char *word;
    enum reading reading;
    enum message_state state;
} statuses[] = {
    { "accepted", READING_DONE, MESSAGE_SENT },
    { "scheduled", READING_DONE, MESSAGE_SENT },
    { "queued", READING_DONE, MESSAGE_SENT },
    { "sending", READING_DONE, MESSAGE_SENT },
    { "sent", READING_DONE, MESSAGE_SENT },
    { "partially_delivered", READING_DONE, MESSAGE_SENT },
    { "delivered", READING_DONE, MESSAGE_DELIVERED },
    { "read", READING_DONE, MESSAGE_DELIVERED },
    { "undelivered", READING_DONE, MESSAGE_UNDELIVERED },
    { "failed", READING_DONE, MESSAGE_FAILED },
    { "canceled", READING_DONE, MESSAGE_FAILED },
    { "receiving", READING_NOTHING, MESSAGE_RECEIVED },
    { "received", READING_NOTHING, MESSAGE_RECEIVED },
};

/* Of a call. Whether a person or a machine picked up, nobody can say. */
static const struct status call_statuses[] = {
    { "queued", READING_DONE, MESSAGE_SENT },
    { "initiated", READING_DONE, MESSAGE_SENT },
    { "ringing", READING_DONE, MESSAGE_SENT },
    { "in-progress", READING_DONE, MESSAGE_DELIVERED },
    { "completed", READING_DONE, MESSAGE_DELIVERED },
    { "busy", READING_DONE, MESSAGE_UNDELIVERED },
    { "no-answer", READING_DONE, MESSAGE_UNDELIVERED },
    { "canceled", READING_DONE, MESSAGE_FAILED },
    { "failed", READING_DONE, MESSAGE_FAILED },
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static enum reading status_read(const struct form *params, struct delivery *delivery,
                                const char **why)
{
    bool calls = form_get(params, "CallSid") != NULL;
    const struct status *known = calls ? call_statuses : statuses;
    size_t count = calls ? COUNT(call_statuses) : COUNT(statuses);
    const char *id = param_get(params, calls ? "CallSid" : "MessageSid");
    const char *word = param_get(params, calls ? "CallStatus" : "MessageStatus");
    const char *error = param_get(params, "ErrorCode");

    *why = "no_id";
    if (!*id || STR_COPY(delivery->provider_id, id)) return READING_UNREADABLE;
    *why = "error_code";
    if (STR_COPY(delivery->error, error)) return READING_UNREADABLE;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(known[i].word, word)) continue;
        *why = "";
        delivery->state = known[i].state;
        return known[i].reading;
    }
    *why = "status";
    return READING_UNREADABLE;
}

static enum reading twilio_read_delivery(const struct provider *provider,
                                         const struct webhook_call *call, struct delivery *delivery,
                                         const char **why)
{
    struct form params;
    enum reading reading = twilio_params_read(provider, call->request, &params, why);

    if (reading == READING_DONE) reading = status_read(&params, delivery, why);
    form_wipe(&params);
    return reading;
}

/* An answer without a content type is logged by Twilio as an error of ours. */
const struct provider_type provider_twilio = {
    .name = "twilio",
    .hash = SIGNATURE_SHA1,
    .api_url = "https://api.twilio.com",
    .answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>",
    .answer_type = "text/xml; charset=utf-8",
    .is_authentic = twilio_is_authentic,
    .read_inbound = twilio_read_inbound,
    .read_delivery = twilio_read_delivery,
    .prepare_send = twilio_prepare_send,
    .read_send = twilio_read_send,
    .prepare_look_up = twilio_prepare_look_up,
    .read_look_up = twilio_read_look_up,
    .prepare_texts = twilio_prepare_texts,
    .read_texts = twilio_read_texts,
    .prepare_call = twilio_prepare_call,
    .read_key = twilio_read_key,
    .write_words = twilio_write_words,
};
