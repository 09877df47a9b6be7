/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/simulator_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "edge/address.h"

#define STREAMS_MAX 16
#define HEARTBEAT SECONDS(10)

struct simulator_page {
    struct http *http;
    ms heartbeat_due;
    size_t stream_count;
    struct http_ticket stream[STREAMS_MAX];
};

struct simulator_page *simulator_page_open(struct http *http)
{
    struct simulator_page *page = xcalloc(1, sizeof *page);

    page->http = http;
    return page;
}

void simulator_page_close(struct simulator_page *page)
{
    free(page);
}

/* ---- who may ---- */

/* Of this machine, not one that somebody's DNS has pointed here, for a page of theirs to look in.
 */
bool simulator_page_may_look(struct simulator_page *page, const struct http_request *request)
{
    const char *host = http_header_get(request, "Host");

    if (request->remote_is_loopback && host && address_names_loopback(host)) return true;
    http_reply_error(page->http, request->ticket, 404, "not_found");
    return false;
}

bool simulator_page_may_act(struct simulator_page *page, const struct http_request *request)
{
    if (!simulator_page_may_look(page, request)) return false;
    /* Another site's page cannot send this header unasked. */
    if (http_header_get(request, "X-Console")) return true;
    http_reply_error(page->http, request->ticket, 403, "forbidden");
    return false;
}

/* ---- what they are told ---- */

static void stream_closed(struct http_ticket ticket, void *arg)
{
    struct simulator_page *page = arg;

    for (size_t i = 0; i < page->stream_count; i++) {
        struct http_ticket *stream = &page->stream[i];

        if (stream->slot != ticket.slot || stream->turn != ticket.turn) continue;
        *stream = page->stream[--page->stream_count];
        return;
    }
}

void simulator_page_listen(struct simulator_page *page, const struct http_request *request)
{
    if (page->stream_count == STREAMS_MAX)
        http_reply_error(page->http, request->ticket, 503, "busy");
    else if (http_stream_begin(page->http, request->ticket, NULL, 0, stream_closed, page))
        page->stream[page->stream_count++] = request->ticket;
}

void simulator_page_tell(struct simulator_page *page, const char *event, const char *json)
{
    struct json_writer line = { .s = NULL };

    json_write_raw(&line, "event: ", 7);
    json_write_raw(&line, event, strlen(event));
    json_write_raw(&line, "\ndata: ", 7);
    json_write_raw(&line, json, strlen(json));
    json_write_raw(&line, "\n\n", 2);
    for (size_t i = 0; i < page->stream_count; i++)
        (void)http_stream_write(page->http, page->stream[i], line.s, line.len);
    json_writer_wipe(&line);
}

void simulator_page_turn(struct simulator_page *page, ms now)
{
    if (now < page->heartbeat_due) return;
    page->heartbeat_due = now + HEARTBEAT;
    simulator_page_tell(page, "hb", "{}");
}

void simulator_page_reply(struct simulator_page *page, struct http_ticket ticket, int status,
                          struct json_writer *writer)
{
    struct http_response response = { .status = status,
                                      .content_type = "application/json",
                                      .body = writer->s,
                                      .body_len = writer->len };

    http_reply(page->http, ticket, &response);
    json_writer_wipe(writer);
}
