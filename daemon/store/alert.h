/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_ALERT_H
#define STORE_ALERT_H
/*
 * alert.h — alerts with their frozen ladder, and everything that happened to them.
 */
#include "store/store.h"

MUST_CHECK enum err alert_add(struct store *store, struct alert *alert); /* fills in the id */
MUST_CHECK enum err alert_load(struct store *store, alert_id id, struct alert *alert);
MUST_CHECK enum err alert_save(struct store *store, struct alert *alert);
MUST_CHECK enum err alert_open_of(struct store *store, conversation_id conversation,
                                  struct alert *alert);
MUST_CHECK enum err alert_newest_of(struct store *store, conversation_id conversation,
                                    struct alert *alert);
MUST_CHECK enum err alert_by_code(struct store *store, const char *code, struct alert *alert);

/* Open ones, newest first. */
MUST_CHECK enum err alert_open_all(struct store *store, size_t max, struct alert *alerts,
                                   size_t *count);
MUST_CHECK enum err alert_due(struct store *store, ms now, size_t max, struct alert *alerts,
                              size_t *count);

#define ALERT_WHAT_BYTES_MAX 31

/* One line of the timeline. `what` is one short word; the note is sealed with the conversation's
 * key. */
MUST_CHECK enum err alert_line_add(struct store *store, const struct alert *alert, ms at,
                                   const char *what, person_id person, message_id message,
                                   const char *note);

#define NOTE_BYTES_MAX 511

struct alert_line {
    ms at;
    char what[ALERT_WHAT_BYTES_MAX + 1];
    person_id person;   /* 0: the line itself */
    message_id message; /* the text it is about, or 0 */
    char note[NOTE_BYTES_MAX + 1];
};

/* The timeline from its beginning; at most `max`. */
MUST_CHECK enum err alert_lines(struct store *store, const struct alert *alert, size_t max,
                                struct alert_line *lines, size_t *count);

#endif
