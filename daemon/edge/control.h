/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONTROL_H
#define EDGE_CONTROL_H
/*
 * control.h — the socket by which peerlinectl speaks to the daemon.
 *
 * A request is one line of JSON, {"do":"status"}; it is answered with any number of lines and a
 * last one that has "done":true and "ok". Whoever can open the socket is the operator: its mode is
 * 0600. Nothing that comes through it is trusted to be well-formed, and no text and no number of a
 * texter ever leaves by it.
 */
#include <event2/event.h>

#include "edge/password.h"
#include "edge/post.h"

struct control;

/* What only main.c can do. */
struct control_main {
    void *main;
    /* All or nothing; false, and the reason in `why`, if the old settings stay. */
    bool (*reload)(void *main, char *why, size_t why_size);
    void (*stop)(void *main);
};

/*
 * Listens at `path`; a socket there that nobody answers any more is replaced. NULL, and the reason
 * in `why`, if that cannot be. `list` may be empty; the parts must outlive it.
 */
struct control *control_open(struct event_base *base, const char *path, struct post *post,
                             const struct password_list *list, const struct control_main *main,
                             char *why, size_t why_size);

/* After post_close(): nobody calls back any more. */
void control_close(struct control *control);

#endif
