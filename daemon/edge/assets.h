/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_ASSETS_H
#define EDGE_ASSETS_H
/*
 * assets.h — the files of the console and the simulated phone, inside the program.
 *
 * The table is written by daemon/console/build.mjs, which also puts the bytes into the binary,
 * plain and gzipped. Paths are exact: an unknown one is answered with 404, never with a page.
 */
#include <stdbool.h>
#include <stddef.h>

struct asset {
    const char *path, *type;
    bool immutable; /* its name holds a hash of its bytes: may be cached for ever */
    const unsigned char *raw, *gz;
    size_t raw_len, gz_len;
};

/* The file of this path, or NULL. */
const struct asset *assets_get(const char *path);

#endif
