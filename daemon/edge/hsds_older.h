/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_OLDER_H
#define EDGE_HSDS_OLDER_H
/*
 * hsds_older.h — rows of HSDS 1 and 2, and of Ohana's tables, in the words of HSDS 3.
 *
 * Each function changes arrays of rows in place. What HSDS 3 has no words for is told, and not
 * guessed.
 */
#include "edge/hsds_clean.h"
#include "edge/hsds_form.h"

/* Whether a column of that name is read in such a table. */
bool hsds_older_has(enum hsds_kind kind, const char *column);

/* Members that have other names today. */
void hsds_older_members(json_t *rows, enum hsds_kind kind);

/* A weekday with hours recurs each week; one without is no time at which it is open. */
void hsds_older_weekdays(json_t *schedules);

/* A service that names its place itself gets what stands between them today. */
void hsds_older_places(json_t *services, json_t *services_at_locations);

/* Adds to the words of each service what stands in eligibilities.csv. */
void hsds_older_eligibilities(const json_t *rows, const json_t *services_by_id);

/*
 * Days with other hours, from holiday_schedules.csv, as schedules; closed ones in words, so that
 * nobody is told that it is open. `line` is that of each row.
 */
void hsds_older_holidays(const json_t *rows, const size_t *line, json_t *schedules,
                         const struct hsds_notes *notes);

#endif
