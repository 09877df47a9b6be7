/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H
/*
 * alloc.h — memory that is there or ends the process. Sizes from outside are bounded before.
 */
#include <stddef.h>

/* Zeroed memory for `count` things of `size` bytes; the caller frees it with free(). */
void *xcalloc(size_t count, size_t size) __attribute__((returns_nonnull));

/* As realloc(), for `count` things of `size` bytes; new memory is not zeroed. */
void *xrealloc(void *old, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of `s`; the caller frees it. */
char *xstrdup(const char *s) __attribute__((returns_nonnull));

#endif
