/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_SUBJECT_H
#define BENCH_SUBJECT_H
/*
 * subject.h — the daemon under test: the real program in a folder of its own, which goes with it.
 *
 * What a line has gathered over years is put into its database before the start, by the store
 * layer, as are its people and their sessions: hashing passwords is not what is measured.
 */
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "base/crypt.h"
#include "base/text.h"

#define LINE_NUMBER "+16175550100"
#define RESPONDER_NUMBER "+16175550141"
#define ACCOUNT_SID "AC0123456789abcdef0123456789abcdef"
#define AUTH_TOKEN "12345678901234567890123456789012"

#define SESSIONS_MAX 4096

/* What is there before the daemon starts. */
struct past {
    size_t peers, responders; /* a responder has a phone */
    int capacity;             /* of each peer; 0: they are off shift */
    size_t sessions;          /* in all; they go round the peers, or the responders */
    size_t waiting;           /* conversations in the queue */
    size_t stored;            /* messages in closed conversations */
    size_t replies;           /* texts to be sent, `replies_after` from the start on */
    size_t replies_a_second;
    int64_t replies_after_ms;
};

struct subject {
    char folder[64];
    int port;
    pid_t pid;
    double start_ms; /* from the program's start until it was ready */
    size_t session_count;
    char session[SESSIONS_MAX][CRYPT_TOKEN_BYTES + 1];
};

void subject_start(struct subject *line, const struct past *past, int provider_port);

/* Stops the daemon in its own way and forgets the folder. */
void subject_end(struct subject *line);

/* As subject_end(), but `look` sees what the daemon has left in its database first. */
struct store;
void subject_end_look(struct subject *line, void (*look)(struct store *store, void *arg),
                      void *arg);

/* The n-th texter's number, and back; the past has those from PAST_TEXTERS on. */
#define PAST_TEXTERS 5000000
void texter_number(size_t n, char number[20]);
size_t texter_of(const char *number);

/* Seconds of CPU a program has used, and kilobytes of memory it has. */
double cpu_seconds(pid_t pid);
long memory_kb(pid_t pid);

/* A program with a pipe to its input and one from its output. */
pid_t program_start(char *const argv[], const char *log, int *input, int *output);
void program_end(pid_t pid, int signal);

#endif
