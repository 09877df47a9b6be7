/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/nearest.h"

#include <string.h>

#define WORD_BYTES_MAX 63

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* How many letters to change, add or leave out (Levenshtein); one row of the table at a time. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_BYTES_MAX + 1];
    size_t b_len = strlen(b);

    if (b_len > WORD_BYTES_MAX || strlen(a) > WORD_BYTES_MAX) return WORD_BYTES_MAX;
    for (size_t j = 0; j <= b_len; j++) row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, changed);
        }
    }
    return row[b_len];
}

const char *nearest_word(const char *word, const char *const *known, size_t count)
{
    const char *nearest = NULL;
    size_t best = strlen(word) / 2 + 1; /* half of it right, or it was meant otherwise */

    for (size_t i = 0; i < count; i++) {
        size_t far = distance(word, known[i]);

        if (far >= best) continue;
        best = far;
        nearest = known[i];
    }
    return nearest;
}
