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

struct list_words list_words_of(const struct content *content);

/* Items in the order given; false if one is unknown or switched off, or there are none. */
bool list_fill(const struct settings *settings, const struct list_send *in, struct list *list);

/* All that is switched on, in the directory's order; false if there is none. */
bool list_fill_standing(const struct settings *settings, struct list *list);

#endif
