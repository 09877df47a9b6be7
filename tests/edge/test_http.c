/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests and their answers, tickets, and how the server starts and ends. */
#include "tests/edge/http_world.h"

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
    test_drain();
    test_close();
    test_listen();
    test_listen_v6();
    return check_end();
}
