/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_RIVAL_H
#define BENCH_RIVAL_H
/*
 * rival.h — another server on this machine that takes the same requests, to compare with.
 *
 * It prints its port when it is ready, and ends with its input: also when the bench is killed.
 */
#include <sys/types.h>

struct rival {
    pid_t pid;
    int port, input;
};

void rival_start(struct rival *rival, char *const argv[]);
void rival_end(struct rival *rival);

#endif
