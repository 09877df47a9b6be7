/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_RESOURCE_CHANGE_H
#define STORE_RESOURCE_CHANGE_H
/*
 * resource_change.h — who changed what of a service, and what would be changed if a second person
 * says yes. Which fields really wait stands in the service's own row: what stands here of others
 * is of no consequence.
 */
#include "store/store.h"

struct resource_change {
    int64_t id;
    ms at;
    person_id person; /* 0: an import */
    /* A field's name, or "status", "gone", "active", "made", "proposed", "refused", "reported". */
    char what[32];
    char was[EXPECT_BYTES_MAX + 1], became[EXPECT_BYTES_MAX + 1];
};

MUST_CHECK enum err resource_change_add(struct store *store, const char *id,
                                        const struct resource_change *change);

/* The newest `max`. */
MUST_CHECK enum err resource_changes(struct store *store, const char *id, size_t max,
                                     struct resource_change *changes, size_t *count);

/* In place of what waited for the same field before. */
MUST_CHECK enum err proposal_put(struct store *store, const char *id,
                                 const struct resource_proposal *proposal);

/* Those that wait, in the order of their fields' names. */
MUST_CHECK enum err proposals_load(struct store *store, const struct resource *resource,
                                   struct resource_proposal proposals[PROPOSALS_MAX],
                                   size_t *count);

#endif
