/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H
/*
 * note.h — what people of the line tell each other about a conversation, sealed with its key. A
 * table of its own: nothing that sends ever looks into it.
 */
#include "store/store.h"

MUST_CHECK enum err note_add(struct store *store, struct note *note); /* fills in the id */
MUST_CHECK enum err note_load(struct store *store, note_id id, struct note *note);

/* The last `max`, oldest of them first. */
MUST_CHECK enum err note_page(struct store *store, conversation_id conversation, size_t max,
                              struct note *notes, size_t *count);

#endif
