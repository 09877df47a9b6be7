/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/waker_hook.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/log.h"

#define FORGED_LOG_EVERY SECONDS(10)

struct waker_hook {
    struct http *http;
    struct post *post;
    const struct wakers *wakers;
    ms forged_logged_at;
};

static void answer(struct waker_hook *hook, struct http_ticket ticket, int status)
{
    struct http_header header = { "Retry-After", "2" };

    http_reply(hook->http, ticket,
               &(struct http_response){
                   .status = status, .headers = &header, .header_count = status == 503 ? 1 : 0 });
}

/* Anybody can send these as fast as they like, so they do not get a line each. */
static void forged(struct waker_hook *hook, const struct http_request *request,
                   const struct waker_service *waker)
{
    ms now = clock_steady();

    answer(hook, request->ticket, 403);
    if (hook->forged_logged_at && now - hook->forged_logged_at < FORGED_LOG_EVERY) return;
    log_warn("waker_forged", "waker=%s", waker->settings.id);
    hook->forged_logged_at = now;
}

/* An alert that is over, or of another line's wave, is nothing the service should send again. */
static void news_done(void *module, struct http_ticket waiter, const struct command *command)
{
    answer(module, waiter, command->receipt.err ? 503 : 204);
}

static void news_take(struct waker_hook *hook, const struct http_request *request,
                      const struct waker_news *news)
{
    struct command *command = command_new(COMMAND_WAKER_NEWS, clock_now());

    command->u.waker_news = *news;
    if (post_command(hook->post, command, news_done, hook, request->ticket))
        answer(hook, request->ticket, 503);
}

static void handle_answer(const struct http_request *request, void *arg)
{
    struct waker_hook *hook = arg;
    const struct waker_service *waker = NULL;
    char id[WAKER_BYTES_MAX + 1];
    struct waker_news news;

    if (http_param_get(request, "waker", id, sizeof id)) waker = wakers_get(hook->wakers, id);
    if (!waker) {
        http_reply_error(hook->http, request->ticket, 404, "not_found");
        return;
    }
    switch (waker_read_news(waker, request, clock_now(), &news)) {
    case READING_FORGED: forged(hook, request, waker); break;
    case READING_UNREADABLE: http_reply_error(hook->http, request->ticket, 400, "malformed"); break;
    case READING_NOTHING: answer(hook, request->ticket, 204); break;
    case READING_DONE: news_take(hook, request, &news); break;
    }
}

static const struct http_route routes[] = {
    { HTTP_POST, "/hooks/:waker/answer", handle_answer, 0 },
};

struct waker_hook *waker_hook_open(struct http *http, struct post *post,
                                   const struct wakers *wakers)
{
    struct waker_hook *hook = xcalloc(1, sizeof *hook);

    hook->http = http;
    hook->post = post;
    hook->wakers = wakers;
    http_add_routes(http, routes, sizeof routes / sizeof routes[0], hook);
    return hook;
}

void waker_hook_close(struct waker_hook *hook)
{
    free(hook);
}
