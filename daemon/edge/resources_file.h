/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_RESOURCES_FILE_H
#define EDGE_RESOURCES_FILE_H
/*
 * resources_file.h — the line's directory as a file: {"resources": [{"id": …, "label": …}, …]}.
 *
 * Fields are named as in struct resource; a "note" is for whoever keeps the file. All or nothing:
 * one bad entry refuses the file, with its place and reason, so that nobody offers half a
 * directory without knowing. Numbers and hours go stale, so an entry can be active only with the
 * day on which somebody of this line checked it.
 */
#include "base/err.h"
#include "rules/model.h"

#define RESOURCES_MAX 500

struct resources {
    size_t count;
    struct resource *resource;
};

/*
 * The caller frees with resources_free(). On ERR_MISSING (no such file) and ERR_INPUT `out` is
 * empty and `why` is one sentence: file, place and reason.
 */
MUST_CHECK enum err resources_file_load(const char *path, struct resources *out, char *why,
                                        size_t why_size);

void resources_free(struct resources *resources);

#endif
