/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_EDGE_HTTP_WORLD_H
#define TESTS_EDGE_HTTP_WORLD_H
/*
 * http_world.h — the server with real sockets on loopback, in one process: between looks at its
 * clients the test turns the loop itself.
 */
#include "edge/http.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

#define BIG_BYTES ((size_t)1 << 20)
#define HOST "Host: h\r\n"
#define GET(path) "GET " path " HTTP/1.1\r\n" HOST "\r\n"
#define POST(path, length, body)                                                                   \
    "POST " path " HTTP/1.1\r\n" HOST "Content-Length: " length "\r\n\r\n" body

/* The server, and what its handlers saw. */
struct world {
    struct event_base *base;
    struct http *http;
    int echoes, hidden, closed;
    struct http_ticket later, stream, ended;
    char big[BIG_BYTES];
};

struct client {
    int fd;
    bool ended; /* the server closed */
    size_t len;
    char got[3 * BIG_BYTES];
};

/* ---- handlers ---- */

static inline void on_echo(const struct http_request *request, void *arg)
{
    struct world *world = arg;
    struct http_response response = { .status = 200,
                                      .content_type = "text/plain",
                                      .body = request->body,
                                      .body_len = request->body_len };

    world->echoes++;
    http_reply(world->http, request->ticket, &response);
}

static inline void on_hidden(const struct http_request *request, void *arg)
{
    struct world *world = arg;

    world->hidden++;
    http_reply(world->http, request->ticket, &(struct http_response){ .status = 204 });
}

static inline void on_later(const struct http_request *request, void *arg)
{
    ((struct world *)arg)->later = request->ticket;
}

static inline void on_big(const struct http_request *request, void *arg)
{
    struct world *world = arg;
    struct http_response response = { .status = 200, .body = world->big, .body_len = BIG_BYTES };

    http_reply(world->http, request->ticket, &response);
}

static inline void on_bad_header(const struct http_request *request, void *arg)
{
    struct world *world = arg;
    struct http_header split = { "Location", "/a\r\nSet-Cookie: b" };
    struct http_response response = { .status = 303, .headers = &split, .header_count = 1 };

    http_reply(world->http, request->ticket, &response);
}

static inline void stream_closed(struct http_ticket ticket, void *arg)
{
    struct world *world = arg;

    world->closed++;
    world->ended = ticket;
}

static inline void on_stream(const struct http_request *request, void *arg)
{
    struct world *world = arg;

    if (http_stream_begin(world->http, request->ticket, NULL, 0, stream_closed, world))
        world->stream = request->ticket;
}

static const struct http_route routes[] = {
    { HTTP_POST, "/echo", on_echo, 0 },
    { HTTP_GET, "/echo", on_echo, 0 },
    { HTTP_POST, "/short", on_echo, 4 },
    { HTTP_POST, "/long", on_echo, 2 * BIG_BYTES },
    { HTTP_GET, "/hidden", on_hidden, 0 },
    { HTTP_POST, "/later", on_later, 0 },
    { HTTP_GET, "/big", on_big, 0 },
    { HTTP_GET, "/stream", on_stream, 0 },
    { HTTP_GET, "/bad-header", on_bad_header, 0 },
};

/* ---- the world ---- */

static inline struct http_settings brisk(void)
{
    struct http_settings settings = http_settings_default();

    settings.listen = "127.0.0.1:0";
    settings.head_time = 400;
    settings.body_time = 400;
    settings.idle_time = 800;
    settings.answer_time = 400;
    settings.write_time = 600;
    settings.linger_time = 200;
    return settings;
}

static inline struct world *world_open(struct http_settings settings)
{
    struct world *world = calloc(1, sizeof(*world));
    char why[128] = "";

    memset(world->big, 'b', BIG_BYTES);
    world->base = event_base_new();
    world->http = http_open(world->base, &settings, why, sizeof(why));
    CHECK_STR(why, "");
    http_add_routes(world->http, routes, sizeof(routes) / sizeof(routes[0]), world);
    return world;
}

static inline void world_close(struct world *world)
{
    http_close(world->http);
    event_base_free(world->base);
    free(world);
}

static inline struct client *client_open(struct world *world)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(http_port(world->http)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct client *client = calloc(1, sizeof(*client));

    client->fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(client->fd >= 0);
    CHECK(connect(client->fd, (const struct sockaddr *)&to, sizeof(to)) == 0);
    return client;
}

static inline void client_close(struct client *client)
{
    if (client->fd >= 0) close(client->fd);
    free(client);
}

static inline void client_send_len(struct client *client, const char *bytes, size_t len)
{
    send(client->fd, bytes, len, MSG_NOSIGNAL);
}

static inline void client_send(struct client *client, const char *bytes)
{
    client_send_len(client, bytes, strlen(bytes));
}

static inline void client_look(struct client *client)
{
    size_t room = sizeof(client->got) - client->len - 1;
    ssize_t n = recv(client->fd, client->got + client->len, room, MSG_DONTWAIT);

    if (n > 0) client->len += (size_t)n;
    if (n == 0 || (n < 0 && errno != EAGAIN)) client->ended = true;
    client->got[client->len] = '\0';
}

static inline void world_turn(struct world *world)
{
    event_base_loop(world->base, EVLOOP_NONBLOCK);
    usleep(500);
}

static inline void world_wait(struct world *world, ms span)
{
    ms until = clock_steady() + span;

    while (clock_steady() < until) world_turn(world);
}

/* Turns the loop until the client got `text`, or for two seconds. */
static inline bool client_gets(struct world *world, struct client *client, const char *text)
{
    ms until = clock_steady() + SECONDS(2);

    while (!strstr(client->got, text) && !client->ended && clock_steady() < until) {
        world_turn(world);
        client_look(client);
    }
    return strstr(client->got, text) != NULL;
}

/* Turns the loop until the server closed; how long it took, or -1 after five seconds. */
static inline ms client_ends(struct world *world, struct client *client)
{
    ms start = clock_steady();

    while (!client->ended && clock_steady() < start + SECONDS(5)) {
        world_turn(world);
        client_look(client);
    }
    return client->ended ? clock_steady() - start : -1;
}

static inline void client_forget(struct client *client)
{
    client->len = 0;
    client->got[0] = '\0';
}

static inline int count_of(const char *text, const char *needle)
{
    int count = 0;

    while ((text = strstr(text, needle))) {
        count++;
        text++;
    }
    return count;
}

static inline struct client *stream_open(struct world *world)
{
    struct client *client = client_open(world);

    client_send(client, GET("/stream"));
    CHECK(client_gets(world, client, "\r\n\r\n"));
    return client;
}

#endif
