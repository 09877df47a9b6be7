/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P15: while the engine is silent the monitor hears nothing, and so it tells somebody. */
#include "edge/health.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../check.h"
#include "base/log.h"

#define PROBE_EVERY 200

/* The loop with health and a monitor elsewhere; engine and reader answer only while `alive`. */
struct world {
    struct event_base *base;
    struct post_mailboxes mailboxes;
    struct mailbox *flights;
    struct providers *providers;
    struct post *post;
    struct http *http;
    struct courier *courier;
    struct health *health;
    bool alive;
    int monitor; /* listens; each connection is one heartbeat */
    int heartbeats;
};

static int monitor_listen(uint16_t *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(!bind(fd, (const struct sockaddr *)&address, len) && !listen(fd, 8));
    CHECK(!getsockname(fd, (struct sockaddr *)&address, &len));
    *port = ntohs(address.sin_port);
    return fd;
}

static void monitor_turn(struct world *world)
{
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    int fd = accept(world->monitor, NULL, NULL);

    if (fd < 0) return;
    world->heartbeats++;
    CHECK(write(fd, answer, sizeof answer - 1) == sizeof answer - 1);
    shutdown(fd, SHUT_WR);
    close(fd);
}

static void engine_turn(struct world *world)
{
    struct command *command;
    struct query *query;

    if (!world->alive) return;
    while ((command = mailbox_take(world->mailboxes.commands))) {
        CHECK(command->kind == COMMAND_TIME);
        CHECK(!mailbox_put(world->mailboxes.receipts, command));
    }
    while ((query = mailbox_take(world->mailboxes.queries))) {
        query->answer.status.waiting = 41;
        CHECK(!mailbox_put(world->mailboxes.answers, query));
    }
}

static void turns(struct world *world, ms span)
{
    ms end = clock_steady() + span;

    while (clock_steady() < end) {
        event_base_loop(world->base, EVLOOP_NONBLOCK);
        engine_turn(world);
        monitor_turn(world);
        usleep(2000);
    }
}

/* The whole answer to a GET. */
static const char *get(struct world *world, const char *path, char *answer, size_t size)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    char request[128];
    size_t len = 0;
    ssize_t now;

    address.sin_port = htons(http_port(world->http));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connect(fd, (const struct sockaddr *)&address, sizeof address);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
             path);
    turns(world, 20);
    CHECK(write(fd, request, strlen(request)) == (ssize_t)strlen(request));
    for (int i = 0; i < 100; i++) {
        turns(world, 5);
        now = read(fd, answer + len, size - len - 1);
        if (now == 0) break;
        if (now > 0) len += (size_t)now;
    }
    answer[len] = '\0';
    close(fd);
    return answer;
}

static void world_open(struct world *world)
{
    const struct transfer_settings transfer = transfer_settings_default();
    struct http_settings http = http_settings_default();
    char why[256] = "", url[64];
    uint16_t port;

    *world = (struct world){ .base = event_base_new() };
    world->mailboxes = (struct post_mailboxes){ mailbox_new(64), mailbox_new(64), mailbox_new(64),
                                                mailbox_new(64), mailbox_new(8),  mailbox_new(8) };
    world->flights = mailbox_new(8);
    world->providers = providers_new();
    world->post = post_open(world->base, &world->mailboxes);
    http.listen = "127.0.0.1:0";
    world->http = http_open(world->base, &http, why, sizeof why);
    CHECK_STR(why, "");
    world->courier = courier_open(world->base,
                                  &(struct courier_parts){ .post = world->post,
                                                           .providers = world->providers,
                                                           .flights = world->flights },
                                  &transfer);
    world->monitor = monitor_listen(&port);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/beat", (unsigned)port);
    world->health = health_open(world->base, &(struct health_parts){ .http = world->http,
                                                                     .post = world->post,
                                                                     .courier = world->courier,
                                                                     .heartbeat_url = url,
                                                                     .probe_every = PROBE_EVERY });
}

static void drop_all(struct mailbox *commands, struct mailbox *queries)
{
    struct command *command;
    struct query *query;

    while ((command = mailbox_take(commands))) command_free(command);
    while ((query = mailbox_take(queries))) query_free(query);
}

static void world_close(struct world *world)
{
    http_close(world->http);
    post_close(world->post);
    health_close(world->health);
    courier_close(world->courier);
    providers_free(world->providers);
    drop_all(world->mailboxes.commands, world->mailboxes.queries);
    drop_all(world->mailboxes.receipts, world->mailboxes.answers);
    mailbox_free(world->mailboxes.commands);
    mailbox_free(world->mailboxes.receipts);
    mailbox_free(world->mailboxes.queries);
    mailbox_free(world->mailboxes.answers);
    mailbox_free(world->mailboxes.jobs);
    mailbox_free(world->mailboxes.jobs_done);
    mailbox_free(world->flights);
    event_base_free(world->base);
    close(world->monitor);
}

static void test_the_monitor_hears_only_of_a_line_that_works(void)
{
    static struct world world;
    char answer[16384];

    world_open(&world);
    turns(&world, 2 * PROBE_EVERY);
    CHECK(strstr(get(&world, "/healthz", answer, sizeof answer), "200 OK"));
    CHECK(strstr(get(&world, "/readyz", answer, sizeof answer), " 503 "));
    CHECK(strstr(answer, "not ready: commit"));
    CHECK(strstr(get(&world, "/metrics", answer, sizeof answer), "\npeerline_ready 0\n"));
    CHECK(world.heartbeats == 0);

    world.alive = true;
    turns(&world, 2 * PROBE_EVERY);
    CHECK(strstr(get(&world, "/readyz", answer, sizeof answer), " 200 "));
    CHECK(world.heartbeats == 1);
    get(&world, "/metrics", answer, sizeof answer);
    CHECK(strstr(answer, "\npeerline_ready 1\n"));
    CHECK(strstr(answer, "\npeerline_conversations_waiting 41\n"));
    CHECK(strstr(answer, "# TYPE peerline_texts_in_total counter\n"));

    world.alive = false;
    turns(&world, 7 * PROBE_EVERY);
    CHECK(strstr(get(&world, "/readyz", answer, sizeof answer), " 503 "));
    CHECK(world.heartbeats == 1);
    world_close(&world);
}

int main(void)
{
    log_set_level(LOG_ERROR);
    if (transfer_library_start()) return 1;
    test_the_monitor_hears_only_of_a_line_that_works();
    return check_end();
}
