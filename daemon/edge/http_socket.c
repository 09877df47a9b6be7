/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define VANISHED_AFTER_MS 30000u /* without an acknowledgement of what we sent */
#define STREAM_SEND_BUFFER_BYTES 32768

/* Splits "HOST:PORT" at its last colon; the brackets around an IPv6 address go. */
static enum err listen_split(const char *listen, char *host, size_t size, const char **port)
{
    const char *colon = strrchr(listen, ':');
    int64_t number;
    size_t len;

    if (!colon || colon == listen) return ERR_INPUT;
    len = (size_t)(colon - listen);
    *port = colon + 1;
    if (number_parse(*port, 0, UINT16_MAX, &number)) return ERR_INPUT;
    if (listen[0] == '[') {
        if (listen[len - 1] != ']') return ERR_INPUT;
        return str_copy_len(host, size, listen + 1, len - 2);
    }
    return memchr(listen, ':', len) ? ERR_INPUT : str_copy_len(host, size, listen, len);
}

static int bind_to(const struct addrinfo *address)
{
    int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int fd = socket(address->ai_family, type, 0);
    int on = 1;

    if (fd < 0) return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, address->ai_addr, address->ai_addrlen) == 0) return fd;
    close(fd);
    return -1;
}

int socket_bind(const char *listen, char *why, size_t why_size)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    struct addrinfo *address;
    char host[256];
    const char *port;
    int fd, rc;

    if (listen_split(listen, host, sizeof(host), &port)) {
        snprintf(why, why_size, "\"%s\" is not HOST:PORT", listen);
        return -1;
    }
    rc = getaddrinfo(host, port, &hints, &address);
    if (rc) {
        snprintf(why, why_size, "%s: %s", listen, gai_strerror(rc));
        return -1;
    }
    fd = bind_to(address);
    if (fd < 0) snprintf(why, why_size, "%s: %s", listen, strerror(errno));
    freeaddrinfo(address);
    return fd;
}

/* Room for either kind of address. */
union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

uint16_t socket_port(int fd)
{
    union address address = { 0 };
    socklen_t len = sizeof(address);

    must(getsockname(fd, &address.any, &len) == 0);
    return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port : address.v4.sin_port);
}

static void remote_init_v4(struct remote *remote, uint32_t address)
{
    struct in_addr in = { htonl(address) };

    /* The top bit keeps them apart from IPv6 prefixes, of which none begins so. */
    remote->key = (uint64_t)1 << 63 | address;
    remote->is_loopback = address >> 24 == 127;
    inet_ntop(AF_INET, &in, remote->text, sizeof(remote->text));
}

static void remote_init_v6(struct remote *remote, const struct in6_addr *address)
{
    remote->key = 0;
    for (int i = 0; i < 8; i++) remote->key = remote->key << 8 | address->s6_addr[i];
    remote->is_loopback = IN6_IS_ADDR_LOOPBACK(address);
    inet_ntop(AF_INET6, address, remote->text, sizeof(remote->text));
}

void remote_init(struct remote *remote, const struct sockaddr *address)
{
    union address from = { 0 };
    bool is_v6 = address->sa_family == AF_INET6;
    uint32_t v4;

    memcpy(&from, address, is_v6 ? sizeof(from.v6) : sizeof(from.v4));
    if (is_v6 && IN6_IS_ADDR_V4MAPPED(&from.v6.sin6_addr)) {
        memcpy(&v4, from.v6.sin6_addr.s6_addr + 12, sizeof(v4));
        remote_init_v4(remote, ntohl(v4));
    } else if (is_v6) {
        remote_init_v6(remote, &from.v6.sin6_addr);
    } else {
        remote_init_v4(remote, ntohl(from.v4.sin_addr.s_addr));
    }
}

void socket_prepare(int fd)
{
    unsigned vanished_after = VANISHED_AFTER_MS;
    int on = 1;

    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &vanished_after, sizeof(vanished_after));
}

void socket_prepare_stream(int fd)
{
    int bytes = STREAM_SEND_BUFFER_BYTES;

    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
}

static enum err later_or_down(void)
{
    return errno == EAGAIN || errno == EINTR ? OK : ERR_DOWN;
}

enum err socket_send(int fd, const struct iovec *parts, size_t count, size_t *sent)
{
    struct iovec copy[2];
    struct msghdr message = { .msg_iov = copy, .msg_iovlen = count };
    ssize_t n;

    must(count <= 2);
    memcpy(copy, parts, count * sizeof(parts[0]));
    n = sendmsg(fd, &message, MSG_NOSIGNAL);
    *sent = n > 0 ? (size_t)n : 0;
    return n < 0 ? later_or_down() : OK;
}

enum err socket_receive(int fd, void *to, size_t size, size_t *received, bool *ended)
{
    ssize_t n = recv(fd, to, size, 0);

    *received = n > 0 ? (size_t)n : 0;
    *ended = n == 0;
    return n < 0 ? later_or_down() : OK;
}

enum err socket_end(int fd)
{
    return shutdown(fd, SHUT_WR) ? ERR_DOWN : OK;
}

enum err socket_peek(int fd, bool *waiting, bool *ended)
{
    char byte;
    ssize_t n = recv(fd, &byte, 1, MSG_PEEK);

    *waiting = n > 0;
    *ended = n == 0;
    return n < 0 ? later_or_down() : OK;
}
