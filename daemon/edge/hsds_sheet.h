/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_SHEET_H
#define EDGE_HSDS_SHEET_H
/*
 * hsds_sheet.h — a plain table in which a row is a service, for lines without any feed.
 *
 * A map says where our columns are in theirs: "name=PublicName,call=Phone1Number". Without one the
 * columns have our names: key, name, label, call, text, keyword, hours, audience, area, languages,
 * cost, blurb, expect, emergency_services, tags, url, status, checked.
 */
#include <jansson.h>

#include "edge/csv.h"
#include "edge/hsds_clean.h"
#include "rules/model.h"

/* NULL, or what is wrong with the map. `columns` may be NULL. */
const char *hsds_sheet_trouble(const struct csv *csv, const char *columns);

/* Names what of the table is not used. */
void hsds_sheet_tell(const struct csv *csv, const char *columns, const struct hsds_notes *notes);

/* The row as a service, which has still to be cleaned. */
json_t *hsds_sheet_row(const struct csv *csv, size_t row, const char *columns, const char *feed);

/* The same table, written: the names of the columns, and a row. */
void hsds_sheet_write_head(struct json_writer *writer);
void hsds_sheet_write_row(struct json_writer *writer, const struct resource *resource);

/* Replaces the tags of the taxonomy of lines like ours by these words; the service has its id. */
void hsds_tags_set(json_t *service, const char *tags);

#endif
