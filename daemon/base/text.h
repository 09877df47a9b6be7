/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
/*
 * text.h — bounded strings. What does not fit is refused, never cut: a cut text is a changed text.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Copies `from` with its end into to[size]; ERR_INPUT, and an empty `to`, if it does not fit. */
MUST_CHECK enum err str_copy(char *to, size_t size, const char *from);

/* The same for `len` bytes that need not end with NUL; a NUL among them is refused. */
MUST_CHECK enum err str_copy_len(char *to, size_t size, const char *from, size_t len);

#define STR_COPY(to, from) str_copy((to), sizeof(to), (from))

/* Well-formed UTF-8 by RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF. */
bool utf8_is_valid(const char *s, size_t len);

/* Reads one code point at s[*at] of valid UTF-8 and moves *at past it. */
uint32_t utf8_next(const char *s, size_t *at);

/* Code points in valid UTF-8. */
size_t utf8_count(const char *s, size_t len);

/* "+" and 3 to 15 digits, as E.164 has it, or a short code of 3 to 8 digits. */
bool phone_is_valid(const char *s);

/*
 * A string that grows inside the caller's buffer. Writing past the end sets `cut` and changes
 * nothing more, so one check at the end is enough.
 */
struct str {
    char *s;
    size_t size, len;
    bool cut;
};

void str_init(struct str *str, char *buffer, size_t size);
void str_add(struct str *str, const char *s);
void str_add_len(struct str *str, const char *s, size_t len);
void str_add_number(struct str *str, int64_t number); /* as "%lld", in a tenth of the time */
void str_addf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whole decimal numbers only, within [min, max]; ERR_INPUT otherwise. */
MUST_CHECK enum err number_parse(const char *s, int64_t min, int64_t max, int64_t *number);

/* Lower-case hex of `len` bytes into out[2 * len + 1]. */
void hex_write(char *out, const uint8_t *bytes, size_t len);

#endif
