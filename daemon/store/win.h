/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_WIN_H
#define STORE_WIN_H
/*
 * win.h — strengths and small wins, sealed with the texter's own key: they outlive a
 * conversation's words, and go when the texter says so.
 */
#include "store/store.h"

MUST_CHECK enum err win_add(struct store *store, struct win *win); /* fills in the id */

/* ERR_MISSING if the texter has no such one. */
MUST_CHECK enum err win_remove(struct store *store, texter_id texter, win_id id);

/* Newest first; at most `max`. */
MUST_CHECK enum err win_of_texter(struct store *store, texter_id texter, size_t max,
                                  struct win *wins, size_t *count);

#endif
