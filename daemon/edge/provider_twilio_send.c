/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "edge/form.h"
#include "edge/provider_twilio.h"

#define LOOK_UP_COUNT 10      /* even of the longest texts they fit into one answer */
#define LOOK_BACK SECONDS(30) /* how far the two clocks may differ */

/* Twilio's trial accounts put this before every text. */
#define TRIAL_WORDS "Sent from your Twilio trial account - "

/* ---- writing requests ---- */

void twilio_url_add(struct str *url, const struct provider *provider, const char *resource)
{
    str_add(url, provider->settings.api_url);
    str_add(url, "/2010-04-01/Accounts/");
    form_percent_add(url, provider->settings.account_sid);
    str_addf(url, "/%s.json", resource);
}

enum err twilio_login_write(const struct provider *provider, struct transfer_request *request)
{
    struct str login;

    str_init(&login, request->login, sizeof request->login);
    str_add(&login, provider->settings.account_sid);
    str_add(&login, ":");
    str_add(&login, provider->settings.auth_token);
    return login.cut ? ERR_INPUT : OK;
}

/* The token in it tells which attempt a callback speaks of, even if no answer ever came. */
enum err twilio_callback_write(const struct provider *provider, const char *token, char *out,
                               size_t size)
{
    struct str url;

    str_init(&url, out, size);
    str_addf(&url, "%s/hooks/%s/status?t=%s", provider->settings.public_url, provider->settings.id,
             token);
    return url.cut ? ERR_INPUT : OK;
}

/*
 * Twilio can be told not to keep the words (ContentRetention, AddressRetention). It is not,
 * because an attempt whose answer was lost could then not be found again by its words and number.
 */
enum err twilio_prepare_send(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request)
{
    char callback[TWILIO_CALLBACK_MAX + 1];
    struct str url, body;

    if (twilio_callback_write(provider, item->token, callback, sizeof callback)) return ERR_INPUT;
    str_init(&url, request->url, sizeof request->url);
    twilio_url_add(&url, provider, "Messages");
    str_init(&body, request->body, sizeof request->body);
    form_field_add(&body, "To", item->to.e164);
    form_field_add(&body, "From", item->from.e164);
    form_field_add(&body, "Body", item->body.s);
    form_field_add(&body, "StatusCallback", callback);
    request->body_len = body.len;
    request->content_type = "application/x-www-form-urlencoded";
    if (url.cut || body.cut) return ERR_INPUT;
    return twilio_login_write(provider, request);
}

/*
 * Asks for the newest texts between the two numbers. Twilio's filter by date is not used: it
 * knows whole days and the time of sending, which a text still queued there does not have yet.
 */
enum err twilio_prepare_look_up(const struct provider *provider, const struct outbox_item *item,
                                struct transfer_request *request)
{
    struct str url, query;
    char filter[256];

    str_init(&query, filter, sizeof filter);
    form_field_add(&query, "To", item->to.e164);
    form_field_add(&query, "From", item->from.e164);
    str_addf(&query, "&PageSize=%d", LOOK_UP_COUNT);
    str_init(&url, request->url, sizeof request->url);
    twilio_url_add(&url, provider, "Messages");
    str_add(&url, "?");
    str_add(&url, filter);
    if (query.cut || url.cut) return ERR_INPUT;
    return twilio_login_write(provider, request);
}

/* ---- reading the answer to a text ---- */

static const int later_codes[] = {
    14107, /* too many messages to one number */
    20429, /* too many requests */
    21611, /* the number's queue is full */
    63018, /* rate limit of the channel */
};

#define LATER_CODES (sizeof later_codes / sizeof later_codes[0])

static bool code_is_later(int code)
{
    for (size_t i = 0; i < LATER_CODES; i++)
        if (later_codes[i] == code) return true;
    return false;
}

/* Only a 4xx says for certain that the text was not taken; 408 says that nobody knows. */
static enum send_outcome refusal_outcome(int status, int code)
{
    if (status < 400 || status > 499 || status == 408) return SEND_UNKNOWN;
    if (code == 20500 || code == 20503) return SEND_UNKNOWN; /* Twilio's own failures */
    if (code == 21610) return SEND_STOPPED;
    return status == 429 || code_is_later(code) ? SEND_LATER : SEND_REFUSED;
}

static void error_write(struct send_result *result, int status, int code)
{
    struct str error;

    str_init(&error, result->error, sizeof result->error);
    if (code > 0) str_addf(&error, "%d", code);
    if (code <= 0) str_addf(&error, "http_%d", status);
}

static json_t *answer_json(const struct transfer_answer *answer)
{
    json_t *json = json_loadb(answer->body, answer->body_len, JSON_REJECT_DUPLICATES, NULL);

    if (json && !json_is_object(json)) {
        json_decref(json);
        json = NULL;
    }
    return json;
}

void twilio_read_send(const struct transfer_answer *answer, struct send_result *result)
{
    json_t *json = answer_json(answer);
    const char *sid = json_string_value(json_object_get(json, "sid"));
    json_int_t code = json_integer_value(json_object_get(json, "code"));
    bool taken = answer->status >= 200 && answer->status <= 299;

    if (code < 0 || code > 99999) code = 0;
    if (taken && sid && *sid && !STR_COPY(result->provider_id, sid)) {
        result->outcome = SEND_ACCEPTED;
    } else {
        result->outcome = refusal_outcome(answer->status, (int)code);
        error_write(result, answer->status, (int)code);
    }
    json_decref(json);
}

/* ---- reading the answer to a look-up ---- */

ms twilio_date_parse(const char *s)
{
    struct tm tm = { .tm_sec = 0 };
    const char *end = s ? strptime(s, "%a, %d %b %Y %H:%M:%S %z", &tm) : NULL;
    long offset = tm.tm_gmtoff;

    if (!end || *end) return 0;
    return SECONDS((ms)timegm(&tm) - offset);
}

static bool body_is(const char *body, const char *ours)
{
    size_t trial = strlen(TRIAL_WORDS);

    if (!body) return false;
    if (strcmp(body, ours) == 0) return true;
    return strncmp(body, TRIAL_WORDS, trial) == 0 && strcmp(body + trial, ours) == 0;
}

/* What the newest records say about the attempt. */
struct findings {
    const char *sid; /* of the newest record with our words */
    ms created;
    bool whole;   /* nothing since the attempt can be missing from the records */
    bool undated; /* our words, but from when? */
};

static void record_read(const json_t *record, const struct outbox_item *item,
                        struct findings *findings)
{
    ms created = twilio_date_parse(json_string_value(json_object_get(record, "date_created")));
    const char *sid = json_string_value(json_object_get(record, "sid"));
    bool same = sid && body_is(json_string_value(json_object_get(record, "body")), item->body.s);

    if (created && created < item->claimed_at - LOOK_BACK) {
        findings->whole = true; /* newest first: the rest is older still */
    } else if (same && !created) {
        findings->undated = true;
    } else if (same && created >= findings->created) {
        findings->sid = sid;
        findings->created = created;
    }
}

static void findings_conclude(const struct findings *findings, struct send_result *result)
{
    if (findings->sid && !STR_COPY(result->provider_id, findings->sid))
        result->outcome = SEND_ACCEPTED;
    else if (findings->whole && !findings->undated && !findings->sid)
        result->outcome = SEND_NOT_FOUND;
}

void twilio_read_look_up(const struct outbox_item *item, const struct transfer_answer *answer,
                         struct send_result *result)
{
    json_t *json = answer_json(answer);
    const json_t *records = json_object_get(json, "messages");
    size_t count = json_array_size(records);
    struct findings findings = { .whole = json_is_array(records) && count < LOOK_UP_COUNT };

    result->outcome = SEND_UNKNOWN;
    for (size_t i = 0; i < count; i++) record_read(json_array_get(records, i), item, &findings);
    if (answer->status == 200 && json)
        findings_conclude(&findings, result);
    else
        error_write(result, answer->status, 0);
    json_decref(json);
}
