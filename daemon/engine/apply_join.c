/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/alerting.h"
#include "engine/hand_over.h"
#include "rules/alert.h"
#include "rules/joining.h"
#include "rules/say.h"
#include "store/note.h"
#include "store/person.h"

static bool is_viewer(const struct turn *turn, person_id person)
{
    return turn->viewer.person.n == person.n;
}

/* A peer other than the viewer has the conversation. */
static bool has_peer(const struct turn *turn, const struct scene *scene)
{
    return scene->conversation.peer.n && !is_viewer(turn, scene->conversation.peer);
}

static bool texter_allows(const struct turn *turn, const struct scene *scene)
{
    return say_allows(&scene->joining, scene->alert.tier, has_peer(turn, scene));
}

/* For whoever has the alert, or takes it by coming in; another one who has it is in the way. */
static enum err alert_load_to_join(struct turn *turn, const struct command *command,
                                   struct scene *scene, bool *may)
{
    enum err err = alert_load_for(turn, command->u.alert_answer.alert, ACT_TAKE_ALERT, scene, may);

    if (err || !*may || !scene->alert.holder.n || is_viewer(turn, scene->alert.holder)) return err;
    *may = false;
    return turn_refuse(turn, REFUSED_NOT_HOLDER);
}

/* Whoever comes into the conversation has it, and is in contact. */
static enum err contact_made(struct turn *turn, struct scene *scene)
{
    const struct timing *timing = &turn->settings->timing;
    enum err err = OK;

    if (!scene->alert.holder.n) err = alert_take(turn, scene, turn->viewer.person);
    if (err || scene->alert.state != ALERT_HELD) return err;
    must(alert_happens(&scene->alert, ALERT_CONTACTED, turn->viewer.person, timing, turn->now));
    return alert_record(turn, scene, "joined", turn->viewer.person, (message_id){ 0 }, "");
}

/* ---- to watch and to coach ---- */

/* The texter hears that somebody reads along, unless they are told of it all afterwards. */
static enum err watching_is_told(struct turn *turn, struct scene *scene)
{
    struct person responder;
    bool said;
    enum err err;

    if (scene->joining.policy == POLICY_TELL_AFTER) return OK;
    err = person_load(turn->store, turn->viewer.person, &responder);
    if (err) return err;
    return joining_says(turn, scene, CONTENT_CRISIS_READS,
                        (struct content_words){ .name = responder.name }, &said);
}

static enum err comes_in(struct turn *turn, struct scene *scene, enum joining_state as)
{
    enum joining_happening happening = as == JOINING_WATCH ? RESPONDER_WATCHES : RESPONDER_COACHES;
    bool watches_anew = as == JOINING_WATCH && scene->joining.state != JOINING_WATCH;
    enum err err = OK;

    if (hand_over_runs(scene)) err = joining_leave(turn, scene, "given_back");
    if (!err) err = contact_made(turn, scene);
    if (err) return err;
    must(joining_happens(&scene->joining, happening, turn->viewer.person, turn->now));
    err = scene_note(turn, scene, MESSAGE_NOTE_JOINED, turn->viewer.person, joining_state_name(as));
    if (!err && watches_anew) err = watching_is_told(turn, scene);
    return err ? err : joining_record(turn, scene, joining_state_name(as), turn->viewer.person, "");
}

enum err apply_alert_join(struct turn *turn, const struct command *command)
{
    enum joining_state as = command->u.alert_answer.as;
    struct scene scene;
    bool may;
    enum err err = alert_load_to_join(turn, command, &scene, &may);

    if (err || !may) return err;
    if (as != JOINING_WATCH && as != JOINING_COACH) return turn_refuse(turn, REFUSED_INPUT);
    if (scene.joining.state == JOINING_TOOK_OVER) return turn_refuse(turn, REFUSED_STATE);
    if (as == JOINING_WATCH && !texter_allows(turn, &scene))
        return turn_refuse(turn, REFUSED_NOT_AGREED);
    err = comes_in(turn, &scene, as);
    return err ? err : scene_save(turn, &scene);
}

/* ---- taking over ---- */

static enum err peer_is_asked(struct turn *turn, struct scene *scene)
{
    enum err err = scene_note(turn, scene, MESSAGE_NOTE_HAND_OVER, turn->viewer.person, "asked");

    return err ? err : joining_record(turn, scene, "asked_peer", turn->viewer.person, "");
}

static enum err takes_over(struct turn *turn, struct scene *scene, const struct alert_answer *in)
{
    enum joining_happening happening = !has_peer(turn, scene) ? RESPONDER_FOUND_NOBODY
                                       : in->force            ? RESPONDER_FORCED
                                                              : RESPONDER_ASKED;
    enum err err;

    if (!joining_move(scene->joining.state, happening).allowed)
        return turn_refuse(turn, REFUSED_STATE);
    err = contact_made(turn, scene);
    if (err) return err;
    must(joining_happens(&scene->joining, happening, turn->viewer.person, turn->now));
    if (happening == RESPONDER_ASKED) return peer_is_asked(turn, scene);
    return happening == RESPONDER_FORCED ? hand_over_begin(turn, scene, "forced", in->reason)
                                         : hand_over_alone(turn, scene);
}

enum err apply_take_over(struct turn *turn, const struct command *command)
{
    const struct alert_answer *in = &command->u.alert_answer;
    struct scene scene;
    bool may;
    enum err err = alert_load_to_join(turn, command, &scene, &may);

    if (err || !may) return err;
    if (scene.conversation.state == CONVERSATION_CLOSED || is_viewer(turn, scene.conversation.peer))
        return turn_refuse(turn, REFUSED_STATE);
    if (in->force && !in->reason[0]) return turn_refuse(turn, REFUSED_REASON);
    if (!texter_allows(turn, &scene)) return turn_refuse(turn, REFUSED_NOT_AGREED);
    err = takes_over(turn, &scene, in);
    return err || turn->outcome != DONE ? err : scene_save(turn, &scene);
}

static enum err peer_agrees(struct turn *turn, struct scene *scene)
{
    must(joining_happens(&scene->joining, PEER_AGREED, (person_id){ 0 }, turn->now));
    return hand_over_begin(turn, scene, "agreed", "");
}

static enum err peer_refuses(struct turn *turn, struct scene *scene)
{
    enum err err = scene_note(turn, scene, MESSAGE_NOTE_HAND_OVER, turn->viewer.person, "refused");

    must(joining_happens(&scene->joining, PEER_REFUSED, (person_id){ 0 }, turn->now));
    return err ? err : joining_record(turn, scene, "refused", turn->viewer.person, "");
}

/* The texter's word may have changed since the responder asked. */
enum err apply_hand_over(struct turn *turn, const struct command *command)
{
    const struct alert_answer *in = &command->u.alert_answer;
    struct scene scene;
    bool may;
    enum err err = alert_load_for(turn, in->alert, ACT_HAND_OVER, &scene, &may);

    if (err || !may) return err;
    if (scene.joining.state != JOINING_ASKED) return turn_refuse(turn, REFUSED_STATE);
    if (in->agree && !say_allows(&scene.joining, scene.alert.tier, true))
        return turn_refuse(turn, REFUSED_NOT_AGREED);
    err = in->agree ? peer_agrees(turn, &scene) : peer_refuses(turn, &scene);
    return err ? err : scene_save(turn, &scene);
}

/* ---- notes ---- */

/* Never a text to anybody: it goes to its own table, and from there to consoles only. */
static enum err note_keep(struct turn *turn, const struct note_write *in)
{
    struct note *note = xcalloc(1, sizeof *note);
    enum err err;

    note->conversation = in->conversation;
    note->author = turn->viewer.person;
    note->at = turn->now;
    note->body = in->body;
    err = note_add(turn->store, note);
    turn->ref = note->id.n;
    free(note);
    if (err) return err;
    return turn_event(turn, EVENT_NOTE_CREATED, in->conversation, turn->ref, (person_id){ 0 }, 0);
}

enum err apply_note(struct turn *turn, const struct command *command)
{
    const struct note_write *in = &command->u.note_write;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_NOTE, &scene, &may);

    if (err || !may) return err;
    if (!in->body.len) return turn_refuse(turn, REFUSED_INPUT);
    if (utf8_count(in->body.s, in->body.len) > TEXT_CHARS_MAX)
        return turn_refuse(turn, REFUSED_TOO_LONG);
    return note_keep(turn, in);
}
