/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../check.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/simulator.h"
#include "edge_bench.h"

#define STATE "GET /simulator/api/state?number=%2B16175550199 HTTP/1.1"
#define PAGE_TOKEN "00112233445566778899"

/* What the engine heard, and what it has to say. */
struct engine {
    int keys;
    bool taken; /* the last key was 1 */
    struct delivery delivery;
    enum err says;
};

static void query_answer(struct engine *engine, struct query *query)
{
    struct call_words *call = &query->answer.call;

    if (query->kind != QUERY_CALL) return;
    CHECK_STR(query->words, PAGE_TOKEN);
    call->asks = !engine->keys;
    CHECK(!STR_COPY(call->language, "en"));
    CHECK(!STR_COPY(call->text.s, !engine->keys   ? "Press 1 to take it."
                                  : engine->taken ? "It is yours."
                                                  : "It is passed on."));
}

static void engine_turn(struct edge_bench *bench)
{
    struct engine *engine = bench->test;
    struct command *command;
    struct query *query;

    while ((command = mailbox_take(bench->mailboxes.commands))) {
        if (command->kind == COMMAND_DELIVERY) engine->delivery = command->u.delivery;
        if (command->kind == COMMAND_CALL_KEY && !engine->says) {
            CHECK_STR(command->u.call_key.token, PAGE_TOKEN);
            CHECK_STR(command->u.call_key.provider, "phone");
            engine->taken = command->u.call_key.take;
            engine->keys++;
        }
        command->receipt.err = engine->says;
        CHECK(!mailbox_put(bench->mailboxes.receipts, command));
    }
    while ((query = mailbox_take(bench->mailboxes.queries))) {
        query_answer(engine, query);
        CHECK(!mailbox_put(bench->mailboxes.answers, query));
    }
}

static void ring(struct simulator *simulator)
{
    struct outbox_item item = { .id = { 5 },
                                .attempt = 1,
                                .way = WAY_CALL,
                                .token = "0123456789abcdef0123456789abcdef",
                                .from = { "+16175550100" },
                                .to = { "+16175550199" },
                                .page = { .token = PAGE_TOKEN } };
    struct send_result result;

    simulator_send(simulator, &item, &result);
    CHECK(result.outcome == SEND_ACCEPTED && result.provider_id[0]);
}

static bool state_has(struct edge_bench *bench, const char *words)
{
    struct edge_answer *answer = edge_ask(bench, STATE, "");
    bool there = strstr(answer->all, words) != NULL;

    if (!there) printf("    %s is not in: %s\n", words, answer->all);
    free(answer);
    return there;
}

/* Asks something of the only call; the answer's status. */
static int act(struct edge_bench *bench, const char *what, const char *body)
{
    struct edge_answer *answer = edge_ask(bench, STATE, "");
    const char *id = strstr(answer->all, "\"calls\":[{\"id\":\"");
    char head[160];
    int status;

    if (!CHECK(id != NULL)) return 0;
    id += strlen("\"calls\":[{\"id\":\"");
    snprintf(head, sizeof head, "POST /simulator/api/calls/%.*s/%s HTTP/1.1\r\nX-Console: 1",
             (int)strcspn(id, "\""), id, what);
    free(answer);
    answer = edge_ask(bench, head, body);
    status = answer->status;
    free(answer);
    return status;
}

static bool is_reported(struct edge_bench *bench, enum message_state state, const char *error)
{
    struct engine *engine = bench->test;
    ms until = clock_steady() + SECONDS(3);

    while (!engine->delivery.token[0] && clock_steady() < until) edge_turn(bench);
    CHECK_STR(engine->delivery.token, "0123456789abcdef0123456789abcdef");
    CHECK_STR(engine->delivery.error, error);
    return engine->delivery.state == state;
}

static void test_taken(struct edge_bench *bench, struct simulator *simulator, struct engine *engine)
{
    ring(simulator);
    CHECK(state_has(bench, "\"numbers\":[{\"number\":\"+16175550199\""));
    CHECK(state_has(bench, "\"state\":\"ringing\",\"said\":null,\"language\":null,\"asks\":false"));
    CHECK(act(bench, "key", "{\"key\":\"1\"}") == 410); /* before it is answered */
    CHECK(act(bench, "answer", "") == 200);
    CHECK(state_has(bench, "\"state\":\"answered\",\"said\":\"Press 1 to take it.\",\"language\":"
                           "\"en\",\"asks\":true"));
    CHECK(is_reported(bench, MESSAGE_DELIVERED, ""));
    CHECK(act(bench, "answer", "") == 410);
    CHECK(act(bench, "key", "{\"key\":\"5\"}") == 400);
    CHECK(act(bench, "key", "{\"key\":\"1\"}") == 200);
    CHECK(engine->keys == 1 && engine->taken);
    CHECK(state_has(bench, "\"state\":\"over\",\"said\":\"It is yours.\""));
    CHECK(act(bench, "key", "{\"key\":\"2\"}") == 410);
    CHECK(engine->keys == 1);
}

static void test_passed_on(struct edge_bench *bench, struct simulator *simulator,
                           struct engine *engine)
{
    ring(simulator);
    CHECK(act(bench, "answer", "") == 200);
    engine->says = ERR_DOWN; /* what was not done is not said, and may be tried again */
    CHECK(act(bench, "key", "{\"key\":\"2\"}") == 503);
    CHECK(state_has(bench, "\"asks\":true"));
    engine->says = OK;
    CHECK(act(bench, "key", "{\"key\":\"2\"}") == 200);
    CHECK(engine->keys == 1 && !engine->taken);
    CHECK(state_has(bench, "\"state\":\"over\",\"said\":\"It is passed on.\""));
}

static void test_hung_up(struct edge_bench *bench, struct simulator *simulator,
                         struct engine *engine)
{
    ring(simulator);
    CHECK(act(bench, "hang-up", "") == 410); /* nobody is on the line yet */
    CHECK(act(bench, "answer", "") == 200);
    CHECK(act(bench, "hang-up", "") == 200);
    CHECK(state_has(bench, "\"state\":\"over\""));
    CHECK(engine->keys == 0);
}

static void test_declined(struct edge_bench *bench, struct simulator *simulator,
                          struct engine *engine)
{
    ring(simulator);
    CHECK(act(bench, "decline", "") == 200);
    CHECK(state_has(bench, "\"state\":\"declined\""));
    CHECK(is_reported(bench, MESSAGE_UNDELIVERED, "busy"));
    CHECK(engine->keys == 0);
}

static void test_nobody_there(struct edge_bench *bench, struct simulator *simulator,
                              struct engine *engine)
{
    (void)engine;
    ring(simulator);
    CHECK(is_reported(bench, MESSAGE_UNDELIVERED, "no-answer"));
    CHECK(state_has(bench, "\"state\":\"missed\""));
    CHECK(act(bench, "answer", "") == 410);
}

/* Two calls at once: the second finds the phone engaged, and the first goes on ringing. */
static void test_engaged(struct edge_bench *bench, struct simulator *simulator,
                         struct engine *engine)
{
    (void)engine;
    ring(simulator);
    ring(simulator);
    CHECK(is_reported(bench, MESSAGE_UNDELIVERED, "busy"));
    CHECK(state_has(bench, "\"state\":\"missed\""));
    CHECK(act(bench, "answer", "") == 200);
}

static void test_from_elsewhere(struct edge_bench *bench, struct simulator *simulator,
                                struct engine *engine)
{
    struct edge_answer *answer;

    (void)engine;
    ring(simulator);
    answer = edge_ask(bench, "POST /simulator/api/calls/k-1/answer HTTP/1.1", "");
    CHECK(answer->status == 403);
    free(answer);
    answer = edge_ask(bench, "POST /simulator/api/calls/k-1/answer HTTP/1.1\r\nX-Console: 1", "");
    CHECK(answer->status == 410);
    free(answer);
}

static void test(ms rings, void (*run)(struct edge_bench *bench, struct simulator *simulator,
                                       struct engine *engine))
{
    struct simulator_settings settings = { "phone", "Harbor Line", "+16175550100", rings };
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
    test(SECONDS(600), test_taken);
    test(SECONDS(600), test_passed_on);
    test(SECONDS(600), test_hung_up);
    test(SECONDS(600), test_declined);
    test(SECONDS(600), test_engaged);
    test(SECONDS(600), test_from_elsewhere);
    test(100, test_nobody_there);
    return check_end();
}
