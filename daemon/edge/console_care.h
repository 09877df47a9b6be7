/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_CARE_H
#define EDGE_CONSOLE_CARE_H
/*
 * console_care.h — what the people of the line ask for themselves: a pause, and somebody to talk
 * with. Nothing is said of why, so there is nothing to keep.
 */
#include "edge/http.h"

void console_rest(const struct http_request *request, void *console);
void console_rest_waive(const struct http_request *request, void *console);
void console_talk(const struct http_request *request, void *console);
void console_talk_drop(const struct http_request *request, void *console);
void console_talk_take(const struct http_request *request, void *console);

#endif
