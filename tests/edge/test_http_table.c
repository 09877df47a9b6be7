/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_table.h"

#include <arpa/inet.h>

#include "check.h"

static struct remote remote_of(const char *text)
{
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct remote remote;

    if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
        remote_init(&remote, (const struct sockaddr *)&v6);
    } else {
        CHECK(inet_pton(AF_INET, text, &v4.sin_addr) == 1);
        remote_init(&remote, (const struct sockaddr *)&v4);
    }
    return remote;
}

static void test_remote(void)
{
    struct remote mapped = remote_of("::ffff:192.0.2.7");

    CHECK_STR(remote_of("192.0.2.7").text, "192.0.2.7");
    CHECK_STR(remote_of("2001:db8::1").text, "2001:db8::1");
    CHECK_STR(mapped.text, "192.0.2.7");
    CHECK(mapped.key == remote_of("192.0.2.7").key);
    CHECK(remote_of("192.0.2.7").key != remote_of("192.0.2.8").key);
    CHECK(remote_of("2001:db8::1").key == remote_of("2001:db8::2:3").key);
    CHECK(remote_of("2001:db8::1").key != remote_of("2001:db8:0:1::1").key);
    CHECK(remote_of("127.3.4.5").is_loopback && remote_of("::1").is_loopback);
    CHECK(remote_of("::ffff:127.0.0.1").is_loopback);
    CHECK(!remote_of("128.0.0.1").is_loopback && !remote_of("::2").is_loopback);
}

static void test_places(void)
{
    struct remote one = remote_of("192.0.2.1"), two = remote_of("192.0.2.2");
    struct http_connection *a, *b;
    struct http_table table;

    http_table_init(&table, 2, 12345);
    a = http_table_add(&table, &one);
    b = http_table_add(&table, &one);
    CHECK(a && b && table.count == 2);
    CHECK(http_table_add(&table, &two) == NULL);
    CHECK(http_table_from(&table, &one) == 2 && http_table_from(&table, &two) == 0);
    http_table_remove(&table, a);
    CHECK(http_table_from(&table, &one) == 1);
    CHECK(http_table_add(&table, &two) == a);
    CHECK(http_table_from(&table, &two) == 1);
    http_table_remove(&table, b);
    CHECK(http_table_from(&table, &one) == 0 && table.count == 1);
    http_table_wipe(&table);
}

static void test_tickets(void)
{
    struct remote remote = remote_of("192.0.2.1");
    struct http_ticket first, second, none = { 0, 0 }, outside = { 9, 1 };
    struct http_connection *conn;
    struct http_table table;

    http_table_init(&table, 2, 12345);
    CHECK(http_table_find(&table, none) == NULL);
    conn = http_table_add(&table, &remote);
    first = http_table_ticket(conn);
    CHECK(first.turn != 0 && http_table_find(&table, first) == conn);
    CHECK(http_table_find(&table, none) == NULL && http_table_find(&table, outside) == NULL);
    http_table_next_turn(conn);
    second = http_table_ticket(conn);
    CHECK(http_table_find(&table, first) == NULL && http_table_find(&table, second) == conn);
    http_table_remove(&table, conn);
    CHECK(http_table_add(&table, &remote) == conn);
    CHECK(http_table_find(&table, second) == NULL);
    conn->turn = UINT32_MAX;
    http_table_next_turn(conn);
    CHECK(conn->turn == 1);
    http_table_wipe(&table);
}

/* Who has to go when a place is needed, by stage and time. */
static void test_idlest(void)
{
    struct remote remote = remote_of("192.0.2.1");
    struct http_connection *reads, *idles, *waits, *streams;
    struct http_table table;

    http_table_init(&table, 4, 12345);
    CHECK(http_table_idlest(&table) == NULL);
    waits = http_table_add(&table, &remote);
    streams = http_table_add(&table, &remote);
    idles = http_table_add(&table, &remote);
    reads = http_table_add(&table, &remote);
    http_table_move(waits, HTTP_WAITS);
    http_table_move(streams, HTTP_STREAMS);
    http_table_move(idles, HTTP_IDLE);
    waits->since = streams->since = 1;
    idles->since = 10;
    reads->since = 20;
    CHECK(http_table_idlest(&table) == idles);
    idles->since = 30;
    CHECK(http_table_idlest(&table) == reads);
    http_table_remove(&table, reads);
    CHECK(http_table_idlest(&table) == idles);
    http_table_remove(&table, idles);
    CHECK(http_table_idlest(&table) == NULL);
    http_table_wipe(&table);
}

/* Progress puts a connection at the end of its own queue. */
static void test_queue(void)
{
    struct remote remote = remote_of("192.0.2.1");
    struct http_connection *a, *b, *c;
    struct http_table table;
    struct http_queue *queue = &table.queue[HTTP_WRITES];

    http_table_init(&table, 3, 12345);
    a = http_table_add(&table, &remote);
    b = http_table_add(&table, &remote);
    c = http_table_add(&table, &remote);
    http_table_move(a, HTTP_WRITES);
    http_table_move(b, HTTP_WRITES);
    http_table_move(c, HTTP_WRITES);
    CHECK(queue->count == 3 && queue->first == a && queue->last == c);
    http_table_move(a, HTTP_WRITES);
    CHECK(queue->count == 3 && queue->first == b && queue->last == a);
    http_table_move(c, HTTP_IDLE);
    CHECK(queue->count == 2 && b->after == a && a->before == b);
    http_table_wipe(&table);
}

int main(void)
{
    test_remote();
    test_places();
    test_tickets();
    test_idlest();
    test_queue();
    return check_end();
}
