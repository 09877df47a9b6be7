/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_DESK_H
#define EDGE_CONSOLE_DESK_H
/*
 * console_desk.h — what a person's desk is made of: themselves, their shift, the state of the
 * line, rows and offers.
 */
#include "edge/http.h"

void console_me(const struct http_request *request, void *console);
void console_status(const struct http_request *request, void *console);
void console_state(const struct http_request *request, void *console);
void console_conversations(const struct http_request *request, void *console);
void console_offer_accept(const struct http_request *request, void *console);
void console_offer_decline(const struct http_request *request, void *console);

#endif
