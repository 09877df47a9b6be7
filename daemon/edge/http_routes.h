/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_ROUTES_H
#define EDGE_HTTP_ROUTES_H
/*
 * http_routes.h — which handler answers which path.
 *
 * Each module brings a constant table of its own; this keeps the list of tables. Paths are
 * compared as they came, without decoding: an escaped letter is another path.
 */
#include "edge/http_request.h"

#define HTTP_ROUTE_TABLES_MAX 16
#define HTTP_BODY_BYTES_MAX ((size_t)64 * 1024) /* of routes that do not say otherwise */

/* Answers at once by http_reply(), or keeps request->ticket and answers later. */
typedef void http_handler(const struct http_request *request, void *arg);

/*
 * A pattern is a path in which ":name" stands for one non-empty segment, and a "*" at its end
 * for any rest, also none: "/api/v1/conversations/:id/messages". A GET route answers HEAD too.
 */
struct http_route {
    enum http_method method;
    const char *pattern;
    http_handler *handler;
    size_t body_bytes_max; /* 0: HTTP_BODY_BYTES_MAX */
};

/*
 * How many bytes the body of this one request may have. Asked when its head is there, before any
 * of it is taken, and again when it is whole; has only the path and its params to go by.
 */
typedef size_t http_room(const struct http_request *request, void *arg);

struct http_route_table {
    const struct http_route *row;
    size_t count;
    http_room *room; /* NULL: as the row says */
    void *arg;
};

struct http_routes {
    size_t count;
    struct http_route_table table[HTTP_ROUTE_TABLES_MAX];
};

void http_routes_add(struct http_routes *routes, const struct http_route *row, size_t count,
                     http_room *room, void *arg);

/* How large the body of the request for this route may be. */
size_t http_routes_room(const struct http_routes *routes, const struct http_route *route,
                        const struct http_request *request);

/* The route of the request's method and path, its `*arg` and the request's params; or NULL. */
const struct http_route *http_routes_find(const struct http_routes *routes,
                                          struct http_request *request, void **arg);

/* The methods that the path would take as "GET, HEAD, POST" for an Allow header; "" if none. */
void http_routes_allowed(const struct http_routes *routes, struct http_request *request,
                         char *allowed, size_t size);

#endif
