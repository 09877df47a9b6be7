/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_JSON_SPLIT_H
#define EDGE_JSON_SPLIT_H
/*
 * json_split.h — finds the records in a file of JSON, one after the other, with their lines.
 *
 * Each is parsed for itself afterwards: one that is broken does not take the others along. A file
 * may be one record, one a line, an array, or a page: an object with an array of `contents`.
 */
#include <stdbool.h>
#include <stddef.h>

struct json_split {
    const char *s;
    size_t len, at;
    size_t line;
    bool lines; /* one record a line */
    bool array; /* commas between them, and a bracket behind the last */
    bool paged; /* other pages belong to it */
    bool cut;   /* the array has no end */
    bool more;  /* something stands behind the array or page, and is not read */
};

void json_split_init(struct json_split *split, const char *s, size_t len);

/* The next record, borrowed; false: that was all. */
bool json_split_next(struct json_split *split, const char **record, size_t *len, size_t *line);

#endif
