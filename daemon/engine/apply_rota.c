/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <string.h>

#include "base/log.h"
#include "engine/paging.h"
#include "engine/roster.h"
#include "store/person.h"
#include "store/rota.h"

static bool may_edit(const struct turn *turn)
{
    return access_may(turn->viewer, ACT_EDIT_ROTA, &(struct access_facts){ 0 });
}

/* Who may be called: with an account that can take alerts, and a phone. */
static enum err person_check(struct turn *turn, person_id id, bool *fit)
{
    struct person person;
    enum err err = person_load(turn->store, id, &person);

    *fit = false;
    if (err) return err == ERR_MISSING ? OK : err;
    *fit = person.phone.e164[0] && access_takes_alerts(&person);
    return OK;
}

/* The next look is at once, and finds when something changes by the new rota. */
static enum err rota_changed(struct turn *turn)
{
    struct rota_watch watch;
    enum err err = rota_watch_load(turn->store, &watch);

    if (err) return err;
    if (!watch.seen) watch.seen = turn->now;
    watch.due = turn->now;
    err = rota_watch_save(turn->store, &watch);
    if (err) return err;
    return turn_event(turn, EVENT_ROTA_UPDATED, (conversation_id){ 0 }, 0, (person_id){ 0 }, 0);
}

/* ---- duties ---- */

static enum err duty_check(struct turn *turn, const struct duty *duty, bool *fit)
{
    struct rota rota = { .zone_count = turn->settings->zone_count, .zones = turn->settings->zones };
    enum err err = person_check(turn, duty->person, fit);

    if (err) return err;
    *fit = *fit && rota_duty_is_sound(&rota, duty) && settings_line(turn->settings, duty->line);
    return OK;
}

enum err apply_duty_add(struct turn *turn, const struct command *command)
{
    struct duty duty = command->u.duty;
    bool fit;
    enum err err;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    err = duty_check(turn, &duty, &fit);
    if (err) return err;
    if (!fit) return turn_refuse(turn, REFUSED_INPUT);
    if (!duty.from) duty.from = turn->now - DAYS(7); /* also one that is on right now */
    err = duty_add(turn->store, &duty);
    turn->ref = duty.id.n;
    return err ? err : rota_changed(turn);
}

static void duty_edit_in(struct duty *duty, const struct duty_edit *edit)
{
    if (edit->person.n) duty->person = edit->person;
    if (edit->weekday >= 0) duty->weekday = edit->weekday;
    if (edit->starts >= 0) duty->starts = edit->starts;
    if (edit->minutes >= 0) duty->minutes = edit->minutes;
    if (edit->until) duty->until = edit->until;
    /* Ended before it ever counted: it never does. */
    if (duty->until && duty->until <= duty->from) duty->from = duty->until - 1;
}

enum err apply_duty_edit(struct turn *turn, const struct command *command)
{
    const struct duty_edit *edit = &command->u.duty_edit;
    struct duty duty;
    bool fit;
    enum err err;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    err = duty_load(turn->store, edit->id, &duty);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (edit->rev && edit->rev != duty.version) return turn_refuse(turn, REFUSED_CONFLICT);
    duty_edit_in(&duty, edit);
    err = duty_check(turn, &duty, &fit);
    if (err) return err;
    if (!fit) return turn_refuse(turn, REFUSED_INPUT);
    err = duty_save(turn->store, &duty);
    turn->ref = duty.id.n;
    return err ? err : rota_changed(turn);
}

/* ---- single days ---- */

static enum err change_make(struct turn *turn, struct duty_change *change)
{
    bool fit = true;
    enum err err = OK;

    if (change->in.n) err = person_check(turn, change->in, &fit);
    if (err) return err;
    if (!fit || change->until <= change->from || change->until <= turn->now ||
        (!change->in.n && !change->out.n) || change->in.n == change->out.n ||
        !settings_line(turn->settings, change->line))
        return turn_refuse(turn, REFUSED_INPUT);
    err = duty_change_add(turn->store, change);
    turn->ref = change->id.n;
    return err ? err : rota_changed(turn);
}

enum err apply_duty_cover(struct turn *turn, const struct command *command)
{
    struct duty_change change = command->u.duty_change;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    return change_make(turn, &change);
}

/* One time of a duty, named by when it starts, goes to somebody else. */
enum err apply_duty_swap(struct turn *turn, const struct command *command)
{
    const struct duty_swap *swap = &command->u.duty_swap;
    struct rota rota = { .zone_count = turn->settings->zone_count, .zones = turn->settings->zones };
    struct duty_change change;
    struct duty duty;
    struct span time;
    enum err err;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    err = duty_load(turn->store, swap->id, &duty);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (!rota_duty_starting(&rota, &duty, swap->from, &time))
        return turn_refuse(turn, REFUSED_INPUT);
    change = (struct duty_change){
        .out = duty.person, .in = swap->to, .from = time.from, .until = time.until
    };
    memcpy(change.line, duty.line, sizeof change.line);
    return change_make(turn, &change);
}

/* ---- ladders ---- */

/* As the configuration's are checked: in order, and each step complete. */
static bool ladder_is_sound(const struct settings *settings, struct ladder *ladder)
{
    for (size_t i = 0; i < ladder->count; i++) {
        struct ladder_step *step = &ladder->step[i];
        const struct waker *waker = settings_waker(settings, step->waker);

        if (i && step->after < step[-1].after) return false;
        if ((step->who == LADDER_NUMBER) != (step->number.e164[0] != '\0')) return false;
        if ((step->who == LADDER_WAKER) != (waker != NULL)) return false;
        if (waker)
            step->way = waker->way;
        else if (step->way != WAY_TEXT && step->way != WAY_CALL)
            return false;
    }
    return ladder->count > 0;
}

/* Alerts that are open keep the ladder they have. */
enum err apply_ladder_set(struct turn *turn, const struct command *command)
{
    const struct ladder_set *in = &command->u.ladder_set;
    const struct line *line = settings_line(turn->settings, in->line);
    struct ladder ladder = in->ladder, present;
    int64_t rev;
    enum err err;

    if (!may_edit(turn)) return turn_refuse(turn, REFUSED_ROLE);
    if (!line) return turn_refuse(turn, REFUSED_MISSING);
    if (!ladder_is_sound(turn->settings, &ladder)) return turn_refuse(turn, REFUSED_INPUT);
    err = roster_ladder(turn->store, line, in->tier, &present, &rev);
    if (err) return err;
    if (rev != in->rev) return turn_refuse(turn, REFUSED_CONFLICT);
    err = ladder_save(turn->store, in->line, in->tier, &ladder);
    if (err) return err;
    return turn_event(turn, EVENT_ROTA_UPDATED, (conversation_id){ 0 }, 0, (person_id){ 0 }, 0);
}

/* ---- as time passes ---- */

static enum err line_comings(struct turn *turn, const struct roster *roster,
                             const struct line *line, ms at)
{
    enum err err = OK;

    for (size_t i = 0; i < roster->person_count && !err; i++) {
        const struct person *person = &roster->people[i];

        if (!person->phone.e164[0] || !roster_is_on(roster, line->id, person, at)) continue;
        if (!rota_comes_on(&roster->rota, line->id, person->id, at)) continue;
        log_info("on_call_begins", "line=%s person=%lld", line->id, (long long)person->id.n);
        err = paging_test(turn, line, person);
    }
    return err;
}

/* Whoever comes on call gets a test page: a phone that does not ring is found out in time. */
static enum err line_catches_up(struct turn *turn, const struct roster *roster,
                                const struct line *line, const struct rota_watch *watch, ms *next)
{
    ms at = rota_next(&roster->rota, line->id, watch->seen);
    enum err err = OK;

    while (at && at <= turn->now && !err) {
        err = line_comings(turn, roster, line, at);
        at = rota_next(&roster->rota, line->id, at);
    }
    if (at && (!*next || at < *next)) *next = at;
    return err;
}

#define LOOK_BACK MINUTES(15) /* a test that is later than this tells nothing any more */

enum err apply_rota_time(struct turn *turn)
{
    struct rota_watch watch;
    struct roster roster;
    ms next = 0;
    enum err err = rota_watch_load(turn->store, &watch);

    if (err || !watch.due || watch.due > turn->now) return err;
    if (watch.seen < turn->now - LOOK_BACK) watch.seen = turn->now - LOOK_BACK;
    err = roster_load(turn->store, turn->settings, turn->now, &roster);
    for (size_t i = 0; i < turn->settings->line_count && !err; i++)
        err = line_catches_up(turn, &roster, &turn->settings->lines[i], &watch, &next);
    roster_wipe(&roster);
    if (err) return err;
    return rota_watch_save(turn->store, &(struct rota_watch){ turn->now, next });
}
