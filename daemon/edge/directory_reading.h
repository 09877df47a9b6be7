/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_DIRECTORY_READING_H
#define EDGE_DIRECTORY_READING_H
/*
 * directory_reading.h — files with a directory, read on a thread of its own, one after the other:
 * some thousand services take seconds, and neither the loop nor a sign-in has those.
 */
#include "base/mailbox.h"
#include "edge/directory_file.h"

#define NOTES_KEPT 100 /* of each kind; the others are only counted */

/* What a person should know of one record. */
struct reading_note {
    size_t line;
    char id[UUID_BYTES + 1];
    char field[64];
    char why[160];
};

struct reading_notes {
    size_t count; /* in all */
    struct reading_note note[NOTES_KEPT];
};

/* A file, and what is in it. Whoever holds the pointer owns it. */
struct reading_job {
    uint32_t slot, turn; /* whose it is; nothing the thread looks at */
    char name[256];
    char feed[64];
    char *bytes;
    size_t len;
    struct directory directory;
    struct reading_notes refused, notes;
    char why[512]; /* it cannot be read at all; empty: it can */
};

struct reading_job *reading_job_new(const char *name, const char *feed, const void *bytes,
                                    size_t len);
void reading_job_free(struct reading_job *job);

struct directory_reading;

/* The thread; what it has read is put into its mailbox. */
struct directory_reading *directory_reading_start(void);
void directory_reading_stop(struct directory_reading *reading);
struct mailbox *directory_reading_done(const struct directory_reading *reading);

/* ERR_BUSY: too many are waiting, and the job stays the caller's. */
MUST_CHECK enum err directory_reading_put(struct directory_reading *reading,
                                          struct reading_job *job);

#endif
