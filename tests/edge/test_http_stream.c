/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Streams of events: cut off, too slow, gone, full. */
#include "tests/edge/http_world.h"

static void test_stream(void)
{
    struct world *world = world_open(brisk());
    struct client *client = stream_open(world);

    CHECK(strstr(client->got, "Content-Type: text/event-stream\r\n"));
    CHECK(strstr(client->got, "X-Accel-Buffering: no\r\n"));
    CHECK(strstr(client->got, "Cache-Control: no-store\r\n"));
    CHECK(!strstr(client->got, "Content-Length"));
    CHECK(http_counts_get(world->http).streams == 1);
    CHECK(http_stream_write(world->http, world->stream, "data: 1\n\n", 9));
    CHECK(client_gets(world, client, "data: 1\n\n"));
    world_wait(world, 1000); /* longer than any deadline: silence is no reason to end */
    CHECK(http_stream_write(world->http, world->stream, "data: 2\n\n", 9));
    http_stream_end(world->http, world->stream);
    CHECK(!http_stream_write(world->http, world->stream, "data: 3\n\n", 9));
    CHECK(client_ends(world, client) >= 0);
    CHECK(strstr(client->got, "data: 2\n\n") && !strstr(client->got, "data: 3"));
    CHECK(world->closed == 0);
    client_close(client);
    world_close(world);
}

static void test_stream_left(void)
{
    struct world *world = world_open(brisk());
    struct client *client = stream_open(world);

    client_close(client);
    world_wait(world, 50);
    CHECK(world->closed == 1 && world->ended.turn == world->stream.turn);
    CHECK(!http_stream_write(world->http, world->stream, "x", 1));
    CHECK(http_counts_get(world->http).streams == 0);
    world_close(world);
}

static void test_stream_slow_reader(void)
{
    struct world *world = world_open(brisk());
    struct client *client = stream_open(world);
    size_t written = 0;

    while (written < 4 * BIG_BYTES &&
           http_stream_write(world->http, world->stream, world->big, 4096))
        written += 4096;
    CHECK(written < 4 * BIG_BYTES && written > 256 * 1024);
    CHECK(world->closed == 0); /* never from inside a call */
    world_wait(world, 50);
    CHECK(world->closed == 1);
    CHECK(http_counts_get(world->http).dropped_streams == 1);
    client_close(client);
    world_close(world);
}

/* Below the limit, but nothing is taken for too long. */
static void test_stream_stalled(void)
{
    struct world *world = world_open(brisk());
    struct client *client = stream_open(world);
    int small = 4096;

    setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    for (int i = 0; i < 60; i++)
        CHECK(http_stream_write(world->http, world->stream, world->big, 4096));
    world_wait(world, 300);
    CHECK(world->closed == 0);
    world_wait(world, 700);
    CHECK(world->closed == 1);
    CHECK(http_counts_get(world->http).dropped_streams == 0);
    client_close(client);
    world_close(world);
}

/* Behind for a while, but it catches up in time. */
static void test_stream_catches_up(void)
{
    struct world *world = world_open(brisk());
    struct client *client = stream_open(world);

    for (int i = 0; i < 60; i++)
        CHECK(http_stream_write(world->http, world->stream, world->big, 4096));
    world_wait(world, 300);
    CHECK(http_stream_write(world->http, world->stream, "data: last\n\n", 12));
    CHECK(client_gets(world, client, "data: last"));
    world_wait(world, 900);
    CHECK(world->closed == 0 && http_counts_get(world->http).streams == 1);
    client_close(client);
    world_close(world);
}

static void test_stream_upload(void)
{
    struct world *world = world_open(brisk());
    struct client *client = stream_open(world);

    client_send(client, GET("/hidden"));
    CHECK(client_ends(world, client) >= 0);
    CHECK(world->closed == 1 && world->hidden == 0);
    client_close(client);
    world_close(world);
}

static void test_stream_pipelined(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, GET("/stream") GET("/hidden"));
    CHECK(client_gets(world, client, "event-stream"));
    world_wait(world, 20);
    http_stream_end(world->http, world->stream);
    CHECK(client_ends(world, client) >= 0);
    CHECK(world->hidden == 0 && count_of(client->got, "HTTP/1.1 ") == 1);
    client_close(client);
    world_close(world);
}

static void test_stream_head(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, "HEAD /stream HTTP/1.1\r\n" HOST "\r\n");
    CHECK(client_ends(world, client) >= 0);
    CHECK(strstr(client->got, "event-stream"));
    CHECK(world->stream.turn == 0 && world->closed == 0);
    client_close(client);
    world_close(world);
}

static void test_streams_max(void)
{
    struct http_settings settings = brisk();
    struct client *first, *second, *post;
    struct world *world;

    settings.streams_max = 1;
    world = world_open(settings);
    first = stream_open(world);
    second = client_open(world);
    client_send(second, GET("/stream"));
    CHECK(client_gets(world, second, "HTTP/1.1 503 "));
    post = client_open(world);
    client_send(post, POST("/echo", "5", "hello"));
    CHECK(client_gets(world, post, "hello"));
    client_close(first);
    client_close(second);
    client_close(post);
    world_close(world);
}

int main(void)
{
    test_stream();
    test_stream_left();
    test_stream_slow_reader();
    test_stream_stalled();
    test_stream_catches_up();
    test_stream_upload();
    test_stream_pipelined();
    test_stream_head();
    test_streams_max();
    return check_end();
}
