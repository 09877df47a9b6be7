/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H
/*
 * nearest.h — "did you mean …?" for words that people type into files.
 */
#include <stddef.h>

/* The known word that `word` was probably meant to be, or NULL when none is near. */
const char *nearest_word(const char *word, const char *const *known, size_t count);

#endif
