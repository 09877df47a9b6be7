/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "subject.h"

static void node_measure(struct bench *bench, const char *kind, const char *what, double goal,
                         struct load *load, const struct subject *line)
{
    char database[96], name[16];
    char *argv[] = { (char[]){ "/usr/bin/env" },
                     (char[]){ "node" },
                     (char[]){ "tests/bench/peer.mjs" },
                     name,
                     database,
                     (char[]){ AUTH_TOKEN },
                     NULL };
    size_t rounds = rounds_of(bench);
    double rate[ROUNDS_MAX], cpu[ROUNDS_MAX];
    struct sample theirs = { 0 }, ours = { 0 };
    struct load node_load;
    struct rival node;

    snprintf(name, sizeof name, "%s", kind);
    snprintf(database, sizeof database, "%s/%s.db", getenv("BENCH_FOLDER"), kind);
    rival_start(&node, argv);
    load_init(&node_load, &bench->wires, node.port, everyday);
    load_run(&node_load, 1, 0); /* until its code is compiled */
    for (size_t i = 0; i < rounds; i++) {
        theirs = sample_take(bench, &node_load, node.pid, seconds_of(bench));
        ours = sample_take(bench, load, line->pid, seconds_of(bench));
        rate[i] = ours.rate / theirs.rate;
        cpu[i] = theirs.cpu_us / ours.cpu_us;
    }
    tell_goal(what, percentile(rate, rounds, 50), "x", -goal);
    printf("    theirs %.0f/s, %.1f x our CPU, p50 %.2f ms, p99 %.2f ms; ours %.0f/s\n",
           theirs.rate, percentile(cpu, rounds, 50), theirs.p50, theirs.p99, ours.rate);
    load_wipe(&node_load);
    rival_end(&node);
}

void nodes_measure(struct bench *bench)
{
    const struct past past = { .peers = 8, .responders = 1, .capacity = 9, .sessions = 9 };
    struct subject *line;
    struct load load;

    tell_head("durable webhooks a second against Node servers that do less");
    if (access("tests/bench/node_modules/better-sqlite3/build", R_OK)) {
        puts("  left out: (cd tests/bench && npm ci) builds them");
        return;
    }
    line = xcalloc(1, sizeof *line);
    subject_start(line, &past, bench->provider->port);
    load_init(&load, &bench->wires, line->port, everyday);
    load_run(&load, 0.3, 0);
    node_measure(bench, "express", "express, a transaction for each text", 8, &load, line);
    node_measure(bench, "tuned", "tuned by hand, with group commit", 1.5, &load, line);
    subject_end(line);
    load_wipe(&load);
    free(line);
}
