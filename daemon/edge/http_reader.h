/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_READER_H
#define EDGE_HTTP_READER_H
/*
 * http_reader.h — from the bytes of connections to requests in their handlers' hands.
 *
 * Owns the routes and one buffer that all connections share: a request that comes whole is
 * read, routed and handled where it lies, without a copy and without an allocation.
 */
#include "base/err.h"
#include "edge/http_connection.h"
#include "edge/http_routes.h"

#define HTTP_READ_BYTES ((size_t)64 * 1024)

struct http_reader {
    struct http_routes routes;
    uint64_t requests, refused; /* since the start */

    /* Of the one request at hand. */
    struct http_head head;
    struct http_request request;
    const struct http_route *route;
    void *route_arg;
    char bytes[HTTP_READ_BYTES];
};

/* Something waits on the connection's socket. ERR_DOWN: the connection has no more use. */
MUST_CHECK enum err http_read(struct http_reader *reader, struct http_connection *conn);

/* Answers with an error and closes: after a refusal nothing more is believed. */
void http_refuse(struct http_reader *reader, struct http_connection *conn, int status);

#endif
