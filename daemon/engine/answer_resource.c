/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/importing.h"
#include "rules/access.h"
#include "rules/directory.h"
#include "rules/hours.h"
#include "store/follow_up.h"
#include "store/list.h"
#include "store/person.h"
#include "store/resource.h"
#include "store/resource_change.h"

#define SOURCES_AT_ONCE 32

static enum err refuse(struct asking *asking, enum outcome outcome)
{
    asking->answer->outcome = outcome;
    return OK;
}

static bool may(const struct asking *asking, enum act act)
{
    return access_may(asking->viewer, act, &(struct access_facts){ 0 });
}

/* The day it is on the line's wall. */
static int today(const struct asking *asking)
{
    const struct zone *zone = settings_zone(asking->settings);
    ms now = asking->query->at;

    return (int)((now + MINUTES(zone_offset_minutes(zone, now))) / DAYS(1));
}

/* What is not in the row: it depends on the moment. */
static void moment_tell(const struct asking *asking, struct resource *resource)
{
    const struct zone *zone = settings_zone(asking->settings);
    struct schedule schedules[SCHEDULES_MAX];
    size_t count = hours_decode(resource->schedules, schedules);
    char words[sizeof resource->hours];

    resource->open = hours_open(schedules, count, zone, asking->query->at);
    resource->stale = resource_is_stale(resource->own, resource->checked, today(asking));
    if (hours_words(schedules, count, zone, asking->query->at, words, sizeof words))
        memcpy(resource->hours, words, sizeof words);
}

static enum resource_open open_of(const struct asking *asking, const char *encoded)
{
    struct schedule schedules[SCHEDULES_MAX];
    size_t count = hours_decode(encoded, schedules);

    return hours_open(schedules, count, settings_zone(asking->settings), asking->query->at);
}

static bool is_shown(const struct asking *asking, const struct resource_brief *brief)
{
    switch (asking->query->wish.show) {
    case SHOW_ALL: return true;
    case SHOW_ON: return brief->active;
    case SHOW_OFF: return !brief->active;
    case SHOW_STALE: return resource_is_stale(brief->own, brief->checked, today(asking));
    case SHOW_WAITING: return brief->waiting;
    case SHOW_LOOK: return brief->reported || brief->phone_changed || brief->gone;
    }
    return false;
}

static bool is_wished(void *arg, const struct resource_brief *brief)
{
    const struct asking *asking = arg;
    const struct resource_wish *wish = &asking->query->wish;

    return is_shown(asking, brief) &&
           (!wish->asks_open || open_of(asking, brief->schedules) == wish->open);
}

/* What those who chose each of them said of it. */
static enum err outcomes_fill(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err = OK;

    answer->outcomes = xcalloc(answer->resource_count, sizeof *answer->outcomes);
    for (size_t i = 0; i < answer->resource_count && !err; i++)
        err = outcomes_load(asking->store, answer->resources[i].id, &answer->outcomes[i]);
    return err;
}

/* A page from `before` on, which counts what was shown already. */
static enum err page_fill(struct asking *asking, const struct resource_filter *filter)
{
    const struct query *query = asking->query;
    struct answer *answer = asking->answer;
    size_t max = (size_t)query->limit;
    bool more;
    enum err err;

    answer->resources = xcalloc(max, sizeof *answer->resources);
    err = resource_search(asking->store, filter, (size_t)query->before, max, answer->resources,
                          &answer->resource_count, &more);
    if (err) return err;
    if (more) answer->next = query->before + (int64_t)answer->resource_count;
    for (size_t i = 0; i < answer->resource_count; i++) moment_tell(asking, &answer->resources[i]);
    return outcomes_fill(asking);
}

enum err answer_resources(struct asking *asking)
{
    const struct resource_wish *wish = &asking->query->wish;
    struct resource_filter filter = {
        .words = wish->words,
        .area = wish->area,
        .languages = wish->language,
        .audience = wish->audience,
        .tags = wish->tags,
        .free = wish->free,
        .offered = !wish->all,
        .keep = is_wished,
        .arg = asking,
    };

    if (!may(asking, wish->all ? ACT_EDIT_DIRECTORY : ACT_SEE_DIRECTORY))
        return refuse(asking, REFUSED_ROLE);
    return page_fill(asking, &filter);
}

/* ---- one of them ---- */

static enum err resource_fill(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err;

    answer->resources = xcalloc(1, sizeof *answer->resources);
    err = resource_load(asking->store, asking->query->resource, answer->resources);
    if (err == ERR_MISSING) return refuse(asking, REFUSED_MISSING);
    if (err) return err;
    answer->resource_count = 1;
    moment_tell(asking, answer->resources);
    return outcomes_fill(asking);
}

static enum err proposals_fill(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err = proposals_load(asking->store, answer->resources, answer->proposals,
                                  &answer->proposal_count);

    for (size_t i = 0; i < answer->proposal_count && !err; i++)
        err = person_name(asking->store, answer->proposals[i].by, answer->proposals[i].by_name);
    return err;
}

static enum err history_fill(struct asking *asking)
{
    struct resource_change *changes = xcalloc(RESOURCE_HISTORY_MAX, sizeof *changes);
    struct answer *answer = asking->answer;
    size_t count;
    enum err err = resource_changes(asking->store, asking->query->resource, RESOURCE_HISTORY_MAX,
                                    changes, &count);

    answer->history = xcalloc(RESOURCE_HISTORY_MAX, sizeof *answer->history);
    for (size_t i = 0; i < count && !err; i++) {
        struct resource_history *history = &answer->history[i];
        struct person person = { .name = "" };

        if (changes[i].person.n) err = person_load(asking->store, changes[i].person, &person);
        history->at = changes[i].at;
        history->person = changes[i].person;
        memcpy(history->name, person.name, sizeof history->name);
        memcpy(history->what, changes[i].what, sizeof history->what);
        memcpy(history->was, changes[i].was, sizeof history->was);
        memcpy(history->became, changes[i].became, sizeof history->became);
        answer->history_count++;
    }
    free(changes);
    return err;
}

enum err answer_resource(struct asking *asking)
{
    enum err err;

    if (!may(asking, ACT_SEE_DIRECTORY)) return refuse(asking, REFUSED_ROLE);
    err = resource_fill(asking);
    if (err || asking->answer->outcome != DONE) return err;
    err = proposals_fill(asking);
    if (!err)
        err = list_count_of(asking->store, asking->query->resource, &asking->answer->lists_count);
    return err ? err : history_fill(asking);
}

/* ---- as it is given on ---- */

static enum err sources_fill(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err = OK;

    answer->sources = xcalloc(answer->resource_count + 1, sizeof *answer->sources);
    for (size_t i = 0; i < answer->resource_count && !err; i++)
        err = resource_source(asking->store, answer->resources[i].id, &answer->sources[i]);
    return err;
}

/* A person takes all of it with them: the first page is on record. */
static enum err export_allow(struct asking *asking)
{
    if (asking->query->caller.is_operator) return OK;
    if (!may(asking, ACT_EDIT_DIRECTORY)) return refuse(asking, REFUSED_ROLE);
    if (*asking->query->resource) return OK;
    return asking_record(asking, COMMAND_RESOURCE_EXPORT, (conversation_id){ 0 });
}

enum err answer_resource_sources(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err = export_allow(asking);

    if (err || answer->outcome != DONE) return err;
    answer->resources = xcalloc(SOURCES_AT_ONCE, sizeof *answer->resources);
    err = resource_after(asking->store, asking->query->resource, SOURCES_AT_ONCE, answer->resources,
                         &answer->resource_count);
    return err ? err : sources_fill(asking);
}

/* ---- what an import would do ---- */

/* Met, so it would not be gone. */
static void met_count(struct import_counts *counts, const struct resource_import *import,
                      const struct resource *known)
{
    if (!import->part && !known->gone && !strcmp(known->feed, import->feed)) counts->gone--;
}

static enum err record_look(struct asking *asking, const struct resource_record *record)
{
    struct import_counts *counts = &asking->answer->counts;
    struct resource *known = xcalloc(1, sizeof *known);
    enum import_fate fate;
    enum err err = import_judge(asking->store, record, known, &fate);

    if (!err && record->source) import_count(counts, fate);
    if (!err && fate != IMPORT_NEW) met_count(counts, &asking->query->import, known);
    free(known);
    return err;
}

/*
 * `gone` adds up over all parts to what would be switched off: the first has all that the feed has,
 * and each takes away what it meets.
 */
enum err answer_resource_import(struct asking *asking)
{
    const struct resource_import *import = &asking->query->import;
    enum err err = OK;

    if (!may(asking, ACT_EDIT_DIRECTORY)) return refuse(asking, REFUSED_ROLE);
    if (import->first && !import->part)
        err = resource_feed_count(asking->store, import->feed, &asking->answer->counts.gone);
    for (size_t i = 0; i < import->count && !err; i++)
        err = record_look(asking, &import->record[i]);
    return err;
}

/* ---- for everybody ---- */

enum err answer_public_resources(struct asking *asking)
{
    struct resource_filter filter = { .words = asking->query->wish.words,
                                      .offered = true,
                                      .changed_since = asking->query->since };
    enum err err = page_fill(asking, &filter);

    if (!err) err = resource_total(asking->store, &filter, &asking->answer->total);
    return err ? err : sources_fill(asking);
}

enum err answer_public_resource(struct asking *asking)
{
    enum err err = resource_fill(asking);

    if (err || asking->answer->outcome != DONE) return err;
    if (!asking->answer->resources->active) return refuse(asking, REFUSED_MISSING);
    return sources_fill(asking);
}
