/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_RESOURCE_H
#define EDGE_CONSOLE_RESOURCE_H
/*
 * console_resource.h — the directory: looking for services, and keeping its entries true.
 *
 * Who edits says which state of the entry they have read (If-Match); if it is another one by now,
 * they get that one with the refusal and can compare.
 */
#include "edge/http.h"

void console_resources(const struct http_request *request, void *console);
void console_resource(const struct http_request *request, void *console);
void console_resource_history(const struct http_request *request, void *console);
void console_resource_make(const struct http_request *request, void *console);
void console_resource_edit(const struct http_request *request, void *console);
void console_resource_check(const struct http_request *request, void *console);
void console_resource_publish(const struct http_request *request, void *console);
void console_resource_report(const struct http_request *request, void *console);
void console_resource_preview(const struct http_request *request, void *console);

#endif
