/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/bytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/err.h"

#define SIZE_MIN 512

char *bytes_room(struct bytes *bytes, size_t count)
{
    size_t size = bytes->size ? bytes->size : SIZE_MIN;

    while (size - bytes->len < count) size *= 2;
    if (size != bytes->size) {
        bytes->s = xrealloc(bytes->s, size, 1);
        bytes->size = size;
    }
    return bytes->s + bytes->len;
}

void bytes_add(struct bytes *bytes, const void *from, size_t len)
{
    if (!len) return;
    memcpy(bytes_room(bytes, len), from, len);
    bytes->len += len;
}

void bytes_drop(struct bytes *bytes, size_t len)
{
    must(len <= bytes->len);
    bytes->len -= len;
    if (bytes->len)
        memmove(bytes->s, bytes->s + len, bytes->len);
    else
        bytes_wipe(bytes);
}

void bytes_wipe(struct bytes *bytes)
{
    free(bytes->s);
    *bytes = (struct bytes){ 0 };
}
