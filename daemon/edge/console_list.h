/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_LIST_H
#define EDGE_CONSOLE_LIST_H
/*
 * console_list.h — the numbered list that a peer makes from the directory with a texter.
 */
#include "edge/http.h"

void console_list_save(const struct http_request *request, void *console);
void console_list_offer(const struct http_request *request, void *console);
void console_list_preview(const struct http_request *request, void *console);
void console_list_send(const struct http_request *request, void *console);
void console_list_choice(const struct http_request *request, void *console);
void console_list_history(const struct http_request *request, void *console);

#endif
