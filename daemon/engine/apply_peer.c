/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/alerting.h"
#include "engine/hand_over.h"
#include "rules/conversation.h"
#include "rules/joining.h"
#include "store/alert.h"
#include "store/message.h"
#include "store/offer.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/record.h"

/* The offer, if it is still open and the viewer's; a refusal of GONE otherwise. */
static enum err offer_of_viewer(struct turn *turn, offer_id id, struct scene *scene, bool *is_open)
{
    struct offer offer;
    enum err err = offer_load(turn->store, id, &offer);

    *is_open = false;
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_GONE);
    if (!err) err = scene_load(turn, offer.conversation, scene);
    if (err) return err;
    *is_open = scene->conversation.offer.n == id.n &&
               scene->conversation.offered_to.n == turn->viewer.person.n &&
               turn->now < scene->conversation.offer_ends;
    turn->ref = offer.conversation.n;
    return *is_open ? OK : turn_refuse(turn, REFUSED_GONE);
}

/* A responder who gives the conversation they took over to a peer stays beside that peer. */
static enum err handed_on(struct turn *turn, struct scene *scene)
{
    if (!hand_over_is_done(scene)) return OK;
    must(
        joining_happens(&scene->joining, RESPONDER_HANDED_ON, scene->joining.responder, turn->now));
    return joining_record(turn, scene, "handed_on", scene->joining.responder, "");
}

/* P4. One peer at a time: the state, not the click, says whose it is. */
enum err apply_offer_accept(struct turn *turn, const struct command *command)
{
    struct scene scene;
    struct person peer;
    person_id before;
    bool is_open, moved;
    enum err err = offer_of_viewer(turn, command->u.offer_answer.offer, &scene, &is_open);

    if (err || !is_open) return err;
    moved = scene.conversation.state == CONVERSATION_ACTIVE;
    before = scene.conversation.peer;
    err = person_load(turn->store, turn->viewer.person, &peer);
    if (!err) err = scene_end_offer(turn, &scene, "accepted");
    if (!err) err = handed_on(turn, &scene);
    if (err) return err;
    must(conversation_happens(&scene.conversation, OFFER_TAKEN, turn->now));
    err = moved ? scene_note(turn, &scene, MESSAGE_NOTE_MOVED, before, peer.name)
                : scene_note(turn, &scene, MESSAGE_NOTE_TAKEN, peer.id, "");
    if (!err)
        err = scene_say(turn, &scene, moved ? CONTENT_MOVED : CONTENT_TAKEN,
                        (struct content_words){ .peer = peer.name });
    return err ? err : scene_save(turn, &scene);
}

enum err apply_offer_decline(struct turn *turn, const struct command *command)
{
    struct scene scene;
    bool is_open;
    enum err err = offer_of_viewer(turn, command->u.offer_answer.offer, &scene, &is_open);

    if (err || !is_open) return err;
    err = scene_lose_offer(turn, &scene, "declined");
    return err ? err : scene_save(turn, &scene);
}

static enum err message_send(struct turn *turn, struct scene *scene, const struct command *command)
{
    struct message *message = xcalloc(1, sizeof *message);
    enum err err;

    *message = (struct message){
        .direction = DIRECTION_OUT,
        .kind = MESSAGE_TEXT,
        .state = MESSAGE_QUEUED,
        .author = turn->viewer.person,
        .body = command->u.send.body,
    };
    memcpy(message->key, command->key, sizeof message->key);
    err = scene_add_message(turn, scene, message, scene->line->provider, "");
    if (!err)
        err = outbox_add_reply(turn->store, scene->line->id, scene->texter.id, message->id,
                               turn->now);
    if (!err)
        err = draft_put(turn->store, scene->conversation.id, turn->viewer.person,
                        &(struct text){ .len = 0 }, turn->now);
    turn->ref = message->id.n;
    free(message);
    return err;
}

enum err apply_send(struct turn *turn, const struct command *command)
{
    const struct text *body = &command->u.send.body;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, command->u.send.conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED); /* P9 */
    if (!body->len) return turn_refuse(turn, REFUSED_INPUT);
    if (utf8_count(body->s, body->len) > TEXT_CHARS_MAX) return turn_refuse(turn, REFUSED_TOO_LONG);
    must(conversation_happens(&scene.conversation, PEER_WROTE, turn->now));
    err = message_send(turn, &scene, command);
    if (!err) err = hand_over_wrote(turn, &scene);
    scene_read_all(turn, &scene);
    return err ? err : scene_save(turn, &scene);
}

/* P5. What may have gone is sent again only because its peer says so. */
enum err apply_retry(struct turn *turn, const struct command *command)
{
    struct message *message = xcalloc(1, sizeof *message);
    struct outbox_row row;
    struct scene scene;
    bool may = false;
    enum err err = scene_load_for(turn, command->u.retry.conversation, ACT_ANSWER, &scene, &may);

    if (!err && may) err = message_load(turn->store, command->u.retry.message, message);
    if (!err && may) err = outbox_by_message(turn->store, message->id, &row);
    if (err == ERR_MISSING) err = turn_refuse(turn, REFUSED_MISSING);
    if (err || !may || turn->outcome != DONE) goto done;
    if (scene.texter.stopped_at) {
        err = turn_refuse(turn, REFUSED_STOPPED);
    } else if (message->conversation.n != scene.conversation.id.n ||
               (row.state != OUTBOX_REFUSED && row.state != OUTBOX_UNSETTLED)) {
        err = turn_refuse(turn, REFUSED_STATE);
    } else {
        row.state = OUTBOX_QUEUED;
        row.tries = 0;
        row.due = turn->now;
        turn->ref = message->id.n;
        err = outbox_save(turn->store, &row);
        if (!err) err = turn_message_moves(turn, message->id, MESSAGE_QUEUED, "", "");
    }
done:
    free(message);
    return err;
}

static bool can_be_asked(const struct person *person, const struct scene *scene)
{
    return person->enabled && person->role == ROLE_PEER && person->shift == SHIFT_ON &&
           person->connected_since && person->open_count < person->capacity &&
           person->id.n != scene->conversation.peer.n;
}

/* The other is asked; the first stays until they accept. */
enum err apply_transfer(struct turn *turn, const struct command *command)
{
    const struct transfer *in = &command->u.transfer;
    struct person to;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_MOVE, &scene, &may);
    struct offer offer;

    if (err || !may) return err;
    if (scene.conversation.state != CONVERSATION_ACTIVE || scene.conversation.offer.n ||
        hand_over_runs(&scene))
        return turn_refuse(turn, REFUSED_STATE);
    err = person_load(turn->store, in->to, &to);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_INPUT);
    if (err) return err;
    if (!can_be_asked(&to, &scene)) return turn_refuse(turn, REFUSED_STATE);
    offer = (struct offer){
        .conversation = scene.conversation.id,
        .person = to.id,
        .transfer = true,
        .from = scene.conversation.peer,
        .made_at = turn->now,
        .ends_at = turn->now + turn->settings->timing.offer,
    };
    return scene_make_offer(turn, &scene, &offer);
}

enum err apply_return(struct turn *turn, const struct command *command)
{
    const struct give_back *in = &command->u.give_back;
    struct scene scene;
    bool may, was_taken_over;
    enum err err = scene_load_for(turn, in->conversation, ACT_MOVE, &scene, &may);

    if (err || !may) return err;
    /* While a responder speaks, the peer stays: that is what a failed hand-over falls back on. */
    if (scene.conversation.state != CONVERSATION_ACTIVE || hand_over_runs(&scene))
        return turn_refuse(turn, REFUSED_STATE);
    was_taken_over = hand_over_is_done(&scene);
    err = scene_end_offer(turn, &scene, "withdrawn");
    if (!err)
        err = scene_note(turn, &scene, MESSAGE_NOTE_RETURNED, turn->viewer.person, in->reason);
    if (!err) err = scene_say(turn, &scene, CONTENT_BACK_IN_QUEUE, (struct content_words){ 0 });
    if (err) return err;
    must(conversation_happens(&scene.conversation, PEER_RETURNED, turn->now));
    if (was_taken_over) err = hand_over_failed(turn, &scene, "returned");
    return err ? err : scene_save(turn, &scene);
}

/* A conversation was hard by its tier, or by an alert since this peer has had it. */
static enum err was_hard(struct turn *turn, const struct conversation *conversation, bool *hard)
{
    struct alert alert;
    enum err err = alert_newest_of(turn->store, conversation->id, &alert);
    bool had_alert = !err && alert.resolved_at >= conversation->taken_at;

    *hard = conversation->tier >= TIER_HIGH || had_alert;
    return err == ERR_MISSING ? OK : err;
}

/* An alert ends only by being resolved: nobody closes a conversation over it. */
enum err apply_close(struct turn *turn, const struct command *command)
{
    struct scene scene;
    bool may, hard;
    enum err err = scene_load_for(turn, command->u.close.conversation, ACT_MOVE, &scene, &may);

    if (err || !may) return err;
    if (scene.alert_open || scene.conversation.state != CONVERSATION_ACTIVE ||
        command->u.close.ending == ENDING_NONE)
        return turn_refuse(turn, REFUSED_STATE);
    err = was_hard(turn, &scene.conversation, &hard);
    if (!err && hard) err = turn_rest(turn, scene.conversation.peer, turn->settings->timing.rest);
    if (!err) err = scene_end_offer(turn, &scene, "withdrawn");
    if (!err)
        err = scene_note(turn, &scene, MESSAGE_NOTE_CLOSED, turn->viewer.person,
                         ending_name(command->u.close.ending));
    if (err) return err;
    must(conversation_happens(&scene.conversation, ENDED, turn->now));
    scene.conversation.ending = command->u.close.ending;
    return scene_save(turn, &scene);
}

enum err apply_read(struct turn *turn, const struct command *command)
{
    const struct read_upto *in = &command->u.read_upto;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_READ, &scene, &may);

    if (err || !may) return err;
    if (scene.conversation.peer.n != turn->viewer.person.n)
        return OK; /* looking in marks nothing */
    if (in->seq <= scene.conversation.read_seq || in->seq > scene.conversation.last_seq) return OK;
    scene.conversation.read_seq = in->seq;
    err = message_unread(turn->store, in->conversation, in->seq, &scene.conversation.unread);
    if (err) return err;
    err = turn_event(turn, EVENT_MESSAGE_READ, scene.conversation.id, 0, turn->viewer.person,
                     in->seq);
    return err ? err : scene_save(turn, &scene);
}

enum err apply_draft(struct turn *turn, const struct command *command)
{
    const struct draft *in = &command->u.draft;
    person_id writer = turn->viewer.person;
    struct scene scene;
    int64_t rev;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    err = draft_rev(turn->store, in->conversation, writer, &rev);
    if (err) return err;
    if (!rev && !in->body.len) return OK;
    /* What is gone, with a message that was sent, cannot be written over. */
    if (in->if_rev && rev && in->rev != rev) return turn_refuse(turn, REFUSED_CONFLICT);
    err = draft_put(turn->store, in->conversation, writer, &in->body, turn->now);
    return err ? err : draft_rev(turn->store, in->conversation, writer, &turn->ref);
}

/* The record itself is made for every command; there is nothing else to it. */
enum err apply_look_in(struct turn *turn, const struct command *command)
{
    (void)turn;
    (void)command;
    return OK;
}

/*
 * Everybody in the conversation sees who asked and why, and so does the alert's timeline. There is
 * no second answer to the same request: each look is one of its own.
 */
enum err apply_reveal(struct turn *turn, const struct command *command)
{
    const struct reveal *in = &command->u.reveal;
    person_id viewer = turn->viewer.person;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_REVEAL, &scene, &may);

    if (err || !may) return err;
    if (!in->reason[0]) return turn_refuse(turn, REFUSED_REASON);
    err = scene_note(turn, &scene, MESSAGE_NOTE_REVEALED, viewer, in->reason);
    if (!err && scene.alert_open)
        err = alert_record(turn, &scene, "revealed", viewer, (message_id){ 0 }, in->reason);
    if (!err) err = scene_save(turn, &scene);
    if (err) return err;
    turn->ref = scene.conversation.last_seq; /* on record is the line that says why */
    turn->revealed = scene.texter.phone;
    return OK;
}
