/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_COLUMNS_H
#define EDGE_HSDS_COLUMNS_H
/*
 * hsds_columns.h — what of a table is not used, told to whoever takes it in: a misspelt column
 * would else be missed only when a texter needs what stood in it.
 */
#include "edge/csv.h"
#include "edge/hsds_clean.h"

typedef bool hsds_column_is_known(const void *arg, const char *column);

void hsds_columns_tell(const struct csv *csv, hsds_column_is_known *is_known, const void *arg,
                       const struct hsds_notes *notes);

#endif
