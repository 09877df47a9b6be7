/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_WEBHOOK_H
#define EDGE_WEBHOOK_H
/*
 * webhook.h — what providers tell us and ask: /hooks/<provider>/inbound, /status and /call.
 *
 * The provider hears yes only after the commit (P1). A webhook nobody can vouch for is refused
 * with 403 and leaves nothing but a log line with a count; there is no limit per address, because
 * all of them come through the same proxy and checking costs less than counting would save.
 */
#include "edge/http.h"
#include "edge/post.h"
#include "edge/provider.h"

struct webhook;

/* Adds its routes. The others must outlive it. */
struct webhook *webhook_open(struct http *http, struct post *post,
                             const struct providers *providers);

/* After http_close() and post_close(): neither calls back any more. */
void webhook_close(struct webhook *webhook);

#endif
