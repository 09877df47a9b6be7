/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_RISK_H
#define EDGE_CONSOLE_RISK_H
/*
 * console_risk.h — a conversation's tier: why it is so, raising it, lowering it by two.
 */
#include "edge/http.h"

void console_risk(const struct http_request *request, void *console);
void console_risk_set(const struct http_request *request, void *console);
void console_risk_confirm(const struct http_request *request, void *console);

#endif
