/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_FORM_H
#define EDGE_FORM_H
/*
 * form.h — application/x-www-form-urlencoded: bodies and query strings into ordered pairs.
 *
 * Repeated names are kept in the order they came, because providers sign them. What could be
 * read in two ways is refused whole: a broken % escape, an escaped or plain NUL, more than
 * FORM_PAIRS_MAX pairs.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

#define FORM_PAIRS_MAX 256

struct form_pair {
    const char *name, *value; /* decoded, inside the form's own memory */
};

struct form {
    size_t count;
    struct form_pair pair[FORM_PAIRS_MAX];
    char *memory;
};

/* Decodes `len` bytes; ERR_INPUT leaves an empty form. The caller wipes it in either case. */
MUST_CHECK enum err form_parse(struct form *form, const char *bytes, size_t len);
void form_wipe(struct form *form);

/* The first value of `name`, or NULL. */
const char *form_get(const struct form *form, const char *name);

/* The byte that the `left` bytes at s begin with as "%XX", or -1. */
int percent_byte(const char *s, size_t left);

/*
 * Decodes %XX, and "+" to a space if `plus_is_space`, into out[size] with a NUL at its end.
 * False, and an empty `out`, for a broken escape, a NUL, or too many bytes.
 */
bool percent_decode(const char *s, size_t len, bool plus_is_space, char *out, size_t size);

/* ---- writing ---- */

/* Escapes all but what RFC 3986 calls unreserved. */
void form_percent_add(struct str *str, const char *s);

/* "name=value", after an "&" if there is something before it. */
void form_field_add(struct str *str, const char *name, const char *value);

#endif
