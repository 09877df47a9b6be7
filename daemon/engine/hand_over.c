/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/hand_over.h"

#include "engine/alerting.h"
#include "engine/paging.h"
#include "rules/alert.h"
#include "rules/conversation.h"
#include "rules/joining.h"
#include "store/joining.h"
#include "store/person.h"

#define SPEAKING_MAX 64 /* hand-overs under way at once, on all lines */

bool hand_over_runs(const struct scene *scene)
{
    return scene->alert_open && scene->joining.state == JOINING_SPEAKING;
}

bool hand_over_is_done(const struct scene *scene)
{
    return scene->alert_open && scene->joining.state == JOINING_TOOK_OVER;
}

enum err joining_record(struct turn *turn, struct scene *scene, const char *what, person_id person,
                        const char *reason)
{
    enum err err;

    scene->joining.due = joining_due_at(&scene->joining, &turn->settings->timing);
    err = joining_save(turn->store, &scene->joining);
    return err ? err : alert_record(turn, scene, what, person, (message_id){ 0 }, reason);
}

enum err joining_says(struct turn *turn, struct scene *scene, enum content_text which,
                      struct content_words words, bool *said)
{
    int64_t before = scene->conversation.last_seq;
    enum err err = scene_say(turn, scene, which, words);

    *said = scene->conversation.last_seq > before;
    if (*said && !scene->joining.told_at) scene->joining.told_at = turn->now;
    return err;
}

/* The line's words about the responder and the peer, by name. */
static enum err texter_hears(struct turn *turn, struct scene *scene, enum content_text which,
                             person_id responder)
{
    struct person theirs, peers = { .name = "" };
    bool said;
    enum err err = person_load(turn->store, responder, &theirs);

    if (!err && scene->conversation.peer.n)
        err = person_load(turn->store, scene->conversation.peer, &peers);
    if (err) return err;
    return joining_says(turn, scene, which,
                        (struct content_words){ .name = theirs.name, .peer = peers.name }, &said);
}

/* Whoever has the word now has all the time for the first one. */
static void turn_begins(struct turn *turn, struct scene *scene)
{
    scene->conversation.turn_since = turn->now;
    scene->conversation.nudges = 0;
}

static enum err peer_hears(struct turn *turn, struct scene *scene, const char *what)
{
    return scene_note(turn, scene, MESSAGE_NOTE_HAND_OVER, scene->joining.responder, what);
}

enum err hand_over_begin(struct turn *turn, struct scene *scene, const char *how,
                         const char *reason)
{
    struct joining *joining = &scene->joining;
    struct person responder;
    enum err err = person_load(turn->store, joining->responder, &responder);

    if (err) return err;
    joining->gone_since = responder.connected_since ? 0 : turn->now;
    turn_begins(turn, scene);
    err = peer_hears(turn, scene, how);
    if (!err) err = texter_hears(turn, scene, CONTENT_CRISIS_SPEAKS, joining->responder);
    return err ? err : joining_record(turn, scene, how, turn->viewer.person, reason);
}

/* The responder becomes the conversation's holder; `how` says on which way. */
static enum err conversation_moves(struct turn *turn, struct scene *scene, const char *how)
{
    struct conversation *conversation = &scene->conversation;
    enum err err = scene_end_offer(turn, scene, "withdrawn");

    if (err) return err;
    conversation->offered_to = scene->joining.responder;
    must(conversation_happens(conversation, TAKEN_OVER, turn->now));
    err = peer_hears(turn, scene, how);
    return err ? err : joining_record(turn, scene, "took_over", scene->joining.responder, how);
}

enum err hand_over_alone(struct turn *turn, struct scene *scene)
{
    enum err err = texter_hears(turn, scene, CONTENT_CRISIS_HERE, scene->joining.responder);

    return err ? err : conversation_moves(turn, scene, "alone");
}

enum err hand_over_wrote(struct turn *turn, struct scene *scene)
{
    struct joining *joining = &scene->joining;

    if (!hand_over_runs(scene) || joining->wrote_at) return OK;
    joining->wrote_at = turn->now;
    return joining_record(turn, scene, "wrote", joining->responder, "");
}

enum err hand_over_answered(struct turn *turn, struct scene *scene)
{
    enum err err;

    if (!hand_over_runs(scene) || !scene->joining.wrote_at) return OK;
    must(joining_happens(&scene->joining, TEXTER_ANSWERED, (person_id){ 0 }, turn->now));
    err = turn_rest(turn, scene->conversation.peer, turn->settings->timing.rest);
    return err ? err : conversation_moves(turn, scene, "done");
}

/* The peer never left: they, the texter and the crisis team hear that it is theirs again. */
static enum err word_returns(struct turn *turn, struct scene *scene, const char *why)
{
    enum err err = peer_hears(turn, scene, why);

    turn_begins(turn, scene);
    if (err || !scene->conversation.peer.n) return err; /* closed meanwhile */
    return texter_hears(turn, scene, CONTENT_CRISIS_BACK, scene->joining.responder);
}

enum err joining_leave(struct turn *turn, struct scene *scene, const char *why)
{
    struct joining *joining = &scene->joining;
    person_id responder = joining->responder;
    enum err err = OK;

    if (joining->state == JOINING_NONE) return OK;
    if (joining->state == JOINING_SPEAKING) err = word_returns(turn, scene, why);
    if (err) return err;
    must(joining_happens(joining, RESPONDER_LEFT, responder, turn->now));
    return joining_record(turn, scene, "left", responder, why);
}

enum err joining_end(struct turn *turn, struct scene *scene)
{
    enum err err = joining_leave(turn, scene, "resolved");

    if (err) return err;
    scene->joining.due = 0; /* nobody waits for an answer of the texter's any more */
    return joining_save(turn->store, &scene->joining);
}

/* They may be asleep again, or without a network: their phone hears it too. */
static enum err responder_hears(struct turn *turn, struct scene *scene, person_id responder)
{
    struct person person;
    enum err err = person_load(turn->store, responder, &person);

    if (err || !person.phone.e164[0]) return err;
    return paging_answer(turn, scene, &person.phone, CONTENT_PAGE_LOST, person.name);
}

enum err hand_over_failed(struct turn *turn, struct scene *scene, const char *why)
{
    person_id responder = scene->joining.responder;
    enum err err = joining_leave(turn, scene, why);

    if (!err) err = responder_hears(turn, scene, responder);
    if (!err) err = alert_wave_ends(turn, scene);
    if (err) return err;
    must(alert_happens(&scene->alert, ALERT_CONTACT_MISSED, responder, &turn->settings->timing,
                       turn->now));
    err = alert_record(turn, scene, "hand_over_failed", responder, (message_id){ 0 }, why);
    return err ? err : alert_page_on(turn, scene);
}

/* ---- browsers ---- */

static enum err browser_changes(struct turn *turn, struct joining *joining, bool open)
{
    joining->gone_since = open ? 0 : turn->now;
    joining->due = joining_due_at(joining, &turn->settings->timing);
    return joining_save(turn->store, joining);
}

enum err hand_over_browser(struct turn *turn, person_id person, bool open)
{
    struct joining speaking[SPEAKING_MAX];
    size_t count;
    enum err err = joining_speaking(turn->store, person, SPEAKING_MAX, speaking, &count);

    for (size_t i = 0; i < count && !err; i++) err = browser_changes(turn, &speaking[i], open);
    return err;
}
