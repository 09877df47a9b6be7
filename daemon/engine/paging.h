/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_PAGING_H
#define ENGINE_PAGING_H
/*
 * paging.h — one step of a ladder becomes pages, each a row of the outbox in its own lane.
 *
 * A page names line, code and tier, and has a link: never a text, a name or a number (P10). What
 * cannot go one way goes the other at once, and only when a whole step fails does the ladder
 * hurry (P7).
 */
#include "engine/turn.h"
#include "store/outbox.h"

/* Everybody of this step; *woken says how many pages that made. */
MUST_CHECK enum err paging_wake(struct turn *turn, struct scene *scene,
                                const struct ladder_step *step, size_t *woken);

/* The page did not get through, at least not at once: by the other way, or the ladder goes on. */
MUST_CHECK enum err paging_failed(struct turn *turn, const struct page *page);

/* Somebody has it, or it is over: services that were called in this wave hear of it. */
MUST_CHECK enum err paging_tell(struct turn *turn, const struct scene *scene, enum notice notice);

/* A page that is only a test, to one person by text. `ref` of the turn becomes the page. */
MUST_CHECK enum err paging_test(struct turn *turn, const struct line *line,
                                const struct person *person);

/* A text to a responder, outside any conversation. */
MUST_CHECK enum err paging_answer(struct turn *turn, const struct scene *scene,
                                  const struct phone *phone, enum content_text which,
                                  const char *name);

/* What belongs to a page on its way out: its link, key and tier. */
MUST_CHECK enum err paging_item_fill(struct turn *turn, const struct outbox_row *row,
                                     struct outbox_item *item);

/* The words of a page or an answer as they are spoken. False: the content is at fault. */
bool paging_words_spoken(const struct scene *scene, enum content_text which, const char *name,
                         struct text *text);

#endif
