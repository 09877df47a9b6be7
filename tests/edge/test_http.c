/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The server with real sockets on loopback, in one process: between looks at its clients the
 * test turns the loop itself.
 */
#include "edge/http.h"

#include <errno.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
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

static void on_echo(const struct http_request *request, void *arg)
{
    struct world *world = arg;
    struct http_response response = { .status = 200,
                                      .content_type = "text/plain",
                                      .body = request->body,
                                      .body_len = request->body_len };

    world->echoes++;
    http_reply(world->http, request->ticket, &response);
}

static void on_hidden(const struct http_request *request, void *arg)
{
    struct world *world = arg;

    world->hidden++;
    http_reply(world->http, request->ticket, &(struct http_response){ .status = 204 });
}

static void on_later(const struct http_request *request, void *arg)
{
    ((struct world *)arg)->later = request->ticket;
}

static void on_big(const struct http_request *request, void *arg)
{
    struct world *world = arg;
    struct http_response response = { .status = 200, .body = world->big, .body_len = BIG_BYTES };

    http_reply(world->http, request->ticket, &response);
}

static void on_bad_header(const struct http_request *request, void *arg)
{
    struct world *world = arg;
    struct http_header split = { "Location", "/a\r\nSet-Cookie: b" };
    struct http_response response = { .status = 303, .headers = &split, .header_count = 1 };

    http_reply(world->http, request->ticket, &response);
}

static void stream_closed(struct http_ticket ticket, void *arg)
{
    struct world *world = arg;

    world->closed++;
    world->ended = ticket;
}

static void on_stream(const struct http_request *request, void *arg)
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

static struct http_settings brisk(void)
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

static struct world *world_open(struct http_settings settings)
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

static void world_close(struct world *world)
{
    http_close(world->http);
    event_base_free(world->base);
    free(world);
}

static struct client *client_open(struct world *world)
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

static void client_close(struct client *client)
{
    if (client->fd >= 0) close(client->fd);
    free(client);
}

static void client_send_len(struct client *client, const char *bytes, size_t len)
{
    send(client->fd, bytes, len, MSG_NOSIGNAL);
}

static void client_send(struct client *client, const char *bytes)
{
    client_send_len(client, bytes, strlen(bytes));
}

static void client_look(struct client *client)
{
    size_t room = sizeof(client->got) - client->len - 1;
    ssize_t n = recv(client->fd, client->got + client->len, room, MSG_DONTWAIT);

    if (n > 0) client->len += (size_t)n;
    if (n == 0 || (n < 0 && errno != EAGAIN)) client->ended = true;
    client->got[client->len] = '\0';
}

static void world_turn(struct world *world)
{
    event_base_loop(world->base, EVLOOP_NONBLOCK);
    usleep(500);
}

static void world_wait(struct world *world, ms span)
{
    ms until = clock_steady() + span;

    while (clock_steady() < until) world_turn(world);
}

/* Turns the loop until the client got `text`, or for two seconds. */
static bool client_gets(struct world *world, struct client *client, const char *text)
{
    ms until = clock_steady() + SECONDS(2);

    while (!strstr(client->got, text) && !client->ended && clock_steady() < until) {
        world_turn(world);
        client_look(client);
    }
    return strstr(client->got, text) != NULL;
}

/* Turns the loop until the server closed; how long it took, or -1 after five seconds. */
static ms client_ends(struct world *world, struct client *client)
{
    ms start = clock_steady();

    while (!client->ended && clock_steady() < start + SECONDS(5)) {
        world_turn(world);
        client_look(client);
    }
    return client->ended ? clock_steady() - start : -1;
}

static void client_forget(struct client *client)
{
    client->len = 0;
    client->got[0] = '\0';
}

static int count_of(const char *text, const char *needle)
{
    int count = 0;

    while ((text = strstr(text, needle))) {
        count++;
        text++;
    }
    return count;
}

/* ---- requests ---- */

static void test_keep_alive(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    for (int i = 0; i < 3; i++) {
        client_forget(client);
        client_send(client, POST("/echo", "5", "hello"));
        CHECK(client_gets(world, client, "\r\n\r\nhello"));
        CHECK(strstr(client->got, "HTTP/1.1 200 OK\r\n") == client->got);
        CHECK(strstr(client->got, "Content-Length: 5\r\n"));
        CHECK(!strstr(client->got, "Connection: close"));
    }
    CHECK(http_counts_get(world->http).connections == 1);
    CHECK(http_counts_get(world->http).requests == 3);
    client_close(client);
    world_close(world);
}

static void test_fixed_headers(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, GET("/nowhere"));
    CHECK(client_ends(world, client) >= 0);
    CHECK(strstr(client->got, "HTTP/1.1 404 Not Found\r\n"));
    CHECK(strstr(client->got, "Content-Security-Policy: default-src 'none';"));
    CHECK(strstr(client->got, "frame-ancestors 'none'"));
    CHECK(strstr(client->got, "X-Content-Type-Options: nosniff\r\n"));
    CHECK(strstr(client->got, "Referrer-Policy: no-referrer\r\n"));
    CHECK(strstr(client->got, "Cross-Origin-Opener-Policy: same-origin\r\n"));
    CHECK(strstr(client->got, "Cross-Origin-Resource-Policy: same-origin\r\n"));
    CHECK(strstr(client->got, "Cache-Control: no-store\r\n"));
    CHECK(strstr(client->got, "{\"error\":{\"code\":\"not_found\"}}"));
    client_close(client);
    world_close(world);
}

static void test_head(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, "HEAD /big HTTP/1.1\r\n" HOST "\r\n");
    CHECK(client_gets(world, client, "Content-Length: 1048576\r\n\r\n"));
    client_send(client, GET("/hidden"));
    CHECK(client_gets(world, client, "HTTP/1.1 204 No Content\r\n"));
    CHECK(!strchr(client->got, 'b') || !strstr(client->got, "bbbb"));
    CHECK(count_of(client->got, "Content-Length") == 1);
    client_close(client);
    world_close(world);
}

static void test_wrong_method(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, "DELETE /echo HTTP/1.1\r\n" HOST "\r\n");
    CHECK(client_ends(world, client) >= 0);
    CHECK(strstr(client->got, "HTTP/1.1 405 "));
    CHECK(strstr(client->got, "Allow: GET, HEAD, POST\r\n"));
    CHECK(world->echoes == 0);
    client_close(client);
    world_close(world);
}

/* Ten requests at once are answered in order, each after the other. */
static void test_pipelining(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    char all[2048] = "", one[128];

    for (int i = 0; i < 10; i++) {
        snprintf(one, sizeof(one), POST("/echo", "3", "n%02d"), i);
        strncat(all, one, sizeof(all) - strlen(all) - 1);
    }
    client_send(client, all);
    CHECK(client_gets(world, client, "\r\n\r\nn09"));
    for (unsigned i = 0; i < 9; i++) {
        char body[16], next[16];

        snprintf(body, sizeof(body), "\r\n\r\nn%02u", i);
        snprintf(next, sizeof(next), "\r\n\r\nn%02u", i + 1);
        CHECK(strstr(client->got, body) && strstr(client->got, body) < strstr(client->got, next));
    }
    CHECK(world->echoes == 10);
    client_close(client);
    world_close(world);
}

/* The second request is not even looked at while the first has no answer. */
static void test_no_overtaking(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    struct http_response response = { .status = 200, .body = "first", .body_len = 5 };

    client_send(client, POST("/later", "1", "x") POST("/echo", "6", "second"));
    world_wait(world, 50);
    client_send(client, POST("/echo", "5", "third"));
    world_wait(world, 50);
    CHECK(world->later.turn != 0 && world->echoes == 0);
    http_reply(world->http, world->later, &response);
    CHECK(world->echoes == 0);
    CHECK(client_gets(world, client, "third"));
    CHECK(strstr(client->got, "first") < strstr(client->got, "second"));
    CHECK(strstr(client->got, "second") < strstr(client->got, "third"));
    client_close(client);
    world_close(world);
}

/* Every way to cut a request into two writes gives the same answer; so does byte by byte. */
static void test_parts(void)
{
    static const char request[] = POST("/echo", "5", "hello") POST("/echo", "5", "again");
    struct world *world = world_open(brisk());

    for (size_t cut = 1; cut < sizeof(request) - 1; cut++) {
        struct client *client = client_open(world);

        client_send_len(client, request, cut);
        world_turn(world);
        world_turn(world);
        client_send(client, request + cut);
        CHECK(client_gets(world, client, "again"));
        CHECK(count_of(client->got, "\r\n\r\nhello") == 1);
        client_close(client);
    }
    world_close(world);
}

static void test_body_limit(void)
{
    struct world *world = world_open(brisk());
    struct client *fits = client_open(world), *over = client_open(world);
    struct client *by_default = client_open(world);

    client_send(fits, POST("/short", "4", "four"));
    CHECK(client_gets(world, fits, "four"));
    client_send(over, POST("/short", "5", ""));
    CHECK(client_ends(world, over) >= 0);
    CHECK(strstr(over->got, "HTTP/1.1 413 "));
    client_send(by_default, POST("/echo", "65537", ""));
    CHECK(client_ends(world, by_default) >= 0);
    CHECK(strstr(by_default->got, "HTTP/1.1 413 "));
    client_close(fits);
    client_close(over);
    client_close(by_default);
    world_close(world);
}

static void test_long_body(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    size_t sent = 0;

    client_send(client, POST("/long", "1048576", ""));
    for (int turns = 0; sent < BIG_BYTES && turns < 10000; turns++) {
        ssize_t n = send(client->fd, world->big + sent, BIG_BYTES - sent, MSG_DONTWAIT);

        if (n > 0) sent += (size_t)n;
        world_turn(world);
    }
    for (int turns = 0; client->len < BIG_BYTES && turns < 4000; turns++) {
        world_turn(world);
        client_look(client);
    }
    CHECK(client->len > BIG_BYTES && strstr(client->got, "\r\n\r\nbbbb"));
    client_close(client);
    world_close(world);
}

static void test_expectation(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client,
                "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    CHECK(client_gets(world, client, "HTTP/1.1 100 Continue\r\n\r\n"));
    client_send(client, "he");
    world_wait(world, 20);
    client_send(client, "llo");
    CHECK(client_gets(world, client, "hello"));
    CHECK(count_of(client->got, "100 Continue") == 1);
    client_close(client);
    world_close(world);
}

static void test_old_version_closes(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, "GET /echo HTTP/1.0\r\n\r\n" GET("/hidden"));
    CHECK(client_ends(world, client) >= 0);
    CHECK(strstr(client->got, "200 OK") && strstr(client->got, "Connection: close\r\n"));
    CHECK(world->hidden == 0);
    client_close(client);
    world_close(world);
}

/* Whatever is refused, nothing behind it runs, and the client hears why. */
static void test_refusals_close(void)
{
    static const char *const heads[] = {
        "GET /echo HTTP/1.1\n" HOST "\r\n",
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length : 9\r\n\r\n",
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /echo HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 99999999\r\n\r\n",
        "POST /nowhere HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc",
        "GET /echo HTTP/1.1\r\n\r\n",
        "\r\nGET /echo HTTP/1.1\r\n" HOST "\r\n",
    };
    struct world *world = world_open(brisk());

    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        struct client *client = client_open(world);

        client_send(client, heads[i]);
        client_send(client, GET("/hidden"));
        CHECK(client_ends(world, client) >= 0);
        CHECK_CASE(count_of(client->got, "HTTP/1.1 ") == 1, heads[i]);
        CHECK_CASE(strstr(client->got, "Connection: close\r\n") != NULL, heads[i]);
        client_close(client);
    }
    CHECK(world->hidden == 0 && world->echoes == 0);
    CHECK(http_counts_get(world->http).refused == sizeof(heads) / sizeof(heads[0]));
    world_close(world);
}

/* An upload that is refused does not drown the refusal: the client still reads it. */
static void test_refusal_is_heard(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, POST("/short", "100000", ""));
    for (int i = 0; i < 20; i++) {
        send(client->fd, world->big, 5000, MSG_DONTWAIT | MSG_NOSIGNAL);
        world_turn(world);
    }
    shutdown(client->fd, SHUT_WR);
    CHECK(client_ends(world, client) >= 0);
    CHECK(strstr(client->got, "HTTP/1.1 413 "));
    client_close(client);
    world_close(world);
}

static void test_bad_header(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);

    client_send(client, GET("/bad-header"));
    CHECK(client_gets(world, client, "HTTP/1.1 500 "));
    CHECK(!strstr(client->got, "Set-Cookie"));
    client_close(client);
    world_close(world);
}

static void test_half_close(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    struct http_response response = { .status = 200, .body = "late", .body_len = 4 };

    client_send(client, POST("/later", "1", "x"));
    shutdown(client->fd, SHUT_WR);
    world_wait(world, 50);
    CHECK(http_counts_get(world->http).waiting == 1);
    http_reply(world->http, world->later, &response);
    CHECK(client_gets(world, client, "late"));
    CHECK(client_ends(world, client) >= 0);
    client_close(client);
    world_close(world);
}

/* ---- tickets ---- */

static void client_reset(struct client *client)
{
    struct linger cut = { .l_onoff = 1, .l_linger = 0 };

    setsockopt(client->fd, SOL_SOCKET, SO_LINGER, &cut, sizeof(cut));
    close(client->fd);
    client->fd = -1;
}

static void test_stale_tickets(void)
{
    struct world *world = world_open(brisk());
    struct client *left = client_open(world), *next;
    struct http_response response = { .status = 200, .body = "wrong", .body_len = 5 };
    struct http_ticket stale;

    client_send(left, POST("/later", "1", "x"));
    world_wait(world, 30);
    stale = world->later;
    client_reset(left);
    world_wait(world, 30);
    CHECK(http_counts_get(world->http).connections == 0);

    next = client_open(world);
    client_send(next, POST("/later", "1", "x"));
    world_wait(world, 30);
    CHECK(world->later.slot == stale.slot && world->later.turn != stale.turn);
    http_reply(world->http, stale, &response);
    CHECK(!http_stream_begin(world->http, stale, NULL, 0, stream_closed, world));
    CHECK(!http_stream_write(world->http, stale, "x", 1));
    http_stream_end(world->http, stale);
    response.body = "right";
    http_reply(world->http, world->later, &response);
    http_reply(world->http, world->later, &response);
    CHECK(client_gets(world, next, "right"));
    world_wait(world, 30);
    client_look(next);
    CHECK(count_of(next->got, "HTTP/1.1 ") == 1 && !strstr(next->got, "wrong"));
    CHECK(world->closed == 0);
    client_close(left);
    client_close(next);
    world_close(world);
}

static void test_unanswered(void)
{
    struct world *world = world_open(brisk());
    struct client *client = client_open(world);
    ms took;

    client_send(client, POST("/later", "1", "x"));
    took = client_ends(world, client);
    CHECK(took >= 350 && took < 1500);
    CHECK(strstr(client->got, "HTTP/1.1 503 ") && strstr(client->got, "\"unavailable\""));
    http_reply_error(world->http, world->later, 500, "internal");
    CHECK(http_counts_get(world->http).waiting == 0);
    client_close(client);
    world_close(world);
}

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

/* ---- streams ---- */

static struct client *stream_open(struct world *world)
{
    struct client *client = client_open(world);

    client_send(client, GET("/stream"));
    CHECK(client_gets(world, client, "\r\n\r\n"));
    return client;
}

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

/* ---- the server's end ---- */

static void test_drain(void)
{
    struct world *world = world_open(brisk());
    struct client *idle = client_open(world), *waits = client_open(world);
    struct http_response response = { .status = 200, .body = "done", .body_len = 4 };

    client_send(idle, GET("/echo"));
    client_send(waits, POST("/later", "1", "x"));
    CHECK(client_gets(world, idle, "200 OK"));
    world_wait(world, 30);
    http_drain(world->http);
    CHECK(client_ends(world, idle) >= 0);
    CHECK(http_counts_get(world->http).waiting == 1);
    http_reply(world->http, world->later, &response);
    CHECK(client_ends(world, waits) >= 0);
    CHECK(strstr(waits->got, "done") && strstr(waits->got, "Connection: close\r\n"));
    client_close(idle);
    client_close(waits);
    world_close(world);
}

/* Everything still open is closed without a word; the sanitizers see what is left over. */
static void test_close(void)
{
    struct world *world = world_open(brisk());
    struct client *stream = stream_open(world), *part = client_open(world);
    struct client *waits = client_open(world), *stuck = client_open(world);

    client_send(part, "POST /echo HTTP/1.1\r\n");
    client_send(waits, POST("/later", "1", "x"));
    client_send(stuck, GET("/big") GET("/big") GET("/big") GET("/big") GET("/big"));
    world_wait(world, 30);
    world_close(world);
    client_close(stream);
    client_close(part);
    client_close(waits);
    client_close(stuck);
}

static void test_listen(void)
{
    static const char *const wrong[] = { "",           "8080",           ":8080",
                                         "127.0.0.1",  "::1:8080",       "[::1]",
                                         "[::1:8080",  "127.0.0.1:http", "127.0.0.1:99999",
                                         "192.0.2.1:0" };
    struct event_base *base = event_base_new();
    struct http_settings settings = brisk();

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        char why[128] = "";

        settings.listen = wrong[i];
        CHECK_CASE(http_open(base, &settings, why, sizeof(why)) == NULL, wrong[i]);
        CHECK(why[0] != '\0');
    }
    event_base_free(base);
}

static void test_listen_v6(void)
{
    struct event_base *base = event_base_new();
    struct http_settings settings = brisk();
    struct http *http;
    char why[128];

    settings.listen = "[::1]:0";
    http = http_open(base, &settings, why, sizeof(why));
    if (http) {
        CHECK(http_port(http) != 0);
        http_close(http);
    } else {
        printf("IPv6: skipped, %s\n", why);
    }
    event_base_free(base);
}

int main(void)
{
    test_keep_alive();
    test_fixed_headers();
    test_head();
    test_wrong_method();
    test_pipelining();
    test_no_overtaking();
    test_parts();
    test_body_limit();
    test_long_body();
    test_expectation();
    test_old_version_closes();
    test_refusals_close();
    test_refusal_is_heard();
    test_bad_header();
    test_half_close();
    test_stale_tickets();
    test_unanswered();
    test_drips();
    test_silence();
    test_stuck_answer();
    test_slow_answer();
    test_idle_crowd();
    test_eviction();
    test_full();
    test_no_descriptors();
    test_stream();
    test_stream_left();
    test_stream_slow_reader();
    test_stream_stalled();
    test_stream_catches_up();
    test_stream_upload();
    test_stream_pipelined();
    test_stream_head();
    test_streams_max();
    test_drain();
    test_close();
    test_listen();
    test_listen_v6();
    return check_end();
}
