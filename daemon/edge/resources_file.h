/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_RESOURCES_FILE_H
#define EDGE_RESOURCES_FILE_H
/*
 * resources_file.h — the line's directory as a file: {"resources": [{"id": …, "label": …}, …]}.
 *
 * Fields are named as in struct resource. All or nothing: a file with one bad entry is refused
 * with its place and reason, so that nobody offers half a directory without knowing.
 */
#include "base/err.h"
#include "rules/model.h"

#define RESOURCES_MAX 500

struct resources {
    size_t count;
    struct resource *resource;
};

/* On ERR_INPUT or ERR_MISSING `why` says what is wrong and where; `out` is then empty. */
MUST_CHECK enum err resources_file_load(const char *path, struct resources *out, char *why,
                                        size_t why_size);

void resources_free(struct resources *resources);

#endif
