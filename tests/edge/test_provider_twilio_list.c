/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Twilio's list of texts: what is asked for, what is read, and where our login never goes. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "check.h"
#include "edge/provider_twilio.h"

#define ACCOUNT "AC0123456789abcdef0123456789abcdef"
#define MESSAGES "/2010-04-01/Accounts/" ACCOUNT "/Messages.json"
#define PLAIN                                                                                      \
    "\"direction\":\"inbound\",\"from\":\"+16175550142\",\"to\":\"+16175550100\","                 \
    "\"date_created\":\"Thu, 24 Aug 2023 05:01:45 +0000\""

static bool read(const struct provider *provider, int status, const char *body,
                 struct provider_texts *texts)
{
    struct transfer_answer answer = {
        .end = TRANSFER_ANSWERED, .status = status, .body = body, .body_len = strlen(body)
    };

    *texts = (struct provider_texts){ .count = 0 };
    return twilio_read_texts(provider, &answer, texts);
}

static void test_request(const struct provider *provider)
{
    struct transfer_request *request = xcalloc(1, sizeof *request);

    CHECK(!twilio_prepare_texts(provider, "+16175550100", "", request));
    CHECK_STR(request->url, "https://api.twilio.com" MESSAGES "?To=%2B16175550100&PageSize=50");
    CHECK(request->content_type == NULL && *request->login);
    CHECK(!twilio_prepare_texts(provider, "+16175550100", MESSAGES "?Page=1", request));
    CHECK_STR(request->url, "https://api.twilio.com" MESSAGES "?Page=1");
    free(request);
}

static void test_page(const struct provider *provider, struct provider_texts *texts)
{
    const struct provider_text *text = &texts->text[0];

    CHECK(read(provider, 200,
               "{\"messages\":[{\"sid\":\"SM1\"," PLAIN ",\"body\":\"h\xc3\xa9llo\",\"num_media\":"
               "\"2\"}, {\"sid\":\"SM2\"," PLAIN ",\"body\":null,\"num_media\":\"0\"}]}",
               texts));
    CHECK(texts->count == 2 && !*texts->next);
    CHECK_STR(text->inbound.provider, "twilio");
    CHECK_STR(text->inbound.provider_id, "SM1");
    CHECK_STR(text->inbound.from.e164, "+16175550142");
    CHECK_STR(text->inbound.to.e164, "+16175550100");
    CHECK_STR(text->inbound.body.s, "h\xc3\xa9llo");
    CHECK(text->inbound.body.len == 6 && text->inbound.media_count == 2);
    CHECK(text->at == SECONDS(1692853305));
    CHECK(texts->text[1].inbound.body.len == 0 && texts->text[1].inbound.media_count == 0);
}

/* What is no person's text to us is left out, and the others are not. */
static void test_records_left_out(const struct provider *provider, struct provider_texts *texts)
{
    static const char *const odd[] = {
        "{\"sid\":\"SM1\",\"direction\":\"outbound-api\",\"from\":\"+16175550100\","
        "\"to\":\"+16175550142\",\"body\":\"x\"}",
        "{\"sid\":\"SM1\",\"direction\":\"inbound\",\"from\":\"whatsapp:+1617\","
        "\"to\":\"+16175550100\",\"body\":\"x\"}",
        "{\"sid\":\"\"," PLAIN ",\"body\":\"x\"}",
        "{\"sid\":7," PLAIN ",\"body\":\"x\"}",
        "[]",
        "null",
    };
    char body[1024];

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        snprintf(body, sizeof body, "{\"messages\":[%s,{\"sid\":\"SM9\"," PLAIN "}]}", odd[i]);
        CHECK_CASE(read(provider, 200, body, texts), odd[i]);
        CHECK_CASE(texts->count == 1, odd[i]);
        CHECK_STR(texts->text[0].inbound.provider_id, "SM9");
    }
}

static void test_longer_than_asked_for(const struct provider *provider,
                                       struct provider_texts *texts)
{
    char body[65536];
    struct str str;

    str_init(&str, body, sizeof body);
    str_add(&str, "{\"messages\":[");
    for (int i = 0; i < 2 * PROVIDER_TEXTS_MAX; i++)
        str_addf(&str, "%s{\"sid\":\"SM%d\"," PLAIN "}", i ? "," : "", i);
    str_add(&str, "]}");
    CHECK(read(provider, 200, body, texts));
    CHECK(texts->count == PROVIDER_TEXTS_MAX);
}

static void test_next_page(const struct provider *provider, struct provider_texts *texts)
{
    static const struct {
        const char *said, *next;
    } cases[] = {
        { "\"" MESSAGES "?Page=1\"", MESSAGES "?Page=1" },
        { "\"https://api.twilio.com" MESSAGES "?Page=1\"", MESSAGES "?Page=1" },
        { "null", "" },
        { "\"\"", "" },
        { "\"https://evil.example/x\"", "" },
        { "\"@evil.example/x\"", "" },
        { "\"https://api.twilio.com@evil.example/x\"", "" },
        { "\"https://api.twilio.com.evil.example/x\"", "" },
        { "7", "" },
    };
    char body[512];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        snprintf(body, sizeof body, "{\"messages\":[],\"next_page_uri\":%s}", cases[i].said);
        CHECK_CASE(read(provider, 200, body, texts), cases[i].said);
        CHECK_STR(texts->next, cases[i].next);
    }
}

static void test_no_page(const struct provider *provider, struct provider_texts *texts)
{
    CHECK(!read(provider, 200, "<html>", texts));
    CHECK(!read(provider, 200, "", texts));
    CHECK(!read(provider, 200, "[]", texts));
    CHECK(!read(provider, 200, "{\"messages\":{}}", texts));
    CHECK(!read(provider, 503, "{\"messages\":[]}", texts));
    CHECK(!read(provider, 200, "{\"messages\":[],\"messages\":[]}", texts));
}

int main(void)
{
    struct provider_settings settings = {
        .id = "twilio",
        .type = "twilio",
        .account_sid = ACCOUNT,
        .auth_token = "12345678901234567890123456789012",
        .public_url = "https://line.example",
    };
    struct provider_texts *texts = xcalloc(1, sizeof *texts);
    struct providers *providers;
    const struct provider *provider;

    if (crypt_start()) return 1;
    providers = providers_new();
    providers_set(providers, &settings, 1);
    provider = providers_get(providers, "twilio");
    test_request(provider);
    test_page(provider, texts);
    test_records_left_out(provider, texts);
    test_longer_than_asked_for(provider, texts);
    test_next_page(provider, texts);
    test_no_page(provider, texts);
    providers_free(providers);
    free(texts);
    return check_end();
}
