/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

#define COLUMNS_MAX 256
#define ROWS_MAX 1000000

struct reading {
    char *s;
    size_t len, at, line;
    char *field[COLUMNS_MAX];
    size_t count;    /* fields of the row; only the first COLUMNS_MAX are kept */
    size_t unclosed; /* the line of a quotation mark that has no other; 0: none */
};

/* Quotes inside of quotes are doubled. Writes over itself, which never grows. */
static char *quoted_take(struct reading *reading)
{
    char *start = reading->s + ++reading->at, *to = start;

    reading->unclosed = reading->line;
    while (reading->at < reading->len) {
        char c = reading->s[reading->at++];

        if (c == '"' && reading->s[reading->at] != '"') {
            reading->unclosed = 0;
            break;
        }
        if (c == '"') reading->at++;
        if (c == '\n') reading->line++;
        *to++ = c;
    }
    /* What stands between the quote and the comma belongs to nothing. */
    while (reading->at < reading->len && !strchr(",\r\n", reading->s[reading->at])) reading->at++;
    if (to < reading->s + reading->at) *to = '\0';
    return start;
}

static char *plain_take(struct reading *reading)
{
    char *start = reading->s + reading->at;

    while (reading->at < reading->len && !strchr(",\r\n", reading->s[reading->at])) reading->at++;
    return start;
}

/* False: the row ends with this field. Each ends with a NUL in the place of what parted them. */
static bool field_take(struct reading *reading)
{
    bool quoted = reading->s[reading->at] == '"';
    char *field = quoted ? quoted_take(reading) : plain_take(reading);
    char end = reading->s[reading->at];

    reading->s[reading->at] = '\0';
    if (reading->count < COLUMNS_MAX) reading->field[reading->count] = field;
    reading->count++;
    if (reading->at < reading->len) reading->at++;
    if (end == '\r' && reading->s[reading->at] == '\n') reading->at++;
    if (end == '\r' || end == '\n') reading->line++;
    return end == ',';
}

/* False: the file is at its end. Empty rows are passed over. */
static bool row_take(struct reading *reading, size_t *line)
{
    while (reading->at < reading->len) {
        *line = reading->line;
        reading->count = 0;
        while (field_take(reading)) continue;
        if (reading->count > 1 || *reading->field[0]) return true;
    }
    return false;
}

static void header_keep(struct csv *csv, struct reading *reading)
{
    csv->columns = reading->count;
    csv->name = xcalloc(reading->count, sizeof *csv->name);
    for (size_t i = 0; i < reading->count; i++) {
        char *name = reading->field[i] + strspn(reading->field[i], " ");
        size_t len = strlen(name);

        while (len && name[len - 1] == ' ') name[--len] = '\0';
        csv->name[i] = name;
    }
}

static void row_keep(struct csv *csv, struct reading *reading, size_t line, size_t *size)
{
    char *nothing = reading->s + reading->len;

    if (csv->rows == *size) {
        *size = *size ? 2 * *size : 64;
        csv->cell = xrealloc(csv->cell, *size * csv->columns, sizeof *csv->cell);
        csv->line = xrealloc(csv->line, *size, sizeof *csv->line);
    }
    for (size_t i = 0; i < csv->columns; i++)
        csv->cell[csv->rows * csv->columns + i] = i < reading->count ? reading->field[i] : nothing;
    csv->line[csv->rows++] = line;
    if (reading->count > csv->columns && !csv->longer++) csv->longer_line = line;
}

/* The first line with bytes that are no text; 0: all of it is UTF-8. */
static size_t line_of_other_bytes(const char *bytes, size_t len)
{
    size_t line = 1;

    while (len) {
        const char *end = memchr(bytes, '\n', len);
        size_t part = end ? (size_t)(end - bytes) + 1 : len;

        if (!utf8_is_valid(bytes, part) || memchr(bytes, '\0', part)) return line;
        bytes += part;
        len -= part;
        line++;
    }
    return 0;
}

/* NULL, or what is wrong with the table; *line is where, or 0. */
static const char *table_take(struct csv *csv, struct reading *reading, size_t *line)
{
    size_t size = 0, row_line;

    *line = line_of_other_bytes(reading->s, reading->len);
    if (*line) return "it is not UTF-8 text";
    if (!row_take(reading, &row_line)) return "it has no row with names of columns";
    if (reading->count > COLUMNS_MAX) return "it has too many columns";
    header_keep(csv, reading);
    while (row_take(reading, &row_line)) {
        if (csv->rows == ROWS_MAX) return "it has too many rows";
        row_keep(csv, reading, row_line, &size);
    }
    *line = reading->unclosed;
    return *line ? "a quotation mark is not closed" : NULL;
}

enum err csv_read(struct csv *csv, char *bytes, size_t len, char *why, size_t why_size)
{
    struct reading *reading = xcalloc(1, sizeof *reading);
    const char *trouble;
    size_t line;

    *csv = (struct csv){ .bytes = bytes };
    *reading = (struct reading){ .s = bytes, .len = len, .line = 1 };
    if (len >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) reading->at = 3;
    trouble = table_take(csv, reading, &line);
    free(reading);
    if (!trouble) return OK;
    if (line)
        snprintf(why, why_size, "line %zu: %s", line, trouble);
    else
        snprintf(why, why_size, "%s", trouble);
    csv_free(csv);
    return ERR_INPUT;
}

void csv_free(struct csv *csv)
{
    free(csv->name);
    free(csv->cell);
    free(csv->line);
    free(csv->bytes);
    *csv = (struct csv){ .columns = 0 };
}

size_t csv_column(const struct csv *csv, const char *name)
{
    size_t column = 0;

    while (column < csv->columns && strcmp(csv->name[column], name)) column++;
    return column;
}

const char *csv_cell(const struct csv *csv, size_t row, size_t column)
{
    return column < csv->columns ? csv->cell[row * csv->columns + column] : "";
}

void csv_write_cell(struct json_writer *writer, const char *s, bool first)
{
    bool quotes = s[strcspn(s, ",\"\r\n")] != '\0' || *s == ' ';

    if (!first) json_write_raw(writer, ",", 1);
    if (quotes) json_write_raw(writer, "\"", 1);
    for (; *s; s++) {
        if (*s == '"') json_write_raw(writer, "\"", 1);
        json_write_raw(writer, s, 1);
    }
    if (quotes) json_write_raw(writer, "\"", 1);
}
