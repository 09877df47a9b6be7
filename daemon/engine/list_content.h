/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_LIST_CONTENT_H
#define ENGINE_LIST_CONTENT_H
/*
 * list_content.h — a list's items out of the directory, and its wording out of the content: for
 * sending it, and for showing the peer beforehand exactly what would be sent.
 */
#include "engine/command.h"
#include "engine/settings.h"
#include "rules/list_text.h"
#include "store/store.h"

struct list_words list_words_of(const struct content *content);

/* The same where a choice ends with the question whether the line may ask later how it went. */
struct list_words list_words_asking(const struct content *content);

/* A place of the directory, with all that will be texted of it when it is chosen. */
void list_add_place(struct list *list, const struct resource *place, const struct content *content);

/*
 * Items in the order given, into a list that has none. ERR_INPUT: one is unknown or may not be
 * offered, or has neither a place in the directory nor words of one line.
 */
MUST_CHECK enum err list_fill(struct store *store, const struct content *content,
                              const struct list_send *in, struct list *list);

/* A list to send, of what is not ruled out already; false if nothing is left. */
bool list_freeze(const struct list *made, struct list *list);

/*
 * The line's standing list: what has the tag "standing", else what may be offered, in the order it
 * came into the directory. ERR_INPUT: there is none.
 */
MUST_CHECK enum err list_fill_standing(struct store *store, const struct content *content,
                                       struct list *list);

#endif
