/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/answer.h"
#include "engine/roster.h"
#include "rules/access.h"
#include "rules/alert.h"
#include "store/page.h"

#define GAPS_AHEAD DAYS(14)

static const struct zone *line_zone(const struct settings *settings, const struct line *line)
{
    for (size_t i = 0; i < settings->zone_count; i++)
        if (!strcmp(settings->zones[i].name, line->zone)) return &settings->zones[i];
    return NULL;
}

static void gaps_view(struct asking *asking, const struct roster *roster, const struct line *line)
{
    const struct zone *zone = line_zone(asking->settings, line);
    struct rota_view *view = &asking->answer->rota;
    struct span within = { asking->query->at, asking->query->at + GAPS_AHEAD }, gaps[GAPS_MAX];
    size_t count = rota_gaps(&roster->rota, line->id, within, gaps, GAPS_MAX - view->gap_count);

    for (size_t i = 0; i < count && zone; i++) {
        struct gap_view *gap = &view->gaps[view->gap_count++];

        gap->span = gaps[i];
        must(!STR_COPY(gap->line, line->id));
        rota_gap_words(&gaps[i], zone, gap->words);
    }
}

static enum err on_call_add(struct asking *asking, const struct line *line,
                            const struct person *person, bool by_rota)
{
    struct rota_view *view = &asking->answer->rota;
    struct on_call_view *on_call;

    if (view->on_call_count == ON_CALL_MAX) return OK;
    on_call = &view->on_call[view->on_call_count++];
    on_call->person = *person;
    on_call->by_rota = by_rota;
    must(!STR_COPY(on_call->line, line->id));
    return page_reached_at(asking->store, person->id, &on_call->reached_at);
}

/* The same people as paging.c wakes first. */
static enum err on_call_view(struct asking *asking, const struct roster *roster,
                             const struct line *line)
{
    const struct ladder_step responders = { .who = LADDER_RESPONDERS };
    size_t before = asking->answer->rota.on_call_count;
    enum err err = OK;

    for (size_t i = 0; i < roster->person_count && !err; i++)
        if (roster->people[i].phone.e164[0] &&
            roster_is_on(roster, line->id, &roster->people[i], asking->query->at))
            err = on_call_add(asking, line, &roster->people[i], true);
    if (asking->answer->rota.on_call_count > before) return err;
    for (size_t i = 0; i < roster->person_count && !err; i++)
        if (roster->people[i].phone.e164[0] && ladder_wakes(&responders, &roster->people[i]))
            err = on_call_add(asking, line, &roster->people[i], false);
    return err;
}

enum err answer_rota(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct rota_view *view = &answer->rota;
    struct roster roster;
    enum err err = roster_load(asking->store, asking->settings, asking->query->at, &roster);

    view->gaps = xcalloc(GAPS_MAX, sizeof *view->gaps);
    view->on_call = xcalloc(ON_CALL_MAX, sizeof *view->on_call);
    for (size_t i = 0; i < asking->settings->line_count && !err; i++) {
        gaps_view(asking, &roster, &asking->settings->lines[i]);
        err = on_call_view(asking, &roster, &asking->settings->lines[i]);
    }
    view->duty_count = roster.rota.duty_count;
    view->change_count = roster.rota.change_count;
    view->duties = roster.duties; /* the answer's from now on */
    view->changes = roster.changes;
    answer->people = roster.people;
    answer->person_count = roster.person_count;
    return err;
}

static size_t count_woken(const struct roster *roster, enum ladder_who who)
{
    const struct ladder_step step = { .who = who };
    size_t count = 0;

    for (size_t i = 0; i < roster->person_count; i++)
        count += roster->people[i].phone.e164[0] && ladder_wakes(&step, &roster->people[i]);
    return count;
}

/* As paging.c would find them now; of those on call by the rota only, without who stands in. */
static enum err wakes_view(struct asking *asking, const struct line *line,
                           size_t wakes[LADDER_WHOS])
{
    struct roster roster;
    enum err err = roster_load(asking->store, asking->settings, asking->query->at, &roster);

    for (size_t who = 0; who < LADDER_WHOS && !err; who++)
        wakes[who] = count_woken(&roster, (enum ladder_who)who);
    wakes[LADDER_ON_CALL] = 0;
    for (size_t i = 0; i < roster.person_count && !err; i++)
        wakes[LADDER_ON_CALL] +=
            roster.people[i].phone.e164[0] &&
            roster_is_on(&roster, line->id, &roster.people[i], asking->query->at);
    roster_wipe(&roster);
    return err;
}

static void wakers_view(const struct settings *settings, struct ladder_view *view)
{
    for (size_t i = 0; i < settings->waker_count; i++)
        must(!STR_COPY(view->waker[view->waker_count++], settings->wakers[i].id));
}

enum err answer_ladder(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct ladder_view *view = &answer->ladder;
    const struct line *line = settings_line(asking->settings, asking->query->words);
    enum err err;

    if (!access_may(asking->viewer, ACT_EDIT_ROTA, &(struct access_facts){ 0 })) {
        answer->outcome = REFUSED_ROLE;
        return OK;
    }
    if (!line) {
        answer->outcome = REFUSED_MISSING;
        return OK;
    }
    answer->line = *line;
    view->repage = asking->settings->timing.repage;
    wakers_view(asking->settings, view);
    err = wakes_view(asking, line, view->wakes);
    if (err) return err;
    return roster_ladder(asking->store, line, asking->query->tier, &view->ladder, &view->rev);
}
