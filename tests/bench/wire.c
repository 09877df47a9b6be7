/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

#define EVENTS_MAX 256
#define ADDRESS_WIRES 48 /* connections from one address: fewer than a server allows */
#define ROOM_MIN 4096

void fail(const char *what)
{
    fprintf(stderr, "bench: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

int64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void wires_open(struct wires *wires)
{
    *wires = (struct wires){ .epoll = epoll_create1(EPOLL_CLOEXEC) };
    if (wires->epoll < 0) fail("epoll");
}

void wires_close(struct wires *wires)
{
    while (wires->first) wire_close(wires, wires->first);
    close(wires->epoll);
}

static struct wire *wire_add(struct wires *wires, int fd, wire_heard *heard, void *owner)
{
    struct wire *wire = xcalloc(1, sizeof *wire);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = wire };

    *wire = (struct wire){ .fd = fd, .heard = heard, .owner = owner, .next = wires->first };
    wires->first = wire;
    if (epoll_ctl(wires->epoll, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
    return wire;
}

static struct sockaddr_in loopback(uint32_t host, int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + host),
    };
}

static int socket_new(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)) fail("socket");
    return fd;
}

struct wire *wire_connect(struct wires *wires, int port, wire_heard *heard, void *owner)
{
    struct sockaddr_in from = loopback((uint32_t)(1 + wires->address++ / ADDRESS_WIRES), 0);
    struct sockaddr_in to = loopback(0, port);
    int fd = socket_new(), on = 1;

    if (setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) ||
        bind(fd, (struct sockaddr *)&from, sizeof from) ||
        connect(fd, (struct sockaddr *)&to, sizeof to))
        fail("connect");
    return wire_add(wires, fd, heard, owner);
}

struct wire *wire_listen(struct wires *wires, int *port, wire_heard *heard, void *owner)
{
    struct sockaddr_in address = loopback(0, 0);
    socklen_t len = sizeof address;
    int fd = socket_new();
    struct wire *door;

    if (bind(fd, (struct sockaddr *)&address, len) || listen(fd, 1024) ||
        getsockname(fd, (struct sockaddr *)&address, &len))
        fail("listen");
    *port = ntohs(address.sin_port);
    door = wire_add(wires, fd, heard, owner);
    door->listens = true;
    return door;
}

void wire_send(struct wire *wire, const void *bytes, size_t len)
{
    if (send(wire->fd, bytes, len, MSG_NOSIGNAL) != (ssize_t)len) fail("send");
}

void wire_take(struct wire *wire, size_t len)
{
    wire->len -= len;
    memmove(wire->in, wire->in + len, wire->len);
    if (!wire->len) { /* thousands of quiet ones are held: they keep nothing */
        free(wire->in);
        wire->in = NULL;
        wire->size = 0;
    } else {
        wire->in[wire->len] = '\0';
    }
}

void wire_close(struct wires *wires, struct wire *wire)
{
    struct wire **at = &wires->first;

    while (*at != wire) at = &(*at)->next;
    *at = wire->next;
    close(wire->fd);
    free(wire->in);
    free(wire);
}

static void door_open(struct wires *wires, struct wire *door)
{
    int fd = accept4(door->fd, NULL, NULL, SOCK_CLOEXEC), on = 1;

    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on)) fail("accept");
    wire_add(wires, fd, door->heard, door->owner);
}

static void wire_hear(struct wire *wire)
{
    ssize_t got;

    if (wire->size - wire->len < ROOM_MIN) {
        wire->size = 2 * wire->size + 2 * ROOM_MIN;
        wire->in = xrealloc(wire->in, wire->size, 1);
    }
    got = recv(wire->fd, wire->in + wire->len, wire->size - wire->len - 1, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0)
        wire->closed = true;
    else
        wire->len += (size_t)got;
    wire->in[wire->len] = '\0';
    wire->heard(wire);
}

void wires_turn(struct wires *wires, int64_t wait_ns)
{
    struct epoll_event events[EVENTS_MAX];
    struct timespec wait = { wait_ns / 1000000000, wait_ns % 1000000000 };
    int count = epoll_pwait2(wires->epoll, events, EVENTS_MAX, &wait, NULL);

    if (count < 0 && errno != EINTR) fail("epoll_pwait2");
    for (int i = 0; i < count; i++) {
        struct wire *wire = events[i].data.ptr;

        if (wire->listens) {
            door_open(wires, wire);
            continue;
        }
        wire_hear(wire);
        if (wire->closed) epoll_ctl(wires->epoll, EPOLL_CTL_DEL, wire->fd, NULL);
    }
}

size_t http_message_len(const struct wire *wire, size_t *head_len)
{
    const char *end = wire->len ? memmem(wire->in, wire->len, "\r\n\r\n", 4) : NULL;
    const char *length;
    size_t len;

    if (!end) return 0;
    *head_len = len = (size_t)(end - wire->in) + 4;
    length = strcasestr(wire->in, "\r\nContent-Length:");
    if (length && length < end) len += strtoul(length + 17, NULL, 10);
    return wire->len >= len ? len : 0;
}

int http_status(const struct wire *wire)
{
    return wire->len > 12 ? (int)strtol(wire->in + 9, NULL, 10) : 0;
}
