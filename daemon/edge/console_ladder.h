/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_LADDER_H
#define EDGE_CONSOLE_LADDER_H
/*
 * console_ladder.h — who is woken when, by line and tier, as supervisors and admins edit it.
 *
 * With it goes what tells a good ladder from a bad one: how many people each step would wake now.
 */
#include "edge/http.h"

void console_ladder(const struct http_request *request, void *console);
void console_ladder_set(const struct http_request *request, void *console);

#endif
