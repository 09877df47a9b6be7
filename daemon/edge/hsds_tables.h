/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_TABLES_H
#define EDGE_HSDS_TABLES_H
/*
 * hsds_tables.h — services taken apart into the tables of an HSDS package: one CSV for each kind
 * of object, and a datapackage.json that says what they are.
 */
#include <jansson.h>

#include "base/err.h"

/* Into a folder that is made, and must not exist. `services` are changed: parts learn whose they
 * are. */
MUST_CHECK enum err hsds_tables_write(json_t *services, const char *folder, char *why,
                                      size_t why_size);

#endif
