/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H
/*
 * mailbox.h — a bounded queue between two threads. What is put in belongs to whoever takes it out.
 *
 * A thread may sleep in mailbox_wait(); an event loop watches mailbox_fd(), which is readable
 * while something is inside, and empties it with mailbox_take().
 */
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"

struct mailbox;

struct mailbox *mailbox_new(size_t capacity);

/* Only when nobody uses it any more and it is empty: what is left inside would be lost. */
void mailbox_free(struct mailbox *mailbox);

/* Frees what is still inside with `item_free`, and then the mailbox. NULL: nothing to do. */
void mailbox_end(struct mailbox *mailbox, void (*item_free)(void *item));

/* ERR_BUSY when full or closed; the item stays the caller's then. */
MUST_CHECK enum err mailbox_put(struct mailbox *mailbox, void *item);

/* All or none: whoever takes them is woken once, and finds the whole batch. */
MUST_CHECK enum err mailbox_put_all(struct mailbox *mailbox, void *const *items, size_t count);

/* The oldest item, or NULL when there is none. Never sleeps. */
void *mailbox_take(struct mailbox *mailbox);

/* Up to `max` of the oldest into `items`; how many. Never sleeps. */
size_t mailbox_take_all(struct mailbox *mailbox, void **items, size_t max);

/*
 * Up to `max` items into `items`, sleeping until there is one. 0 only when the mailbox is closed
 * and empty.
 */
size_t mailbox_wait(struct mailbox *mailbox, void **items, size_t max);

/* Nothing more goes in; waiting threads wake when the rest is taken. */
void mailbox_close(struct mailbox *mailbox);

/* How many are inside now. */
size_t mailbox_count(struct mailbox *mailbox);

/* Readable while the mailbox is not empty. Only for watching, never read by the caller. */
int mailbox_fd(const struct mailbox *mailbox);

#endif
