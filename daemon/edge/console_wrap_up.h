/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_WRAP_UP_H
#define EDGE_CONSOLE_WRAP_UP_H
/*
 * console_wrap_up.h — what a peer notes of what was agreed: whether the texter may be asked later
 * how it went, and the strengths and small wins they want kept. Each names the text that said so.
 */
#include "edge/http.h"

void console_follow_up_set(const struct http_request *request, void *console);
void console_wrap_up(const struct http_request *request, void *console);
void console_win_add(const struct http_request *request, void *console);
void console_win_remove(const struct http_request *request, void *console);

#endif
