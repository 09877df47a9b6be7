/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_EXPORT_H
#define EDGE_CONSOLE_EXPORT_H
/*
 * console_export.h — the whole directory as one file to take along: HSDS 3.0, or a plain table.
 *
 * It is put together page by page as the reader gives it, and sent when it is whole: what was
 * begun and not ended would look like a smaller directory.
 */
#include "edge/http.h"

struct exports;

struct exports *exports_new(void);
void exports_free(struct exports *exports);

void console_export(const struct http_request *request, void *console);

#endif
