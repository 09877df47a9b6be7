/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

void *xcalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    must(memory != NULL);
    return memory;
}

void *xrealloc(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count ? count : 1, size ? size : 1);

    must(memory != NULL);
    return memory;
}

char *xstrdup(const char *s)
{
    char *copy = strdup(s);

    must(copy != NULL);
    return copy;
}
