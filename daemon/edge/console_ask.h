/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_ASK_H
#define EDGE_CONSOLE_ASK_H
/*
 * console_ask.h — from a console's request to a command or a query, and from its outcome to an
 * answer.
 *
 * Every handler has the same shape: begin, fill in what the path and the body say, post. All
 * doubts are collected on the way and answered once, by the post. What a handler needs to know
 * when the answer comes is in the command or query itself; nothing else is remembered. A command
 * that made something is followed by a query for it, so that a first answer and the answer to a
 * repeat are the same.
 */
#include "edge/fields.h"
#include "edge/post.h"
#include "edge/refusal.h"
#include "edge/session.h"
#include "edge/sign_in.h"

#define SESSIONS_SEEN 1024

/* When a session was last said to be in use; another one with the same place pushes it out. */
struct session_seen {
    uint8_t session[SESSION_HASH_BYTES];
    ms at;
};

struct stream_hub;
struct poll_hub;
struct imports;
struct exports;

struct console {
    struct stream_hub *hub;
    struct poll_hub *polls;
    struct imports *imports;
    struct exports *exports;
    struct http *http;
    struct post *post;
    struct site site;
    struct crypt_key key; /* for hashes that must not be guessed back */
    ms idle;
    struct sign_in_table sign_ins;
    struct session_seen seen[SESSIONS_SEEN];
};

/* A request on its way to becoming a command or a query. */
struct ask {
    struct console *console;
    const struct http_request *request;
    struct command *command; /* one of the two */
    struct query *query;
    struct fields fields;
    struct refusal refusal; /* what is already known to be the answer */
};

/* False: answered already, because nobody is signed in or the request is not from our page. */
bool ask_command(struct ask *ask, const struct http_request *request, void *console,
                 enum command_kind kind);
bool ask_query(struct ask *ask, const struct http_request *request, void *console,
               enum query_kind kind);

/* The same where the body is no JSON, and another's to read. */
bool ask_query_of_bytes(struct ask *ask, const struct http_request *request, void *console,
                        enum query_kind kind);

/* The same from somebody who need not be signed in. */
void ask_query_of_anyone(struct ask *ask, const struct http_request *request, void *console,
                         enum query_kind kind);

/* The id in the path under this ":name". */
int64_t ask_id(struct ask *ask, const char *name, char letter);

/* ?limit=, or `most`; and ?before= by `letter`, or as a plain number for '\0'. */
void ask_page(struct ask *ask, char letter, int64_t most);

/* An id in the body. */
int64_t ask_field_id(struct ask *ask, const char *name, char letter);

/* One of some words in the body. */
void ask_field_word(struct ask *ask, const char *name, char out[NAME_BYTES_MAX + 1],
                    const char *const *words, size_t count);

/*
 * The rev of what was looked at, from If-Match: "3" or the body's `rev`; 0: there was none. False:
 * nothing is said of it, and whatever there is is meant.
 */
bool ask_rev(struct ask *ask, int64_t *rev);

/* What is to be texted. Longer than any text can be is too long, not malformed. */
void ask_field_words(struct ask *ask, const char *name, struct text *text);

/* Hands it in, or answers what is wrong with it: false, and `done` will not run. */
bool ask_post_command(struct ask *ask, post_command_done *done);
bool ask_post_query(struct ask *ask, post_query_done *done);

/* ---- answers ---- */

/* True if it was done; else it has been answered with the refusal. */
bool console_done(struct console *console, struct http_ticket waiter,
                  const struct command *command);
bool console_answered(struct console *console, struct http_ticket waiter,
                      const struct query *query);

/* The query that shows what a command made, for the same caller. */
struct query *console_follow_up(const struct command *command, enum query_kind kind);
bool console_look(struct console *console, struct http_ticket waiter, struct query *query,
                  post_query_done *done);

/* Sends what was written, and wipes the writer. */
void console_reply(struct console *console, struct http_ticket waiter, int status,
                   struct json_writer *writer);

/* {} */
void console_reply_nothing(struct console *console, struct http_ticket waiter);

/* `retry_after` 0: nothing is said about it. */
void console_refuse(struct console *console, struct http_ticket waiter, struct refusal refusal,
                    ms retry_after);
void console_refuse_busy(struct console *console, struct http_ticket waiter);

/* False, and answered with 403, for a request that no page of ours sent. */
bool console_is_ours(struct console *console, const struct http_request *request);

/* Whose session it comes from; false, and answered with 401, if from none. */
bool console_caller(struct console *console, const struct http_request *request,
                    struct caller *caller);

/* Somebody else was faster. The answer is {"error":{"code":"conflict"}, and then what there is now.
 */
bool console_is_conflict(const struct command *command);
void console_conflict_open(struct json_writer *writer);

/* For a post_command_done with nothing to show. */
void console_done_nothing(void *console, struct http_ticket waiter, const struct command *command);

#endif
