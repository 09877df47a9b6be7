/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_IMPORTS_H
#define EDGE_IMPORTS_H
/*
 * imports.h — files with a directory that people send from the console: read, looked at, stored.
 *
 * An import belongs to the session that began it, and only to that. Its file is read on a thread
 * of its own; what it would do is asked, and later done, a part at a time, so that neither the loop
 * nor a text waits for it. Nothing of it outlives the daemon, and nothing needs to: the same file
 * once more brings the rest.
 */
#include <event2/event.h>

#include "edge/hsds_clean.h"
#include "edge/json_write.h"
#include "edge/post.h"

#define IMPORT_BYTES_MAX ((size_t)16 * 1024 * 1024) /* as it is sent; it may be packed */

struct imports;
struct import;

struct imports *imports_open(struct event_base *base, struct post *post);

/* After the post is closed: its answers would find nobody. */
void imports_close(struct imports *imports);

/*
 * A place for a file of so many bytes, for this session, which gives up the import it had. NULL:
 * too many others are being stored just now.
 */
struct import *imports_begin(struct imports *imports, const struct caller *caller, size_t bytes);

/* NULL: this session has none of that id. */
struct import *imports_find(struct imports *imports, const char *id, const struct caller *caller);

/* How large the file of this import may be, also one that is sent again; 0: there is none. */
size_t imports_room(const struct imports *imports, const char *id);

/* What is said of a file beside its bytes. */
struct import_file {
    char name[256];
    char feed[64]; /* empty: by the file's name */
    bool part;     /* what is missing in it is not gone */
};

/* Takes the file and reads it; only of an import that waits for one. */
void import_read(struct import *import, const struct import_file *file, const void *bytes,
                 size_t len);

/* Stores what was found; only of an import that has been looked at whole. */
void import_store(struct import *import);

/* How far it is, what it does or did, and what of it is refused: an object of the console's API. */
void import_write(const struct import *import, struct json_writer *writer);

#endif
