/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/http_routes.h"

#include "check.h"

static void no_handler(const struct http_request *request, void *arg)
{
    (void)request, (void)arg;
}

static const struct http_route api[] = {
    { HTTP_GET, "/api/v1/state", no_handler, 0 },
    { HTTP_GET, "/api/v1/conversations/:id", no_handler, 0 },
    { HTTP_POST, "/api/v1/conversations/:id/messages", no_handler, 0 },
    { HTTP_PUT, "/api/v1/conversations/:id/messages/:message", no_handler, 0 },
    { HTTP_POST, "/hooks/:provider/inbound", no_handler, 0 },
};

static const struct http_route pages[] = {
    { HTTP_GET, "/", no_handler, 0 },
    { HTTP_GET, "/assets/*", no_handler, 0 },
};

struct route_case {
    const char *sentence;
    enum http_method method;
    const char *path;
    const struct http_route *route;
    const char *allowed;
};

static const struct route_case route_cases[] = {
    { "a plain path", HTTP_GET, "/api/v1/state", &api[0], "GET, HEAD" },
    { "HEAD goes where GET goes", HTTP_HEAD, "/api/v1/state", &api[0], "GET, HEAD" },
    { "a name stands for a segment", HTTP_GET, "/api/v1/conversations/7", &api[1], "GET, HEAD" },
    { "and more may follow", HTTP_POST, "/api/v1/conversations/7/messages", &api[2], "POST" },
    { "two names", HTTP_PUT, "/api/v1/conversations/7/messages/8", &api[3], "PUT" },
    { "the second table", HTTP_GET, "/", &pages[0], "GET, HEAD" },
    { "a star stands for any rest", HTTP_GET, "/assets/a/b.js", &pages[1], "GET, HEAD" },
    { "and for none", HTTP_GET, "/assets/", &pages[1], "GET, HEAD" },
    { "another method is not the route", HTTP_POST, "/api/v1/state", NULL, "GET, HEAD" },
    { "POST is not HEAD", HTTP_HEAD, "/hooks/twilio/inbound", NULL, "POST" },
    { "an unknown path", HTTP_GET, "/api/v1/states", NULL, "" },
    { "a path cut short", HTTP_GET, "/api/v1/stat", NULL, "" },
    { "an empty segment is no name", HTTP_GET, "/api/v1/conversations/", NULL, "" },
    { "an empty segment in the middle", HTTP_POST, "/hooks//inbound", NULL, "" },
    { "a slash at the end is another path", HTTP_GET, "/api/v1/state/", NULL, "" },
    { "two slashes are not one", HTTP_GET, "//", NULL, "" },
    { "escaped letters are another path", HTTP_GET, "/api/v1/%73tate", NULL, "" },
    { "capitals are another path", HTTP_GET, "/API/v1/state", NULL, "" },
    { "the folder without its slash", HTTP_GET, "/assets", NULL, "" },
};

static struct http_routes routes_of_both(int *api_arg, int *pages_arg)
{
    struct http_routes routes = { 0 };

    http_routes_add(&routes, api, sizeof(api) / sizeof(api[0]), NULL, api_arg);
    http_routes_add(&routes, pages, sizeof(pages) / sizeof(pages[0]), NULL, pages_arg);
    return routes;
}

static void test_routes(void)
{
    int api_arg, pages_arg;
    struct http_routes routes = routes_of_both(&api_arg, &pages_arg);

    for (size_t i = 0; i < sizeof(route_cases) / sizeof(route_cases[0]); i++) {
        const struct route_case *c = &route_cases[i];
        struct http_request request = { .method = c->method };
        const struct http_route *route;
        char allowed[64];
        void *arg = NULL;

        snprintf(request.path, sizeof(request.path), "%s", c->path);
        route = http_routes_find(&routes, &request, &arg);
        CHECK_CASE(route == c->route, c->sentence);
        if (route)
            CHECK(arg == (c->route >= pages && c->route < pages + 2 ? &pages_arg : &api_arg));
        http_routes_allowed(&routes, &request, allowed, sizeof(allowed));
        CHECK_STR(allowed, c->allowed);
        CHECK(request.method == c->method);
    }
}

/* As the server reads it: a request made of `bytes`, which are changed. */
static void request_of(struct http_request *request, struct http_head *head, char *bytes)
{
    CHECK(http_head_parse(bytes, strlen(bytes), head) == 0);
    http_request_begin(request, head);
    http_request_fill(request, head, bytes);
}

static void test_params(void)
{
    char bytes[] = "PUT /api/v1/conversations/7%2f8/messages/x%zz HTTP/1.0\r\n\r\n";
    struct http_routes routes = routes_of_both(NULL, NULL);
    struct http_request request;
    struct http_head head;
    char out[8];
    void *arg;

    request_of(&request, &head, bytes);
    CHECK(http_routes_find(&routes, &request, &arg) == &api[3]);
    CHECK(http_param_get(&request, "id", out, sizeof(out)));
    CHECK_STR(out, "7/8");
    CHECK(!http_param_get(&request, "id", out, 3));
    CHECK(!http_param_get(&request, "message", out, sizeof(out)));
    CHECK(!http_param_get(&request, "messag", out, sizeof(out)));
    CHECK_STR(out, "");
}

/* ---- how large a body may be ---- */

static const struct http_route files[] = {
    { HTTP_PUT, "/files/:id", no_handler, 10 },
};

static size_t room_of(const struct http_request *request, void *arg)
{
    char id[8];

    return http_param_get(request, "id", id, sizeof id) && !strcmp(id, "big") ? *(size_t *)arg : 1;
}

static void test_room(void)
{
    static const struct {
        const char *path;
        enum http_method method;
        size_t room;
    } cases[] = {
        { "/files/big", HTTP_PUT, 5000 },
        { "/files/7", HTTP_PUT, 1 },
        { "/", HTTP_GET, HTTP_BODY_BYTES_MAX },
        { "/api/v1/state", HTTP_GET, 20 },
    };
    static const struct http_route small[] = { { HTTP_GET, "/api/v1/state", no_handler, 20 } };
    struct http_routes routes = { 0 };
    size_t big = 5000;

    http_routes_add(&routes, small, 1, NULL, NULL);
    http_routes_add(&routes, files, 1, room_of, &big);
    http_routes_add(&routes, pages, 2, NULL, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct http_request request = { .method = cases[i].method };
        const struct http_route *route;
        void *arg;

        snprintf(request.path, sizeof(request.path), "%s", cases[i].path);
        route = http_routes_find(&routes, &request, &arg);
        if (CHECK(route != NULL))
            CHECK_CASE(http_routes_room(&routes, route, &request) == cases[i].room, cases[i].path);
    }
}

static void test_request(void)
{
    char bytes[] = "GET /a%20b?since=1%2d2&x=a+b&empty=&since=9&bad=%q HTTP/1.1\r\n"
                   "Host: h\r\nX-One: first\r\nx-one: second\r\n\r\n";
    struct http_request request;
    struct http_head head;
    char out[8];

    request_of(&request, &head, bytes);
    CHECK_STR(request.target, "/a%20b?since=1%2d2&x=a+b&empty=&since=9&bad=%q");
    CHECK_STR(request.path, "/a%20b");
    CHECK_STR(request.query, "since=1%2d2&x=a+b&empty=&since=9&bad=%q");
    CHECK_STR(http_header_get(&request, "X-ONE"), "first");
    CHECK(http_header_get(&request, "X-On") == NULL);
    CHECK(http_query_get(&request, "since", out, sizeof(out)));
    CHECK_STR(out, "1-2");
    CHECK(http_query_get(&request, "x", out, sizeof(out)));
    CHECK_STR(out, "a b");
    CHECK(http_query_get(&request, "empty", out, sizeof(out)));
    CHECK(!http_query_get(&request, "x", out, 3));
    CHECK(!http_query_get(&request, "bad", out, sizeof(out)));
    CHECK(!http_query_get(&request, "inc", out, sizeof(out)));
}

static void test_no_query(void)
{
    char plain[] = "GET /a HTTP/1.0\r\n\r\n", empty[] = "GET /a? HTTP/1.0\r\n\r\n";
    struct http_request request;
    struct http_head head;
    char out[8];

    request_of(&request, &head, plain);
    CHECK_STR(request.query, "");
    CHECK(!http_query_get(&request, "a", out, sizeof(out)));
    request_of(&request, &head, empty);
    CHECK_STR(request.query, "");
    CHECK_STR(request.path, "/a");
}

int main(void)
{
    test_routes();
    test_params();
    test_room();
    test_request();
    test_no_query();
    return check_end();
}
