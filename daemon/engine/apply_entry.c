/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/entry.h"
#include "rules/directory.h"
#include "rules/zone.h"
#include "store/resource.h"
#include "store/resource_change.h"

/* An entry as it was, and as it becomes; with what of it waits for a second person. */
struct revision {
    struct resource before, after;
    size_t proposal_count;
    struct resource_proposal proposal[PROPOSALS_MAX];
};

static bool may_edit(const struct turn *turn)
{
    return access_may(turn->viewer, ACT_EDIT_DIRECTORY, &(struct access_facts){ 0 });
}

/* The entry as the person has seen it; otherwise turn->outcome says why not. */
static enum err revision_load(struct turn *turn, const char *id, int64_t rev,
                              struct revision *revision)
{
    struct resource *before = &revision->before;
    enum err err;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    err = resource_load(turn->store, id, before);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (before->rev != rev) return turn_refuse(turn, REFUSED_CONFLICT);
    revision->after = *before;
    return proposals_load(turn->store, before, revision->proposal, &revision->proposal_count);
}

/* Whoever has it on the screen looks again. */
static enum err entry_tell(struct turn *turn, const char *id, int64_t *seq)
{
    enum err err = resource_seq(turn->store, id, seq);

    if (err) return err;
    return turn_event(turn, EVENT_RESOURCE_UPDATED, (conversation_id){ 0 }, *seq,
                      turn->viewer.person, 0);
}

static enum err revision_save(struct turn *turn, struct revision *revision)
{
    enum err err = entry_change(turn, &revision->before, &revision->after, NULL);

    return err ? err : entry_tell(turn, revision->after.id, &turn->ref);
}

/* ---- words ---- */

/* What stands there already needs nobody: then nothing waits any more. */
static void word_propose(struct resource *resource, const struct resource_word *word)
{
    unsigned bit = 1u << word->field;
    bool same = !strcmp(resource_field_get(resource, word->field), word->value);

    resource->waiting = same ? resource->waiting & ~bit : resource->waiting | bit;
}

static void word_set(struct resource *resource, enum resource_field field, const char *value)
{
    must(!str_copy(resource_field_of(resource, field), resource_bounds[field].size, value));
    resource->own |= 1u << field;
}

/* Of an entry with a publisher only some fields are the line's to write. */
static enum outcome word_write(struct resource *resource, const struct resource_word *word)
{
    const char *trouble = resource_field_trouble(word->field, word->value);

    if (word->field == RESOURCE_CHECKED) return REFUSED_INPUT; /* said by checking it */
    if (*resource->feed && !resource_bounds[word->field].local) return REFUSED_INPUT;
    if (word->give_back) {
        resource->own &= ~(1u << word->field);
        return *resource->feed ? DONE : REFUSED_INPUT;
    }
    if (trouble) return strcmp(trouble, "too_long") ? REFUSED_INPUT : REFUSED_TOO_LONG;
    if (resource_needs_second(resource, word->field))
        word_propose(resource, word);
    else
        word_set(resource, word->field, word->value);
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

/* ---- what waits for a second person ---- */

/* Who wants the same as another does not take it from them: they may be its second person. */
static bool is_proposed(const struct revision *revision, const struct resource_word *word)
{
    for (size_t i = 0; i < revision->proposal_count; i++)
        if (revision->proposal[i].field == word->field &&
            !strcmp(revision->proposal[i].value, word->value))
            return true;
    return false;
}

static enum err proposal_make(struct turn *turn, const char *id, const struct resource_word *word)
{
    struct resource_proposal proposal = { .field = word->field,
                                          .by = turn->viewer.person,
                                          .at = turn->now };
    enum err err;

    must(!STR_COPY(proposal.value, word->value)); /* what needs a second person is short */
    err = proposal_put(turn->store, id, &proposal);
    return err ? err
               : entry_note(turn, id, "proposed", resource_field_name(word->field), word->value);
}

static enum err proposals_make(struct turn *turn, const struct revision *revision,
                               const struct resource_edit *in)
{
    enum err err = OK;

    for (size_t i = 0; i < in->count && !err; i++)
        if (revision->after.waiting >> in->word[i].field & 1 &&
            !is_proposed(revision, &in->word[i]))
            err = proposal_make(turn, revision->after.id, &in->word[i]);
    return err;
}

/* Those that wait no longer, and have not become true. */
static enum err refusals_note(struct turn *turn, const struct revision *revision)
{
    enum err err = OK;

    for (size_t i = 0; i < revision->proposal_count && !err; i++) {
        const struct resource_proposal *proposal = &revision->proposal[i];
        const struct resource *after = &revision->after;

        if (after->waiting >> proposal->field & 1) continue;
        if (!strcmp(resource_field_get(after, proposal->field), proposal->value)) continue;
        err = entry_note(turn, after->id, "refused", resource_field_name(proposal->field),
                         proposal->value);
    }
    return err;
}

/* ---- writing ---- */

static enum err entry_make(struct turn *turn, const struct resource_edit *in)
{
    struct resource *resource = xcalloc(1, sizeof *resource);
    enum outcome outcome;
    int64_t seq;
    enum err err;

    resource->status = RESOURCE_INACTIVE; /* until it has been checked */
    resource->rev = 1;
    resource->changed_at = turn->now;
    turn->ref = store_id(turn->store);
    resource_made_id(turn->ref, resource->id);
    must(!STR_COPY(resource->emergency, "unknown"));
    outcome = words_write(resource, in);
    if (outcome == DONE && (!*resource->name || !*resource->label)) outcome = REFUSED_INPUT;
    err = outcome == DONE ? resource_add(turn->store, resource, "") : turn_refuse(turn, outcome);
    if (!err && outcome == DONE) err = entry_note(turn, resource->id, "made", "", "");
    if (!err && outcome == DONE) err = entry_tell(turn, resource->id, &seq);
    free(resource);
    return err;
}

static enum err entry_edit(struct turn *turn, const struct resource_edit *in,
                           struct revision *revision)
{
    enum outcome outcome = words_write(&revision->after, in);
    enum err err;

    if (outcome != DONE) return turn_refuse(turn, outcome);
    err = proposals_make(turn, revision, in);
    if (!err) err = refusals_note(turn, revision);
    return err ? err : revision_save(turn, revision);
}

enum err apply_resource_edit(struct turn *turn, const struct command *command)
{
    const struct resource_edit *in = &command->u.resource_edit;
    struct revision *revision;
    enum err err;

    if (!*in->id) return may_edit(turn) ? entry_make(turn, in) : turn_refuse(turn, REFUSED_ROLE);
    revision = xcalloc(1, sizeof *revision);
    err = revision_load(turn, in->id, in->rev, revision);
    if (!err && turn->outcome == DONE) err = entry_edit(turn, in, revision);
    free(revision);
    return err;
}

/* ---- a second person's word ---- */

/* Somebody of the line has called or texted it today, as the calendar on its wall has it. */
static void check_today(const struct turn *turn, struct resource *resource)
{
    ms wall = zone_to_wall(settings_zone(turn->settings), turn->now);
    struct date date = date_of_day((int)wall_day(wall));
    char day[11];

    snprintf(day, sizeof day, "%04u-%02u-%02u", (unsigned)date.year % 10000,
             (unsigned)date.month % 100, (unsigned)date.day % 100);
    resource_check(resource, day);
}

/* What others have proposed becomes true. False: there is nothing but one's own. */
static bool proposals_accept(const struct turn *turn, struct revision *revision)
{
    bool any = false;

    for (size_t i = 0; i < revision->proposal_count; i++) {
        const struct resource_proposal *proposal = &revision->proposal[i];

        if (proposal->by.n == turn->viewer.person.n) continue;
        word_set(&revision->after, proposal->field, proposal->value);
        revision->after.waiting &= ~(1u << proposal->field);
        any = true;
    }
    return any;
}

/* Whoever agrees has tried it: that is a check as well. */
static enum err revision_publish(struct turn *turn, struct revision *revision)
{
    if (!proposals_accept(turn, revision)) return turn_refuse(turn, REFUSED_NEEDS_SECOND);
    resource_follow(&revision->after);
    check_today(turn, &revision->after);
    return revision_save(turn, revision);
}

static enum err revision_refuse(struct turn *turn, struct revision *revision)
{
    enum err err;

    revision->after.waiting = 0;
    err = refusals_note(turn, revision);
    return err ? err : revision_save(turn, revision);
}

enum err apply_resource_publish(struct turn *turn, const struct command *command)
{
    const struct resource_answer *in = &command->u.resource_answer;
    struct revision *revision = xcalloc(1, sizeof *revision);
    enum err err = revision_load(turn, in->id, in->rev, revision);

    if (err || turn->outcome != DONE) goto done;
    if (!revision->proposal_count)
        err = turn_refuse(turn, REFUSED_CONFLICT);
    else
        err = in->agree ? revision_publish(turn, revision) : revision_refuse(turn, revision);
done:
    free(revision);
    return err;
}

enum err apply_resource_check(struct turn *turn, const struct command *command)
{
    const struct resource_edit *in = &command->u.resource_edit;
    struct revision *revision = xcalloc(1, sizeof *revision);
    enum err err = revision_load(turn, in->id, in->rev, revision);

    if (!err && turn->outcome == DONE) {
        check_today(turn, &revision->after);
        err = revision_save(turn, revision);
    }
    free(revision);
    return err;
}

/* ---- whoever uses it ---- */

/* Something is wrong with it: those who keep the directory will look. */
enum err apply_resource_report(struct turn *turn, const struct command *command)
{
    const struct resource_report *in = &command->u.resource_report;
    enum err err;

    if (!access_may(turn->viewer, ACT_SEE_DIRECTORY, &(struct access_facts){ 0 }))
        return turn_refuse(turn, REFUSED_ROLE);
    if (!*in->words || resource_field_trouble(RESOURCE_EXPECT, in->words))
        return turn_refuse(turn, REFUSED_INPUT);
    err = resource_report(turn->store, in->id);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (!err) err = entry_note(turn, in->id, "reported", "", in->words);
    return err ? err : entry_tell(turn, in->id, &turn->ref);
}
