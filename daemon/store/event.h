/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H
/*
 * event.h — what happened, for the consoles: ids and kinds, never words, so that erasing a
 * conversation leaves nothing of it here.
 */
#include "store/store.h"

struct event_row {
    event_id id;
    ms at;
    enum event_kind kind;
    conversation_id conversation;
    int64_t ref;
    person_id person; /* whom it concerns beside the conversation: who lost it, who was offered */
    int64_t seq;      /* READ: up to here; CONVERSATION_UPDATED: 1 when it left the queue */
};

MUST_CHECK enum err event_append(struct store *store, struct event_row *event); /* fills the id */
MUST_CHECK enum err event_since(struct store *store, event_id since, size_t max,
                                struct event_row *events, size_t *count);
MUST_CHECK enum err event_newest(struct store *store, event_id *newest); /* 0: none yet */
MUST_CHECK enum err event_oldest(struct store *store, event_id *oldest); /* 0: none yet */

/*
 * Forgets those before `before`, but keeps the newest 10,000; no more than 5,000 in one go: then
 * *more. A walk over all of these rows.
 */
MUST_CHECK enum err event_trim(struct store *store, ms before, bool *more);

#endif
