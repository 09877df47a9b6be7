/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CSV_H
#define EDGE_CSV_H
/*
 * csv.h — tables as RFC 4180 has them: commas, quotes, line breaks inside of quotes. The first row
 * has the names of the columns.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "edge/json_write.h"

struct csv {
    size_t columns, rows; /* without the first one */
    char **name;          /* of the columns */
    char **cell;          /* row by row */
    size_t *line;         /* of the file, where each row begins */
    size_t longer;        /* rows with more cells than there are columns; what is beyond is lost */
    size_t longer_line;   /* of the first of them */
    char *bytes;          /* what all of these point into */
};

/* Takes the bytes, which csv_free() frees. ERR_INPUT: `why` is a sentence. */
MUST_CHECK enum err csv_read(struct csv *csv, char *bytes, size_t len, char *why, size_t why_size);
void csv_free(struct csv *csv);

/* The column of that name, or csv->columns. */
size_t csv_column(const struct csv *csv, const char *name);

/* Never NULL: a row that is too short has empty cells at its end. */
const char *csv_cell(const struct csv *csv, size_t row, size_t column);

/* One cell more of a row; `first`: no comma before it. */
void csv_write_cell(struct json_writer *writer, const char *s, bool first);

#endif
