/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_ROSTER_H
#define ENGINE_ROSTER_H
/*
 * roster.h — the rota with its people, as it stands; and the ladder of a line and tier.
 */
#include "engine/settings.h"
#include "rules/rota.h"
#include "store/store.h"

/* Read whole for a moment; zones are borrowed from the settings. */
struct roster {
    struct rota rota;
    struct duty *duties;
    struct duty_change *changes;
    size_t person_count;
    struct person *people; /* enabled ones */
};

/* The caller wipes it in either case. */
MUST_CHECK enum err roster_load(struct store *store, const struct settings *settings, ms now,
                                struct roster *roster);
void roster_wipe(struct roster *roster);

/* On call by the rota, and able to take an alert. */
bool roster_is_on(const struct roster *roster, const char *line, const struct person *person,
                  ms now);

/* As it was edited last, else as the configuration has it: then *edited is 0. */
MUST_CHECK enum err roster_ladder(struct store *store, const struct line *line, enum tier tier,
                                  struct ladder *ladder, int64_t *edited);

#endif
