/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/log.h"
#include "engine/alerting.h"
#include "engine/caller.h"
#include "engine/following.h"
#include "engine/hand_over.h"
#include "engine/saying.h"
#include "rules/alert.h"
#include "rules/conversation.h"
#include "rules/joining.h"
#include "store/alert.h"
#include "store/clock.h"
#include "store/conversation.h"
#include "store/follow_up.h"
#include "store/joining.h"
#include "store/offer.h"
#include "store/person.h"
#include "store/record.h"
#include "store/session.h"

/* So many in one turn; whatever else is due makes the next turn come at once. */
#define DUE_MAX 64

#define HELD_MAX 16 /* more than anybody may hold and be offered */
#define REQUEST_AGE_MAX HOURS(48)
#define DELAY_AGE_MAX HOURS(24)

/* Said once, however many times it was due while the line was down. */
static enum err waiting_long(struct turn *turn, struct scene *scene)
{
    ms waited = turn->now - scene->conversation.waiting_since;
    enum err err = scene_say(turn, scene, CONTENT_NOT_FORGOTTEN, (struct content_words){ 0 });

    while (conversation_silence(&scene->conversation, &turn->settings->timing,
                                scene->texter.stopped_at != 0, turn->now) == SILENCE_NOT_FORGOTTEN)
        scene->conversation.nudges++;
    if (err || scene->alert_open || scene->conversation.tier < TIER_HIGH ||
        waited < turn->settings->timing.waiting_alert)
        return err;
    return alert_raise(turn, scene, &(struct alert_raise){ .cause = CAUSE_WAITING });
}

/* The peer was reminded and still silent: back to the head of the queue, both are told. */
static enum err peer_silent(struct turn *turn, struct scene *scene)
{
    bool was_taken_over = hand_over_is_done(scene);
    enum err err;

    if (hand_over_runs(scene)) return hand_over_failed(turn, scene, "silent");
    err = scene_end_offer(turn, scene, "withdrawn");
    if (!err) err = scene_note(turn, scene, MESSAGE_NOTE_RETURNED, (person_id){ 0 }, "silence");
    if (!err) err = scene_say(turn, scene, CONTENT_BACK_IN_QUEUE, (struct content_words){ 0 });
    must(conversation_happens(&scene->conversation, PEER_RETURNED, turn->now));
    return err || !was_taken_over ? err : hand_over_failed(turn, scene, "silent");
}

static enum err texter_quiet(struct turn *turn, struct scene *scene)
{
    enum err err = scene_end_offer(turn, scene, "withdrawn");

    if (!err) err = scene_say(turn, scene, CONTENT_CLOSED_QUIET, (struct content_words){ 0 });
    if (!err)
        err = scene_note(turn, scene, MESSAGE_NOTE_CLOSED, (person_id){ 0 },
                         ending_name(ENDING_QUIET));
    must(conversation_happens(&scene->conversation, FELL_QUIET, turn->now));
    scene->conversation.ending = ENDING_QUIET;
    return err;
}

static enum err silence_act(struct turn *turn, struct scene *scene, enum silence silence)
{
    switch (silence) {
    case SILENCE_NOTHING: return OK;
    case SILENCE_OFFER_ENDED: return scene_lose_offer(turn, scene, "expired");
    case SILENCE_NOT_FORGOTTEN: return waiting_long(turn, scene);
    case SILENCE_REMIND_PEER: scene->conversation.nudges++; return OK;
    case SILENCE_RETURN: return peer_silent(turn, scene);
    case SILENCE_CHECK_IN:
        scene->conversation.nudges++;
        return scene_say(turn, scene, CONTENT_CHECK_IN, (struct content_words){ 0 });
    case SILENCE_CLOSE: return texter_quiet(turn, scene);
    }
    return OK;
}

static enum err conversation_acts(struct turn *turn, const struct conversation *due)
{
    struct scene scene;
    enum silence silence;
    enum err err = scene_load(turn, due->id, &scene);

    if (err) return err;
    silence = conversation_silence(&scene.conversation, &turn->settings->timing,
                                   scene.texter.stopped_at != 0, turn->now);
    /* A pause after a "no" may be over: routing looks again. */
    if (scene.conversation.state == CONVERSATION_WAITING) turn->queue_changed = true;
    if (scene.conversation.state == CONVERSATION_WAITING && silence == SILENCE_NOTHING)
        scene.conversation.declined_by.n = 0;
    err = silence_act(turn, &scene, silence);
    return err ? err : scene_save(turn, &scene);
}

static enum err conversations_act(struct turn *turn)
{
    struct conversation *due = xcalloc(DUE_MAX, sizeof *due);
    size_t count;
    enum err err = conversation_due(turn->store, turn->now, DUE_MAX, due, &count);

    for (size_t i = 0; i < count && !err; i++) {
        err = db_mark(turn->store->db);
        if (!err)
            err = turn_part_end(turn, conversation_acts(turn, &due[i]), "conversation_due",
                                due[i].id.n);
    }
    free(due);
    return err;
}

/* P7. Nobody has it yet: wake the next. Somebody has it but never came: page on. */
static enum err alert_acts(struct turn *turn, const struct alert *due)
{
    struct scene scene;
    enum err err = scene_load(turn, due->conversation, &scene);

    if (err || !scene.alert_open) return err;
    if (scene.alert.state == ALERT_HELD) {
        person_id holder = scene.alert.holder;

        err = alert_wave_ends(turn, &scene);
        must(alert_happens(&scene.alert, ALERT_CONTACT_MISSED, holder, &turn->settings->timing,
                           turn->now));
        if (!err) err = alert_record(turn, &scene, "no_contact", holder, (message_id){ 0 }, "");
        if (err) return err;
    }
    err = alert_page_on(turn, &scene);
    return err ? err : scene_save(turn, &scene);
}

static enum err alerts_act(struct turn *turn)
{
    struct alert *due = xcalloc(DUE_MAX, sizeof *due);
    size_t count;
    enum err err = alert_due(turn->store, turn->now, DUE_MAX, due, &count);

    for (size_t i = 0; i < count && !err; i++) {
        err = db_mark(turn->store->db);
        if (!err) err = turn_part_end(turn, alert_acts(turn, &due[i]), "alert_due", due[i].id.n);
    }
    free(due);
    return err;
}

/* It came early, as after a clock was set: the moment is another one. */
static enum err joining_waits(struct turn *turn, struct joining *joining)
{
    joining->due = joining_due_at(joining, &turn->settings->timing);
    return joining_save(turn->store, joining);
}

static enum err joining_acts(struct turn *turn, const struct joining *due)
{
    struct alert alert;
    struct scene scene;
    enum err err = alert_load(turn->store, due->alert, &alert);

    if (!err) err = scene_load(turn, alert.conversation, &scene);
    if (err) return err;
    switch (joining_turn(&scene.joining, &turn->settings->timing, turn->now)) {
    case JOINING_TURN_NOTHING: return joining_waits(turn, &scene.joining);
    case JOINING_TURN_SILENT: err = hand_over_failed(turn, &scene, "silent"); break;
    case JOINING_TURN_GONE: err = hand_over_failed(turn, &scene, "gone"); break;
    case JOINING_TURN_UNANSWERED: err = say_unanswered(turn, &scene); break;
    }
    return err ? err : scene_save(turn, &scene);
}

static enum err joinings_act(struct turn *turn)
{
    struct joining *due = xcalloc(DUE_MAX, sizeof *due);
    size_t count;
    enum err err = joining_due(turn->store, turn->now, DUE_MAX, due, &count);

    for (size_t i = 0; i < count && !err; i++) {
        err = db_mark(turn->store->db);
        if (!err)
            err = turn_part_end(turn, joining_acts(turn, &due[i]), "joining_due", due[i].alert.n);
    }
    free(due);
    return err;
}

static enum err follow_ups_act(struct turn *turn)
{
    struct follow_up *due = xcalloc(DUE_MAX, sizeof *due);
    size_t count;
    enum err err = follow_up_due(turn->store, turn->now, DUE_MAX, due, &count);

    for (size_t i = 0; i < count && !err; i++) {
        err = db_mark(turn->store->db);
        if (!err)
            err = turn_part_end(turn, follow_up_acts(turn, &due[i]), "follow_up_due", due[i].id.n);
    }
    free(due);
    return err;
}

/* Whoever has rested may be offered what has waited meanwhile. */
static enum err rests_end(struct turn *turn)
{
    bool ended;
    enum err err = person_end_rests(turn->store, turn->now, &ended);

    turn->queue_changed |= ended;
    return err;
}

/* What is kept only for a while; a few rows of an index when there is nothing to forget. */
static enum err old_things_go(struct turn *turn)
{
    enum err err = request_trim(turn->store, turn->now - REQUEST_AGE_MAX);

    if (!err) err = session_trim(turn->store, turn->now - SESSION_AGE_MAX);
    if (!err) err = delay_trim(turn->store, turn->now - DELAY_AGE_MAX);
    return err ? err : apply_retention(turn);
}

/* Whatever is due. Alerts first: a life can hang on them. */
enum err apply_time(struct turn *turn)
{
    enum err err = clock_repair(turn->store, turn->now, &turn->settings->timing);

    if (!err) err = alerts_act(turn);
    if (!err) err = joinings_act(turn);
    if (!err) err = conversations_act(turn);
    if (!err) err = rests_end(turn);
    if (!err) err = apply_rota_time(turn);
    if (!err) err = follow_ups_act(turn);
    return err ? err : old_things_go(turn);
}

/* P7. Spans stay spans, whatever the wall clock says. */
enum err apply_clock(struct turn *turn, const struct command *command)
{
    enum err err = clock_shift(turn->store, command->u.clock_jump);

    log_warn("clock_jumped", "by_ms=%lld", (long long)command->u.clock_jump);
    return err ? err : apply_time(turn);
}

/* A closed browser may come back within a grace; then the offer goes on. */
static enum err offers_follow(struct turn *turn, const struct person *person, bool connected)
{
    struct conversation theirs[HELD_MAX];
    size_t count;
    enum err err = conversation_of_person(turn->store, person->id, HELD_MAX, theirs, &count);

    for (size_t i = 0; i < count && !err; i++) {
        ms grace_ends = turn->now + turn->settings->timing.gone_grace;
        struct scene scene;
        struct offer offer;

        if (theirs[i].offered_to.n != person->id.n) continue;
        err = offer_load(turn->store, theirs[i].offer, &offer);
        if (!err) err = scene_load(turn, theirs[i].id, &scene);
        if (err) break;
        scene.conversation.offer_ends =
            connected || offer.ends_at < grace_ends ? offer.ends_at : grace_ends;
        err = scene_save(turn, &scene);
    }
    return err;
}

enum err apply_presence(struct turn *turn, const struct command *command)
{
    const struct presence_change *in = &command->u.presence;
    struct person person;
    enum err err = person_load(turn->store, in->person, &person);

    if (err) return err == ERR_MISSING ? OK : err;
    person.connected_since = in->connected ? turn->now : 0;
    person.gone_since = in->connected ? 0 : turn->now;
    turn->queue_changed = true;
    err = person_save(turn->store, &person);
    if (!err) err = offers_follow(turn, &person, in->connected);
    if (!err) err = hand_over_browser(turn, person.id, in->connected);
    if (err) return err;
    return turn_event(turn, EVENT_ROSTER_UPDATED, (conversation_id){ 0 }, person.id.n, person.id,
                      0);
}
