/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fuzz_webhook — bytes as Twilio's webhook and as Twilio's answer. A webhook signed here, by a
 * second and simpler reading of the scheme, is believed; unsigned, or for another URL, it is not;
 * and what is understood of it keeps every bound. Build with -fsanitize=fuzzer.
 */
#include "edge/provider.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/text.h"
#include "edge/form.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define must_hold(cond) ((cond) ? (void)0 : abort())

#define URL "https://line.example/hooks/twilio/inbound"
#define TOKEN "12345678901234567890123456789012"
#define BODY_MAX 8192

struct fuzz {
    struct providers *providers;
    struct signature_key *key;
};

static struct fuzz fuzz; /* libFuzzer gives nowhere else to keep it */

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    struct provider_settings settings = {
        .id = "twilio", .type = "twilio", .auth_token = TOKEN, .public_url = "https://line.example"
    };

    (void)argc;
    (void)argv;
    must_hold(!crypt_start());
    fuzz.providers = providers_new();
    providers_set(fuzz.providers, &settings, 1);
    fuzz.key = signature_key_new(SIGNATURE_SHA1, TOKEN);
    return 0;
}

static int pair_compare(const void *left, const void *right)
{
    const struct form_pair *a = left, *b = right;
    int names = strcmp(a->name, b->name);

    return names ? names : strcmp(a->value, b->value);
}

static void add(const char *words)
{
    signature_add(fuzz.key, words, strlen(words));
}

/* Letters that are sorted otherwise by UTF-16 units than by bytes begin with these bytes. */
static bool has_rare_letters(const char *body, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)body[i] >= 0xee) return true;
        if (body[i] == '%' && i + 1 < len && strchr("eEfF", body[i + 1])) return true;
    }
    return false;
}

/* False for what this simple reading cannot sign. */
static bool sign(const char *body, size_t len, char *signature)
{
    struct form form;
    bool simple = form_parse(&form, body, len) == OK && !has_rare_letters(body, len);

    qsort(form.pair, form.count, sizeof form.pair[0], pair_compare);
    signature_begin(fuzz.key);
    add(URL);
    for (size_t i = 0; i < form.count; i++) {
        if (i && pair_compare(&form.pair[i - 1], &form.pair[i]) == 0) continue;
        add(form.pair[i].name);
        add(form.pair[i].value);
    }
    signature_end(fuzz.key, signature);
    form_wipe(&form);
    return simple;
}

static struct http_request request_make(const char *body, size_t len, const char *signature)
{
    struct http_request request = {
        .method = HTTP_POST, .query = "", .body = body, .body_len = len, .header_count = 2
    };

    request.header[0] = (struct http_header){ "Content-Type", "application/x-www-form-urlencoded" };
    request.header[1] = (struct http_header){ "X-Twilio-Signature", signature };
    return request;
}

static enum reading read_signed(const char *url, const char *body, size_t len,
                                const char *signature)
{
    const struct provider *provider = providers_get(fuzz.providers, "twilio");
    struct http_request request = request_make(body, len, signature);
    struct webhook_call call = { &request, url, 0 };
    struct inbound *inbound = malloc(sizeof *inbound);
    struct delivery delivery;
    const char *why;
    enum reading reading = provider_read_inbound(provider, &call, inbound, &why);

    if (reading == READING_DONE) {
        must_hold(inbound->provider_id[0] && phone_is_valid(inbound->from.e164));
        must_hold(phone_is_valid(inbound->to.e164) && inbound->media_count <= MEDIA_MAX);
        must_hold(inbound->body.len == strlen(inbound->body.s));
        must_hold(utf8_is_valid(inbound->body.s, inbound->body.len));
    } else {
        must_hold(strlen(why) > 0);
    }
    must_hold((provider_read_delivery(provider, &call, &delivery, &why) == READING_FORGED) ==
              (reading == READING_FORGED));
    free(inbound);
    return reading;
}

static void webhook_try(const uint8_t *bytes, size_t len)
{
    char *body = malloc(len), signature[SIGNATURE_BASE64_MAX + 1];

    memcpy(body, bytes, len);
    if (sign(body, len, signature)) {
        must_hold(read_signed(URL, body, len, signature) != READING_FORGED);
        must_hold(read_signed(URL "x", body, len, signature) == READING_FORGED);
    }
    must_hold(read_signed(URL, body, len, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=") == READING_FORGED);
    free(body);
}

/* Only a 2xx with an id is a yes. */
static void answer_try(const uint8_t *bytes, size_t len)
{
    const struct provider_type *type = providers_get(fuzz.providers, "twilio")->type;
    struct outbox_item item = { .attempt = 1, .body = { 2, "hi" } };
    char *body = malloc(len + 1);
    struct transfer_answer answer = { .end = TRANSFER_ANSWERED,
                                      .status = len ? 200 + (bytes[0] & 7) * 50 : 200,
                                      .body = body,
                                      .body_len = len,
                                      .trouble = "" };
    struct send_result result;

    memcpy(body, bytes, len);
    body[len] = '\0';
    for (int look_up = 0; look_up < 2; look_up++) {
        item.look_up = look_up;
        provider_read_answer(type, &item, &answer, &result);
        must_hold(result.outcome != SEND_ACCEPTED ||
                  (result.provider_id[0] && answer.status < 300));
        must_hold(look_up || result.outcome != SEND_NOT_FOUND);
        must_hold(answer.status < 500 || result.outcome == SEND_UNKNOWN);
    }
    free(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (!len || len > BODY_MAX) return 0;
    webhook_try(bytes, len);
    answer_try(bytes, len);
    return 0;
}
