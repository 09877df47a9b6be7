/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_table.h"

#include <stdlib.h>

#include "base/alloc.h"

#define BUCKET_BITS 12
#define BUCKETS ((size_t)1 << BUCKET_BITS)

/* Stages in which no request waits for us: their connections make room for new ones. */
static const enum http_stage yielding[] = { HTTP_IDLE, HTTP_READS_HEAD, HTTP_READS_BODY,
                                            HTTP_WRITES, HTTP_LINGERS };

static void queue_append(struct http_queue *queue, struct http_connection *conn)
{
    conn->before = queue->last;
    conn->after = NULL;
    if (queue->last)
        queue->last->after = conn;
    else
        queue->first = conn;
    queue->last = conn;
    queue->count++;
}

static void queue_take_out(struct http_queue *queue, struct http_connection *conn)
{
    if (conn->before)
        conn->before->after = conn->after;
    else
        queue->first = conn->after;
    if (conn->after)
        conn->after->before = conn->before;
    else
        queue->last = conn->before;
    queue->count--;
}

/* Multiply-shift with a secret odd factor: nobody can choose addresses that share a bucket. */
static struct http_connection **bucket_of(const struct http_table *table,
                                          const struct remote *remote)
{
    return &table->bucket[(remote->key * table->seed) >> (64 - BUCKET_BITS)];
}

struct http_ticket http_table_ticket(const struct http_connection *conn)
{
    return (struct http_ticket){ conn->slot, conn->turn };
}

void http_table_next_turn(struct http_connection *conn)
{
    if (++conn->turn == 0) conn->turn = 1;
}

void http_table_init(struct http_table *table, size_t max, uint64_t seed)
{
    *table = (struct http_table){ .max = max, .seed = seed | 1 };
    table->slot = xcalloc(max, sizeof(table->slot[0]));
    table->bucket = xcalloc(BUCKETS, sizeof(struct http_connection *));
}

void http_table_wipe(struct http_table *table)
{
    free(table->slot);
    free(table->bucket);
    *table = (struct http_table){ 0 };
}

/* The slot left last, whose memory is warm; a new one only if there is none, or NULL. */
static struct http_connection *slot_take(struct http_table *table)
{
    struct http_connection *conn = table->queue[HTTP_FREE].last;

    if (conn || table->used == table->max) return conn;
    conn = &table->slot[table->used];
    conn->slot = (uint32_t)table->used++;
    http_table_next_turn(conn);
    queue_append(&table->queue[HTTP_FREE], conn);
    return conn;
}

struct http_connection *http_table_add(struct http_table *table, const struct remote *remote)
{
    struct http_connection *conn = slot_take(table);
    struct http_connection **bucket = bucket_of(table, remote);

    if (!conn) return NULL;
    conn->table = table;
    conn->remote = *remote;
    conn->neighbour = *bucket;
    *bucket = conn;
    table->count++;
    http_table_move(conn, HTTP_READS_HEAD);
    return conn;
}

void http_table_remove(struct http_table *table, struct http_connection *conn)
{
    struct http_connection **link = bucket_of(table, &conn->remote);
    uint32_t slot = conn->slot, turn;

    while (*link != conn) link = &(*link)->neighbour;
    *link = conn->neighbour;
    queue_take_out(&table->queue[conn->stage], conn);

    http_table_next_turn(conn);
    turn = conn->turn;
    *conn = (struct http_connection){ .slot = slot, .turn = turn };
    queue_append(&table->queue[HTTP_FREE], conn);
    table->count--;
}

void http_table_move(struct http_connection *conn, enum http_stage stage)
{
    queue_take_out(&conn->table->queue[conn->stage], conn);
    conn->stage = stage;
    conn->since = clock_steady();
    queue_append(&conn->table->queue[stage], conn);
}

size_t http_table_from(const struct http_table *table, const struct remote *remote)
{
    size_t count = 0;

    for (struct http_connection *conn = *bucket_of(table, remote); conn; conn = conn->neighbour)
        if (conn->remote.key == remote->key) count++;
    return count;
}

struct http_connection *http_table_idlest(const struct http_table *table)
{
    struct http_connection *idlest = NULL;

    for (size_t i = 0; i < sizeof(yielding) / sizeof(yielding[0]); i++) {
        struct http_connection *first = table->queue[yielding[i]].first;

        if (first && (!idlest || first->since < idlest->since)) idlest = first;
    }
    return idlest;
}

struct http_connection *http_table_find(const struct http_table *table, struct http_ticket ticket)
{
    struct http_connection *conn;

    if (ticket.slot >= table->used) return NULL;
    conn = &table->slot[ticket.slot];
    return conn->turn == ticket.turn ? conn : NULL;
}
