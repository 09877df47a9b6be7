/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "engine/entry.h"
#include "rules/directory.h"
#include "store/resource.h"

#define VANISH_AT_ONCE 64

/* ---- import ---- */

static enum err record_add(struct turn *turn, const struct resource_record *record)
{
    struct resource resource = record->resource;

    turn->counts.added++;
    resource.changed_at = turn->now;
    return resource_add(turn->store, &resource, record->source);
}

/* The same words again change nothing: they stay with whoever published them first. */
static enum err record_merge(struct turn *turn, const struct resource_record *record,
                             const struct resource *known)
{
    struct resource after = *known;
    bool same;
    enum err err = resource_source_is(turn->store, known->id, record->source, &same);

    if (err) return err;
    if (same && !known->gone) {
        turn->counts.same++;
        return OK;
    }
    resource_tell_anew(&after, &record->resource);
    turn->counts.changed++;
    return entry_change(turn, known, &after, record->source);
}

static enum err record_apply(struct turn *turn, const struct resource_import *import,
                             const struct resource_record *record)
{
    struct resource *known;
    enum err err = OK;

    if (!import->part) err = resource_seen_add(turn->store, import->feed, record->resource.id);
    if (err || !record->source) return err;
    known = xcalloc(1, sizeof *known);
    err = resource_load(turn->store, record->resource.id, known);
    if (err == ERR_MISSING)
        err = record_add(turn, record);
    else if (!err)
        err = record_merge(turn, record, known);
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

enum err apply_resource_import(struct turn *turn, const struct command *command)
{
    const struct resource_import *import = &command->u.import;
    enum err err;

    if (!turn->operator) return turn_refuse(turn, REFUSED_ROLE);
    if (turn->space != SPACE_ENOUGH) return turn_refuse(turn, REFUSED_STATE); /* texts need it */
    err = run_claim(turn, import);
    if (err == ERR_CONFLICT) return turn_refuse(turn, REFUSED_CONFLICT);
    for (size_t i = 0; i < import->count && !err; i++)
        err = record_apply(turn, import, &import->record[i]);
    if (!err && import->last && !import->part) err = feed_end(turn, import->feed);
    if (!err && turn->counts.added + turn->counts.changed + turn->counts.gone)
        err = turn_event(turn, EVENT_RESOURCE_UPDATED, (conversation_id){ 0 }, 0, (person_id){ 0 },
                         0);
    return err;
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
