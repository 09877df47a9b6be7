/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_api.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/hsds_write.h"
#include "rules/zone.h"

#define PER_PAGE 50
#define PER_PAGE_MAX 100
#define PAGE_MAX 100000

struct hsds_api {
    struct http *http;
    struct post *post;
};

/* Takes the reference. */
static void reply(struct hsds_api *api, struct http_ticket waiter, json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

    must(text);
    http_reply(api->http, waiter,
               &(struct http_response){ .status = 200,
                                        .content_type = "application/json",
                                        .body = text,
                                        .body_len = strlen(text) });
    free(text);
    json_decref(json);
}

static void on_base(const struct http_request *request, void *arg)
{
    reply(arg, request->ticket,
          json_pack("{s:s, s:s, s:s}", "version", "3.0", "profile",
                    "https://docs.openreferral.org/en/3.0/hsds/", "openapi_url",
                    "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/"
                    "openapi.json"));
}

/* True if it was answered; otherwise the one who waits has been told. */
static bool is_answered(struct hsds_api *api, struct http_ticket waiter, const struct query *query)
{
    if (query->answer.err)
        http_reply_error(api->http, waiter, 503, "down");
    else if (query->answer.outcome != DONE)
        http_reply_error(api->http, waiter, 404, "not_found");
    return !query->answer.err && query->answer.outcome == DONE;
}

static json_t *service_of(const struct query *query, size_t number)
{
    return hsds_write(&query->answer.resources[number], query->answer.sources[number]);
}

/* Enough to see what is there, and what has been changed. */
static json_t *service_in_brief(const struct query *query, size_t number)
{
    json_t *service = service_of(query, number), *brief = json_object();
    json_t *modified = json_object_get(service, "last_modified");

    json_object_set(brief, "id", json_object_get(service, "id"));
    if (modified) json_object_set(brief, "last_modified", modified);
    json_decref(service);
    return brief;
}

static void page_reply(struct hsds_api *api, struct http_ticket waiter, const struct query *query,
                       json_t *(*write)(const struct query *query, size_t number))
{
    json_t *services = json_array();

    if (is_answered(api, waiter, query)) {
        for (size_t i = 0; i < query->answer.resource_count; i++)
            json_array_append_new(services, write(query, i));
        reply(api, waiter,
              hsds_page(json_incref(services), query->answer.total,
                        query->before / query->limit + 1, query->limit));
    }
    json_decref(services);
}

static void services_known(void *module, struct http_ticket waiter, const struct query *query)
{
    page_reply(module, waiter, query, service_of);
}

static void briefs_known(void *module, struct http_ticket waiter, const struct query *query)
{
    page_reply(module, waiter, query, service_in_brief);
}

static void service_known(void *module, struct http_ticket waiter, const struct query *query)
{
    if (is_answered(module, waiter, query)) reply(module, waiter, service_of(query, 0));
}

static void look(struct hsds_api *api, struct http_ticket waiter, struct query *query,
                 post_query_done *done)
{
    if (post_query(api->post, query, done, api, waiter))
        http_reply_error(api->http, waiter, 503, "busy");
}

/* ?name= within its bounds, `usual` without it. False: it is no such number. */
static bool number_get(const struct http_request *request, const char *name, int64_t most,
                       int64_t usual, int64_t *number)
{
    char text[24];

    *number = usual;
    if (!http_query_get(request, name, text, sizeof text)) return true;
    if (number_parse(text, 1, INT64_MAX, number)) return false;
    if (*number > most) *number = most;
    return true;
}

static bool since_get(const struct http_request *request, ms *since)
{
    char text[64];
    int offset;

    return !http_query_get(request, "modified_after", text, sizeof text) ||
           moment_parse(text, since, &offset);
}

static bool is_asked_for(const struct http_request *request, const char *name, const char *value)
{
    char text[16];

    return http_query_get(request, name, text, sizeof text) && !strcmp(text, value);
}

/* Filters that the specification has and this line has not: all services would be a wrong answer.
 */
static bool is_filtered_otherwise(const struct http_request *request)
{
    static const char *const filters[] = { "taxonomy_term_id", "taxonomy_id", "organization_id" };
    char text[512];

    for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
        if (http_query_get(request, filters[i], text, sizeof text)) return true;
    return http_query_get(request, "format", text, sizeof text) && strcmp(text, "json") != 0;
}

static void on_services(const struct http_request *request, void *arg)
{
    struct hsds_api *api = arg;
    struct query *query = query_new(QUERY_PUBLIC_RESOURCES, clock_now());
    int64_t page;
    bool fine = number_get(request, "per_page", PER_PAGE_MAX, PER_PAGE, &query->limit) &&
                number_get(request, "page", PAGE_MAX, 1, &page) &&
                since_get(request, &query->since);

    if (!fine || is_filtered_otherwise(request)) {
        http_reply_error(api->http, request->ticket, 400, fine ? "not_supported" : "bad_request");
        query_free(query);
        return;
    }
    query->before = (page - 1) * query->limit;
    http_query_get(request, "search", query->wish.words, sizeof query->wish.words);
    look(api, request->ticket, query,
         is_asked_for(request, "minimal", "true") ? briefs_known : services_known);
}

static void on_service(const struct http_request *request, void *arg)
{
    struct query *query = query_new(QUERY_PUBLIC_RESOURCE, clock_now());

    http_param_get(request, "id", query->resource, sizeof query->resource);
    look(arg, request->ticket, query, service_known);
}

static const struct http_route routes[] = {
    { HTTP_GET, "/hsds", on_base, 0 },
    { HTTP_GET, "/hsds/", on_base, 0 },
    { HTTP_GET, "/hsds/services", on_services, 0 },
    { HTTP_GET, "/hsds/services/:id", on_service, 0 },
};

struct hsds_api *hsds_api_open(struct http *http, struct post *post)
{
    struct hsds_api *api = xcalloc(1, sizeof *api);

    *api = (struct hsds_api){ http, post };
    http_add_routes(http, routes, sizeof routes / sizeof routes[0], api);
    return api;
}

void hsds_api_close(struct hsds_api *api)
{
    free(api);
}
