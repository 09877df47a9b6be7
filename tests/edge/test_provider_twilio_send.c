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

/* ---- requests ---- */

static struct outbox_item item_make(const char *body)
{
    struct outbox_item item = { .id = { 7 },
                                .attempt = 2,
                                .token = "0123456789abcdef0123456789abcdef",
                                .provider = "twilio",
                                .from = { "+15555550199" },
                                .to = { "+15555550100" },
                                .claimed_at = 1772373600000 }; /* 2026-03-01T14:00:00Z */

    CHECK(!STR_COPY(item.body.s, body));
    item.body.len = (uint16_t)strlen(body);
    return item;
}

/* Every field the official client sends is in ours, and means the same. */
static void test_request_as_the_official_client(const struct provider *provider)
{
    json_t *file = json_load_file("tests/vectors/golden-requests.json", 0, NULL);
    json_t *golden =
        json_array_get(json_object_get(json_object_get(file, "requests"), "twilio"), 0);
    const char *body = json_string_value(json_object_get(golden, "body"));
    struct form theirs, ours;
    struct outbox_item item = item_make("Hi \xf0\x9f\x91\x8b \xc3\xa9 & +");
    struct transfer_request *request = calloc(1, sizeof *request);

    CHECK(!provider_prepare(provider, &item, request));
    CHECK(!form_parse(&theirs, body, strlen(body)));
    CHECK(!form_parse(&ours, request->body, request->body_len));
    CHECK(request->body_len == strlen(request->body));
    CHECK(ours.count == theirs.count);
    for (size_t i = 0; i < theirs.count; i++) {
        const char *name = theirs.pair[i].name, *value = form_get(&ours, name);

        if (!CHECK_CASE(value != NULL, name) || !strcmp(name, "StatusCallback")) continue;
        CHECK_CASE(!strcmp(value, theirs.pair[i].value), name);
    }
    CHECK(theirs.count == 4);
    CHECK_STR(form_get(&ours, "StatusCallback"),
              "https://line.example/hooks/twilio/status?t=0123456789abcdef0123456789abcdef");
    CHECK_STR(request->url + strlen("https://api.twilio.com"),
              json_string_value(json_object_get(golden, "path")));
    CHECK_STR(request->content_type, json_string_value(json_object_get(
                                         json_object_get(golden, "headers"), "content-type")));
    CHECK_STR(request->login, ACCOUNT ":" TOKEN);
    form_wipe(&theirs);
    form_wipe(&ours);
    free(request);
    json_decref(file);
}

static void test_longest_text(const struct provider *provider)
{
    struct outbox_item item = item_make("");
    struct transfer_request *request = calloc(1, sizeof *request);

    memset(item.body.s, '\xe6', TEXT_BYTES_MAX);
    CHECK(!provider_prepare(provider, &item, request));
    CHECK(request->body_len > 3 * TEXT_BYTES_MAX);
    free(request);
}

/* ---- answers ---- */

static const struct answer_case {
    const char *sentence;
    int status;
    const char *body;
    enum send_outcome outcome;
    const char *error;
} answer_cases[] = {
    { "taken", 201, "{\"sid\":\"SM9\",\"status\":\"queued\"}", SEND_ACCEPTED, "" },
    { "taken, with another 2xx", 200, "{\"sid\":\"SM9\"}", SEND_ACCEPTED, "" },
    { "yes without an id", 201, "{\"status\":\"queued\"}", SEND_UNKNOWN, "http_201" },
    { "yes with an empty id", 201, "{\"sid\":\"\"}", SEND_UNKNOWN, "http_201" },
    { "yes that is no JSON", 201, "<html>", SEND_UNKNOWN, "http_201" },
    { "yes that is cut", 201, "{\"sid\":\"SM9\"", SEND_UNKNOWN, "http_201" },
    { "yes with two ids", 201, "{\"sid\":\"SM9\",\"sid\":\"SM8\"}", SEND_UNKNOWN, "http_201" },
    { "yes with nothing", 204, "", SEND_UNKNOWN, "http_204" },
    { "a list is no answer", 201, "[\"SM9\"]", SEND_UNKNOWN, "http_201" },
    { "opted out", 400, "{\"code\":21610,\"status\":400}", SEND_STOPPED, "21610" },
    { "not a number", 400, "{\"code\":21211}", SEND_REFUSED, "21211" },
    { "wrong token", 401, "{\"code\":20003}", SEND_REFUSED, "20003" },
    { "too many requests", 429, "{\"code\":20429}", SEND_LATER, "20429" },
    { "too many requests, says a proxy", 429, "slow down", SEND_LATER, "http_429" },
    { "the number's queue is full", 400, "{\"code\":21611}", SEND_LATER, "21611" },
    { "refused without a code", 404, "not here", SEND_REFUSED, "http_404" },
    { "Twilio's own failure", 500, "{\"code\":20500}", SEND_UNKNOWN, "20500" },
    { "Twilio's own failure as a refusal", 400, "{\"code\":20500}", SEND_UNKNOWN, "20500" },
    { "a proxy gave up", 502, "<html>", SEND_UNKNOWN, "http_502" },
    { "the server did not get it in time, it thinks", 408, "", SEND_UNKNOWN, "http_408" },
    { "a redirect", 302, "", SEND_UNKNOWN, "http_302" },
    { "a code out of this world", 400, "{\"code\":999999999999}", SEND_REFUSED, "http_400" },
};

static void test_answers(const struct provider *provider)
{
    struct outbox_item item = item_make("hello");

    for (size_t i = 0; i < sizeof answer_cases / sizeof answer_cases[0]; i++) {
        const struct answer_case *c = &answer_cases[i];
        struct transfer_answer answer = { .end = TRANSFER_ANSWERED,
                                          .status = c->status,
                                          .retry_after = 3000,
                                          .body = c->body,
                                          .body_len = strlen(c->body),
                                          .trouble = "" };
        struct send_result result;

        provider_read_answer(provider->type, &item, &answer, &result);
        CHECK_CASE(result.outcome == c->outcome, c->sentence);
        CHECK_CASE(!strcmp(result.error, c->error), c->sentence);
        CHECK_CASE(!strcmp(result.provider_id, c->outcome == SEND_ACCEPTED ? "SM9" : ""),
                   c->sentence);
        CHECK(result.id.n == 7 && result.attempt == 2 && result.retry_after == 3000);
    }
}

static void test_no_answer(const struct provider *provider)
{
    struct outbox_item item = item_make("hello");
    struct transfer_answer answer = { .end = TRANSFER_NOT_LEFT, .body = "", .trouble = "dns" };
    struct send_result result;

    provider_read_answer(provider->type, &item, &answer, &result);
    CHECK(result.outcome == SEND_LATER);
    CHECK_STR(result.error, "dns");
    answer.end = TRANSFER_BROKEN;
    provider_read_answer(provider->type, &item, &answer, &result);
    CHECK(result.outcome == SEND_UNKNOWN);
    item.look_up = true;
    answer.end = TRANSFER_NOT_LEFT;
    provider_read_answer(provider->type, &item, &answer, &result);
    CHECK(result.outcome == SEND_UNKNOWN);
}

/* ---- looking up ---- */

#define AT(time) "\"date_created\":\"Sun, 01 Mar 2026 " time " +0000\""
#define RECORD(sid, body, time) "{\"sid\":\"" sid "\",\"body\":\"" body "\"," AT(time) "}"
#define OLD RECORD("SM1", "hello", "13:00:00")
#define NEW RECORD("SM2", "other words", "14:00:01")
#define FIVE_NEW NEW "," NEW "," NEW "," NEW "," NEW

static const struct look_up_case {
    const char *sentence;
    int status;
    const char *body;
    enum send_outcome outcome;
    const char *sid;
} look_up_cases[] = {
    { "it is there", 200, "{\"messages\":[" RECORD("SM9", "hello", "14:00:02") "]}", SEND_ACCEPTED,
      "SM9" },
    { "nothing is there", 200, "{\"messages\":[]}", SEND_NOT_FOUND, "" },
    { "only other words", 200, "{\"messages\":[" NEW "]}", SEND_NOT_FOUND, "" },
    { "the same words of an hour ago", 200, "{\"messages\":[" OLD "]}", SEND_NOT_FOUND, "" },
    { "the same words now and then", 200,
      "{\"messages\":[" RECORD("SM9", "hello", "14:00:02") "," OLD "]}", SEND_ACCEPTED, "SM9" },
    { "the newest of two", 200,
      "{\"messages\":[" RECORD("SM9", "hello", "14:00:05") "," RECORD("SM8", "hello",
                                                                      "13:59:50") "]}",
      SEND_ACCEPTED, "SM9" },
    { "our clock is a little ahead", 200, "{\"messages\":[" RECORD("SM9", "hello", "13:59:45") "]}",
      SEND_ACCEPTED, "SM9" },
    { "words that only begin alike", 200,
      "{\"messages\":[" RECORD("SM9", "hello you", "14:00:02") "]}", SEND_NOT_FOUND, "" },
    { "a trial account's words before ours", 200,
      "{\"messages\":[" RECORD("SM9", "Sent from your Twilio trial account - hello",
                               "14:00:02") "]}",
      SEND_ACCEPTED, "SM9" },
    { "a full page of newer texts: there may be more", 200,
      "{\"messages\":[" FIVE_NEW "," FIVE_NEW "]}", SEND_UNKNOWN, "" },
    { "a full page that reaches back far enough", 200,
      "{\"messages\":[" FIVE_NEW "," NEW "," NEW "," NEW "," NEW "," OLD "]}", SEND_NOT_FOUND, "" },
    { "our words without a date", 200, "{\"messages\":[{\"sid\":\"SM9\",\"body\":\"hello\"}]}",
      SEND_UNKNOWN, "" },
    { "another zone", 200,
      "{\"messages\":[{\"sid\":\"SM9\",\"body\":\"hello\","
      "\"date_created\":\"Sun, 01 Mar 2026 09:00:02 -0500\"}]}",
      SEND_ACCEPTED, "SM9" },
    { "no list", 200, "{}", SEND_UNKNOWN, "" },
    { "no JSON", 200, "oops", SEND_UNKNOWN, "" },
    { "a list that is none", 200, "{\"messages\":{}}", SEND_UNKNOWN, "" },
    { "refused", 401, "{\"messages\":[]}", SEND_UNKNOWN, "" },
    { "failed", 500, "", SEND_UNKNOWN, "" },
};

static void test_look_ups(const struct provider *provider)
{
    struct outbox_item item = item_make("hello");

    item.look_up = true;
    for (size_t i = 0; i < sizeof look_up_cases / sizeof look_up_cases[0]; i++) {
        const struct look_up_case *c = &look_up_cases[i];
        struct transfer_answer answer = { .end = TRANSFER_ANSWERED,
                                          .status = c->status,
                                          .body = c->body,
                                          .body_len = strlen(c->body),
                                          .trouble = "" };
        struct send_result result;

        provider_read_answer(provider->type, &item, &answer, &result);
        CHECK_CASE(result.outcome == c->outcome, c->sentence);
        CHECK_CASE(!strcmp(result.provider_id, c->sid), c->sentence);
    }
}

static void test_look_up_request(const struct provider *provider)
{
    struct outbox_item item = item_make("hello");
    struct transfer_request *request = calloc(1, sizeof *request);

    item.look_up = true;
    CHECK(!provider_prepare(provider, &item, request));
    CHECK_STR(request->url, "https://api.twilio.com/2010-04-01/Accounts/" ACCOUNT
                            "/Messages.json?To=%2B15555550100&From=%2B15555550199&PageSize=10");
    CHECK(request->content_type == NULL && request->body_len == 0);
    free(request);
}

int main(void)
{
    struct provider_settings settings = {
        .id = "twilio",
        .type = "twilio",
        .account_sid = ACCOUNT,
        .auth_token = TOKEN,
        .public_url = "https://line.example/",
    };
    struct providers *providers;
    const struct provider *provider;

    if (crypt_start()) return 1;
    providers = providers_new();
    providers_set(providers, &settings, 1);
    provider = providers_get(providers, "twilio");
    test_request_as_the_official_client(provider);
    test_longest_text(provider);
    test_answers(provider);
    test_no_answer(provider);
    test_look_ups(provider);
    test_look_up_request(provider);
    providers_free(providers);
    return check_end();
}
