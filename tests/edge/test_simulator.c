/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../check.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/phones.h"
#include "edge/simulator.h"
#include "edge_bench.h"

#define STATE "/simulator/api/state?number=%2B16175550142"
#define HELLO "{\"from\":\"+16175550142\",\"body\":\"hello\"}"

/* What the engine heard last. */
struct engine {
    enum err says;
    int texts, deliveries;
    struct inbound inbound;
    struct delivery delivery;
};

static void people_answer(struct query *query)
{
    struct person *people = xcalloc(3, sizeof *people);

    people[0] = (struct person){
        .name = "Sam", .role = ROLE_RESPONDER, .enabled = true, .phone = { "+16175550199" }
    };
    people[1] = (struct person){ .name = "Lee", .role = ROLE_PEER, .enabled = true };
    people[2] =
        (struct person){ .name = "Kim", .role = ROLE_RESPONDER, .phone = { "+16175550188" } };
    query->answer.people = people;
    query->answer.person_count = 3;
}

static void engine_turn(struct edge_bench *bench)
{
    struct engine *engine = bench->test;
    struct command *command;
    struct query *query;

    while ((command = mailbox_take(bench->mailboxes.commands))) {
        engine->texts += command->kind == COMMAND_INBOUND;
        engine->deliveries += command->kind == COMMAND_DELIVERY;
        if (command->kind == COMMAND_INBOUND) engine->inbound = command->u.inbound;
        if (command->kind == COMMAND_DELIVERY) engine->delivery = command->u.delivery;
        command->receipt.err = engine->says;
        CHECK(!mailbox_put(bench->mailboxes.receipts, command));
    }
    while ((query = mailbox_take(bench->mailboxes.queries))) {
        CHECK(query->kind == QUERY_PEOPLE && query->caller.is_operator);
        people_answer(query);
        CHECK(!mailbox_put(bench->mailboxes.answers, query));
    }
}

static struct edge_answer *get(struct edge_bench *bench, const char *target)
{
    char head[256];

    snprintf(head, sizeof head, "GET %s HTTP/1.1", target);
    return edge_ask(bench, head, "");
}

static struct edge_answer *text(struct edge_bench *bench, const char *body)
{
    return edge_ask(bench, "POST /simulator/api/texts HTTP/1.1\r\nX-Console: 1", body);
}

static bool has(const struct edge_answer *answer, const char *words)
{
    bool there = strstr(answer->all, words) != NULL;

    if (!there) printf("    %s is not in: %s\n", words, answer->all);
    return there;
}

static struct outbox_item item_make(const char *body)
{
    struct outbox_item item = { .id = { 5 },
                                .attempt = 1,
                                .token = "0123456789abcdef0123456789abcdef",
                                .from = { "+16175550100" },
                                .to = { "+16175550142" } };

    CHECK(!STR_COPY(item.body.s, body));
    item.body.len = (uint16_t)strlen(body);
    return item;
}

/* ---- the page's requests ---- */

static void test_text(struct edge_bench *bench, struct simulator *simulator, struct engine *engine)
{
    struct edge_answer *answer = text(bench, HELLO);
    char first[TOKEN_BYTES_MAX + 1];

    (void)simulator;
    CHECK(answer->status == 202);
    CHECK(has(answer, "{\"id\":\"s-"));
    CHECK(engine->texts == 1);
    CHECK_STR(engine->inbound.provider, "phone");
    CHECK_STR(engine->inbound.from.e164, "+16175550142");
    CHECK_STR(engine->inbound.to.e164, "+16175550100");
    CHECK_STR(engine->inbound.body.s, "hello");
    CHECK(engine->inbound.body.len == 5);
    CHECK(!STR_COPY(first, engine->inbound.provider_id));
    free(answer);
    answer = text(bench, HELLO); /* the same words again are another text */
    CHECK(engine->texts == 2 && strcmp(first, engine->inbound.provider_id) != 0);
    free(answer);
}

static const struct refusal {
    const char *sentence, *body;
} refusals[] = {
    { "no JSON", "hello" },
    { "no sender", "{\"body\":\"hello\"}" },
    { "no number", "{\"from\":\"me\",\"body\":\"hello\"}" },
    { "no words", "{\"from\":\"+16175550142\",\"body\":\"\"}" },
};

static void test_refusals(struct edge_bench *bench, struct simulator *simulator,
                          struct engine *engine)
{
    struct edge_answer *answer = edge_ask(bench, "POST /simulator/api/texts HTTP/1.1", HELLO);

    (void)simulator;
    CHECK(answer->status == 403);
    free(answer);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        answer = text(bench, refusals[i].body);
        CHECK_CASE(answer->status == 400, refusals[i].sentence);
        free(answer);
    }
    CHECK(engine->texts == 0);
    engine->says = ERR_DOWN;
    answer = text(bench, HELLO);
    CHECK(answer->status == 503);
    free(answer);
    answer = get(bench, STATE);
    CHECK(has(answer, "\"messages\":[]")); /* what was not taken is not shown */
    free(answer);
}

static void test_state(struct edge_bench *bench, struct simulator *simulator, struct engine *engine)
{
    struct outbox_item item = item_make("Hi \"you\"");
    struct send_result result;
    struct edge_answer *answer;

    (void)engine;
    free(text(bench, HELLO));
    simulator_send(simulator, &item, &result);
    answer = get(bench, STATE);
    CHECK(answer->status == 200);
    CHECK(has(answer, "{\"line\":{\"name\":\"Harbor Line\",\"number\":\"+16175550100\"}"));
    CHECK(has(answer, "\"numbers\":[{\"number\":\"+16175550142\",\"name\":null},"
                      "{\"number\":\"+16175550199\",\"name\":\"Sam, responder\"}]"));
    CHECK(has(answer, "\"dir\":\"to_line\",\"body\":\"hello\",\"at\":\"20"));
    CHECK(has(answer, "\"dir\":\"to_phone\",\"body\":\"Hi \\u0022you\\u0022\""));
    free(answer);
    free(text(bench, "{\"from\":\"+16175550199\",\"body\":\"7K2 yes\"}"));
    answer = get(bench, STATE);
    CHECK(has(answer, "\"numbers\":[{\"number\":\"+16175550142\",\"name\":null},"
                      "{\"number\":\"+16175550199\",\"name\":\"Sam, responder\"}]"));
    free(answer);
    answer = get(bench, "/simulator/api/state");
    CHECK(has(answer, "\"messages\":[]"));
    free(answer);
}

/* A page elsewhere whose name leads to this machine sees nothing. */
static void test_other_host(struct edge_bench *bench, struct simulator *simulator,
                            struct engine *engine)
{
    const char *request = "GET " STATE " HTTP/1.1\r\nHost: 127.0.0.1.example\r\n\r\n";
    struct edge_answer *answer = xcalloc(1, sizeof *answer);
    int fd = edge_connect(bench);

    (void)simulator;
    (void)engine;
    CHECK(send(fd, request, strlen(request), 0) > 0);
    CHECK(edge_read(bench, fd, answer, "not_found"));
    CHECK(answer->status == 404);
    close(fd);
    free(answer);
}

/* ---- texts to the phone ---- */

static void test_delivery(struct edge_bench *bench, struct simulator *simulator,
                          struct engine *engine)
{
    struct outbox_item item = item_make("hi");
    struct send_result result;
    ms until = clock_steady() + SECONDS(3);

    simulator_send(simulator, &item, &result);
    CHECK(result.outcome == SEND_ACCEPTED && result.id.n == 5 && result.attempt == 1);
    CHECK(engine->deliveries == 0);
    while (!engine->deliveries && clock_steady() < until) edge_turn(bench);
    CHECK(engine->deliveries == 1);
    CHECK(engine->delivery.state == MESSAGE_DELIVERED);
    CHECK_STR(engine->delivery.provider, "phone");
    CHECK_STR(engine->delivery.token, item.token);
    CHECK_STR(engine->delivery.provider_id, result.provider_id);
    item.look_up = true;
    simulator_send(simulator, &item, &result);
    CHECK(result.outcome == SEND_NOT_FOUND);
}

static void test_stream(struct edge_bench *bench, struct simulator *simulator,
                        struct engine *engine)
{
    const char *request = "GET /simulator/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct edge_answer *answer = xcalloc(1, sizeof *answer);
    struct outbox_item item = item_make("hi");
    struct send_result result;
    int fd = edge_connect(bench);

    (void)engine;
    CHECK(send(fd, request, strlen(request), 0) > 0);
    CHECK(edge_read(bench, fd, answer, "text/event-stream"));
    simulator_send(simulator, &item, &result);
    CHECK(edge_read(bench, fd, answer,
                    "event: message\ndata: {\"number\":\"+16175550142\",\"message\":{\"id\":\"s-"));
    CHECK(edge_read(bench, fd, answer, "\"dir\":\"to_phone\",\"body\":\"hi\",\"at\":\""));
    close(fd);
    for (int i = 0; i < 50; i++) edge_turn(bench);
    simulator_send(simulator, &item, &result); /* to nobody: the reader has left */
    free(answer);
}

/* ---- its memory ---- */

static size_t count(const char *s, const char *words)
{
    size_t found = 0;

    for (; s && (s = strstr(s, words)); s++) found++;
    return found;
}

static void test_memory(void)
{
    struct phones *phones = phones_new(7);
    struct json_writer writer = { .s = NULL };
    char number[PHONE_BYTES_MAX + 1];

    for (int i = 0; i <= PHONES_MAX; i++) {
        snprintf(number, sizeof number, "+1617555%04d", i);
        CHECK(phones_add(phones, number, true, "hello", i) == 8 + (uint64_t)i);
    }
    CHECK(!phones_has(phones, "+16175550000"));
    CHECK(phones_has(phones, "+16175550001") && phones_has(phones, number));
    for (size_t i = 0; i < PHONES_MAX; i++) CHECK(phones_number(phones, i) != NULL);
    for (int i = 0; i < PHONE_TEXTS_MAX + 5; i++) phones_add(phones, number, false, "x", 1000 + i);
    phones_add(phones, number, true, "written before, heard of later", 1000);
    phones_write_texts(phones, number, &writer);
    CHECK(count(writer.s, "\"id\"") == PHONE_TEXTS_MAX);
    CHECK(writer.s && strncmp(strstr(writer.s, "body"), "body\":\"written before", 21) == 0);
    json_writer_wipe(&writer);
    phones_free(phones);
}

static void test(void (*run)(struct edge_bench *bench, struct simulator *simulator,
                             struct engine *engine))
{
    struct simulator_settings settings = { "phone", "Harbor Line", "+16175550100",
                                           SIMULATOR_RINGS };
    struct engine *engine = xcalloc(1, sizeof *engine);
    struct edge_bench bench;
    struct simulator *simulator;

    edge_bench_open(&bench, 8);
    bench.engine = engine_turn;
    bench.test = engine;
    simulator = simulator_open(bench.base, bench.http, bench.post, &settings);
    run(&bench, simulator, engine);
    edge_bench_quiet(&bench);
    simulator_close(simulator);
    edge_bench_close(&bench);
    free(engine);
}

int main(void)
{
    if (crypt_start()) return 1;
    test(test_text);
    test(test_refusals);
    test(test_state);
    test(test_other_host);
    test(test_delivery);
    test(test_stream);
    test_memory();
    return check_end();
}
