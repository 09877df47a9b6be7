/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_EVENT_H
#define STORE_EVENT_H
/*
 * event.h — what happened, for the consoles: ids and kinds, never words. And the records beside
 * it: the audit trail, drafts, and the answers kept for repeated requests.
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
MUST_CHECK enum err event_oldest(struct store *store, event_id *oldest);

/* Forgets those before `before`, but keeps the newest 10,000. */
MUST_CHECK enum err event_trim(struct store *store, ms before);

/* Each entry's hash covers the one before it; `action` is one word. */
MUST_CHECK enum err audit_add(struct store *store, ms at, person_id person, const char *action,
                              conversation_id conversation, int64_t ref);

/* ERR_CONFLICT: the chain is broken at entry *broken. */
MUST_CHECK enum err audit_verify(struct store *store, int64_t *broken);

MUST_CHECK enum err draft_put(struct store *store, conversation_id conversation, person_id person,
                              const struct text *body, ms now); /* empty: forgets it */
MUST_CHECK enum err draft_load(struct store *store, conversation_id conversation, person_id person,
                               struct text *body);

struct request {
    person_id person;
    char key[TOKEN_BYTES_MAX + 1];
    uint8_t hash[CRYPT_HASH_BYTES];
    int outcome; /* enum outcome of the engine */
    int64_t ref;
    ms at;
};
MUST_CHECK enum err request_load(struct store *store, person_id person, const char *key,
                                 struct request *request);
MUST_CHECK enum err request_add(struct store *store, const struct request *request);
MUST_CHECK enum err request_trim(struct store *store, ms before);

/* The earliest `due` of everything that has one, 0 when nothing is due ever. */
MUST_CHECK enum err due_next(struct store *store, ms *due);

MUST_CHECK enum err queue_count(struct store *store, ms now, struct queue_view *queue);
MUST_CHECK enum err status_count(struct store *store, ms now, struct line_status *status);

#endif
