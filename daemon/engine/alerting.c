/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/alerting.h"

#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/paging.h"
#include "engine/roster.h"
#include "engine/deciding.h"
#include "engine/hand_over.h"
#include "engine/saying.h"
#include "rules/alert.h"
#include "rules/conversation.h"
#include "rules/keyword.h"
#include "store/alert.h"
#include "store/outbox.h"

/* Of 1,152 codes few are in use: so many draws in a row fail only when nearly all of them are. */
#define CODE_DRAWS_MAX 64

static enum err code_draw(struct turn *turn, char code[ALERT_CODE_BYTES + 1])
{
    struct alert other;

    for (int draw = 0; draw < CODE_DRAWS_MAX; draw++) {
        enum err err;

        alert_code_make(crypt_random_number(), code);
        err = alert_by_code(turn->store, code, &other);
        if (err == ERR_MISSING) return OK;
        if (err) return err;
    }
    log_error("alert_codes_used_up", "draws=%d", CODE_DRAWS_MAX);
    return ERR_BUSY;
}

enum err alert_record(struct turn *turn, struct scene *scene, const char *what, person_id person,
                      message_id message, const char *note)
{
    struct alert *alert = &scene->alert;
    enum event_kind kind = alert->state == ALERT_RESOLVED ? EVENT_ALERT_CLOSED
                           : alert->state == ALERT_RAISED ? EVENT_ALERT_RAISED
                                                          : EVENT_ALERT_UPDATED;
    enum err err = alert_save(turn->store, alert);

    if (!err)
        err =
            alert_line_add(turn->store, alert, turn->now, what, person, message, note ? note : "");
    if (!err) err = turn_event(turn, kind, alert->conversation, alert->id.n, person, 0);
    scene->alert_open = alert->state != ALERT_RESOLVED;
    return err;
}

enum err alert_page_on(struct turn *turn, struct scene *scene)
{
    struct alert *alert = &scene->alert;
    const struct timing *timing = &turn->settings->timing;
    size_t woken = 0;
    enum err err = OK;

    for (size_t tries = 0; tries < alert->ladder.count && !woken && !err; tries++) {
        const struct ladder_step *step = alert_turn(alert, timing, turn->now);

        err = paging_wake(turn, scene, step, &woken);
        if (!woken) alert_step_was_empty(alert, turn->now);
    }
    if (err) return err;
    if (!woken) { /* nobody can be woken: look again soon, and let the operator know */
        alert->due = turn->now + timing->repage;
        log_error("nobody_to_page", "alert=%lld conv=%lld", (long long)alert->id.n,
                  (long long)alert->conversation.n);
    }
    must(alert_happens(alert, ALERT_PAGED, (person_id){ 0 }, timing, turn->now));
    return alert_record(turn, scene, woken ? "paged" : "nobody_to_page", (person_id){ 0 },
                        (message_id){ 0 }, "");
}

static enum err alert_open(struct turn *turn, struct scene *scene, const struct alert_raise *raise)
{
    struct alert *alert = &scene->alert;
    int64_t edited;
    enum err err;

    *alert = (struct alert){
        .conversation = scene->conversation.id,
        .tier = scene->conversation.tier,
        .cause = raise->cause,
        .state = ALERT_RAISED,
        .raised_by = raise->by,
        .raised_at = turn->now,
        .round_began = turn->now,
        .due = turn->now,
    };
    err = roster_ladder(turn->store, scene->line, alert->tier, &alert->ladder, &edited);
    if (!err) err = code_draw(turn, alert->code);
    if (!err) err = alert_add(turn->store, alert);
    if (!err) err = alert_record(turn, scene, "raised", raise->by, raise->message, raise->note);
    if (!err)
        err =
            scene_note(turn, scene, MESSAGE_NOTE_ALERT, raise->by, alert_cause_name(raise->cause));
    if (!err) err = say_begin(turn, scene, raise->cause);
    if (!err) err = alert_page_on(turn, scene);
    if (err) return err;
    log_info("alert_raised", "conv=%lld alert=%lld cause=%s tier=%s",
             (long long)alert->conversation.n, (long long)alert->id.n,
             alert_cause_name(alert->cause), tier_name(alert->tier));
    return OK;
}

/* P8. Whoever slept through the page is woken for what it is now; whoever has it hears of it. */
static enum err alert_got_worse(struct turn *turn, struct scene *scene, person_id by)
{
    if (alert_pages(scene->alert.state)) return alert_page_on(turn, scene);
    return scene->alert.holder.n == by.n ? OK : say_to_holder(turn, scene, CONTENT_PAGE_WORSE);
}

enum err alert_raise(struct turn *turn, struct scene *scene, const struct alert_raise *raise)
{
    struct tier_wish wish = {
        .to = alert_cause_tier(raise->cause),
        .by = raise->by,
        .message = raise->message,
        .reason = raise->note,
    };
    /* Somebody was to look over a shoulder: any other cause is about more than that. */
    bool asks_for_more = scene->alert_open && scene->alert.cause == CAUSE_FLAG_WATCH &&
                         raise->cause != CAUSE_FLAG_WATCH;
    bool worse;
    enum err err;

    tier_raise(&wish.to, raise->tier);
    err = tier_rises(turn, scene, &wish);
    if (err) return err;
    if (!scene->alert_open) return alert_open(turn, scene, raise);
    worse = wish.to > scene->alert.tier;
    tier_raise(&scene->alert.tier, wish.to);
    if (asks_for_more) scene->alert.cause = raise->cause;
    err = alert_record(turn, scene, alert_cause_name(raise->cause), raise->by, raise->message,
                       raise->note);
    if (!err)
        err = asks_for_more ? say_anew(turn, scene, raise->cause)
                            : say_more_causes(turn, scene, raise->cause);
    return err || !worse ? err : alert_got_worse(turn, scene, raise->by);
}

enum err alert_take(struct turn *turn, struct scene *scene, person_id person)
{
    const struct timing *timing = &turn->settings->timing;
    enum err err;

    if (!alert_happens(&scene->alert, ALERT_ACKNOWLEDGED, person, timing, turn->now)) return OK;
    err = outbox_drop_pages(turn->store, scene->alert.id);
    if (!err) err = alert_record(turn, scene, "acknowledged", person, (message_id){ 0 }, "");
    if (!err) err = scene_note(turn, scene, MESSAGE_NOTE_ALERT_HELD, person, "");
    if (!err) err = say_tell_holder(turn, scene);
    return err ? err : paging_tell(turn, scene, NOTICE_HELD);
}

/* Whoever had it has it no more: services call anew, under another key. */
enum err alert_wave_ends(struct turn *turn, struct scene *scene)
{
    return scene->alert.holder.n ? paging_tell(turn, scene, NOTICE_OVER) : OK;
}

enum err alert_pass(struct turn *turn, struct scene *scene, person_id person)
{
    struct alert *alert = &scene->alert;
    const struct timing *timing = &turn->settings->timing;
    bool held_by_other = alert->holder.n && alert->holder.n != person.n;
    enum err err;

    if (held_by_other || !alert_move(alert->state, ALERT_PASSED).allowed) return OK;
    err = alert_wave_ends(turn, scene);
    must(alert_happens(alert, ALERT_PASSED, person, timing, turn->now));
    if (!err) err = alert_record(turn, scene, "passed_on", person, (message_id){ 0 }, "");
    if (!err) err = joining_leave(turn, scene, "passed");
    return err ? err : alert_page_on(turn, scene);
}

enum err alert_end(struct turn *turn, struct scene *scene, person_id person, const char *outcome,
                   const char *reason)
{
    const struct timing *timing = &turn->settings->timing;
    enum err err = say_end(turn, scene);

    if (!err) err = joining_end(turn, scene);
    if (!err) err = turn_rest(turn, scene->conversation.peer, turn->settings->timing.rest);
    if (err) return err;
    must(alert_happens(&scene->alert, ALERT_ENDED, person, timing, turn->now));
    must(!STR_COPY(scene->alert.outcome, outcome));
    err = outbox_drop_pages(turn->store, scene->alert.id);
    if (!err) err = paging_tell(turn, scene, NOTICE_OVER);
    if (!err) err = alert_record(turn, scene, "resolved", person, (message_id){ 0 }, reason);
    return err ? err : scene_note(turn, scene, MESSAGE_NOTE_ALERT_RESOLVED, person, outcome);
}
