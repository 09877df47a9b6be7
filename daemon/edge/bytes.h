/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_BYTES_H
#define EDGE_BYTES_H
/*
 * bytes.h — bytes that wait between two turns of the loop. Holds no memory while it is empty.
 */
#include <stddef.h>

struct bytes {
    char *s;
    size_t len, size;
};

/* Room for `count` more bytes behind the present ones; the caller adds to len what it filled. */
char *bytes_room(struct bytes *bytes, size_t count);

void bytes_add(struct bytes *bytes, const void *from, size_t len);

/* Drops `len` bytes at the front; the last one takes the memory with it. */
void bytes_drop(struct bytes *bytes, size_t len);

void bytes_wipe(struct bytes *bytes);

#endif
