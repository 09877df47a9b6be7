/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H
/*
 * wire.h — loopback connections on one epoll, cheap enough that the other side is what is measured.
 *
 * Bytes that come in are kept until their reader takes them. What is sent is small and goes out at
 * once. Anything that does not work ends the bench: nothing here is worth measuring then.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire;

/* New bytes are in wire->in; the reader takes what it has understood with wire_take(). */
typedef void wire_heard(struct wire *wire);

struct wire {
    int fd;
    bool listens; /* a door: its `heard` and `owner` are given to those who come in */
    bool closed;  /* the other side is gone */
    bool seen;    /* its owner has met it before */
    wire_heard *heard;
    void *owner;
    char *in;
    size_t len, size;
    struct wire *next; /* of all */
};

struct wires {
    int epoll;
    size_t address; /* numbers the addresses we come from: the server limits each of them */
    struct wire *first;
};

/* Says what went wrong and ends the program. */
void fail(const char *what) __attribute__((noreturn));

/* Nanoseconds that never jump. */
int64_t now_ns(void);

void wires_open(struct wires *wires);
void wires_close(struct wires *wires);

struct wire *wire_connect(struct wires *wires, int port, wire_heard *heard, void *owner);

/* A door on a free port of this machine. */
struct wire *wire_listen(struct wires *wires, int *port, wire_heard *heard, void *owner);
void wire_send(struct wire *wire, const void *bytes, size_t len);
void wire_take(struct wire *wire, size_t len);
void wire_close(struct wires *wires, struct wire *wire);

/* Hears what has come, waiting at most so long for something. */
void wires_turn(struct wires *wires, int64_t wait_ns);

/* One whole HTTP message at the start of `in`: its length, or 0 while a part is missing. */
size_t http_message_len(const struct wire *wire, size_t *head_len);

/* The status of an answer. */
int http_status(const struct wire *wire);

#endif
