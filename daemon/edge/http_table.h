/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_TABLE_H
#define EDGE_HTTP_TABLE_H
/*
 * http_table.h — the table of all connections: who waits for what, and since when.
 *
 * Each connection is in exactly one stage, and each stage is a queue. All in one queue may wait
 * equally long, so its first is the next to be late: deadlines need no timer of their own, and
 * the one that has idled longest is found at once. No input or output happens here.
 */
#include "edge/http_connection.h"

struct event;
struct http;

struct http_queue {
    struct http_connection *first, *last;
    size_t count;
};

struct http_table {
    struct http *http;  /* whose connections these are */
    struct event *reap; /* made active, it tears the doomed ones down */
    bool draining;      /* each answer is its connection's last */
    size_t max, count;  /* of connections */
    size_t used;        /* slots that ever had one; memory behind them is untouched */
    struct http_connection *slot;
    struct http_queue queue[HTTP_STAGES]; /* of HTTP_FREE: used slots without a connection */
    struct http_connection **bucket;      /* by hash of the address, first of its neighbours */
    uint64_t seed;
};

struct http_ticket http_table_ticket(const struct http_connection *conn);

/* Makes the ticket stale and the next one ready. */
void http_table_next_turn(struct http_connection *conn);

void http_table_init(struct http_table *table, size_t max, uint64_t seed);
void http_table_wipe(struct http_table *table);

/* A free slot, now in HTTP_READS_HEAD, or NULL if all are taken. */
struct http_connection *http_table_add(struct http_table *table, const struct remote *remote);
void http_table_remove(struct http_table *table, struct http_connection *conn);

/* To the end of the queue of `stage`; also for progress within the same stage. */
void http_table_move(struct http_connection *conn, enum http_stage stage);

/* How many come from the same address. */
size_t http_table_from(const struct http_table *table, const struct remote *remote);

/* Whoever has kept its place longest without a request that waits for us; or NULL. */
struct http_connection *http_table_idlest(const struct http_table *table);

/* The connection of a ticket that is not stale, or NULL. */
struct http_connection *http_table_find(const struct http_table *table, struct http_ticket ticket);

#endif
