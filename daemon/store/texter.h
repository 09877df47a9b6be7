/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_TEXTER_H
#define STORE_TEXTER_H
/*
 * texter.h — who texts which line. Numbers are sealed; they are found by a keyed hash.
 */
#include "store/store.h"

/* Fills in the id. */
MUST_CHECK enum err texter_add(struct store *store, struct texter *texter);
MUST_CHECK enum err texter_find(struct store *store, const char *line, const struct phone *phone,
                                struct texter *texter);
MUST_CHECK enum err texter_load(struct store *store, texter_id id, struct texter *texter);

/* ERR_CONFLICT: more than one has that alias. */
MUST_CHECK enum err texter_by_alias(struct store *store, const char *alias, struct texter *texter);

/* ERR_CONFLICT if the row has another version by now; adds one to texter->version. */
MUST_CHECK enum err texter_save(struct store *store, struct texter *texter);

#endif
