/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "engine/entry.h"
#include "engine/importing.h"
#include "rules/directory.h"
#include "store/resource.h"

#define VANISH_AT_ONCE 64

/* ---- import ---- */

static bool may_import(const struct turn *turn)
{
    return turn->is_operator ||
           access_may(turn->viewer, ACT_EDIT_DIRECTORY, &(struct access_facts){ 0 });
}

static enum err record_add(struct turn *turn, const struct resource_record *record)
{
    struct resource resource = record->resource;

    resource.changed_at = turn->now;
    return resource_add(turn->store, &resource, record->source);
}

static enum err record_merge(struct turn *turn, const struct resource_record *record,
                             const struct resource *known)
{
    struct resource after = *known;

    resource_tell_anew(&after, &record->resource);
    return entry_change(turn, known, &after, record->source);
}

static enum err record_apply(struct turn *turn, const struct resource_import *import,
                             const struct resource_record *record)
{
    struct resource *known;
    enum import_fate fate;
    enum err err = OK;

    if (!import->part) err = resource_seen_add(turn->store, import->feed, record->resource.id);
    if (err || !record->source) return err;
    known = xcalloc(1, sizeof *known);
    err = import_judge(turn->store, record, known, &fate);
    if (!err) import_count(&turn->counts, fate);
    if (!err && fate == IMPORT_NEW) err = record_add(turn, record);
    if (!err && fate == IMPORT_CHANGED) err = record_merge(turn, record, known);
    free(known);
    return err;
}

static enum err vanished_mark(struct turn *turn, struct resource *gone, size_t count)
{
    enum err err = OK;

    for (size_t i = 0; i < count && !err; i++) {
        struct resource before = gone[i];

        resource_vanish(&gone[i]);
        turn->counts.gone++;
        err = entry_change(turn, &before, &gone[i], NULL);
    }
    return err;
}

/* Never deleted: somebody may have been sent there. */
static enum err vanished_find(struct turn *turn, const char *feed)
{
    struct resource *gone = xcalloc(VANISH_AT_ONCE, sizeof *gone);
    size_t count;
    enum err err;

    do {
        err = resource_unseen(turn->store, feed, VANISH_AT_ONCE, gone, &count);
        if (!err) err = vanished_mark(turn, gone, count);
    } while (!err && count);
    free(gone);
    return err;
}

static enum err feed_end(struct turn *turn, const char *feed)
{
    enum err err = vanished_find(turn, feed);

    return err ? err : resource_run_end(turn->store, feed);
}

/* A part of a feed tells nothing of what is missing in it, and gets in nobody's way. */
static enum err run_claim(struct turn *turn, const struct resource_import *import)
{
    if (import->part) return OK;
    if (import->first) return resource_run_begin(turn->store, import->feed, import->run);
    return resource_run_check(turn->store, import->feed, import->run);
}

/* Once, however many parts it has; what it changed is in the history of each entry. */
static enum err import_record(struct turn *turn)
{
    return turn_audit(turn, command_kind_name(COMMAND_RESOURCE_IMPORT), (conversation_id){ 0 }, 0);
}

enum err apply_resource_import(struct turn *turn, const struct command *command)
{
    const struct resource_import *import = &command->u.import;
    enum err err;

    if (!may_import(turn)) return turn_refuse(turn, REFUSED_ROLE);
    if (turn->space != SPACE_ENOUGH) return turn_refuse(turn, REFUSED_STATE); /* texts need it */
    err = run_claim(turn, import);
    if (err == ERR_CONFLICT) return turn_refuse(turn, REFUSED_CONFLICT);
    if (!err && import->first && !turn->is_operator) err = import_record(turn);
    for (size_t i = 0; i < import->count && !err; i++)
        err = record_apply(turn, import, &import->record[i]);
    if (!err && import->last && !import->part) err = feed_end(turn, import->feed);
    if (!err && turn->counts.added + turn->counts.changed + turn->counts.gone)
        err = turn_event(turn, EVENT_RESOURCE_UPDATED, (conversation_id){ 0 }, 0, (person_id){ 0 },
                         0);
    return err;
}

/* All of it is the record: whoever asked for it has been allowed to, and nothing changes. */
enum err apply_resource_export(struct turn *turn, const struct command *command)
{
    (void)command;
    return may_import(turn) ? OK : turn_refuse(turn, REFUSED_ROLE);
}

/* ---- the first start ---- */

/* The file's entries; those that are on have been checked by whoever keeps it. */
static enum err entry_begin(struct turn *turn, const struct resource *written)
{
    struct resource resource = *written;

    resource.rev = 1;
    resource.changed_at = turn->now;
    resource.status = RESOURCE_INACTIVE;
    resource.approval = written->active ? APPROVAL_ON : APPROVAL_NONE;
    if (*resource.checked) resource.own |= 1u << RESOURCE_CHECKED;
    resource_follow(&resource);
    resource.active = resource_may_be_offered(&resource);
    return resource_add(turn->store, &resource, "");
}

enum err apply_directory_begin(struct turn *turn)
{
    int64_t count;
    enum err err = resource_count(turn->store, &count);

    for (size_t i = 0; i < turn->settings->resource_count && !err && !count; i++)
        err = entry_begin(turn, &turn->settings->resources[i]);
    return err;
}
