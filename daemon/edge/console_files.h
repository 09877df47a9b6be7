/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_FILES_H
#define EDGE_CONSOLE_FILES_H
/*
 * console_files.h — the console's pages, scripts and styles, out of the program itself.
 */
#include "edge/http.h"

struct console_files {
    struct http *http;
    bool simulator; /* the simulated phone is to be had too, on loopback only */
};

/* Takes every path that no table before it takes: add it last. `files` must outlive the server. */
void console_files_add(struct console_files *files, struct http *http, bool simulator);

#endif
