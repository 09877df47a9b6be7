/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H
/*
 * message.h — what was said, sealed with the conversation's own key.
 */
#include "store/store.h"

/*
 * Fills in the id; seq, at and the rest are the caller's. `content_version`: of the phrases that
 * judged it, or "".
 */
MUST_CHECK enum err message_add(struct store *store, struct message *message, const char *provider,
                                const char *content_version);
MUST_CHECK enum err message_load(struct store *store, message_id id, struct message *message);

/* Saves state, provider_id, error and segments only: words never change. */
MUST_CHECK enum err message_save(struct store *store, const struct message *message);

MUST_CHECK enum err message_by_key(struct store *store, person_id author, const char *key,
                                   struct message *message);

/* An outgoing one by the provider's id. */
MUST_CHECK enum err message_by_provider(struct store *store, const char *provider,
                                        const char *provider_id, struct message *message);

/* The last `max` with seq below `before` (0: from the newest), oldest of them first. */
MUST_CHECK enum err message_page(struct store *store, conversation_id conversation, int64_t before,
                                 size_t max, struct message *messages, size_t *count);

/* The texter's last texts since `since`, at most RECENT_TEXTS_MAX, oldest first, for triage. */
MUST_CHECK enum err message_earlier(struct store *store, conversation_id conversation, ms since,
                                    size_t max, struct text *texts, size_t *count);

/* The newest inbound message with a tier above steady, for "why". */
MUST_CHECK enum err message_reason(struct store *store, conversation_id conversation,
                                   struct message *message);

/* Of the phrases that judged it. */
MUST_CHECK enum err message_content_version(struct store *store, message_id id, char *version,
                                            size_t size);

/* How many texts of the texter have a seq above `seq`. */
MUST_CHECK enum err message_unread(struct store *store, conversation_id conversation, int64_t seq,
                                   int64_t *count);

/*
 * How many automatic texts of the line were sent between two moments; no more than 200 are looked
 * at. What lies after now was sent before the clock was set back.
 */
MUST_CHECK enum err message_automatic(struct store *store, conversation_id conversation,
                                      int64_t last_seq, ms since, ms until, int64_t *count);

/* The peers' last words with a question mark after `seq`: has one been sent? */
MUST_CHECK enum err message_question_since(struct store *store, conversation_id conversation,
                                           int64_t seq, bool *asked);

/*
 * Whether the text to the texter at `seq`, or the first after it, has left: what has not, nobody
 * answers.
 */
MUST_CHECK enum err message_has_left(struct store *store, conversation_id conversation, int64_t seq,
                                     bool *left);

/* Whether nothing was said to the texter after `seq`. */
MUST_CHECK enum err message_is_last_word(struct store *store, conversation_id conversation,
                                         int64_t seq, bool *last);

/* Messages with an id above `since`, by id, without words, for the operator. */
struct message_fact {
    message_id id;
    conversation_id conversation;
    enum direction direction;
    enum message_kind kind;
    enum message_state state;
    char provider_id[TOKEN_BYTES_MAX + 1];
    ms at;
};
MUST_CHECK enum err message_facts(struct store *store, int64_t since, size_t max,
                                  struct message_fact *facts, size_t *count);

/* When the newest text of a texter came; 0: there is none. */
MUST_CHECK enum err message_newest_in(struct store *store, ms *at);

#endif
