/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "rules/directory.h"
#include "rules/zone.h"
#include "store/resource.h"

#define VANISH_AT_ONCE 64

/* ---- history ---- */

static enum err change_note(struct turn *turn, const char *id, const char *what, const char *was,
                            const char *became)
{
    struct resource_change change = { .at = turn->now, .person = turn->viewer.person };

    must(!STR_COPY(change.what, what) && !STR_COPY(change.was, was));
    must(!STR_COPY(change.became, became));
    return resource_change_add(turn->store, id, &change);
}

/* What a person would ask about later: how it is reached, whether it is there, what it says. */
static enum err changes_note(struct turn *turn, const struct resource *before,
                             const struct resource *after)
{
    enum err err = OK;

    for (int i = 0; i < RESOURCE_FIELDS && !err; i++) {
        const char *was = resource_field_get(before, (enum resource_field)i);
        const char *became = resource_field_get(after, (enum resource_field)i);

        if (strcmp(was, became))
            err = change_note(turn, after->id, resource_field_name((enum resource_field)i), was,
                              became);
    }
    if (!err && before->status != after->status)
        err = change_note(turn, after->id, "status", resource_status_name(before->status),
                          resource_status_name(after->status));
    if (!err && before->gone != after->gone)
        err = change_note(turn, after->id, "gone", before->gone ? "gone" : "there",
                          after->gone ? "gone" : "there");
    if (!err && before->active != after->active)
        err = change_note(turn, after->id, "active", before->active ? "on" : "off",
                          after->active ? "on" : "off");
    return err;
}

static enum err resource_change(struct turn *turn, const struct resource *before,
                                struct resource *after, const char *source)
{
    enum err err = resource_save(turn->store, after, source);

    return err ? err : changes_note(turn, before, after);
}

/* ---- import ---- */

static enum err record_add(struct turn *turn, const struct resource_record *record)
{
    turn->counts.added++;
    return resource_add(turn->store, &record->resource, record->source);
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
    return resource_change(turn, known, &after, record->source);
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
        err = resource_change(turn, &before, &gone[i], NULL);
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

enum err apply_resource_import(struct turn *turn, const struct command *command)
{
    const struct resource_import *import = &command->u.import;
    enum err err = OK;

    if (!turn->operator) return turn_refuse(turn, REFUSED_ROLE);
    if (import->first) err = resource_seen_clear(turn->store, import->feed);
    for (size_t i = 0; i < import->count && !err; i++)
        err = record_apply(turn, import, &import->record[i]);
    if (!err && import->last && !import->part) err = vanished_find(turn, import->feed);
    if (!err && import->last) err = resource_seen_clear(turn->store, import->feed);
    return err;
}

/* ---- the first start ---- */

/* The file's entries; those that are on have been checked by whoever keeps it. */
static enum err entry_begin(struct turn *turn, const struct resource *written)
{
    struct resource resource = *written;

    resource.rev = 1;
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

/* ---- by hand ---- */

static bool may_edit(const struct turn *turn)
{
    return access_may(turn->viewer, ACT_EDIT_DIRECTORY, &(struct access_facts){ 0 });
}

/* The entry as the person has seen it; otherwise turn->outcome says why not. */
static enum err entry_load(struct turn *turn, const struct resource_edit *in,
                           struct resource *resource)
{
    enum err err;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    err = resource_load(turn->store, in->id, resource);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (!err && resource->rev != in->rev) return turn_refuse(turn, REFUSED_CONFLICT);
    return err;
}

/* Of an entry with a publisher only some fields are the line's to write. */
static enum outcome word_write(struct resource *resource, const struct resource_word *word)
{
    const struct resource_bounds *bounds = &resource_bounds[word->field];
    const char *trouble = resource_field_trouble(word->field, word->value);

    if (word->field == RESOURCE_CHECKED) return REFUSED_INPUT; /* said by checking it */
    if (*resource->feed && !bounds->local) return REFUSED_INPUT;
    if (word->give_back) {
        resource->own &= ~(1u << word->field);
        return *resource->feed ? DONE : REFUSED_INPUT;
    }
    if (trouble) return strcmp(trouble, "too_long") ? REFUSED_INPUT : REFUSED_TOO_LONG;
    must(!str_copy(resource_field_of(resource, word->field), bounds->size, word->value));
    resource->own |= 1u << word->field;
    return DONE;
}

static enum outcome words_write(struct resource *resource, const struct resource_edit *in)
{
    enum outcome outcome = DONE;

    for (size_t i = 0; i < in->count && outcome == DONE; i++)
        outcome = word_write(resource, &in->word[i]);
    if (!*resource->feed) resource_follow(resource);
    if (in->switched) resource->approval = in->on ? APPROVAL_ON : APPROVAL_OFF;
    resource->active = resource_may_be_offered(resource);
    if (outcome == DONE && in->switched && in->on && !resource->active) outcome = REFUSED_STATE;
    return outcome;
}

static enum err entry_make(struct turn *turn, const struct resource_edit *in)
{
    struct resource *resource = xcalloc(1, sizeof *resource);
    enum outcome outcome;
    enum err err;

    if (!may_edit(turn)) {
        free(resource);
        return turn_refuse(turn, REFUSED_ROLE);
    }
    resource->status = RESOURCE_INACTIVE; /* until it has been checked */
    resource->rev = 1;
    turn->ref = store_id(turn->store);
    resource_made_id(turn->ref, resource->id);
    must(!STR_COPY(resource->emergency, "unknown"));
    outcome = words_write(resource, in);
    if (outcome == DONE && (!*resource->name || !*resource->label)) outcome = REFUSED_INPUT;
    err = outcome == DONE ? resource_add(turn->store, resource, "") : turn_refuse(turn, outcome);
    if (!err && outcome == DONE) err = change_note(turn, resource->id, "made", "", "");
    free(resource);
    return err;
}

enum err apply_resource_edit(struct turn *turn, const struct command *command)
{
    const struct resource_edit *in = &command->u.resource_edit;
    struct resource *before, *after;
    enum outcome outcome;
    enum err err;

    if (!*in->id) return entry_make(turn, in);
    before = xcalloc(2, sizeof *before);
    after = before + 1;
    err = entry_load(turn, in, before);
    if (!err && turn->outcome == DONE) {
        *after = *before;
        outcome = words_write(after, in);
        err = outcome == DONE ? resource_change(turn, before, after, NULL)
                              : turn_refuse(turn, outcome);
    }
    free(before);
    return err;
}

/* "2026-11-22", as the calendar on the line's wall has it. */
static void today_write(const struct turn *turn, char day[11])
{
    ms wall = zone_to_wall(settings_zone(turn->settings), turn->now);
    struct date date = date_of_day((int)wall_day(wall));

    snprintf(day, 11, "%04u-%02u-%02u", (unsigned)date.year % 10000, (unsigned)date.month % 100,
             (unsigned)date.day % 100);
}

enum err apply_resource_check(struct turn *turn, const struct command *command)
{
    const struct resource_edit *in = &command->u.resource_edit;
    struct resource *before = xcalloc(2, sizeof *before), *after = before + 1;
    enum err err = entry_load(turn, in, before);

    if (!err && turn->outcome == DONE) {
        char day[11];

        today_write(turn, day);
        *after = *before;
        resource_check(after, day);
        err = resource_change(turn, before, after, NULL);
    }
    free(before);
    return err;
}
