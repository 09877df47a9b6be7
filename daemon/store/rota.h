/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_ROTA_H
#define STORE_ROTA_H
/*
 * rota.h — weekly duties, changes of single days, and the ladders that were edited.
 */
#include "store/store.h"

MUST_CHECK enum err duty_add(struct store *store, struct duty *duty); /* fills in the id */
MUST_CHECK enum err duty_load(struct store *store, duty_id id, struct duty *duty);
MUST_CHECK enum err duty_save(struct store *store, struct duty *duty);

/* All that have not ended by then, of all lines. */
MUST_CHECK enum err duty_all(struct store *store, ms now, size_t max, struct duty *duties,
                             size_t *count);

MUST_CHECK enum err duty_change_add(struct store *store, struct duty_change *change);
MUST_CHECK enum err duty_change_all(struct store *store, ms now, size_t max,
                                    struct duty_change *changes, size_t *count);

/* Up to when comings and goings have been acted on, and when the next one is. */
struct rota_watch {
    ms seen, due;
};
MUST_CHECK enum err rota_watch_load(struct store *store, struct rota_watch *watch);
MUST_CHECK enum err rota_watch_save(struct store *store, const struct rota_watch *watch);

/* ERR_MISSING: it was never edited. A saved one replaces the one before. */
MUST_CHECK enum err ladder_load(struct store *store, const char *line, enum tier tier,
                                struct ladder *ladder, int64_t *version);
MUST_CHECK enum err ladder_save(struct store *store, const char *line, enum tier tier,
                                const struct ladder *ladder);

#endif
