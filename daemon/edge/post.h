/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_POST_H
#define EDGE_POST_H
/*
 * post.h — the loop's counter where commands and queries are handed in and their answers come
 * back. Who waits is a slot with an id, not a pointer into a request that may be gone.
 */
#include <event2/event.h>

#include "base/mailbox.h"
#include "edge/http.h"
#include "engine/query.h"

struct post;

/* `waiter` is the HTTP request that waits, or all zero. The command or query is freed afterwards.
 */
typedef void post_command_done(void *module, struct http_ticket waiter,
                               const struct command *command);
typedef void post_query_done(void *module, struct http_ticket waiter, const struct query *query);

/* So many passwords wait or are worked on at once: each takes about 0.1 s. */
#define POST_PASSWORDS_MAX 32

/* A password to check or to hash, on the worker thread. */
struct password_job {
    char password[256];
    char hash[PASSWORD_HASH_BYTES]; /* to compare with; or, when `make`, filled */
    bool make;
    bool right; /* the answer: it fits the hash, or the hash was made */
    uint64_t ticket;
};
typedef void post_password_done(void *module, struct http_ticket waiter,
                                const struct password_job *job);

struct post_mailboxes {
    struct mailbox *commands, *receipts; /* to and from the engine */
    struct mailbox *queries, *answers;   /* to and from the reader */
    struct mailbox *jobs, *jobs_done;    /* to and from the worker; POST_PASSWORDS_MAX places */
};

struct post *post_open(struct event_base *base, const struct post_mailboxes *mailboxes);
void post_close(struct post *post);

/*
 * Hands in and takes ownership, whatever the answer. `done` runs on the loop thread, once; NULL if
 * nobody cares. ERR_BUSY: too many are waiting, `done` will not run. A wall clock that was set
 * since the last command is told to the engine first.
 */
MUST_CHECK enum err post_command(struct post *post, struct command *command,
                                 post_command_done *done, void *module, struct http_ticket waiter);
MUST_CHECK enum err post_query(struct post *post, struct query *query, post_query_done *done,
                               void *module, struct http_ticket waiter);
MUST_CHECK enum err post_password(struct post *post, const struct password_job *job,
                                  post_password_done *done, void *module,
                                  struct http_ticket waiter);

/* Called after every receipt, for whoever follows the log's end and the next due moment. */
typedef void post_receipt_seen(void *module, const struct receipt *receipt);
void post_on_receipt(struct post *post, post_receipt_seen *seen, void *module);

/* How many commands and queries are on their way. */
size_t post_waiting(const struct post *post);

#endif
