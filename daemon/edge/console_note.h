/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_NOTE_H
#define EDGE_CONSOLE_NOTE_H
/*
 * console_note.h — what the people of the line tell each other beside a conversation. Another
 * endpoint and another table than messages: a note cannot be sent by a slip.
 */
#include "edge/http.h"

void console_notes(const struct http_request *request, void *console);
void console_note(const struct http_request *request, void *console);

#endif
