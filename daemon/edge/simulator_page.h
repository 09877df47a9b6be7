/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIMULATOR_PAGE_H
#define EDGE_SIMULATOR_PAGE_H
/*
 * simulator_page.h — whoever looks at the simulated phones: who may, and what they are told.
 *
 * The page is for this machine alone; to all others it does not exist.
 */
#include "edge/http.h"
#include "edge/json_write.h"

struct simulator_page;

struct simulator_page *simulator_page_open(struct http *http);
void simulator_page_close(struct simulator_page *page);

/* From this machine, and if something is to be changed, from this page; else it is answered. */
bool simulator_page_may_look(struct simulator_page *page, const struct http_request *request);
bool simulator_page_may_act(struct simulator_page *page, const struct http_request *request);

/* Answers the request with the stream of events, which lives until one side ends it. */
void simulator_page_listen(struct simulator_page *page, const struct http_request *request);

void simulator_page_tell(struct simulator_page *page, const char *event, const char *json);

/* Now and then, so that the streams stay open; `now` by the steady clock. */
void simulator_page_turn(struct simulator_page *page, ms now);

/* Answers with what was written, and wipes it. */
void simulator_page_reply(struct simulator_page *page, struct http_ticket ticket, int status,
                          struct json_writer *writer);

#endif
