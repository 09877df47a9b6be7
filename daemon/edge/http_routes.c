/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_routes.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"

void http_routes_add(struct http_routes *routes, const struct http_route *row, size_t count,
                     http_room *room, void *arg)
{
    must(routes->count < HTTP_ROUTE_TABLES_MAX);
    routes->table[routes->count++] = (struct http_route_table){ row, count, room, arg };
}

size_t http_routes_room(const struct http_routes *routes, const struct http_route *route,
                        const struct http_request *request)
{
    for (size_t i = 0; i < routes->count; i++) {
        const struct http_route_table *table = &routes->table[i];

        if (route < table->row || route >= table->row + table->count) continue;
        if (table->room) return table->room(request, table->arg);
    }
    return route->body_bytes_max ? route->body_bytes_max : HTTP_BODY_BYTES_MAX;
}

/* Takes one ":name" of the pattern and the segment that stands there; false if it is empty. */
static bool param_take(struct http_request *request, const char **pattern, const char **path)
{
    struct http_slice name = { *pattern + 1, strcspn(*pattern + 1, "/") };
    struct http_slice value = { *path, strcspn(*path, "/") };

    must(request->param_count < HTTP_PARAMS_MAX);
    request->param[request->param_count++] = (struct http_field){ name, value };
    *pattern += 1 + name.len;
    *path += value.len;
    return value.len > 0;
}

static bool pattern_matches(const char *pattern, struct http_request *request)
{
    const char *path = request->path;

    request->param_count = 0;
    while (*pattern) {
        if (*pattern == '*') return true;
        if (*pattern == ':') {
            if (!param_take(request, &pattern, &path)) return false;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return !*path;
}

static bool method_matches(enum http_method asked, enum http_method route)
{
    return asked == route || (asked == HTTP_HEAD && route == HTTP_GET);
}

const struct http_route *http_routes_find(const struct http_routes *routes,
                                          struct http_request *request, void **arg)
{
    for (size_t t = 0; t < routes->count; t++) {
        const struct http_route_table *table = &routes->table[t];

        for (const struct http_route *row = table->row; row < table->row + table->count; row++) {
            if (!method_matches(request->method, row->method)) continue;
            if (!pattern_matches(row->pattern, request)) continue;
            *arg = table->arg;
            return row;
        }
    }
    return NULL;
}

void http_routes_allowed(const struct http_routes *routes, struct http_request *request,
                         char *allowed, size_t size)
{
    enum http_method asked = request->method;
    const struct http_route *route;
    struct str str;
    void *arg;

    str_init(&str, allowed, size);
    for (int i = 0; i < HTTP_METHODS; i++) {
        request->method = (enum http_method)i;
        route = http_routes_find(routes, request, &arg);
        if (!route || !strcmp(route->pattern, "/*")) continue; /* that one knows no path */
        if (str.len) str_add(&str, ", ");
        str_add(&str, http_method_name(request->method));
    }
    request->method = asked;
}
