/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_ALERT_H
#define EDGE_CONSOLE_ALERT_H
/*
 * console_alert.h — asking for the crisis team, and what its members do with an alert. Every
 * answer is the alert as it is then, whoever has it.
 */
#include "edge/http.h"

void console_flag(const struct http_request *request, void *console);
void console_alerts(const struct http_request *request, void *console);
void console_alert(const struct http_request *request, void *console);
void console_alert_ack(const struct http_request *request, void *console);
void console_alert_pass(const struct http_request *request, void *console);
void console_alert_join(const struct http_request *request, void *console);
void console_take_over(const struct http_request *request, void *console);
void console_hand_over(const struct http_request *request, void *console);
void console_alert_resolve(const struct http_request *request, void *console);
void console_alert_emergency(const struct http_request *request, void *console);
void console_page_open(const struct http_request *request, void *console);
void console_oncall_test(const struct http_request *request, void *console);

#endif
