/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_WAKER_HOOK_H
#define EDGE_WAKER_HOOK_H
/*
 * waker_hook.h — what services that wake people tell us: /hooks/<waker>/answer.
 *
 * They hear yes only after the commit. What is not signed by the service's own secret is refused
 * with 403; a signed event that says nothing about who has an alert is agreed to and forgotten.
 */
#include "edge/http.h"
#include "edge/post.h"
#include "edge/waker.h"

struct waker_hook;

/* Adds its route. The others must outlive it. */
struct waker_hook *waker_hook_open(struct http *http, struct post *post,
                                   const struct wakers *wakers);

/* After http_close() and post_close(): neither calls back any more. */
void waker_hook_close(struct waker_hook *hook);

#endif
