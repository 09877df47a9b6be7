/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>

#include "../check.h"
#include "fake_provider.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/courier.h"

#define RESULTS_MAX 256

/* The courier with everything around it; the test itself is the engine. */
struct bench {
    struct event_base *base;
    struct event *on_turn;
    struct post_mailboxes mailboxes;
    struct mailbox *flights;
    struct post *post;
    struct providers *providers;
    struct courier *courier;
    struct fake_provider fake;
    enum err engine_says; /* of each command, until it is OK */
    bool engine_asleep;
    size_t reports, count; /* reports in all; results that were committed */
    struct send_result result[RESULTS_MAX];
    int64_t last_id;
    bool stopped;
};

/* ---- the engine's part ---- */

static void engine_turn(struct bench *bench)
{
    struct command *command;

    while (!bench->engine_asleep && (command = mailbox_take(bench->mailboxes.commands))) {
        CHECK(command->kind == COMMAND_SEND_RESULT);
        bench->reports++;
        command->receipt.err = bench->engine_says;
        if (!bench->engine_says && bench->count < RESULTS_MAX)
            bench->result[bench->count++] = command->u.send_result;
        CHECK(!mailbox_put(bench->mailboxes.receipts, command));
    }
}

static void on_turn(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    (void)arg; /* only so that the loop comes round */
}

/* Until so many results are committed, or `patience` has passed; how many there are. */
static size_t bench_run(struct bench *bench, size_t count, ms patience)
{
    ms until = clock_steady() + patience;

    while (bench->count < count && clock_steady() < until) {
        event_base_loop(bench->base, EVLOOP_ONCE);
        engine_turn(bench);
    }
    return bench->count;
}

static struct outbox_item *item_make(struct bench *bench, const char *provider, const char *words)
{
    struct outbox_item *item = xcalloc(1, sizeof *item);

    item->id.n = ++bench->last_id;
    item->attempt = 1;
    item->claimed_at = clock_now();
    item->from = (struct phone){ "+16175550100" };
    item->to = (struct phone){ "+16175550142" };
    CHECK(!STR_COPY(item->provider, provider));
    CHECK(!STR_COPY(item->token, "0123456789abcdef0123456789abcdef"));
    CHECK(!STR_COPY(item->body.s, words));
    item->body.len = (uint16_t)strlen(words);
    return item;
}

static void put(struct bench *bench, const char *words, enum lane lane)
{
    struct outbox_item *item = item_make(bench, "fake", words);

    item->lane = lane;
    CHECK(!mailbox_put(bench->flights, item));
}

/* Sends one text alone and waits for what becomes of it. */
static struct send_result send_one(struct bench *bench, const char *provider, const char *words,
                                   bool look_up)
{
    struct outbox_item *item = item_make(bench, provider, words);
    struct send_result none = { .id = { 0 } };

    item->look_up = look_up;
    bench->count = 0;
    CHECK(!mailbox_put(bench->flights, item));
    CHECK_CASE(bench_run(bench, 1, SECONDS(6)) == 1, words);
    return bench->count ? bench->result[0] : none;
}

/* ---- setting up ---- */

static void provider_add(struct provider_settings *settings, const char *id, const char *scheme,
                         const char *host, int port)
{
    *settings = (struct provider_settings){ .type = "twilio",
                                            .account_sid = "AC1",
                                            .auth_token = "token",
                                            .public_url = "https://line.example" };
    CHECK(!STR_COPY(settings->id, id));
    snprintf(settings->api_url, sizeof settings->api_url, "%s://%s:%d", scheme, host, port);
}

/* A port nobody listens on. */
static int port_closed(void)
{
    struct fake_provider fake;

    fake_provider_start(&fake);
    fake_provider_stop(&fake);
    return fake.port;
}

/* Short times, so that silence does not take long; `commands` bounds the engine's mailbox. */
static void bench_open(struct bench *bench, size_t commands)
{
    struct transfer_settings times = transfer_settings_default();
    struct provider_settings settings[5];
    struct timeval tick = { .tv_usec = 5000 };
    struct courier_parts parts = { .simulator = NULL };

    memset(bench, 0, sizeof *bench);
    fake_provider_start(&bench->fake);
    provider_add(&settings[0], "fake", "http", "127.0.0.1", bench->fake.port);
    provider_add(&settings[1], "closed", "http", "127.0.0.1", port_closed());
    provider_add(&settings[2], "nowhere", "https", "nowhere.invalid", 443);
    provider_add(&settings[3], "plain", "https", "127.0.0.1", bench->fake.port);
    provider_add(&settings[4], "far", "http", "192.0.2.1", 80);
    times.connect_time = 1500;
    times.total_time = 1500;
    bench->base = event_base_new();
    bench->mailboxes =
        (struct post_mailboxes){ mailbox_new(commands), mailbox_new(512), mailbox_new(4),
                                 mailbox_new(4),        mailbox_new(4),   mailbox_new(4) };
    bench->flights = mailbox_new(512);
    bench->post = post_open(bench->base, &bench->mailboxes);
    bench->providers = providers_new();
    providers_set(bench->providers, settings, 5);
    parts.post = bench->post;
    parts.providers = bench->providers;
    parts.flights = bench->flights;
    bench->courier = courier_open(bench->base, &parts, &times);
    bench->on_turn = event_new(bench->base, -1, EV_PERSIST, on_turn, bench);
    event_add(bench->on_turn, &tick);
}

static void bench_close(struct bench *bench)
{
    struct command *command;

    post_close(bench->post);
    courier_close(bench->courier);
    while ((command = mailbox_take(bench->mailboxes.commands))) command_free(command);
    mailbox_free(bench->mailboxes.commands);
    mailbox_free(bench->mailboxes.receipts);
    mailbox_free(bench->mailboxes.queries);
    mailbox_free(bench->mailboxes.answers);
    mailbox_free(bench->mailboxes.jobs);
    mailbox_free(bench->mailboxes.jobs_done);
    mailbox_free(bench->flights);
    providers_free(bench->providers);
    fake_provider_stop(&bench->fake);
    event_free(bench->on_turn);
    event_base_free(bench->base);
}

/* ---- what can become of a text ---- */

static const struct fate {
    const char *provider, *words;
    enum send_outcome outcome;
    const char *error; /* NULL: whichever */
} fates[] = {
    { "fake", "take", SEND_ACCEPTED, "" },
    { "fake", "refuse", SEND_REFUSED, "21211" },
    { "fake", "stopped", SEND_STOPPED, "21610" },
    { "fake", "later", SEND_LATER, "http_429" },
    { "fake", "no-id", SEND_UNKNOWN, "http_200" },
    { "fake", "error", SEND_UNKNOWN, "20500" },
    { "fake", "redirect", SEND_UNKNOWN, "http_302" },
    { "fake", "babble", SEND_UNKNOWN, NULL },
    { "fake", "half", SEND_UNKNOWN, NULL },
    { "fake", "reset", SEND_UNKNOWN, NULL },
    { "fake", "drop", SEND_UNKNOWN, NULL },
    { "fake", "silence", SEND_UNKNOWN, "timeout" },
    { "fake", "drip", SEND_UNKNOWN, "timeout" },
    { "fake", "pour", SEND_UNKNOWN, "answer_too_big" },
    { "closed", "refused-connection", SEND_LATER, "connect" },
    { "nowhere", "no-such-host", SEND_LATER, NULL },
    { "plain", "no-tls-there", SEND_LATER, "tls" },
    { "far", "clear-text-to-afar", SEND_LATER, NULL },
    { "gone", "no-such-provider", SEND_LATER, "no_provider" },
};

#define FATES (sizeof fates / sizeof fates[0])

static void test_fates(struct bench *bench)
{
    int nth;

    for (size_t i = 0; i < FATES; i++) {
        const struct fate *fate = &fates[i];
        struct send_result result = send_one(bench, fate->provider, fate->words, false);
        bool arrives = strcmp(fate->provider, "fake") == 0;

        CHECK_CASE(result.outcome == fate->outcome, fate->words);
        CHECK_CASE(!fate->error || !strcmp(result.error, fate->error), fate->words);
        CHECK_CASE(result.id.n == bench->last_id && result.attempt == 1, fate->words);
        CHECK_CASE(fake_provider_count(&bench->fake, fate->words, &nth) == arrives, fate->words);
    }
    CHECK(fake_provider_count(&bench->fake, "GET", &nth) == 0); /* no redirect was followed */
    CHECK_STR(send_one(bench, "fake", "take", false).provider_id, "SM9");
    CHECK(send_one(bench, "fake", "later", false).retry_after == SECONDS(7));
}

static void test_look_up(struct bench *bench)
{
    struct send_result result = send_one(bench, "fake", "looked", true);

    CHECK(result.outcome == SEND_ACCEPTED);
    CHECK_STR(result.provider_id, "SM77");
    CHECK(send_one(bench, "fake", "never heard of", true).outcome == SEND_NOT_FOUND);
    CHECK(send_one(bench, "closed", "looked", true).outcome == SEND_UNKNOWN);
    CHECK(send_one(bench, "gone", "looked", true).outcome == SEND_UNKNOWN);
}

/*
 * P5. A server that closes a reused connection without an answer: libcurl by itself would send
 * the POST again on a new one, and report success.
 */
static void test_no_post_is_repeated(struct bench *bench)
{
    int nth;
    size_t before = fake_provider_count(&bench->fake, "drop", &nth);

    CHECK(send_one(bench, "fake", "take", false).outcome == SEND_ACCEPTED);
    for (size_t i = 1; i <= 5; i++) {
        CHECK(send_one(bench, "fake", "take", false).outcome == SEND_ACCEPTED);
        CHECK(send_one(bench, "fake", "drop", false).outcome == SEND_UNKNOWN);
        CHECK(fake_provider_count(&bench->fake, "drop", &nth) == before + i);
        CHECK(nth >= 2); /* it was a reused connection */
    }
}

/* ---- lanes ---- */

/* P7. With every reply stuck, a page is on its way at once. */
static void test_pages_overtake(struct bench *bench)
{
    int nth;
    ms began;
    struct courier_counts counts;

    bench->count = 0;
    for (int i = 0; i < FLIGHTS_REPLY_MAX + 20; i++) put(bench, "silence", LANE_REPLY);
    bench_run(bench, 1, 300);
    CHECK(bench->count == 0);
    counts = courier_counts_get(bench->courier);
    CHECK(counts.in_flight[LANE_REPLY] == FLIGHTS_REPLY_MAX);
    began = clock_steady();
    put(bench, "take", LANE_PAGE);
    CHECK(bench_run(bench, 1, SECONDS(1)) == 1);
    CHECK(bench->result[0].outcome == SEND_ACCEPTED);
    CHECK(clock_steady() - began < 500);
    /* The twenty that waited go when the first ones have given up. */
    CHECK(bench_run(bench, FLIGHTS_REPLY_MAX + 21, SECONDS(8)) == FLIGHTS_REPLY_MAX + 21);
    CHECK(fake_provider_count(&bench->fake, "silence", &nth) == FLIGHTS_REPLY_MAX + 21);
    bench_run(bench, RESULTS_MAX, 50); /* the last receipts */
    counts = courier_counts_get(bench->courier);
    CHECK(counts.in_flight[LANE_REPLY] == 0 && counts.unreported == 0 && counts.oldest == 0);
}

static void test_many(struct bench *bench)
{
    int nth;
    size_t before = fake_provider_count(&bench->fake, "take", &nth);

    bench->count = 0;
    for (int i = 0; i < 200; i++) put(bench, "take", i % 10 ? LANE_REPLY : LANE_PAGE);
    CHECK(bench_run(bench, 200, SECONDS(10)) == 200);
    CHECK(fake_provider_count(&bench->fake, "take", &nth) == before + 200);
    for (size_t i = 0; i < bench->count; i++) CHECK(bench->result[i].outcome == SEND_ACCEPTED);
}

/* ---- reporting ---- */

/* The engine's mailbox is full, then its storage is down: no result is lost, none comes twice. */
static void test_reports_are_kept(struct bench *bench)
{
    bool seen[20] = { false };
    int64_t first = bench->last_id + 1;

    bench->count = 0;
    bench->engine_asleep = true;
    for (size_t i = 0; i < 20; i++) put(bench, "take", LANE_REPLY);
    bench_run(bench, 1, 500);
    CHECK(courier_counts_get(bench->courier).unreported == 20);
    bench->engine_asleep = false;
    bench->engine_says = ERR_DOWN;
    bench->reports = 0;
    bench_run(bench, 1, 500);
    CHECK(bench->reports > 20 && bench->count == 0);
    bench->engine_says = OK;
    CHECK(bench_run(bench, 20, SECONDS(3)) == 20);
    for (size_t i = 0; i < bench->count; i++) {
        size_t at = (size_t)(bench->result[i].id.n - first);

        CHECK(at < 20 && !seen[at]);
        if (at < 20) seen[at] = true;
    }
    bench->count = 0;
    bench_run(bench, 1, 200);
    CHECK(bench->count == 0 && courier_counts_get(bench->courier).unreported == 0);
}

/* ---- stopping ---- */

static void stopped(void *module)
{
    struct bench *bench = module;

    CHECK(!bench->stopped);
    bench->stopped = true;
}

static void test_stop(struct bench *bench)
{
    size_t unknown = 0, later = 0;
    ms until;

    bench->count = 0;
    for (int i = 0; i < 5; i++) put(bench, "silence", LANE_REPLY);
    bench_run(bench, 1, 200);
    for (int i = 0; i < 3; i++) put(bench, "take", LANE_PAGE);
    courier_stop(bench->courier, 300, stopped, bench);
    CHECK(!bench->stopped);
    until = clock_steady() + SECONDS(3);
    while (!bench->stopped && clock_steady() < until) bench_run(bench, RESULTS_MAX, 20);
    CHECK(bench->stopped);
    CHECK(bench->count == 8);
    for (size_t i = 0; i < bench->count; i++) {
        unknown += bench->result[i].outcome == SEND_UNKNOWN;
        later += bench->result[i].outcome == SEND_LATER;
    }
    CHECK(unknown == 5 && later == 3);
}

/* The engine is gone as well: it ends all the same. */
static void test_stop_alone(struct bench *bench)
{
    ms began = clock_steady();

    bench->engine_asleep = true;
    put(bench, "take", LANE_REPLY);
    bench_run(bench, 1, 100);
    courier_stop(bench->courier, 150, stopped, bench);
    while (!bench->stopped && clock_steady() < began + SECONDS(3)) bench_run(bench, 1, 20);
    CHECK(bench->stopped);
    CHECK(clock_steady() - began < SECONDS(2));
}

int main(void)
{
    struct bench *bench = xcalloc(1, sizeof *bench);

    if (crypt_start() || transfer_library_start()) return 1;
    bench_open(bench, 512);
    test_fates(bench);
    test_look_up(bench);
    test_no_post_is_repeated(bench);
    test_pages_overtake(bench);
    test_many(bench);
    test_stop(bench);
    bench_close(bench);

    bench_open(bench, 4);
    test_reports_are_kept(bench);
    test_stop_alone(bench);
    bench_close(bench);
    free(bench);
    return check_end();
}
