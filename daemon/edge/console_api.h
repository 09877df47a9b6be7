/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_API_H
#define EDGE_CONSOLE_API_H
/*
 * console_api.h — the console's side of the program: the table of its routes, and what they share.
 *
 * Routes only translate. Who may do what is decided behind the post, for every one of them.
 */
#include "base/crypt.h"
#include "edge/http.h"
#include "edge/post.h"
#include "edge/session.h"
#include "edge/stream.h"

struct console_settings {
    struct site site;
    struct crypt_key key; /* of the master key's: hashes of names, addresses and requests */
    ms idle;              /* after so long without a request the engine locks a session */
    struct stream_settings streams;
};

struct console;

/* Adds all routes under /api/v1. */
struct console *console_open(struct event_base *base, struct http *http, struct post *post,
                             const struct console_settings *settings);

/* Tells the consoles that we are about to stop, and ends their streams. */
void console_say_bye(struct console *console);

/* After the post is closed: its answers would find nobody. */
void console_close(struct console *console);

#endif
