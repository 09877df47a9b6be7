/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/directory_reading.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/directory_part.h"

#define JOBS_MAX 8
#define UNPACKED_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct directory_reading {
    pthread_t thread;
    struct mailbox *jobs, *done;
};

/* ---- what a person should know ---- */

/* As much of it as there is room for, and never half a character. */
static void words_keep(char *out, size_t size, const char *words)
{
    size_t len = strlen(words) < size ? strlen(words) : size - 1;

    while (len && !utf8_is_valid(words, len)) len--;
    must(!str_copy_len(out, size, words, len));
}

static void note_keep(void *arg, const struct hsds_note *note)
{
    struct reading_job *job = arg;
    struct reading_notes *notes = note->refused ? &job->refused : &job->notes;
    struct reading_note *kept = &notes->note[notes->count];

    if (notes->count++ >= NOTES_KEPT) return;
    kept->line = note->line;
    words_keep(kept->id, sizeof kept->id, note->id);
    words_keep(kept->field, sizeof kept->field, note->field);
    words_keep(kept->why, sizeof kept->why, note->why);
}

/* ---- a file ---- */

struct reading_job *reading_job_new(const char *name, const char *feed, const void *bytes,
                                    size_t len)
{
    struct reading_job *job = xcalloc(1, sizeof *job);
    const struct hsds_notes notes = { .note = note_keep, .arg = job };

    must(!STR_COPY(job->name, name) && !STR_COPY(job->feed, feed));
    job->bytes = xcalloc(len + 1, 1);
    memcpy(job->bytes, bytes, len);
    job->len = len;
    directory_init(&job->directory, job->feed, &notes);
    return job;
}

void reading_job_free(struct reading_job *job)
{
    if (!job) return;
    directory_wipe(&job->directory);
    free(job->bytes);
    free(job);
}

/* What a phone needs of an entry comes up only when it is read for one. */
static void entries_tell(struct reading_job *job)
{
    for (size_t i = 0; i < job->directory.count; i++) {
        struct resource_record record;

        if (!job->directory.entry[i].source) continue;
        directory_entry_read(&job->directory, &job->directory.entry[i], &job->directory.notes,
                             &record);
        free(record.source);
    }
}

static void job_do(struct reading_job *job)
{
    if (!directory_bytes_read(&job->directory, job->name, job->bytes, job->len, UNPACKED_BYTES_MAX,
                              job->why, sizeof job->why)) {
        entries_tell(job);
        job->why[0] = '\0';
    }
    free(job->bytes);
    job->bytes = NULL;
}

/* ---- the thread ---- */

static void *reading_run(void *arg)
{
    struct directory_reading *reading = arg;
    void *job;

    while (mailbox_wait(reading->jobs, &job, 1)) {
        job_do(job);
        if (mailbox_put(reading->done, job)) reading_job_free(job); /* nobody takes them any more */
    }
    return NULL;
}

struct directory_reading *directory_reading_start(void)
{
    struct directory_reading *reading = xcalloc(1, sizeof *reading);

    reading->jobs = mailbox_new(JOBS_MAX);
    reading->done = mailbox_new(2 * JOBS_MAX + 1);
    must(!pthread_create(&reading->thread, NULL, reading_run, reading));
    return reading;
}

static void job_drop(void *job)
{
    reading_job_free(job);
}

void directory_reading_stop(struct directory_reading *reading)
{
    void *job;

    while ((job = mailbox_take(reading->jobs))) reading_job_free(job); /* not begun: not needed */
    mailbox_close(reading->jobs);
    must(!pthread_join(reading->thread, NULL));
    mailbox_end(reading->jobs, job_drop);
    mailbox_end(reading->done, job_drop);
    free(reading);
}

struct mailbox *directory_reading_done(const struct directory_reading *reading)
{
    return reading->done;
}

enum err directory_reading_put(struct directory_reading *reading, struct reading_job *job)
{
    return mailbox_put(reading->jobs, job);
}
