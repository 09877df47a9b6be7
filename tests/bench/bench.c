/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench.c — what the line can do, in rows: measured, goal, whether it was reached.
 *
 * Speed is told as a ratio to a bare evhttp server in the same run, rounds interleaved, medians: a
 * slow or busy machine slows both. Nothing fails for being slow; what does not work ends it.
 * BENCH_SHORT=1 leaves out what takes long and shortens the rest, BENCH_LONG=1 leaves out nothing.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "desk.h"
#include "measure.h"
#include "nodes.h"
#include "subject.h"
#include "store/alert.h"
#include "store/conversation.h"
#include "store/texter.h"

#define STREAMS_PER_SESSION 3

static const struct mix regulars_only = { .new_in = 0 };
static const struct mix all_new = { .new_in = 1 };
static const struct mix dangerous = { .new_in = 5, .danger_in = 2 };

/* ---- webhooks against hello ---- */

static double median_of(const struct sample *samples, size_t count, size_t offset)
{
    double values[ROUNDS_MAX];

    for (size_t i = 0; i < count; i++)
        memcpy(&values[i], (const char *)&samples[i] + offset, sizeof values[i]);
    return percentile(values, count, 50);
}

static struct sample median(const struct sample *samples, size_t count)
{
    return (struct sample){
        .rate = median_of(samples, count, offsetof(struct sample, rate)),
        .cpu_us = median_of(samples, count, offsetof(struct sample, cpu_us)),
        .p50 = median_of(samples, count, offsetof(struct sample, p50)),
        .p99 = median_of(samples, count, offsetof(struct sample, p99)),
    };
}

static struct speed speed_measure(struct bench *bench, struct load *load,
                                  const struct subject *line)
{
    struct sample hello[ROUNDS_MAX], durable[ROUNDS_MAX];
    size_t rounds = rounds_of(bench);
    double seconds = seconds_of(bench);
    double rate[ROUNDS_MAX], cpu[ROUNDS_MAX];
    struct load hello_load;

    load_init(&hello_load, &bench->wires, bench->hello.port, everyday);
    load_run(&hello_load, 0.2, 0);
    load_run(load, 0.2, 0);
    settle(bench);
    for (size_t i = 0; i < rounds; i++) {
        hello[i] = sample_take(bench, &hello_load, bench->hello.pid, seconds);
        durable[i] = sample_take(bench, load, line->pid, seconds);
        rate[i] = durable[i].rate / hello[i].rate;
        cpu[i] = durable[i].cpu_us / hello[i].cpu_us;
    }
    load_wipe(&hello_load);
    return (struct speed){
        .rate_ratio = percentile(rate, rounds, 50),
        .cpu_ratio = percentile(cpu, rounds, 50),
        .hello = median(hello, rounds),
        .line = median(durable, rounds),
    };
}

static void speed_tell(const char *consoles, const struct speed *speed, double cpu_goal)
{
    printf("  %s\n", consoles);
    tell_goal("durable webhooks a second, 64 connections", speed->rate_ratio, "x hello", -0.28);
    tell_goal("CPU of a durable webhook", speed->cpu_ratio, "x hello", cpu_goal);
    printf(
        "    hello %.0f/s, %.1f us CPU; the line %.0f/s, %.1f us CPU, p50 %.2f ms, p99 %.2f ms\n",
        speed->hello.rate, speed->hello.cpu_us, speed->line.rate, speed->line.cpu_us,
        speed->line.p50, speed->line.p99);
}

static void pace_tell(struct bench *bench, struct load *load)
{
    load_run(load, bench->brief ? 3 : 10, 1000);
    tell("p50 at 1,000 texts/s", percentile(load->time_ms, load->count, 50), "ms");
    tell_goal("p99 at 1,000 texts/s", percentile(load->time_ms, load->count, 99), "ms", 10);
    tell_goal("the slowest of them", percentile(load->time_ms, load->count, 100), "ms", 25);
}

/* The regulars write first, and the peers take them, as many as they can hold. */
static void regulars_begin(struct bench *bench, struct load *load, const struct desks *desks)
{
    int64_t ends = now_ns() + INT64_C(20000000000);

    load->mix = regulars_only;
    errno = 0;
    while (desks->answered < REGULARS) {
        load_run(load, 0.05, 0);
        turn_for(bench, 0.05);
        if (now_ns() > ends) fail("the regulars are not taken");
    }
    settle(bench);
}

/* A line as on any day: peers who hold all they can, with their consoles, and some who wait. */
static struct speed everyday_measure(struct bench *bench, size_t stored, double cpu_goal,
                                     double idle_goal_mb)
{
    const struct past past = { .peers = REGULARS / 9,
                               .responders = 1,
                               .capacity = 9,
                               .sessions = REGULARS / 9 + 1,
                               .stored = stored };
    struct subject *line = xcalloc(1, sizeof *line);
    struct desks *desks;
    struct load load;
    struct speed speed;

    subject_start(line, &past, bench->provider->port);
    turn_for(bench, 0.3);
    tell_goal("memory of the idle line", (double)memory_kb(line->pid) / 1024, "MB", idle_goal_mb);
    tell_goal("from start to ready", line->start_ms, "ms", 1000);
    desks = desks_open(&bench->wires, line, line->session_count, 1, REGULARS, false);
    load_init(&load, &bench->wires, line->port, everyday);
    regulars_begin(bench, &load, desks);
    load.mix = everyday;
    speed = speed_measure(bench, &load, line);
    speed_tell("every text told to its peer's console", &speed, cpu_goal);
    pace_tell(bench, &load);
    tell("memory after all that", (double)memory_kb(line->pid) / 1024, "MB");
    desks_close(desks);
    speed = speed_measure(bench, &load, line);
    speed_tell("the consoles closed", &speed, cpu_goal);
    subject_end(line);
    load_wipe(&load);
    free(line);
    return speed;
}

/* ---- from the yes to what follows ---- */

/* What came of texts, to be told apart by the database afterwards. */
struct follow {
    const struct load *load;
    const struct desks *desks;
    const struct provider *provider;
    size_t count;
    double *after_ms;
};

static void follow_note(struct follow *follow, struct store *store, conversation_id id, int64_t at)
{
    struct conversation conversation;
    struct texter texter;
    int64_t said_at;

    errno = 0;
    if (conversation_load(store, id, &conversation) ||
        texter_load(store, conversation.texter, &texter))
        fail("a conversation is missing");
    said_at = load_said_at(follow->load, texter.phone.e164);
    if (!said_at) fail("nobody wrote that");
    follow->after_ms[follow->count++] = at > said_at ? (double)(at - said_at) / 1e6 : 0;
}

static void offers_look(struct store *store, void *arg)
{
    struct follow *follow = arg;

    for (size_t i = 0; i < follow->desks->offer_count; i++)
        follow_note(follow, store, (conversation_id){ follow->desks->offer[i].conversation },
                    follow->desks->offer[i].at);
}

static void offers_measure(struct bench *bench)
{
    const struct past past = { .peers = 20, .capacity = 9, .sessions = 20 };
    double seconds = bench->brief ? 2.5 : 10;
    struct subject *line = xcalloc(1, sizeof *line);
    struct desks *desks;
    struct load load;
    struct follow follow = { .load = &load };

    tell_head("200 new texters a second, 20 peers who take and close");
    subject_start(line, &past, bench->provider->port);
    desks = desks_open(&bench->wires, line, 20, 1, SIZE_MAX, true);
    load_init(&load, &bench->wires, line->port, all_new);
    load_run(&load, seconds, 200);
    turn_for(bench, 0.5);
    errno = 0;
    if (desks->offer_count < load.new_count) fail("somebody was not offered");
    follow.after_ms = xcalloc(desks->offer_count, sizeof *follow.after_ms);
    follow.desks = desks;
    subject_end_look(line, offers_look, &follow);
    desks_close(desks);
    tell("from the 2xx to the offer on a peer's stream, p50",
         percentile(follow.after_ms, follow.count, 50), "ms");
    tell_goal("the same, p99", percentile(follow.after_ms, follow.count, 99), "ms", 50);
    free(follow.after_ms);
    load_wipe(&load);
    free(line);
}

static bool page_is_first(const struct provider *provider, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(provider->page[i].code, provider->page[n].code)) return false;
    return true;
}

static void pages_look(struct store *store, void *arg)
{
    struct follow *follow = arg;
    const struct provider *provider = follow->provider;

    for (size_t i = 0; i < provider->page_count; i++) {
        struct alert alert;

        if (!page_is_first(provider, i)) continue;
        errno = 0;
        if (alert_by_code(store, provider->page[i].code, &alert)) fail("a page names no alert");
        follow_note(follow, store, alert.conversation, provider->page[i].at);
    }
}

static void pages_measure(struct bench *bench)
{
    const struct past past = { .peers = 4, .responders = 1, .capacity = 9, .sessions = 5 };
    double seconds = bench->brief ? 3 : 10;
    struct subject *line = xcalloc(1, sizeof *line);
    struct desks *desks;
    struct load load;
    struct follow follow = { .load = &load, .provider = bench->provider };

    tell_head("500 texts a second, one in ten the danger of somebody new");
    provider_reset(bench->provider);
    subject_start(line, &past, bench->provider->port);
    desks = desks_open(&bench->wires, line, 5, 1, 0, false);
    load_init(&load, &bench->wires, line->port, dangerous);
    load_run(&load, seconds, 500);
    settle(bench);
    follow.after_ms = xcalloc(bench->provider->page_count + 1, sizeof *follow.after_ms);
    desks_close(desks);
    subject_end_look(line, pages_look, &follow);
    errno = 0;
    if (follow.count < load.danger_count) fail("somebody in danger woke nobody");
    tell("from the 2xx to the page leaving, p50", percentile(follow.after_ms, follow.count, 50),
         "ms");
    tell_goal("the same, p99", percentile(follow.after_ms, follow.count, 99), "ms", 1000);
    tell("the slowest page", percentile(follow.after_ms, follow.count, 100), "ms");
    free(follow.after_ms);
    load_wipe(&load);
    free(line);
}

/* ---- consoles ---- */

/* From the 2xx of one text to the last stream that tells how the queue is now. */
static double event_spread(struct bench *bench, struct load *load, struct desks *desks)
{
    int64_t last = 0, ends = now_ns() + INT64_C(10000000000);
    size_t told;

    for (size_t i = 0; i < desks->count; i++) desks->desk[i].queue_told = 0;
    load_run(load, 0.001, 1000);
    do {
        wires_turn(&bench->wires, 1000000);
        told = 0;
        for (size_t i = 0; i < desks->count; i++) told += desks->desk[i].queue_told > 0;
        errno = 0;
        if (now_ns() > ends) fail("an event did not reach all streams");
    } while (told < desks->count);
    for (size_t i = 0; i < desks->count; i++)
        if (desks->desk[i].queue_told_at > last) last = desks->desk[i].queue_told_at;
    return (double)(last - load->new_said_at[load->texters - 1]) / 1e6;
}

static void streams_measure(struct bench *bench, size_t streams)
{
    const struct past past = { .peers = 100,
                               .sessions =
                                   (streams + STREAMS_PER_SESSION - 1) / STREAMS_PER_SESSION };
    struct subject *line = xcalloc(1, sizeof *line);
    struct desks *desks;
    double before, spread[ROUNDS_MAX];
    struct load load;

    subject_start(line, &past, bench->provider->port);
    load_init(&load, &bench->wires, line->port, all_new);
    load_run(&load, 0.3, 100);
    settle(bench);
    before = (double)memory_kb(line->pid);
    desks = desks_open(&bench->wires, line, streams, STREAMS_PER_SESSION, 0, false);
    turn_for(bench, 1);
    tell_goal("memory of one idle stream",
              ((double)memory_kb(line->pid) - before) / (double)streams, "kB", 8);
    for (size_t i = 0; i < ROUNDS_MAX; i++) {
        spread[i] = event_spread(bench, &load, desks);
        turn_for(bench, 0.1);
    }
    tell_goal("one event to all of them", percentile(spread, ROUNDS_MAX, 50), "ms",
              streams <= 1000 ? 20 : 20 * (double)streams / 1000);
    desks_close(desks);
    subject_end(line);
    load_wipe(&load);
    free(line);
}

/* ---- the queue ---- */

/* CPU of one offer that is taken and closed again, while so many wait. */
static double offer_cost_us(struct bench *bench, size_t waiting, size_t takes)
{
    const struct past past = { .peers = 1, .capacity = 1, .sessions = 1, .waiting = waiting };
    struct subject *line = xcalloc(1, sizeof *line);
    struct desks *desks;
    int64_t ends = now_ns() + INT64_C(60000000000);
    double cpu;

    subject_start(line, &past, bench->provider->port);
    turn_for(bench, 0.2);
    cpu = cpu_seconds(line->pid);
    desks = desks_open(&bench->wires, line, 1, 1, takes, true);
    errno = 0;
    while (desks->answered < 2 * takes) {
        wires_turn(&bench->wires, 1000000);
        if (now_ns() > ends) fail("offers stand still");
    }
    cpu = (cpu_seconds(line->pid) - cpu) * 1e6 / (double)takes;
    desks_close(desks);
    subject_end(line);
    free(line);
    return cpu;
}

static void queue_measure(struct bench *bench)
{
    size_t takes = bench->brief ? 100 : 400;
    double few[3], many[3], ratio[3];
    size_t rounds = bench->brief ? 1 : 3;

    tell_head("the queue");
    for (size_t i = 0; i < rounds; i++) {
        few[i] = offer_cost_us(bench, takes + 10, takes);
        many[i] = offer_cost_us(bench, 10000, takes);
        ratio[i] = many[i] / few[i];
    }
    tell_goal("an offer with 10,000 waiting against one with few", percentile(ratio, rounds, 50),
              "x", 2);
    tell("CPU of one offer, taken and closed", percentile(many, rounds, 50), "us");
}

/* ---- outbound ---- */

static void outbound_wait(struct bench *bench, size_t taken)
{
    int64_t ends = now_ns() + INT64_C(60000000000);

    errno = 0;
    while (bench->provider->taken < taken) {
        wires_turn(&bench->wires, 1000000);
        if (now_ns() > ends) fail("texts do not leave");
    }
}

static void outbound_measure(struct bench *bench)
{
    const struct past past = { .replies = bench->brief ? 1200 : 4000,
                               .replies_a_second = 500,
                               .replies_after_ms = 1500 };
    struct subject *line = xcalloc(1, sizeof *line);
    double cpu;

    tell_head("500 texts a second to the provider");
    provider_reset(bench->provider);
    subject_start(line, &past, bench->provider->port);
    outbound_wait(bench, 100);
    cpu = cpu_seconds(line->pid);
    outbound_wait(bench, past.replies);
    cpu = (cpu_seconds(line->pid) - cpu) / (double)(past.replies - 100);
    tell_goal("CPU of one core", cpu * 500 * 100, "%", 25);
    tell("texts a connection carried", (double)past.replies / (double)bench->provider->connections,
         "");
    subject_end(line);
    free(line);
}

/* ---- all of it ---- */

static void hello_start(struct bench *bench)
{
    char *argv[] = { (char[]){ "build/tests/bench/hello" }, NULL };

    rival_start(&bench->hello, argv);
}

static void empty_measure(struct bench *bench)
{
    tell_head("an empty line: one text in twenty is somebody's first");
    bench->fresh = everyday_measure(bench, 0, 4.5, 16);
}

static void grown_by(struct bench *bench, size_t messages)
{
    struct speed grown = everyday_measure(bench, messages, 5.5, 64);

    if (bench->fresh.cpu_ratio > 0)
        tell_goal("CPU of a text against the empty line", grown.cpu_ratio / bench->fresh.cpu_ratio,
                  "x", 1.5);
}

static void grown_measure(struct bench *bench)
{
    tell_head("with 1,000,000 messages stored");
    grown_by(bench, 1000000);
}

static void huge_measure(struct bench *bench)
{
    tell_head("with 10,000,000 messages stored");
    grown_by(bench, 10000000);
}

static void consoles_measure(struct bench *bench)
{
    tell_head("1,000 consoles");
    streams_measure(bench, 1000);
}

static void many_consoles_measure(struct bench *bench)
{
    tell_head("10,000 consoles");
    streams_measure(bench, 10000);
}

enum length { SHORT, USUAL, LONG };

static const struct part {
    const char *name;
    void (*measure)(struct bench *bench);
    enum length from; /* the shortest run it is in */
} parts[] = {
    { "empty", empty_measure, SHORT },        { "offers", offers_measure, SHORT },
    { "pages", pages_measure, SHORT },        { "consoles", consoles_measure, SHORT },
    { "queue", queue_measure, SHORT },        { "outbound", outbound_measure, SHORT },
    { "many", many_consoles_measure, USUAL }, { "node", nodes_measure, USUAL },
    { "grown", grown_measure, USUAL },        { "huge", huge_measure, LONG },
};

static enum length length_wanted(void)
{
    if (getenv("BENCH_SHORT")) return SHORT;
    return getenv("BENCH_LONG") ? LONG : USUAL;
}

/* All parts, or the one that is named. */
int main(int argc, char **argv)
{
    struct bench *bench = xcalloc(1, sizeof *bench);

    signal(SIGPIPE, SIG_IGN);
    log_set_level(LOG_ERROR);
    errno = 0;
    if (crypt_start()) fail("no randomness");
    bench->brief = length_wanted() == SHORT;
    bench->provider = xcalloc(1, sizeof *bench->provider);
    wires_open(&bench->wires);
    provider_open(bench->provider, &bench->wires);
    hello_start(bench);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (argc > 1 ? !strcmp(argv[1], parts[i].name) : parts[i].from <= length_wanted())
            parts[i].measure(bench);
    rival_end(&bench->hello);
    wires_close(&bench->wires);
    free(bench->provider);
    free(bench);
    return 0;
}
