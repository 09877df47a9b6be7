/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_DIRECTORY_FILE_H
#define EDGE_DIRECTORY_FILE_H
/*
 * directory_file.h — reads a directory in any of its forms: HSDS 3.0 and 3.1 as JSON (one service,
 * a page, one a line; also compressed), HSDS as a folder of CSV, a plain CSV with a map of columns.
 *
 * What can be read goes in, and of everything else it is told which line, which field and why.
 */
#include "base/err.h"
#include "edge/hsds_clean.h"

struct directory_entry {
    char id[UUID_BYTES + 1];
    size_t line;
    char *source;      /* a clean service as JSON; NULL: it was refused, but is known to be there */
    char modified[40]; /* when its publisher changed it; empty: not told */
};

struct directory {
    const char *feed; /* borrowed */
    struct hsds_notes notes;
    size_t count, size; /* entries */
    struct directory_entry *entry;
    json_t *by_id;        /* where each stands in `entry` */
    size_t read, refused; /* services that go in, and that do not */
    bool part;            /* it is not all there is: what is missing is not gone */
};

/* `notes` tells of everything a person should know; file and line are filled in here. */
void directory_init(struct directory *directory, const char *feed, const struct hsds_notes *notes);
void directory_wipe(struct directory *directory);

/* A service, or what has services in it; takes the reference. */
void directory_add(struct directory *directory, json_t *record);

/* All records in these bytes of JSON. */
void directory_add_json(struct directory *directory, const char *bytes, size_t len);

/* `columns` as in edge/hsds_sheet.h. ERR_INPUT, ERR_MISSING: `why` is a sentence. */
MUST_CHECK enum err directory_file_read(struct directory *directory, const char *path,
                                        const char *columns, char *why, size_t why_size);

/* The same of a file that was sent, by its name; unpacked it is below `bytes_max`. */
MUST_CHECK enum err directory_bytes_read(struct directory *directory, const char *name,
                                         const void *bytes, size_t len, size_t bytes_max, char *why,
                                         size_t why_size);

/* The name of a feed by that of its file: "harbor-211" of "lists/harbor-211.ndjson.gz". */
void directory_file_feed(const char *path, char out[64]);

#endif
