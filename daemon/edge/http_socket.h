/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_SOCKET_H
#define EDGE_HTTP_SOCKET_H
/*
 * http_socket.h — what the HTTP server asks of the system's sockets.
 */
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/err.h"

/* The other side of a connection. */
struct remote {
    uint64_t key; /* the same for all addresses one side can easily have: IPv4, or IPv6 /64 */
    bool is_loopback;
    char text[INET6_ADDRSTRLEN];
};

/* Binds "HOST:PORT" or "[HOST]:PORT"; the descriptor or -1, with the reason in `why`. */
int socket_bind(const char *listen, char *why, size_t why_size);

/* The port it is bound to. */
uint16_t socket_port(int fd);

void remote_init(struct remote *remote, const struct sockaddr *address);

/* No delay for small answers, and an end to connections whose client has vanished. */
void socket_prepare(int fd);

/* A small buffer in the kernel, for the many streams that say little. */
void socket_prepare_stream(int fd);

/* How many bytes the socket took, 0 if none now; ERR_DOWN if the connection is broken. */
MUST_CHECK enum err socket_send(int fd, const struct iovec *parts, size_t count, size_t *sent);

/* The same for up to `size` received ones; *ended if the client will send no more. */
MUST_CHECK enum err socket_receive(int fd, void *to, size_t size, size_t *received, bool *ended);

/* Tells the client that nothing more comes. */
MUST_CHECK enum err socket_end(int fd);

/* Whether bytes wait or the client will send no more; takes nothing. */
MUST_CHECK enum err socket_peek(int fd, bool *waiting, bool *ended);

#endif
