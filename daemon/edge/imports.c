/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/imports.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "edge/directory_part.h"
#include "edge/directory_reading.h"
#include "edge/refusal.h"

#define IMPORTS_MAX 4
#define ID_BYTES 16 /* random: who knows it has been told it */
#define KEPT_FOR MINUTES(15)
#define SWEPT_EVERY_SECONDS 60

enum import_state {
    IMPORT_FREE,
    IMPORT_AWAITED, /* its file has not come */
    IMPORT_READING,
    IMPORT_CHECKING, /* what it would do */
    IMPORT_CHECKED,
    IMPORT_STORING,
    IMPORT_DONE,
    IMPORT_FAILED, /* `trouble` says why */
};

static const char *const state_names[] = {
    [IMPORT_FREE] = "free",         [IMPORT_AWAITED] = "awaited", [IMPORT_READING] = "reading",
    [IMPORT_CHECKING] = "checking", [IMPORT_CHECKED] = "checked", [IMPORT_STORING] = "storing",
    [IMPORT_DONE] = "done",         [IMPORT_FAILED] = "failed",
};

struct import {
    struct imports *imports;
    uint32_t turn; /* counts who has been in this slot; a late answer finds nobody */
    enum import_state state;
    char id[2 * ID_BYTES + 1];
    struct caller caller;
    ms touched;
    size_t bytes; /* of the file, at most */
    struct import_file file;
    struct reading_job *job; /* what was read; NULL before that */
    size_t total;            /* entries, and how many of them have been looked at or stored */
    size_t at, handed_in;
    int64_t run;
    struct import_counts counts;
    const char *trouble;
};

struct imports {
    struct post *post;
    struct directory_reading *reading;
    struct event *on_read, *sweep;
    struct import import[IMPORTS_MAX];
};

/* ---- slots ---- */

static struct http_ticket ticket_of(const struct import *import)
{
    return (struct http_ticket){ (uint32_t)(import - import->imports->import), import->turn };
}

static struct import *import_of(struct imports *imports, struct http_ticket ticket)
{
    struct import *import = &imports->import[ticket.slot];

    return import->turn == ticket.turn && import->state != IMPORT_FREE ? import : NULL;
}

static void import_drop(struct import *import)
{
    struct imports *imports = import->imports;
    uint32_t turn = import->turn;

    reading_job_free(import->job);
    *import = (struct import){ .imports = imports, .turn = turn + 1 };
}

static bool is_of(const struct import *import, const struct caller *caller)
{
    return import->state != IMPORT_FREE &&
           crypt_equal(import->caller.session, caller->session, SESSION_HASH_BYTES);
}

/* The session's own, else a free one, else the one that nobody has touched for longest. */
static struct import *slot_find(struct imports *imports, const struct caller *caller)
{
    struct import *best = NULL;

    for (size_t i = 0; i < IMPORTS_MAX; i++) {
        struct import *import = &imports->import[i];

        if (is_of(import, caller)) return import->state == IMPORT_STORING ? NULL : import;
        if (import->state == IMPORT_STORING) continue;
        if (!best || import->touched < best->touched) best = import; /* a free one: at 0 */
    }
    return best;
}

struct import *imports_begin(struct imports *imports, const struct caller *caller, size_t bytes)
{
    struct import *import = slot_find(imports, caller);
    uint8_t id[ID_BYTES];

    if (!import) return NULL;
    import_drop(import);
    crypt_random(id, sizeof id);
    hex_write(import->id, id, sizeof id);
    import->state = IMPORT_AWAITED;
    import->caller = *caller;
    import->touched = clock_steady();
    import->bytes = bytes;
    return import;
}

struct import *imports_find(struct imports *imports, const char *id, const struct caller *caller)
{
    for (size_t i = 0; i < IMPORTS_MAX; i++) {
        struct import *import = &imports->import[i];

        if (!is_of(import, caller) || strcmp(import->id, id)) continue;
        import->touched = clock_steady();
        return import;
    }
    return NULL;
}

size_t imports_room(const struct imports *imports, const char *id)
{
    for (size_t i = 0; i < IMPORTS_MAX; i++) {
        const struct import *import = &imports->import[i];

        if (import->state != IMPORT_FREE && !strcmp(import->id, id)) return import->bytes;
    }
    return 0;
}

/* What nobody came back to is not kept in memory. */
static void on_sweep(evutil_socket_t fd, short what, void *arg)
{
    struct imports *imports = arg;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < IMPORTS_MAX; i++) {
        struct import *import = &imports->import[i];

        if (import->state == IMPORT_FREE || import->state == IMPORT_STORING) continue;
        if (clock_steady() - import->touched > KEPT_FOR) import_drop(import);
    }
}

/* ---- part by part ---- */

static void import_fail(struct import *import, const char *trouble)
{
    import->state = IMPORT_FAILED;
    import->trouble = trouble;
    log_warn("import_failed", "trouble=%s at=%zu of=%zu", trouble, import->at, import->total);
}

static const struct hsds_notes told_already = { .note = NULL };

/* The next part of it, for whoever looks at it or stores it. */
static void part_fill(struct import *import, struct resource_import *part)
{
    import->handed_in +=
        directory_part_fill(&import->job->directory, import->handed_in, &told_already, part);
    part->run = import->run;
    part->first = import->at == 0;
    part->last = import->handed_in == import->total;
    part->part = import->file.part;
}

static void parts_begin(struct import *import, enum import_state state)
{
    import->state = state;
    import->at = import->handed_in = 0;
    import->counts = (struct import_counts){ .added = 0 };
}

/* False: that was all, or somebody else is there by now. */
static bool part_took(struct import *import, const struct import_counts *counts)
{
    directory_counts_add(&import->counts, counts);
    import->at = import->handed_in;
    return import->at < import->total;
}

static void part_looked(void *module, struct http_ticket ticket, const struct query *query);

static void part_look(struct import *import)
{
    struct query *query = query_new(QUERY_RESOURCE_IMPORT, clock_now());

    query->caller = import->caller;
    part_fill(import, &query->import);
    if (post_query(import->imports->post, query, part_looked, import->imports, ticket_of(import)))
        import_fail(import, "busy");
}

static void part_looked(void *module, struct http_ticket ticket, const struct query *query)
{
    struct import *import = import_of(module, ticket);
    const struct answer *answer = &query->answer;

    if (!import) return;
    if (answer->err)
        import_fail(import, refusal_of_err(answer->err).code);
    else if (answer->outcome != DONE)
        import_fail(import, refusal_of_query(answer->outcome).code);
    else if (part_took(import, &answer->counts))
        part_look(import);
    else
        import->state = IMPORT_CHECKED;
}

static const char *store_trouble(const struct receipt *receipt)
{
    if (receipt->err) return refusal_of_err(receipt->err).code;
    if (receipt->outcome == REFUSED_STATE) return "no_room";
    return receipt->outcome == DONE ? NULL : refusal_of_query(receipt->outcome).code;
}

static void import_end(struct import *import)
{
    const struct import_counts *counts = &import->counts;

    import->state = IMPORT_DONE;
    directory_wipe(&import->job->directory);
    log_info("import_done", "added=%lld changed=%lld same=%lld gone=%lld refused=%zu",
             (long long)counts->added, (long long)counts->changed, (long long)counts->same,
             (long long)counts->gone, import->job->refused.count);
}

static void part_stored(void *module, struct http_ticket ticket, const struct command *command);

static void part_store(struct import *import)
{
    struct command *command = command_new(COMMAND_RESOURCE_IMPORT, clock_now());

    command->caller = import->caller;
    part_fill(import, &command->u.import);
    if (post_command(import->imports->post, command, part_stored, import->imports,
                     ticket_of(import)))
        import_fail(import, "busy");
}

static void part_stored(void *module, struct http_ticket ticket, const struct command *command)
{
    struct import *import = import_of(module, ticket);
    const char *trouble = store_trouble(&command->receipt);

    if (!import) return;
    import->touched = clock_steady();
    if (trouble)
        import_fail(import, trouble);
    else if (part_took(import, &command->receipt.counts))
        part_store(import);
    else
        import_end(import);
}

void import_store(struct import *import)
{
    if (import->state != IMPORT_CHECKED) return;
    crypt_random(&import->run, sizeof import->run);
    parts_begin(import, IMPORT_STORING);
    if (import->total)
        part_store(import);
    else
        import_end(import);
}

/* ---- reading ---- */

void import_read(struct import *import, const struct import_file *file, const void *bytes,
                 size_t len)
{
    struct reading_job *job;

    if (import->state != IMPORT_AWAITED) return;
    import->file = *file;
    if (!*import->file.feed) directory_file_feed(file->name, import->file.feed);
    job = reading_job_new(file->name, import->file.feed, bytes, len);
    job->slot = ticket_of(import).slot;
    job->turn = import->turn;
    import->state = IMPORT_READING;
    if (!directory_reading_put(import->imports->reading, job)) return;
    reading_job_free(job);
    import_fail(import, "busy");
}

/* Nothing that could be read is no sign that all of it has gone. */
static void import_read_done(struct import *import, struct reading_job *job)
{
    const struct directory *directory = &job->directory;

    import->job = job;
    import->total = directory->count;
    import->file.part |= directory->part || !directory->read;
    parts_begin(import, IMPORT_CHECKING);
    if (*job->why)
        import_fail(import, "unreadable");
    else if (import->total)
        part_look(import);
    else
        import->state = IMPORT_CHECKED;
}

static void on_read(evutil_socket_t fd, short what, void *arg)
{
    struct imports *imports = arg;
    struct reading_job *job;

    (void)fd;
    (void)what;
    while ((job = mailbox_take(directory_reading_done(imports->reading)))) {
        struct import *import = import_of(imports, (struct http_ticket){ job->slot, job->turn });

        if (import)
            import_read_done(import, job);
        else
            reading_job_free(job);
    }
}

/* ---- as the console sees it ---- */

static void notes_write(struct json_writer *writer, const char *name,
                        const struct reading_notes *notes)
{
    json_write_open(writer, name, '{');
    json_write_number(writer, "count", (int64_t)notes->count);
    json_write_open(writer, "items", '[');
    for (size_t i = 0; i < notes->count && i < NOTES_KEPT; i++) {
        const struct reading_note *note = &notes->note[i];

        json_write_open(writer, NULL, '{');
        json_write_number(writer, "line", (int64_t)note->line);
        json_write_text(writer, "id", note->id);
        json_write_text(writer, "field", note->field);
        json_write_text(writer, "why", note->why);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
    json_write_close(writer, '}');
}

void import_write(const struct import *import, struct json_writer *writer)
{
    static const struct reading_notes none = { .count = 0 };
    const struct reading_job *job = import->job;

    json_write_open(writer, NULL, '{');
    json_write_text(writer, "id", import->id);
    json_write_text(writer, "state", state_names[import->state]);
    json_write_text(writer, "feed", import->file.feed);
    json_write_bool(writer, "part", import->file.part);
    json_write_number(writer, "total", (int64_t)import->total);
    json_write_number(writer, "at", (int64_t)import->at);
    json_write_open(writer, "counts", '{');
    directory_counts_write(writer, &import->counts);
    json_write_close(writer, '}');
    notes_write(writer, "refused", job ? &job->refused : &none);
    notes_write(writer, "notes", job ? &job->notes : &none);
    json_write_text(writer, "trouble", import->trouble);
    json_write_some(writer, "why", job ? job->why : "");
    json_write_close(writer, '}');
}

/* ---- all of them ---- */

struct imports *imports_open(struct event_base *base, struct post *post)
{
    const struct timeval minute = { .tv_sec = SWEPT_EVERY_SECONDS };
    struct imports *imports = xcalloc(1, sizeof *imports);

    imports->post = post;
    for (size_t i = 0; i < IMPORTS_MAX; i++) imports->import[i].imports = imports;
    imports->reading = directory_reading_start();
    imports->on_read = event_new(base, mailbox_fd(directory_reading_done(imports->reading)),
                                 EV_READ | EV_PERSIST, on_read, imports);
    imports->sweep = event_new(base, -1, EV_PERSIST, on_sweep, imports);
    must(imports->on_read && imports->sweep);
    must(!event_add(imports->on_read, NULL) && !event_add(imports->sweep, &minute));
    return imports;
}

void imports_close(struct imports *imports)
{
    event_free(imports->on_read);
    event_free(imports->sweep);
    directory_reading_stop(imports->reading);
    for (size_t i = 0; i < IMPORTS_MAX; i++) import_drop(&imports->import[i]);
    free(imports);
}
