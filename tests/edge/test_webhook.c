/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../check.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/form.h"
#include "edge/webhook.h"
#include "edge_bench.h"

#define TOKEN "12345678901234567890123456789012"
#define COMMANDS_WAITING_MAX 2
#define INBOUND "/hooks/twilio/inbound"
#define STATUS "/hooks/twilio/status?t=0123456789abcdef0123456789abcdef"

/* Sorted by name, so that signing them needs no sorting here. */
#define TEXT "AccountSid=AC1&Body=hello&From=%2B16175550142&MessageSid=SM1&To=%2B16175550100"
#define NEWS "AccountSid=AC1&MessageSid=SM1&MessageStatus=delivered"

/* What the engine heard last, and what it answers. */
struct engine {
    enum err says;
    bool asleep;
    int count; /* commands it heard */
    enum command_kind kind;
    struct inbound inbound;
    struct delivery delivery;
    size_t kept_len;
    char kept[256], why[64];
};

static void engine_turn(struct edge_bench *bench)
{
    struct engine *engine = bench->test;
    struct command *command;

    while (!engine->asleep && (command = mailbox_take(bench->mailboxes.commands))) {
        engine->count++;
        engine->kind = command->kind;
        if (command->kind == COMMAND_INBOUND) engine->inbound = command->u.inbound;
        if (command->kind == COMMAND_DELIVERY) engine->delivery = command->u.delivery;
        if (command->kind == COMMAND_QUARANTINE) {
            engine->kept_len = command->u.quarantine.len;
            snprintf(engine->kept, sizeof engine->kept, "%.*s", (int)command->u.quarantine.len,
                     (const char *)command->u.quarantine.bytes);
            snprintf(engine->why, sizeof engine->why, "%s", command->u.quarantine.why);
        }
        command->receipt.err = engine->says;
        CHECK(!mailbox_put(bench->mailboxes.receipts, command));
    }
}

/* Twilio's signature of a form whose fields come sorted; "" for a GET. */
static void sign(const char *target, const char *body, char *base64)
{
    struct signature_key *key = signature_key_new(SIGNATURE_SHA1, TOKEN);
    struct form form;

    signature_begin(key);
    signature_add(key, "https://line.example", 20);
    signature_add(key, target, strlen(target));
    CHECK(!form_parse(&form, body, strlen(body)));
    for (size_t i = 0; i < form.count; i++) {
        signature_add(key, form.pair[i].name, strlen(form.pair[i].name));
        signature_add(key, form.pair[i].value, strlen(form.pair[i].value));
    }
    form_wipe(&form);
    signature_end(key, base64);
    signature_key_free(key);
}

static struct edge_answer *ask(struct edge_bench *bench, const char *method, const char *target,
                               const char *signature, const char *body)
{
    char head[1024];

    snprintf(head, sizeof head,
             "%s %s HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
             "X-Twilio-Signature: %s",
             method, target, signature);
    return edge_ask(bench, head, body);
}

static struct edge_answer *ask_signed(struct edge_bench *bench, const char *method,
                                      const char *target, const char *body)
{
    char signature[SIGNATURE_BASE64_MAX + 1];

    sign(target, body, signature);
    return ask(bench, method, target, signature, body);
}

/* ---- texts ---- */

static void test_text(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer = ask_signed(bench, "POST", INBOUND, TEXT);

    CHECK(answer->status == 200);
    CHECK(strstr(answer->all, "Content-Type: text/xml") != NULL);
    CHECK(strstr(answer->all, "<Response/>") != NULL);
    CHECK(engine->count == 1 && engine->kind == COMMAND_INBOUND);
    CHECK_STR(engine->inbound.body.s, "hello");
    CHECK_STR(engine->inbound.from.e164, "+16175550142");
    CHECK_STR(engine->inbound.provider, "twilio");
    free(answer);
}

static void test_text_by_get(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer = ask_signed(bench, "GET", INBOUND "?" TEXT, "");

    CHECK(answer->status == 200);
    CHECK(engine->count == 1 && engine->kind == COMMAND_INBOUND);
    CHECK_STR(engine->inbound.body.s, "hello");
    free(answer);
}

/* P1. Yes only after the commit: not a word while the engine is silent. */
static void test_yes_after_commit(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer = xcalloc(1, sizeof *answer);
    char signature[SIGNATURE_BASE64_MAX + 1], request[1024];
    int fd = edge_connect(bench);

    engine->asleep = true;
    sign(INBOUND, TEXT, signature);
    snprintf(request, sizeof request,
             "POST " INBOUND " HTTP/1.1\r\nHost: a\r\nX-Twilio-Signature: %s\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             signature, strlen(TEXT), TEXT);
    CHECK(send(fd, request, strlen(request), 0) > 0);
    for (int i = 0; i < 200; i++) edge_turn(bench);
    CHECK(recv(fd, answer->all, 1, MSG_DONTWAIT) < 0);
    engine->asleep = false;
    CHECK(edge_read(bench, fd, answer, "<Response/>"));
    CHECK(answer->status == 200);
    close(fd);
    free(answer);
}

static void test_engine_in_trouble(struct edge_bench *bench, struct engine *engine)
{
    const enum err troubles[] = { ERR_DOWN, ERR_BUSY };

    for (size_t i = 0; i < 2; i++) {
        struct edge_answer *answer;

        engine->says = troubles[i];
        answer = ask_signed(bench, "POST", INBOUND, TEXT);
        CHECK(answer->status == 503);
        CHECK(strstr(answer->all, "Retry-After: ") != NULL);
        free(answer);
    }
}

static void test_mailbox_full(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer;

    engine->asleep = true;
    for (int i = 0; i < COMMANDS_WAITING_MAX; i++)
        CHECK(!mailbox_put(bench->mailboxes.commands, command_new(COMMAND_TIME, 0)));
    answer = ask_signed(bench, "POST", INBOUND, TEXT);
    CHECK(answer->status == 503);
    CHECK(strstr(answer->all, "Retry-After: ") != NULL);
    free(answer);
}

/* ---- what is refused, and what is kept raw ---- */

static const struct refusal {
    const char *sentence, *target, *signed_for, *body;
    int status;
} refusals[] = {
    { "another URL's signature", INBOUND, "/hooks/twilio/status", TEXT, 403 },
    { "another account", INBOUND, INBOUND, "AccountSid=AC2&Body=x&MessageSid=SM1", 403 },
    { "a status with another token", STATUS, "/hooks/twilio/status?t=0", NEWS, 403 },
    { "no such provider", "/hooks/other/inbound", "/hooks/other/inbound", TEXT, 404 },
    { "the simulated phone has no webhooks", "/hooks/phone/inbound", "/hooks/phone/inbound", TEXT,
      404 },
};

static void test_refusals(struct edge_bench *bench, struct engine *engine)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *c = &refusals[i];
        char signature[SIGNATURE_BASE64_MAX + 1];
        struct edge_answer *answer;

        sign(c->signed_for, c->body, signature);
        answer = ask(bench, "POST", c->target, signature, c->body);
        CHECK_CASE(answer->status == c->status, c->sentence);
        CHECK_CASE(engine->count == 0, c->sentence);
        free(answer);
    }
}

static void test_unreadable(struct edge_bench *bench, struct engine *engine)
{
    const char *body = "AccountSid=AC1&Body=%FF&From=%2B16175550142&MessageSid=SM1"
                       "&To=%2B16175550100";
    struct edge_answer *answer = ask_signed(bench, "POST", INBOUND, body);

    CHECK(answer->status == 200);
    CHECK(strstr(answer->all, "<Response/>") != NULL);
    CHECK(engine->count == 1 && engine->kind == COMMAND_QUARANTINE);
    CHECK_STR(engine->kept, body);
    CHECK(engine->kept_len == strlen(body));
    CHECK_STR(engine->why, "encoding");
    free(answer);
}

static void test_unreadable_by_get(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer = ask_signed(bench, "GET", INBOUND "?Body=x", "");

    CHECK(answer->status == 200);
    CHECK(engine->count == 1 && engine->kind == COMMAND_QUARANTINE);
    CHECK_STR(engine->kept, "Body=x");
    free(answer);
}

/* ---- news of texts ---- */

static void test_status(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer = ask_signed(bench, "POST", STATUS, NEWS);

    CHECK(answer->status == 200);
    CHECK(engine->count == 1 && engine->kind == COMMAND_DELIVERY);
    CHECK(engine->delivery.state == MESSAGE_DELIVERED);
    CHECK_STR(engine->delivery.token, "0123456789abcdef0123456789abcdef");
    CHECK_STR(engine->delivery.provider_id, "SM1");
    free(answer);
}

static void test_status_without_token(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer = ask_signed(bench, "POST", "/hooks/twilio/status", NEWS);

    CHECK(answer->status == 200);
    CHECK(engine->count == 1 && engine->kind == COMMAND_DELIVERY);
    CHECK_STR(engine->delivery.token, "");
    free(answer);
}

static void test_status_of_nothing(struct edge_bench *bench, struct engine *engine)
{
    struct edge_answer *answer =
        ask_signed(bench, "POST", STATUS, "AccountSid=AC1&MessageSid=SM1&MessageStatus=received");

    CHECK(answer->status == 200);
    CHECK(engine->count == 0);
    free(answer);
}

static void test(void (*run)(struct edge_bench *bench, struct engine *engine))
{
    struct provider_settings settings[] = {
        { .id = "twilio",
          .type = "twilio",
          .account_sid = "AC1",
          .auth_token = TOKEN,
          .public_url = "https://line.example" },
        { .id = "phone", .type = "simulator" },
    };
    struct providers *providers = providers_new();
    struct engine *engine = xcalloc(1, sizeof *engine);
    struct edge_bench bench;
    struct webhook *webhook;

    edge_bench_open(&bench, COMMANDS_WAITING_MAX);
    bench.engine = engine_turn;
    bench.test = engine;
    providers_set(providers, settings, 2);
    webhook = webhook_open(bench.http, bench.post, providers);
    run(&bench, engine);
    edge_bench_quiet(&bench);
    webhook_close(webhook);
    edge_bench_close(&bench);
    providers_free(providers);
    free(engine);
}

int main(void)
{
    if (crypt_start()) return 1;
    test(test_text);
    test(test_text_by_get);
    test(test_yes_after_commit);
    test(test_engine_in_trouble);
    test(test_mailbox_full);
    test(test_refusals);
    test(test_unreadable);
    test(test_unreadable_by_get);
    test(test_status);
    test(test_status_without_token);
    test(test_status_of_nothing);
    return check_end();
}
