/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_EDGE_BENCH_H
#define TESTS_EDGE_BENCH_H
/*
 * edge_bench.h — the HTTP server and the counter behind it on loopback; the test is the engine and
 * the client, and turns the loop itself while it waits.
 */
#include <arpa/inet.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../check.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "edge/http.h"
#include "edge/post.h"

#define EDGE_ANSWER_BYTES 65536
#define EDGE_PATIENCE SECONDS(5)

struct edge_bench;
typedef void edge_engine(struct edge_bench *bench);

struct edge_bench {
    struct event_base *base;
    struct http *http;
    struct post_mailboxes mailboxes;
    struct post *post;
    edge_engine *engine; /* takes from the mailboxes between two turns of the loop */
    void *test;
};

struct edge_answer {
    int status;
    char all[EDGE_ANSWER_BYTES + 1]; /* head and body */
};

static inline void edge_bench_open(struct edge_bench *bench, size_t commands)
{
    struct http_settings settings = http_settings_default();
    char why[256];

    *bench = (struct edge_bench){ .base = event_base_new() };
    settings.listen = "127.0.0.1:0";
    bench->http = http_open(bench->base, &settings, why, sizeof why);
    bench->mailboxes =
        (struct post_mailboxes){ mailbox_new(commands), mailbox_new(64), mailbox_new(4),
                                 mailbox_new(4),        mailbox_new(4),  mailbox_new(4) };
    bench->post = post_open(bench->base, &bench->mailboxes);
    if (!CHECK(bench->http != NULL)) exit(1);
}

/* The modules between are closed by the test, after edge_bench_quiet(). */
static inline void edge_bench_quiet(struct edge_bench *bench)
{
    struct command *command;

    http_close(bench->http);
    post_close(bench->post);
    while ((command = mailbox_take(bench->mailboxes.commands))) command_free(command);
}

static inline void edge_bench_close(struct edge_bench *bench)
{
    mailbox_free(bench->mailboxes.commands);
    mailbox_free(bench->mailboxes.receipts);
    mailbox_free(bench->mailboxes.queries);
    mailbox_free(bench->mailboxes.answers);
    mailbox_free(bench->mailboxes.jobs);
    mailbox_free(bench->mailboxes.jobs_done);
    event_base_free(bench->base);
}

static inline void edge_turn(struct edge_bench *bench)
{
    struct timespec rest = { .tv_nsec = 500000 };

    event_base_loop(bench->base, EVLOOP_NONBLOCK);
    if (bench->engine) bench->engine(bench);
    nanosleep(&rest, NULL);
}

static inline int edge_connect(struct edge_bench *bench)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons(http_port(bench->http)) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, (struct sockaddr *)&address, sizeof address)) abort();
    return fd;
}

/* Adds what has come to answer->all, turning the loop until `enough` is in it or nothing comes. */
static inline bool edge_read(struct edge_bench *bench, int fd, struct edge_answer *answer,
                             const char *enough)
{
    ms until = clock_steady() + EDGE_PATIENCE;
    size_t len = strlen(answer->all);

    while (!strstr(answer->all, enough) && clock_steady() < until) {
        ssize_t got;

        edge_turn(bench);
        got = recv(fd, answer->all + len, EDGE_ANSWER_BYTES - len, MSG_DONTWAIT);
        if (got == 0) break;
        if (got > 0) len += (size_t)got;
        answer->all[len] = '\0';
    }
    if (sscanf(answer->all, "HTTP/1.1 %d", &answer->status) != 1) answer->status = 0;
    return strstr(answer->all, enough) != NULL;
}

/* Sends one request and reads the answer until the server closes. */
static inline struct edge_answer *edge_ask(struct edge_bench *bench, const char *head,
                                           const char *body)
{
    struct edge_answer *answer = xcalloc(1, sizeof *answer);
    int fd = edge_connect(bench);
    size_t size = strlen(head) + strlen(body) + 256;
    char *request = xcalloc(size, 1);

    snprintf(request, size,
             "%s\r\nHost: 127.0.0.1:80\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s", head,
             strlen(body), body);
    CHECK(send(fd, request, strlen(request), 0) == (ssize_t)strlen(request));
    edge_read(bench, fd, answer, "\n\n\n"); /* never there: until it closes */
    free(request);
    close(fd);
    return answer;
}

#endif
