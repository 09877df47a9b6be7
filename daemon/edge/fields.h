/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_FIELDS_H
#define EDGE_FIELDS_H
/*
 * fields.h — the JSON object in a request's body, field by field.
 *
 * What is missing, of the wrong type or out of bounds is noted under its name, and one look at
 * the end tells whether all of it can be believed. Names that nobody asks for are ignored.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/json_write.h"

#define FIELD_PROBLEMS_MAX 8

struct field_problem {
    const char *name, *why; /* `why` is a snake_case constant: "missing", "too_long" … */
};

struct fields {
    void *root; /* jansson's */
    size_t problem_count;
    struct field_problem problem[FIELD_PROBLEMS_MAX];
};

/* An empty body is an empty object. The caller closes it in any case. */
void fields_open(struct fields *fields, const char *body, size_t len);
void fields_close(struct fields *fields);

bool fields_fit(const struct fields *fields);
bool fields_has(const struct fields *fields, const char *name); /* null is as good as nothing */

/* For what the caller itself finds wrong; the first problem of a name counts. */
void fields_note(struct fields *fields, const char *name, const char *why);

/*
 * Each fills `out` or notes a problem; then `out` is empty, zero or false. Texts are copied with
 * their end and are valid UTF-8 without a NUL inside.
 */
void fields_text(struct fields *fields, const char *name, char *out, size_t size);
void fields_text_if_any(struct fields *fields, const char *name, char *out, size_t size);
void fields_number(struct fields *fields, const char *name, int64_t min, int64_t max, int64_t *out);
void fields_number_if_any(struct fields *fields, const char *name, int64_t min, int64_t max,
                          int64_t *out);

/*
 * How many things there are in an array of `min` to `max`; 0 if there is no such field. Each is a
 * text, or an object with fields of its own.
 */
size_t fields_count(struct fields *fields, const char *name, size_t min, size_t max);
bool fields_is_text(const struct fields *fields, const char *name, size_t at);
void fields_text_at(struct fields *fields, const char *name, size_t at, char *out, size_t size);

/* How many objects there are in an array of at least one and at most `max`. */
size_t fields_rows(struct fields *fields, const char *name, size_t max);

/* One of them, to be read like a body; it is not closed. */
void fields_row(const struct fields *fields, const char *name, size_t i, struct fields *row);

/* What was wrong in a row is wrong with its array. */
void fields_row_done(struct fields *fields, const char *name, const struct fields *row);

/* An object that says of each bad field what is wrong with it. */
void fields_write_problems(const struct fields *fields, struct json_writer *writer,
                           const char *name);

#endif
