/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whoever is slow, or many: the server keeps its limits. */
#include <sys/resource.h>
#include <time.h>

#include "tests/edge/http_world.h"

/* ---- deadlines ---- */

/* Sends `first`, then `more` every 50 ms, until the server closes; it must do so in time. */
static void check_drip(struct world *world, const char *first, const char *more, const char *answer)
{
    struct client *client = client_open(world);
    ms start = clock_steady();

    client_send(client, first);
    while (!client->ended && clock_steady() < start + SECONDS(5)) {
        world_wait(world, 50);
        client_look(client);
        client_send(client, more);
    }
    CHECK_CASE(clock_steady() - start < 1000, first);
    CHECK_CASE(strstr(client->got, answer) != NULL, first);
    client_close(client);
}

static void test_drips(void)
{
    struct world *world = world_open(brisk());

    check_drip(world, "G", "G", "HTTP/1.1 408 ");
    check_drip(world, "GET /echo HTTP/1.1\r\n", "X: y\r\n", "HTTP/1.1 408 ");
    check_drip(world, POST("/echo", "1000", ""), "x", "HTTP/1.1 408 ");
    CHECK(world->echoes == 0);
    check_drip(world, GET("/echo") "G", "G", "HTTP/1.1 408 ");
    CHECK(world->echoes == 1);
    world_close(world);
}

static void test_silence(void)
{
    struct world *world = world_open(brisk());
    struct client *fresh = client_open(world), *kept = client_open(world);
    ms took;

    client_send(kept, GET("/echo"));
    CHECK(client_gets(world, kept, "200 OK"));
    took = client_ends(world, fresh);
    CHECK(took >= 200 && took < 700 && fresh->len == 0);
    CHECK(!kept->ended);
    took = client_ends(world, kept);
    CHECK(took >= 0 && took < 1500);
    CHECK(http_counts_get(world->http).connections == 0);
    client_close(fresh);
    client_close(kept);
    world_close(world);
}

static void test_stuck_answer(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    for (int i = 0; i < 10; i++) client_send(client, GET("/big"));
    world_wait(world, 300);
    CHECK(http_counts_get(world->http).connections == 1);
    world_wait(world, 1000);
    CHECK(http_counts_get(world->http).connections == 0);
    client_close(client);
    world_close(world);
}

/*
 * Slower than the deadline in all, but never without progress: as many bytes as its time has come
 * for, however busy the machine is.
 */
static void test_slow_answer(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    ms start = clock_steady();
    size_t taken = 0;

    for (int i = 0; i < 6; i++) client_send(client, GET("/big"));
    while (taken < 6 * BIG_BYTES && !client->ended && clock_steady() < start + SECONDS(10)) {
        size_t due = (size_t)(clock_steady() - start) * 4096;
        size_t len = due - taken < sizeof client->got ? due - taken : sizeof client->got;
        ssize_t n = len ? recv(client->fd, client->got, len, MSG_DONTWAIT) : -1;

        if (n > 0) taken += (size_t)n;
        if (n == 0) client->ended = true;
        world_wait(world, 4);
    }
    CHECK(taken >= 6 * BIG_BYTES);
    CHECK(clock_steady() - start > 1000);
    client_close(client);
    world_close(world);
}

/* ---- crowds ---- */

#define CROWD 200

static void test_idle_crowd(void)
{
    struct http_settings settings = brisk();
    struct world *world;
    int crowd[CROWD];

    settings.connections_max = 100;
    settings.head_time = settings.idle_time = SECONDS(60);
    world = world_open(settings);
    for (int i = 0; i < CROWD; i++) {
        struct client *client = client_open(world);

        crowd[i] = client->fd;
        client->fd = -1;
        client_close(client);
        world_turn(world);
    }
    CHECK(http_counts_get(world->http).connections == 100);
    CHECK(http_counts_get(world->http).evicted == CROWD - 100);
    for (int i = 0; i < 10; i++) {
        struct client *client = client_open(world);

        client_send(client, POST("/echo", "5", "hello"));
        CHECK(client_gets(world, client, "hello"));
        client_close(client);
    }
    for (int i = 0; i < CROWD; i++) close(crowd[i]);
    world_close(world);
}

/* The one that idled longest goes, never one whose request waits. */
static void test_eviction(void)
{
    struct http_settings settings = brisk();
    struct client *waits, *idles, *drips, *next;
    struct world *world;

    settings.connections_max = 3;
    settings.head_time = settings.idle_time = settings.answer_time = SECONDS(60);
    world = world_open(settings);
    waits = client_open(world);
    client_send(waits, POST("/later", "1", "x"));
    world_wait(world, 20);
    idles = client_open(world);
    client_send(idles, GET("/echo"));
    CHECK(client_gets(world, idles, "200 OK"));
    world_wait(world, 20);
    drips = client_open(world);
    client_send(drips, "GET ");
    world_wait(world, 20);

    next = client_open(world);
    client_send(next, GET("/echo"));
    CHECK(client_gets(world, next, "200 OK"));
    client_look(idles);
    client_look(drips);
    CHECK(idles->ended && !drips->ended);
    http_reply_error(world->http, world->later, 409, "conflict");
    CHECK(client_gets(world, waits, "HTTP/1.1 409 "));
    client_close(waits);
    client_close(idles);
    client_close(drips);
    client_close(next);
    world_close(world);
}

/* All places hold waiting requests: the newcomer is turned away, and nobody else is. */
static void test_full(void)
{
    struct http_settings settings = brisk();
    struct client *first, *second;
    struct world *world;

    settings.connections_max = 1;
    world = world_open(settings);
    first = client_open(world);
    client_send(first, POST("/later", "1", "x"));
    world_wait(world, 20);
    second = client_open(world);
    CHECK(client_ends(world, second) >= 0 && second->len == 0);
    http_reply_error(world->http, world->later, 409, "conflict");
    CHECK(client_gets(world, first, "HTTP/1.1 409 "));
    client_close(first);
    client_close(second);
    world_close(world);
}

/* Without descriptors the server neither spins nor stops for good. */
static void test_no_descriptors(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    struct rlimit before, none;
    ms cpu;

    getrlimit(RLIMIT_NOFILE, &before);
    none = before;
    none.rlim_cur = (rlim_t)client->fd + 1;
    setrlimit(RLIMIT_NOFILE, &none);
    client_send(client, GET("/echo"));
    cpu = (ms)clock();
    world_wait(world, 500);
    CHECK((ms)clock() - cpu < CLOCKS_PER_SEC / 4);
    CHECK(world->echoes == 0);
    setrlimit(RLIMIT_NOFILE, &before);
    CHECK(client_gets(world, client, "200 OK"));
    client_close(client);
    world_close(world);
}

int main(void)
{
    test_drips();
    test_silence();
    test_stuck_answer();
    test_slow_answer();
    test_idle_crowd();
    test_eviction();
    test_full();
    test_no_descriptors();
    return check_end();
}
