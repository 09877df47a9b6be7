/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "rules/access.h"
#include "rules/directory.h"
#include "rules/hours.h"
#include "store/follow_up.h"
#include "store/person.h"
#include "store/resource.h"

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

/* What is not in the row: it depends on the moment. */
static void moment_tell(const struct asking *asking, struct resource *resource)
{
    const struct zone *zone = settings_zone(asking->settings);
    struct schedule schedules[SCHEDULES_MAX];
    size_t count = hours_decode(resource->schedules, schedules);
    ms now = asking->query->at;
    char words[sizeof resource->hours];
    ms local = now + MINUTES(zone_offset_minutes(zone, now));

    resource->open = hours_open(schedules, count, zone, now);
    resource->stale = resource_is_stale(resource, (int)(local / DAYS(1)));
    if (hours_words(schedules, count, zone, now, words, sizeof words))
        memcpy(resource->hours, words, sizeof words);
}

static bool is_open_now(void *arg, const char *encoded)
{
    const struct asking *asking = arg;
    struct schedule schedules[SCHEDULES_MAX];
    size_t count = hours_decode(encoded, schedules);

    return hours_open(schedules, count, settings_zone(asking->settings), asking->query->at) ==
           OPEN_NOW;
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
        .keep = wish->open_now ? is_open_now : NULL,
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
    return err || asking->answer->outcome != DONE ? err : history_fill(asking);
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

enum err answer_resource_sources(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err;

    answer->resources = xcalloc(SOURCES_AT_ONCE, sizeof *answer->resources);
    err = resource_after(asking->store, asking->query->resource, SOURCES_AT_ONCE, answer->resources,
                         &answer->resource_count);
    return err ? err : sources_fill(asking);
}

enum err answer_public_resources(struct asking *asking)
{
    struct resource_filter filter = { .words = asking->query->wish.words, .offered = true };
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
