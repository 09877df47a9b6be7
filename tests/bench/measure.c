/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure.h"

#include <stdio.h>

#include "subject.h"

const struct mix everyday = { .new_in = 20 };

void tell_head(const char *title)
{
    printf("\n%s\n", title);
    fflush(stdout);
}

void tell_goal(const char *what, double value, const char *unit, double worst)
{
    bool reached = worst < 0 ? value >= -worst : value <= worst;

    printf("  %-58s %9.2f %-8s goal %s %-7g %s\n", what, value, unit,
           worst < 0 ? ">=" : "<=", worst < 0 ? -worst : worst, reached ? "reached" : "MISSED");
    fflush(stdout);
}

void tell(const char *what, double value, const char *unit)
{
    printf("  %-58s %9.2f %s\n", what, value, unit);
    fflush(stdout);
}

void turn_for(struct bench *bench, double seconds)
{
    int64_t ends = now_ns() + (int64_t)(seconds * 1e9);

    while (now_ns() < ends) wires_turn(&bench->wires, 1000000);
}

void settle(struct bench *bench)
{
    size_t taken;

    do {
        taken = bench->provider->taken;
        turn_for(bench, 0.15);
    } while (taken != bench->provider->taken);
}

struct sample sample_take(struct bench *bench, struct load *load, pid_t pid, double seconds)
{
    double cpu = cpu_seconds(pid);

    load_run(load, seconds, 0);
    settle(bench);
    return (struct sample){
        .rate = (double)load->count / load->seconds,
        .cpu_us = (cpu_seconds(pid) - cpu) * 1e6 / (double)load->count,
        .p50 = percentile(load->time_ms, load->count, 50),
        .p99 = percentile(load->time_ms, load->count, 99),
    };
}

size_t rounds_of(const struct bench *bench)
{
    return bench->brief ? 3 : 5;
}

double seconds_of(const struct bench *bench)
{
    return bench->brief ? 0.5 : 1.5;
}
