/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_ROTA_H
#define EDGE_CONSOLE_ROTA_H
/*
 * console_rota.h — who is on call, as supervisors and admins edit it. What the
 * console calls a shift of the crisis team is a duty inside.
 */
#include "edge/http.h"

void console_shifts(const struct http_request *request, void *console);
void console_shift_add(const struct http_request *request, void *console);
void console_shift_edit(const struct http_request *request, void *console);
void console_shift_swap(const struct http_request *request, void *console);
void console_roster(const struct http_request *request, void *console);

#endif
