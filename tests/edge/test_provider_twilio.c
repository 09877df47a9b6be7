/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>

#include "../check.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/form.h"
#include "edge/provider.h"

#define TOKEN "12345678901234567890123456789012"
#define ACCOUNT "AC00000000000000000000000000000001"
#define URL "https://line.example/hooks/twilio/inbound"
#define FORM "application/x-www-form-urlencoded; charset=UTF-8"

static struct provider_settings settings_make(void)
{
    return (struct provider_settings){
        .id = "twilio",
        .type = "twilio",
        .account_sid = ACCOUNT,
        .auth_token = TOKEN,
        .public_url = "https://line.example/",
    };
}

/* ---- signing as Twilio does ---- */

static int pair_compare(const void *left, const void *right)
{
    const struct form_pair *a = left, *b = right;
    int names = strcmp(a->name, b->name);

    return names ? names : strcmp(a->value, b->value);
}

/* For bodies without NUL and without equal pairs. */
static void sign(const char *token, const char *url, const char *body, char *base64)
{
    struct signature_key *key = signature_key_new(SIGNATURE_SHA1, token);
    struct form form;

    signature_begin(key);
    signature_add(key, url, strlen(url));
    if (!form_parse(&form, body, strlen(body))) {
        qsort(form.pair, form.count, sizeof form.pair[0], pair_compare);
        for (size_t i = 0; i < form.count; i++) {
            signature_add(key, form.pair[i].name, strlen(form.pair[i].name));
            signature_add(key, form.pair[i].value, strlen(form.pair[i].value));
        }
    }
    form_wipe(&form);
    signature_end(key, base64);
    signature_key_free(key);
}

static struct http_request request_make(const char *type, const char *signature, const char *body)
{
    struct http_request request = {
        .method = HTTP_POST, .query = "", .body = body, .body_len = strlen(body), .header_count = 2
    };

    request.header[0] = (struct http_header){ "content-type", type };
    request.header[1] = (struct http_header){ "x-twilio-signature", signature };
    return request;
}

struct heard {
    enum reading reading;
    const char *why;
    struct inbound inbound;
    struct delivery delivery;
};

static struct heard hear(const struct provider *provider, const char *token, const char *body)
{
    char signature[SIGNATURE_BASE64_MAX + 1];
    struct http_request request;
    struct webhook_call call = { &request, URL, 0 };
    struct heard heard;

    sign(token, URL, body, signature);
    request = request_make(FORM, signature, body);
    heard.reading = provider_read_inbound(provider, &call, &heard.inbound, &heard.why);
    return heard;
}

static struct heard hear_status(const struct provider *provider, const char *body)
{
    char signature[SIGNATURE_BASE64_MAX + 1];
    struct http_request request;
    struct webhook_call call = { &request, URL, 0 };
    struct heard heard;

    sign(TOKEN, URL, body, signature);
    request = request_make(FORM, signature, body);
    heard.reading = provider_read_delivery(provider, &call, &heard.delivery, &heard.why);
    return heard;
}

/* ---- recorded webhooks ---- */

static const char *vector_text(const json_t *vector, const char *name)
{
    return json_string_value(json_object_get(vector, name));
}

/* The body read is the one that was recorded beside the raw bytes. */
static void body_check(const json_t *vector, const struct inbound *inbound, const char *name)
{
    json_t *pair;
    size_t i;

    json_array_foreach(json_object_get(vector, "params"), i, pair)
    {
        const char *param = json_string_value(json_array_get(pair, 0));

        if (strcmp(param, "Body")) continue;
        CHECK_CASE(!strcmp(inbound->body.s, json_string_value(json_array_get(pair, 1))), name);
        CHECK_CASE(inbound->body.len == strlen(inbound->body.s), name);
    }
}

static void test_vectors(void)
{
    json_t *file = json_load_file("tests/vectors/twilio.json", 0, NULL);
    struct provider_settings settings = settings_make();
    struct providers *providers = providers_new();
    json_t *vector;
    size_t i, texts = 0;

    CHECK(json_array_size(json_object_get(file, "vectors")) > 20);
    settings.account_sid[0] = '\0';
    CHECK(!STR_COPY(settings.auth_token, vector_text(file, "auth_token")));
    providers_set(providers, &settings, 1);
    json_array_foreach(json_object_get(file, "vectors"), i, vector)
    {
        const char *name = vector_text(vector, "name");
        struct http_request request =
            request_make(vector_text(vector, "content_type"),
                         vector_text(vector, "signature_header"), vector_text(vector, "raw_body"));
        struct webhook_call call = { &request, vector_text(vector, "url_seen_by_server"), 0 };
        struct inbound inbound;
        const char *why;
        enum reading reading =
            provider_read_inbound(providers_get(providers, "twilio"), &call, &inbound, &why);

        CHECK_CASE((reading != READING_FORGED) ==
                       json_is_true(json_object_get(vector, "sdk_valid")),
                   name);
        if (reading != READING_DONE) continue;
        texts++;
        body_check(vector, &inbound, name);
    }
    CHECK(texts >= 10);
    providers_free(providers);
    json_decref(file);
}

/* ---- who is believed ---- */

#define TEXT_FROM "AccountSid=" ACCOUNT "&MessageSid=SM1&From=%2B16175550142&To=%2B16175550100"

static void test_tokens(void)
{
    const char *body = TEXT_FROM "&Body=hello";
    struct provider_settings settings = settings_make();
    struct providers *providers = providers_new();
    const struct provider *provider;

    CHECK(!STR_COPY(settings.auth_token_old, "the token before"));
    providers_set(providers, &settings, 1);
    provider = providers_get(providers, "twilio");
    CHECK(hear(provider, TOKEN, body).reading == READING_DONE);
    CHECK(hear(provider, "the token before", body).reading == READING_DONE);
    CHECK(hear(provider, "another token", body).reading == READING_FORGED);
    CHECK_STR(hear(provider, "another token", body).why, "signature");
    settings.auth_token_old[0] = '\0';
    providers_set(providers, &settings, 1);
    provider = providers_get(providers, "twilio");
    CHECK(hear(provider, "the token before", body).reading == READING_FORGED);
    CHECK(hear(provider, "", body).reading == READING_FORGED);
    CHECK(!providers_get(providers, "other"));
    providers_free(providers);
}

static void test_unsigned(const struct provider *provider)
{
    struct http_request request = request_make(FORM, "", TEXT_FROM "&Body=hello");
    struct webhook_call call = { &request, URL, 0 };
    struct inbound inbound;
    const char *why;

    CHECK(provider_read_inbound(provider, &call, &inbound, &why) == READING_FORGED);
    request.header_count = 1;
    CHECK(provider_read_inbound(provider, &call, &inbound, &why) == READING_FORGED);
}

static void test_account(const struct provider *provider)
{
    struct heard heard = hear(provider, TOKEN,
                              "AccountSid=AC2&MessageSid=SM1&From=%2B16175550142"
                              "&To=%2B16175550100&Body=hello");

    CHECK(heard.reading == READING_FORGED);
    CHECK_STR(heard.why, "account");
    heard = hear_status(provider, "AccountSid=AC2&MessageSid=SM1&MessageStatus=sent");
    CHECK(heard.reading == READING_FORGED);
}

/* ---- what is understood ---- */

static const struct text_case {
    const char *sentence, *params, *why; /* why "": it is a text */
} text_cases[] = {
    { "a text", TEXT_FROM "&Body=hello", "" },
    { "an empty text", TEXT_FROM "&Body=", "" },
    { "any language", TEXT_FROM "&Body=%D9%85%D8%B3%D8%A7%D8%B9%D8%AF%D8%A9+%F0%9F%98%80", "" },
    { "a short code", "MessageSid=SM1&From=741741&To=%2B16175550100&Body=x", "" },
    { "no text at all, as in a status callback", TEXT_FROM "&MessageStatus=sent", "no_body" },
    { "no id", "From=%2B16175550142&To=%2B16175550100&Body=x", "no_id" },
    { "no sender", "MessageSid=SM1&To=%2B16175550100&Body=x", "from" },
    { "a sender that is no number", "MessageSid=SM1&From=rcs%3Abob&To=%2B16175550100&Body=x",
      "from" },
    { "a line that is no number", "MessageSid=SM1&From=%2B16175550142&To=me&Body=x", "to" },
    { "bytes that are no UTF-8", TEXT_FROM "&Body=%ff%fe", "encoding" },
};

static void test_texts(const struct provider *provider)
{
    for (size_t i = 0; i < sizeof text_cases / sizeof text_cases[0]; i++) {
        const struct text_case *c = &text_cases[i];
        struct heard heard = hear(provider, TOKEN, c->params);

        CHECK_CASE(!strcmp(heard.why, c->why), c->sentence);
        CHECK_CASE(heard.reading == (*c->why ? READING_UNREADABLE : READING_DONE), c->sentence);
    }
}

/* Signed, though nobody can read them: kept, not refused. */
static const struct odd_case {
    const char *sentence, *body, *is_signed;
    size_t signed_len;
} odd_cases[] = {
    { "a broken escape", "Body=100%", "Body100%", 8 },
    { "a NUL", "Body=a%00b", "Bodya\0b", 7 },
};

static void test_odd_texts(const struct provider *provider)
{
    for (size_t i = 0; i < sizeof odd_cases / sizeof odd_cases[0]; i++) {
        struct signature_key *key = signature_key_new(SIGNATURE_SHA1, TOKEN);
        char signature[SIGNATURE_BASE64_MAX + 1];
        struct http_request request;
        struct webhook_call call = { &request, URL, 0 };
        struct inbound inbound;
        const char *why;

        signature_begin(key);
        signature_add(key, URL, strlen(URL));
        signature_add(key, odd_cases[i].is_signed, odd_cases[i].signed_len);
        signature_end(key, signature);
        signature_key_free(key);
        request = request_make(FORM, signature, odd_cases[i].body);
        CHECK_CASE(provider_read_inbound(provider, &call, &inbound, &why) == READING_UNREADABLE,
                   odd_cases[i].sentence);
        CHECK_STR(why, "malformed");
    }
}

static void test_fields(const struct provider *provider)
{
    struct heard heard = hear(provider, TOKEN, TEXT_FROM "&Body=hello");

    CHECK_STR(heard.inbound.provider, "twilio");
    CHECK_STR(heard.inbound.provider_id, "SM1");
    CHECK_STR(heard.inbound.from.e164, "+16175550142");
    CHECK_STR(heard.inbound.to.e164, "+16175550100");
    CHECK_STR(heard.inbound.body.s, "hello");
    CHECK(heard.inbound.body.len == 5);
    CHECK(heard.inbound.media_count == 0);
}

static void test_long_texts(const struct provider *provider)
{
    char body[TEXT_BYTES_MAX + 256];
    size_t start = strlen(TEXT_FROM "&Body=");

    memcpy(body, TEXT_FROM "&Body=", start);
    memset(body + start, 'a', TEXT_BYTES_MAX + 1);
    body[start + TEXT_BYTES_MAX + 1] = '\0';
    CHECK_STR(hear(provider, TOKEN, body).why, "too_long");
    body[start + TEXT_BYTES_MAX] = '\0';
    CHECK(hear(provider, TOKEN, body).reading == READING_DONE);
}

static void test_media(const struct provider *provider)
{
    struct heard heard = hear(provider, TOKEN,
                              TEXT_FROM "&Body=&NumMedia=2&MediaContentType0=image%2Fjpeg"
                                        "&MediaUrl0=https%3A%2F%2Fm.example%2F0"
                                        "&MediaUrl1=https%3A%2F%2Fm.example%2F1");

    CHECK(heard.inbound.media_count == 2);
    CHECK_STR(heard.inbound.media[0].type, "image/jpeg");
    CHECK_STR(heard.inbound.media[1].type, "application/octet-stream");
}

static const struct base64_case {
    const char *sentence, *body, *read;
} base64_cases[] = {
    { "words that came as base64",
      "SSBkb24ndCBrbm93IHdoYXQgdG8gZG8gYW55IG1vcmUsIG5vdGhpbmcgaGVscHMgYW5kIEkgYW0gdGlyZWQ=",
      "I don't know what to do any more, nothing helps and I am tired" },
    { "one long word of letters",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
    { "short base64 is left alone", "aSBhbSBoZXJl", "aSBhbSBoZXJl" },
    { "base64 of one word is left alone",
      "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ==",
      "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ==" },
};

static void test_base64(const struct provider *provider)
{
    char body[512];

    for (size_t i = 0; i < sizeof base64_cases / sizeof base64_cases[0]; i++) {
        struct heard heard;

        snprintf(body, sizeof body, "%s&Body=%s", TEXT_FROM, base64_cases[i].body);
        heard = hear(provider, TOKEN, body);
        CHECK_CASE(!strcmp(heard.inbound.body.s, base64_cases[i].read), base64_cases[i].sentence);
        CHECK_CASE(heard.inbound.body.len == strlen(heard.inbound.body.s),
                   base64_cases[i].sentence);
    }
}

/* By GET, the parameters are in the URL and only the URL is signed. */
static void test_get(const struct provider *provider)
{
    const char *url = URL "?" TEXT_FROM "&Body=hello+you";
    char signature[SIGNATURE_BASE64_MAX + 1];
    struct http_request request;
    struct webhook_call call = { &request, url, 0 };
    struct inbound inbound;
    const char *why;

    sign(TOKEN, url, "", signature);
    request = request_make(FORM, signature, "");
    request.method = HTTP_GET;
    request.query = strchr(url, '?') + 1;
    CHECK(provider_read_inbound(provider, &call, &inbound, &why) == READING_DONE);
    CHECK_STR(inbound.body.s, "hello you");
    call.url = URL "?" TEXT_FROM "&Body=hello+me";
    CHECK(provider_read_inbound(provider, &call, &inbound, &why) == READING_FORGED);
}

/* ---- delivery ---- */

static const struct status_case {
    const char *word;
    enum reading reading;
    enum message_state state;
} status_cases[] = {
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
    { "teleported", READING_UNREADABLE, MESSAGE_SENT },
    { "", READING_UNREADABLE, MESSAGE_SENT },
};

static void test_statuses(const struct provider *provider)
{
    char body[256];

    for (size_t i = 0; i < sizeof status_cases / sizeof status_cases[0]; i++) {
        const struct status_case *c = &status_cases[i];
        struct heard heard;

        snprintf(body, sizeof body, "ErrorCode=30003&MessageSid=SM7&MessageStatus=%s", c->word);
        heard = hear_status(provider, body);
        CHECK_CASE(heard.reading == c->reading, c->word);
        if (c->reading != READING_DONE) continue;
        CHECK_CASE(heard.delivery.state == c->state, c->word);
        CHECK_STR(heard.delivery.provider_id, "SM7");
        CHECK_STR(heard.delivery.error, "30003");
    }
    CHECK(hear_status(provider, "MessageStatus=sent").reading == READING_UNREADABLE);
}

/* ---- settings ---- */

static void test_settings(void)
{
    struct provider_settings settings = settings_make();
    char why[128];

    CHECK(!provider_settings_check(&settings, why, sizeof why));
    CHECK(!STR_COPY(settings.api_url, "http://127.0.0.1:4010"));
    CHECK(!provider_settings_check(&settings, why, sizeof why));
    CHECK(!STR_COPY(settings.api_url, "http://api.example"));
    CHECK(provider_settings_check(&settings, why, sizeof why) == ERR_INPUT);
    CHECK_STR(why, "api_url: must be https, or http to this machine");
    settings = settings_make();
    settings.auth_token[0] = '\0';
    CHECK(provider_settings_check(&settings, why, sizeof why) == ERR_INPUT);
    settings = settings_make();
    settings.account_sid[0] = '\0';
    CHECK(provider_settings_check(&settings, why, sizeof why) == ERR_INPUT);
    settings = settings_make();
    settings.public_url[0] = '\0';
    CHECK(provider_settings_check(&settings, why, sizeof why) == ERR_INPUT);
    settings = settings_make();
    CHECK(!STR_COPY(settings.id, "a/b"));
    CHECK(provider_settings_check(&settings, why, sizeof why) == ERR_INPUT);
    CHECK(!STR_COPY(settings.type, "pigeon"));
    CHECK(provider_settings_check(&settings, why, sizeof why) == ERR_INPUT);
    settings = (struct provider_settings){ .id = "phone", .type = "simulator" };
    CHECK(!provider_settings_check(&settings, why, sizeof why));
}

int main(void)
{
    struct provider_settings settings = settings_make();
    struct providers *providers;
    const struct provider *provider;

    if (crypt_start()) return 1;
    providers = providers_new();
    providers_set(providers, &settings, 1);
    provider = providers_get(providers, "twilio");
    test_vectors();
    test_tokens();
    test_unsigned(provider);
    test_account(provider);
    test_texts(provider);
    test_odd_texts(provider);
    test_fields(provider);
    test_long_texts(provider);
    test_media(provider);
    test_base64(provider);
    test_get(provider);
    test_statuses(provider);
    test_settings();
    providers_free(providers);
    return check_end();
}
