/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_SESSION_H
#define EDGE_CONSOLE_SESSION_H
/*
 * console_session.h — coming in, going out, and the lock in between.
 *
 * A wrong name and a wrong password take the same way and the same time: the stored hash, or one
 * of nothing, is always compared, and the engine counts the failure before anything is said.
 */
#include "edge/http.h"

void console_sign_in(const struct http_request *request, void *console);
void console_sign_out(const struct http_request *request, void *console);
void console_lock(const struct http_request *request, void *console);
void console_unlock(const struct http_request *request, void *console);

#endif
