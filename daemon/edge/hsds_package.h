/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_PACKAGE_H
#define EDGE_HSDS_PACKAGE_H
/*
 * hsds_package.h — HSDS as a folder of CSV tables: the rows that belong to a service are put
 * together to what the same service is in JSON.
 *
 * Tables of versions 1 and 2 are read as well, as far as they can be told: weekdays in
 * regular_schedules.csv, holiday_schedules.csv, eligibilities.csv, and services that name their
 * place themselves. Tables, columns and rows that are not used are told.
 */
#include <jansson.h>

#include "base/err.h"
#include "edge/hsds_clean.h"

struct hsds_package {
    json_t *services; /* an array */
    size_t *line;     /* of services.csv, for each of them */
};

/* ERR_INPUT: `why` is a sentence. */
MUST_CHECK enum err hsds_package_read(const char *folder, const struct hsds_notes *notes,
                                      struct hsds_package *package, char *why, size_t why_size);
void hsds_package_wipe(struct hsds_package *package);

#endif
