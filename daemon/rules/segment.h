/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_SEGMENT_H
#define RULES_SEGMENT_H
/*
 * segment.h — how many parts a text takes on its way to a phone (3GPP TS 23.038 and 23.040).
 *
 * One character outside the GSM-7 alphabet turns the whole text into UCS-2 and 160 characters
 * into 70: a curly apostrophe can double what a texter's phone has to put together again. All
 * strings are valid UTF-8.
 */
#include <stdbool.h>
#include <stddef.h>

struct segments {
    bool gsm7;
    int units; /* septets of GSM-7, or UTF-16 code units */
    int count; /* parts; an empty text is one */
};

struct segments segment_count(const char *s, size_t len);

/*
 * Copies `from` to `to`, with typographic characters as plain ones if that makes it GSM-7: curly
 * quotes, dashes, ellipses, no-break spaces. `drop_accents` also takes the accents that GSM-7 has
 * not, which readers of Spanish and Portuguese are used to. A text that needs UCS-2 anyway stays
 * as it is. Never grows: to[len + 1] is always enough. Returns the length.
 */
size_t segment_flatten(char *to, size_t size, const char *from, size_t len, bool drop_accents);

#endif
