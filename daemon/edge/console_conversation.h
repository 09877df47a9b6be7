/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_CONVERSATION_H
#define EDGE_CONSOLE_CONVERSATION_H
/*
 * console_conversation.h — one conversation: reading it, writing in it, moving it.
 */
#include "edge/console_ask.h"
#include "edge/http.h"

void console_conversation(const struct http_request *request, void *console);
void console_messages(const struct http_request *request, void *console);
void console_message_send(const struct http_request *request, void *console);
void console_message_by_key(const struct http_request *request, void *console);
void console_message_retry(const struct http_request *request, void *console);
void console_read(const struct http_request *request, void *console);
void console_draft_save(const struct http_request *request, void *console);
void console_transfer(const struct http_request *request, void *console);
void console_return(const struct http_request *request, void *console);
void console_close_conversation(const struct http_request *request, void *console);
void console_reveal(const struct http_request *request, void *console);

/* Answers {"conversation":Row}, or null there if the caller may not see it any more. */
void console_row_show(struct console *console, struct http_ticket waiter,
                      const struct command *command, conversation_id conversation);

#endif
