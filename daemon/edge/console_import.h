/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_IMPORT_H
#define EDGE_CONSOLE_IMPORT_H
/*
 * console_import.h — a directory comes in as a file, and goes out as one.
 *
 * A file is announced, sent, looked at and only then stored. Its body may be large because whoever
 * sends it has been found to keep the directory before: the id that the announcement was answered
 * with is what opens the room for it.
 */
#include "edge/http.h"

void console_import_begin(const struct http_request *request, void *console);
void console_import_file(const struct http_request *request, void *console);
void console_import(const struct http_request *request, void *console);
void console_import_start(const struct http_request *request, void *console);
http_room console_import_room;

#endif
