/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/following.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "engine/apply.h"
#include "rules/follow_up.h"
#include "rules/list_reply.h"
#include "store/conversation.h"
#include "store/follow_up.h"
#include "store/list.h"
#include "store/message.h"
#include "store/person.h"

/* More than a texter can have open: one in each of a few conversations. */
#define OPEN_MAX 16

static void about_set(struct follow_up *follow_up, const struct list *list, int number)
{
    const struct list_item *item = &list->item[number - 1];

    follow_up->list = list->id;
    follow_up->number = number;
    memcpy(follow_up->resource, item->resource, sizeof follow_up->resource);
    memcpy(follow_up->label, item->label, sizeof follow_up->label);
}

enum err wrap_up_tell(struct turn *turn, conversation_id conversation)
{
    return turn_event(turn, EVENT_WRAP_UP_UPDATED, conversation, 0, (person_id){ 0 }, 0);
}

static enum err follow_up_keep(struct turn *turn, const struct follow_up *follow_up)
{
    enum err err = follow_up_save(turn->store, follow_up, turn->now);

    return err ? err : wrap_up_tell(turn, follow_up->conversation);
}

static ms moment_of(struct turn *turn, const struct scene *scene, const struct consent_reply *reply)
{
    return follow_up_moment(reply, &scene->line->hours,
                            settings_zone_of(turn->settings, scene->line), turn->now);
}

/* The question was taken back with the choice it was about. A yes to it is still a yes. */
static void chosen_again(struct turn *turn, const struct scene *scene, struct follow_up *follow_up)
{
    must(follow_up_happens(follow_up, CHOSEN_AGAIN));
    follow_up->why = CANCELLED_NOT;
    if (!follow_up->consent.n) return;
    must(follow_up_happens(follow_up, CONSENT_GIVEN));
    follow_up->due = moment_of(turn, scene, &(struct consent_reply){ .answer = CONSENT_YES });
}

enum err follow_up_choice(struct turn *turn, struct scene *scene, const struct list *list,
                          int number, bool *asks)
{
    struct follow_up follow_up;
    enum err err = follow_up_of(turn->store, scene->conversation.id, &follow_up);

    *asks = err == ERR_MISSING;
    if (err && !*asks) return err;
    if (*asks) {
        follow_up = (struct follow_up){ .texter = scene->texter.id,
                                        .conversation = scene->conversation.id,
                                        .state = FOLLOW_UP_ASKING,
                                        .asked_seq = scene->conversation.last_seq + 1,
                                        .asked_at = turn->now };
        about_set(&follow_up, list, number);
        err = follow_up_add(turn->store, &follow_up, turn->now);
        return err ? err : wrap_up_tell(turn, follow_up.conversation);
    }
    if (follow_up.why == CANCELLED_NOT_CHOSEN) chosen_again(turn, scene, &follow_up);
    if (follow_up.state != FOLLOW_UP_ASKING && follow_up.state != FOLLOW_UP_PLANNED) return OK;
    about_set(&follow_up, list, number);
    return follow_up_keep(turn, &follow_up);
}

static enum err follow_up_end(struct turn *turn, struct follow_up *follow_up,
                              enum follow_up_happening happening)
{
    if (!follow_up_happens(follow_up, happening)) return OK;
    follow_up->due = 0;
    return follow_up_keep(turn, follow_up);
}

static enum err follow_up_cancel(struct turn *turn, struct follow_up *follow_up,
                                 enum cancelled_why why)
{
    follow_up->why = why;
    return follow_up_end(turn, follow_up, COVERED);
}

/* What was chosen last of that list, and is not taken back; 0: nothing. */
static enum err chosen_last(struct turn *turn, const struct list *list, int *number)
{
    struct referral all[LIST_ITEMS_MAX];
    const struct referral *last = NULL;
    size_t count;
    enum err err = referral_of_list(turn->store, list->id, LIST_ITEMS_MAX, all, &count);

    for (size_t i = 0; i < count && !err; i++)
        if (referral_is_chosen(all[i].state) && (!last || all[i].at >= last->at)) last = &all[i];
    *number = last ? last->number : 0;
    return err;
}

enum err follow_up_unchoose(struct turn *turn, const struct list *list, int number)
{
    struct follow_up follow_up;
    int other;
    enum err err = follow_up_of(turn->store, list->conversation, &follow_up);

    if (err) return err == ERR_MISSING ? OK : err;
    if (follow_up.list.n != list->id.n || follow_up.number != number) return OK;
    if (follow_up.state != FOLLOW_UP_ASKING && follow_up.state != FOLLOW_UP_PLANNED) return OK;
    err = chosen_last(turn, list, &other);
    if (err) return err;
    if (!other) return follow_up_cancel(turn, &follow_up, CANCELLED_NOT_CHOSEN);
    about_set(&follow_up, list, other);
    return follow_up_keep(turn, &follow_up);
}

static enum err open_end(struct turn *turn, texter_id texter, bool planned_only,
                         enum cancelled_why why)
{
    struct follow_up open[OPEN_MAX];
    size_t count;
    enum err err = follow_up_open_of(turn->store, texter, OPEN_MAX, open, &count);

    for (size_t i = 0; i < count && !err; i++)
        if (!planned_only || open[i].state == FOLLOW_UP_PLANNED)
            err = follow_up_cancel(turn, &open[i], why);
    return err;
}

enum err follow_ups_cover(struct turn *turn, texter_id texter)
{
    return open_end(turn, texter, true, CANCELLED_TALKING);
}

enum err follow_ups_end(struct turn *turn, texter_id texter)
{
    return open_end(turn, texter, false, CANCELLED_STOPPED);
}

enum err follow_up_is_awaited(struct turn *turn, conversation_id conversation, bool *awaited)
{
    struct follow_up follow_up;
    enum err err = follow_up_of(turn->store, conversation, &follow_up);

    *awaited = !err && follow_up.state == FOLLOW_UP_SENT;
    return err == ERR_MISSING ? OK : err;
}

/* ---- yes or no ---- */

static enum err consent_note(struct turn *turn, struct scene *scene, const char *word)
{
    return scene_note(turn, scene, MESSAGE_NOTE_CONSENT, turn->viewer.person, word);
}

static enum err consent_give(struct turn *turn, struct scene *scene, struct follow_up *follow_up,
                             message_id message, const struct consent_reply *reply)
{
    if (!follow_up_happens(follow_up, CONSENT_GIVEN)) return turn_refuse(turn, REFUSED_STATE);
    follow_up->consent = message;
    follow_up->why = CANCELLED_NOT;
    follow_up->due = moment_of(turn, scene, reply);
    log_info("follow_up_planned", "conv=%lld due=%lld", (long long)scene->conversation.id.n,
             (long long)follow_up->due);
    return follow_up_keep(turn, follow_up);
}

static enum err consent_refuse(struct turn *turn, struct follow_up *follow_up, message_id message)
{
    if (!follow_up_happens(follow_up, CONSENT_REFUSED)) return turn_refuse(turn, REFUSED_STATE);
    follow_up->consent = message;
    follow_up->due = 0;
    return follow_up_keep(turn, follow_up);
}

enum err follow_up_agree(struct turn *turn, struct scene *scene, message_id message,
                         const struct consent *consent)
{
    struct consent_reply reply = { .days = consent->days };
    struct follow_up follow_up;
    enum err err = follow_up_of(turn->store, scene->conversation.id, &follow_up);

    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_STATE);
    if (!err)
        err = consent->agreed ? consent_give(turn, scene, &follow_up, message, &reply)
                              : consent_refuse(turn, &follow_up, message);
    if (err || turn->outcome != DONE) return err;
    return consent_note(turn, scene, consent->agreed ? "yes" : "no");
}

/* A yes may answer something else: the peer's question, or one of yesterday; not one still to go.
 */
static enum err answers_the_question(struct turn *turn, const struct follow_up *follow_up,
                                     bool *answers)
{
    bool peer_asked = false, left = false;
    enum err err = message_question_since(turn->store, follow_up->conversation,
                                          follow_up->asked_seq, &peer_asked);

    if (!err)
        err = message_has_left(turn->store, follow_up->conversation, follow_up->asked_seq, &left);
    *answers =
        left && !peer_asked &&
        (follow_up->state == FOLLOW_UP_SENT || turn->now - follow_up->asked_at <= LIST_FRESH);
    return err;
}

static enum err consent_reply(struct turn *turn, struct scene *scene, struct follow_up *follow_up,
                              const struct message *message, bool *handled)
{
    struct consent_reply reply = consent_read(message->body.s);
    bool agreed = reply.answer == CONSENT_YES;
    enum err err;

    if (reply.answer == CONSENT_UNREAD) return OK;
    *handled = true;
    err = agreed ? consent_give(turn, scene, follow_up, message->id, &reply)
                 : consent_refuse(turn, follow_up, message->id);
    if (!err) err = consent_note(turn, scene, agreed ? "yes" : "no");
    if (err) return err;
    return scene_say(turn, scene, agreed ? CONTENT_CONSENT_YES : CONTENT_CONSENT_NO,
                     (struct content_words){ 0 });
}

static bool takes_it_back(const struct follow_up *follow_up, const struct message *message)
{
    return (follow_up->state == FOLLOW_UP_PLANNED || follow_up->state == FOLLOW_UP_SENT) &&
           consent_is_taken_back(message->body.s);
}

static enum err consent_take_back(struct turn *turn, struct scene *scene,
                                  struct follow_up *follow_up, message_id message)
{
    enum err err = consent_refuse(turn, follow_up, message);

    return err ? err : consent_note(turn, scene, "withdrawn");
}

/* ---- how it went ---- */

static enum content_text words_for(enum referral_state outcome)
{
    if (outcome == REFERRAL_HELPED) return CONTENT_OUTCOME_HELPED;
    if (outcome == REFERRAL_NOT_FOR_ME) return CONTENT_OUTCOME_NOT_FOR_ME;
    return outcome == REFERRAL_NOT_REACHED ? CONTENT_OUTCOME_NOT_REACHED
                                           : CONTENT_OUTCOME_NOT_TRIED;
}

/* The list may be gone with the old conversation's words; then there is nothing to put it on. */
static enum err referral_moves(struct turn *turn, const struct follow_up *follow_up,
                               enum referral_state state)
{
    struct referral referral = {
        .conversation = follow_up->conversation,
        .list = follow_up->list,
        .number = follow_up->number,
        .state = state,
        .at = turn->now,
    };
    struct list *list = xcalloc(1, sizeof *list);
    enum err err = list_load(turn->store, follow_up->conversation, follow_up->list, list);

    if (!err) err = referral_put(turn->store, &referral);
    free(list);
    return err == ERR_MISSING ? OK : err;
}

static enum err outcome_reply(struct turn *turn, struct scene *scene, struct follow_up *follow_up,
                              const struct message *message, bool *handled)
{
    enum referral_state outcome;
    enum err err;

    if (!outcome_read(message->body.s, &outcome)) return OK;
    *handled = true;
    err = follow_up_end(turn, follow_up, OUTCOME_TOLD);
    if (!err) err = referral_moves(turn, follow_up, outcome);
    if (!err) err = outcome_count(turn->store, follow_up->resource, outcome);
    if (!err)
        err = scene_note(turn, scene, MESSAGE_NOTE_OUTCOME, (person_id){ 0 },
                         referral_state_name(outcome));
    if (!err) err = scene_say(turn, scene, words_for(outcome), (struct content_words){ 0 });
    if (err || outcome != REFERRAL_NOT_FOR_ME) return err;
    return apply_list_again(turn, scene, follow_up->list, follow_up->number);
}

enum err follow_up_reply(struct turn *turn, struct scene *scene, const struct message *message,
                         bool *handled)
{
    struct follow_up follow_up;
    bool answers = false;
    enum err err = follow_up_of(turn->store, scene->conversation.id, &follow_up);

    *handled = false;
    if (err) return err == ERR_MISSING ? OK : err;
    if (scene->texter.stopped_at) return OK;
    *handled = takes_it_back(&follow_up, message);
    if (*handled) err = consent_take_back(turn, scene, &follow_up, message->id);
    /* Danger stops all automatic replies, and takes nothing from what they said. */
    if (err || message->tier >= TIER_WATCH) return err;
    if (*handled) return scene_say(turn, scene, CONTENT_CONSENT_NO, (struct content_words){ 0 });
    if (follow_up.state == FOLLOW_UP_ASKING || follow_up.state == FOLLOW_UP_SENT)
        err = answers_the_question(turn, &follow_up, &answers);
    if (err || !answers) return err;
    return follow_up.state == FOLLOW_UP_SENT
               ? outcome_reply(turn, scene, &follow_up, message, handled)
               : consent_reply(turn, scene, &follow_up, message, handled);
}

enum err follow_up_overhear(struct turn *turn, struct scene *scene, const struct message *message)
{
    struct follow_up follow_up;
    bool left = false;
    enum err err = follow_up_of(turn->store, scene->conversation.id, &follow_up);

    if (err) return err == ERR_MISSING ? OK : err;
    if (takes_it_back(&follow_up, message))
        return consent_take_back(turn, scene, &follow_up, message->id);
    if (follow_up.state != FOLLOW_UP_ASKING || consent_read(message->body.s).answer != CONSENT_NO)
        return OK;
    err = message_has_left(turn->store, follow_up.conversation, follow_up.asked_seq, &left);
    if (err || !left) return err;
    err = consent_refuse(turn, &follow_up, message->id);
    return err ? err : consent_note(turn, scene, "no");
}

/* ---- the moment ---- */

static enum err follow_up_wait(struct turn *turn, struct follow_up *follow_up, ms until)
{
    follow_up->due = until;
    return follow_up_keep(turn, follow_up);
}

/* The words of the conversation are gone, but a yes is a yes: it goes on in a new one. */
static enum err scene_begin_anew(struct turn *turn, struct follow_up *follow_up,
                                 const struct scene *old, struct scene *scene)
{
    struct conversation conversation = {
        .texter = old->texter.id,
        .state = CONVERSATION_CLOSED,
        .last_peer = old->conversation.last_peer,
        .ending = old->conversation.ending,
        .opened_at = turn->now,
        .closed_at = turn->now,
        .waiting_since = turn->now,
        .turn_since = turn->now,
    };
    enum err err = conversation_add(turn->store, &conversation);

    if (!err) err = follow_up_move(turn->store, follow_up, conversation.id);
    return err ? err : scene_set(turn, &conversation, &old->texter, scene);
}

/* By the same peer, if they are there to read the answer; else it is the line that asks. */
static enum err question_say(struct turn *turn, struct scene *scene,
                             const struct follow_up *follow_up)
{
    struct content_words words = { .label = follow_up->label };
    struct person peer;
    enum err err = person_load(turn->store, scene->conversation.last_peer, &peer);

    if (err && err != ERR_MISSING) return err;
    if (err || !peer.enabled || peer.shift != SHIFT_ON)
        return scene_say(turn, scene, CONTENT_FOLLOW_UP_LINE, words);
    words.peer = peer.name;
    return scene_say(turn, scene, CONTENT_FOLLOW_UP, words);
}

/* A question held back with other automatic texts is asked later: a yes is a yes. */
static enum err question_send(struct turn *turn, struct scene *scene, struct follow_up *follow_up)
{
    int64_t last = scene->conversation.last_seq;
    enum err err = question_say(turn, scene, follow_up);

    if (!err && scene->conversation.last_seq == last)
        return follow_up_wait(turn, follow_up, turn->now + FOLLOW_UP_LATER);
    if (!err) err = referral_moves(turn, follow_up, REFERRAL_ASKED);
    if (err) return err;
    must(follow_up_happens(follow_up, MOMENT_CAME));
    follow_up->asked_seq = scene->conversation.last_seq;
    follow_up->asked_at = turn->now;
    follow_up->due = turn->now + FOLLOW_UP_PATIENCE;
    err = follow_up_keep(turn, follow_up);
    if (err) return err;
    log_info("follow_up_sent", "conv=%lld", (long long)scene->conversation.id.n);
    return scene_save(turn, scene);
}

static enum err answer_missed(struct turn *turn, struct follow_up *follow_up)
{
    enum err err = referral_moves(turn, follow_up, REFERRAL_NO_ANSWER);

    return err ? err : follow_up_end(turn, follow_up, ANSWER_MISSED);
}

/* Never after STOP, never at night, and not into a talk with somebody here. */
static enum err moment_came(struct turn *turn, struct follow_up *follow_up, struct scene *scene)
{
    const struct zone *zone = settings_zone_of(turn->settings, scene->line);
    ms open = hours_next(&scene->line->hours, zone, turn->now);
    struct conversation newest;
    struct scene anew;
    enum err err = conversation_newest_of(turn->store, scene->texter.id, &newest);

    if (err) return err;
    if (scene->texter.stopped_at) return follow_up_cancel(turn, follow_up, CANCELLED_STOPPED);
    if (newest.id.n != scene->conversation.id.n)
        return follow_up_cancel(turn, follow_up, CANCELLED_TALKING);
    if (open > turn->now) return follow_up_wait(turn, follow_up, open);
    if (scene->conversation.state != CONVERSATION_CLOSED || scene->alert_open)
        return follow_up_wait(turn, follow_up, turn->now + FOLLOW_UP_LATER);
    if (scene->conversation.has_words) return question_send(turn, scene, follow_up);
    err = scene_begin_anew(turn, follow_up, scene, &anew);
    return err ? err : question_send(turn, &anew, follow_up);
}

enum err follow_up_acts(struct turn *turn, struct follow_up *follow_up)
{
    struct scene scene;
    enum err err = scene_load(turn, follow_up->conversation, &scene);

    if (err) return err;
    return follow_up->state == FOLLOW_UP_PLANNED ? moment_came(turn, follow_up, &scene)
                                                 : answer_missed(turn, follow_up);
}
