/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/following.h"
#include "engine/hand_over.h"
#include "engine/list_content.h"
#include "rules/conversation.h"
#include "rules/follow_up.h"
#include "rules/list_reply.h"
#include "store/follow_up.h"
#include "store/list.h"
#include "store/message.h"

/* The next page of the list, as a text; the list remembers what was shown. */
static enum err page_say(struct turn *turn, struct scene *scene, struct list *list)
{
    struct list_words words = list_words_of(scene->content);
    struct text text;
    size_t shown = list_text_page(list, &words, &text);

    if (shown == list->shown)
        return scene_say(turn, scene, CONTENT_LIST_END, (struct content_words){ 0 });
    list->shown = shown;
    list->sent_at = turn->now;
    list->after_seq = scene->conversation.last_seq + 1;
    return scene_say_text(turn, scene, MESSAGE_LIST, &text);
}

static enum err list_tell(struct turn *turn, const struct scene *scene, const struct list *list)
{
    return turn_event(turn, EVENT_LIST_UPDATED, scene->conversation.id, list->id.n,
                      (person_id){ 0 }, 0);
}

/* A new list: what it says now is what its numbers mean for ever. */
static enum err list_begin(struct turn *turn, struct scene *scene, struct list *list)
{
    enum err err;

    list->conversation = scene->conversation.id;
    list->open = true;
    list->author = turn->viewer.person;
    err = page_say(turn, scene, list);
    if (!err) err = list_add(turn->store, list);
    turn->ref = list->id.n;
    return err ? err : list_tell(turn, scene, list);
}

/* ---- in the making ---- */

/* The list in the making, empty when there is none; *current: it is the one that is meant. */
static enum err made_load(struct turn *turn, const struct list_send *in, struct list *made,
                          bool *current)
{
    enum err err = list_made_load(turn->store, in->conversation, made);

    if (err == ERR_MISSING) {
        *made = (struct list){ .conversation = in->conversation };
        err = OK;
    }
    *current = !in->if_rev || in->rev == made->rev;
    return err;
}

/* Whoever reads along, and its maker's other windows, see it grow. */
static enum err made_keep(struct turn *turn, struct list *made)
{
    enum err err;

    made->author = turn->viewer.person;
    err = list_made_save(turn->store, made);
    if (err) return err;
    return turn_event(turn, EVENT_LIST_MADE, made->conversation, made->id.n, (person_id){ 0 }, 0);
}

/* What was asked for in place of what is there. */
static enum err made_save(struct turn *turn, const struct scene *scene, const struct list_send *in,
                          struct list *made)
{
    struct list *changed = xcalloc(1, sizeof *changed);
    enum err err;

    changed->id = made->id;
    changed->rev = made->rev;
    changed->conversation = in->conversation;
    err = list_fill(turn->store, scene->content, in, changed);
    if (!err) err = made_keep(turn, changed);
    if (!err) *made = *changed;
    free(changed);
    return err == ERR_INPUT ? turn_refuse(turn, REFUSED_INPUT) : err;
}

/* What was sent is a version now; what is not for them stays known as such. */
static enum err made_sent(struct turn *turn, struct list *made)
{
    size_t kept = 0;

    for (size_t i = 0; i < made->count; i++)
        if (made->item[i].state == ITEM_NOT_FOR_THEM) made->item[kept++] = made->item[i];
    made->count = kept;
    return made_keep(turn, made);
}

enum err apply_list_save(struct turn *turn, const struct command *command)
{
    const struct list_send *in = &command->u.list_send;
    struct list *made;
    struct scene scene;
    bool may, current = false;
    enum err err = scene_load_for(turn, in->conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    made = xcalloc(1, sizeof *made);
    err = made_load(turn, in, made, &current);
    if (!err)
        err = current ? made_save(turn, &scene, in, made) : turn_refuse(turn, REFUSED_CONFLICT);
    turn->ref = made->id.n;
    free(made);
    return err;
}

/* "Would a list be of use, or rather just talk?": the peer asks, in the line's words. */
enum err apply_list_offer(struct turn *turn, const struct command *command)
{
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, command->u.conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED);
    must(conversation_happens(&scene.conversation, PEER_WROTE, turn->now));
    err = scene_say(turn, &scene, CONTENT_LIST_OFFER, (struct content_words){ 0 });
    return err ? err : scene_save(turn, &scene);
}

/* ---- sending ---- */

static enum err made_send(struct turn *turn, struct scene *scene, struct list *made)
{
    struct list *list = xcalloc(1, sizeof *list);
    enum err err;

    if (list_freeze(made, list)) {
        must(conversation_happens(&scene->conversation, PEER_WROTE, turn->now));
        err = list_begin(turn, scene, list);
        if (!err) err = made_sent(turn, made);
        if (!err) err = hand_over_wrote(turn, scene);
        scene_read_all(turn, scene);
        if (!err) err = scene_save(turn, scene);
    } else {
        err = turn_refuse(turn, REFUSED_INPUT);
    }
    free(list);
    return err;
}

enum err apply_list_send(struct turn *turn, const struct command *command)
{
    const struct list_send *in = &command->u.list_send;
    struct list *made;
    struct scene scene;
    bool may, current = false;
    enum err err = scene_load_for(turn, in->conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED);
    made = xcalloc(1, sizeof *made);
    err = made_load(turn, in, made, &current);
    if (!err && !current) err = turn_refuse(turn, REFUSED_CONFLICT);
    if (!err && current && in->count) err = made_save(turn, &scene, in, made);
    if (!err && turn->outcome == DONE) err = made_send(turn, &scene, made);
    free(made);
    return err;
}

/* LIST by text: the line's standing list, for whoever waits and would rather read. */
enum err apply_list_standing(struct turn *turn, struct scene *scene)
{
    struct list *list = xcalloc(1, sizeof *list);
    enum err err = list_fill_standing(turn->store, scene->content, list);

    if (err == ERR_INPUT)
        err = scene_say(turn, scene, CONTENT_LIST_EMPTY, (struct content_words){ 0 });
    else if (!err)
        err = list_begin(turn, scene, list);
    free(list);
    return err;
}

/* The others of that list, in their order, as a new one. */
enum err apply_list_again(struct turn *turn, struct scene *scene, list_id id, int without)
{
    struct list *old = xcalloc(1, sizeof *old), *rest = xcalloc(1, sizeof *rest);
    enum err err = list_load(turn->store, scene->conversation.id, id, old);

    if (!err) {
        err = list_item_save(turn->store, id, without, ITEM_NOT_FOR_THEM);
        old->item[without - 1].state = ITEM_NOT_FOR_THEM;
        if (!err && list_freeze(old, rest)) err = list_begin(turn, scene, rest);
    }
    free(rest);
    free(old);
    return err == ERR_MISSING ? OK : err; /* the list went with the words it was in */
}

/* ---- what is chosen ---- */

/* What to expect, or nothing for words of the peer's own: they say it themselves. */
static enum err expect_say(struct turn *turn, struct scene *scene, const struct list *list,
                           int number, bool last)
{
    struct list_words words = list_words_of(scene->content);
    struct text text;
    bool asks = false;
    enum err err = OK;

    if (last) err = follow_up_choice(turn, scene, list, number, &asks);
    if (err) return err;
    if (asks) words = list_words_asking(scene->content);
    list_text_expect(list, &words, number, last, &text);
    return scene_say_text(turn, scene, MESSAGE_EXPECT, &text);
}

static enum err choice_record(struct turn *turn, struct scene *scene, const struct list *list,
                              int number, bool last)
{
    const struct list_item *item = &list->item[number - 1];
    struct referral referral = {
        .conversation = scene->conversation.id,
        .list = list->id,
        .number = number,
        .state = item->expect[0] ? REFERRAL_TOLD : REFERRAL_CHOSEN,
        .at = turn->now,
    };
    char detail[LABEL_BYTES_MAX + 16];
    struct str choice;
    enum err err = OK;

    str_init(&choice, detail, sizeof detail);
    str_addf(&choice, "%d %s", number, item->label);
    if (item->expect[0]) err = expect_say(turn, scene, list, number, last);
    if (!err) err = referral_put(turn->store, &referral);
    if (!err) err = list_item_save(turn->store, list->id, number, ITEM_WANTED);
    if (!err) err = outcome_count(turn->store, item->resource, referral.state);
    return err ? err : scene_note(turn, scene, MESSAGE_NOTE_CHOICE, turn->viewer.person, choice.s);
}

static enum err choice_withdraw(struct turn *turn, const struct list *list,
                                struct referral *referral, enum item_state item)
{
    enum err err;

    referral->state = REFERRAL_WITHDRAWN;
    referral->at = turn->now;
    err = referral_put(turn->store, referral);
    if (!err) err = list_item_save(turn->store, list->id, referral->number, item);
    return err ? err : follow_up_unchoose(turn, list, referral->number);
}

static bool is_chosen(const struct item_numbers *chosen, int number)
{
    for (size_t i = 0; i < chosen->count; i++)
        if (chosen->number[i] == number) return true;
    return false;
}

static enum err choices_withdraw(struct turn *turn, const struct list *list,
                                 const struct item_numbers *but)
{
    struct referral chosen[LIST_ITEMS_MAX];
    size_t count;
    enum err err = referral_of_list(turn->store, list->id, LIST_ITEMS_MAX, chosen, &count);

    for (size_t i = 0; i < count && !err; i++)
        if (referral_is_chosen(chosen[i].state) && !is_chosen(but, chosen[i].number))
            err = choice_withdraw(turn, list, &chosen[i], ITEM_OFFERED);
    return err;
}

/*
 * What was told already is not told again. What is replaced goes last: what was agreed about the
 * old choice is then about the new one.
 */
static enum err choices_record(struct turn *turn, struct scene *scene, const struct list *list,
                               const struct list_reply *reply, const struct item_numbers *previous)
{
    enum err err = OK;

    for (size_t i = 0; i < reply->items.count && !err; i++) {
        if (reply->mode == REPLY_ADDS && is_chosen(previous, reply->items.number[i])) continue;
        err = choice_record(turn, scene, list, reply->items.number[i], i + 1 == reply->items.count);
    }
    if (!err && reply->mode == REPLY_REPLACES) err = choices_withdraw(turn, list, &reply->items);
    return err;
}

/* None of those shown, but for what was chosen before. */
static enum err none_record(struct turn *turn, struct scene *scene, struct list *list,
                            const struct item_numbers *previous)
{
    enum err err = OK;

    for (int number = 1; (size_t)number <= list->shown && !err; number++) {
        struct referral referral = { .conversation = list->conversation,
                                     .list = list->id,
                                     .number = number,
                                     .state = REFERRAL_NONE_FIT,
                                     .at = turn->now };

        if (is_chosen(previous, number)) continue;
        err = referral_put(turn->store, &referral);
        if (!err) err = list_item_save(turn->store, list->id, number, ITEM_NOT_FOR_THEM);
    }
    list->open = false;
    return err ? err : scene_say(turn, scene, CONTENT_LIST_NONE, (struct content_words){ 0 });
}

static enum err question_ask(struct turn *turn, struct scene *scene, struct list *list,
                             const struct list_reply *reply)
{
    struct list_words words = list_words_of(scene->content);
    struct text text;

    list->asked = true;
    list->sent_at = turn->now;
    list->after_seq = scene->conversation.last_seq + 1; /* the question's own message */
    list_text_ask(list, &words, &reply->candidates, &text);
    return scene_say_text(turn, scene, MESSAGE_AUTOMATIC, &text);
}

static enum err reply_apply(struct turn *turn, struct scene *scene, struct list *list,
                            const struct list_reply *reply, const struct item_numbers *previous)
{
    switch (reply->kind) {
    case REPLY_CHOICE:
    case REPLY_CHOICES: return choices_record(turn, scene, list, reply, previous);
    case REPLY_MORE: return page_say(turn, scene, list);
    case REPLY_NONE: return none_record(turn, scene, list, previous);
    case REPLY_ASK: return question_ask(turn, scene, list, reply);
    case REPLY_PEER:
    case REPLY_RESERVED: return OK;
    }
    return OK;
}

static enum err context_load(struct turn *turn, const struct list *list,
                             const struct message *message, struct reply_context *context)
{
    struct referral chosen[LIST_ITEMS_MAX];
    size_t count;
    enum err err = referral_of_list(turn->store, list->id, LIST_ITEMS_MAX, chosen, &count);

    *context = (struct reply_context){
        .age = turn->now - list->sent_at,
        .danger = message->tier >= TIER_WATCH,
    };
    for (size_t i = 0; i < count && !err; i++)
        if (referral_is_chosen(chosen[i].state))
            context->previous.number[context->previous.count++] = chosen[i].number;
    if (!err)
        err = message_question_since(turn->store, list->conversation, list->after_seq,
                                     &context->peer_asked_since);
    return err;
}

/*
 * The text is on its way to the peer whatever is read here; this only answers what is beyond
 * doubt. Danger stops all automatic replies.
 */
enum err apply_list_reply(struct turn *turn, struct scene *scene, const struct message *message)
{
    struct list list;
    struct reply_context context;
    struct list_reply reply;
    bool left;
    enum err err = list_newest_of(turn->store, scene->conversation.id, &list);

    if (err) return err == ERR_MISSING ? OK : err;
    if (!list.open || scene->texter.stopped_at) return OK;
    err = message_has_left(turn->store, list.conversation, list.after_seq, &left);
    if (err || !left) return err;
    err = context_load(turn, &list, message, &context);
    if (err) return err;
    reply = list_reply_read(&list, &context, message->body.s);
    if (reply.risk || reply.kind == REPLY_PEER || reply.kind == REPLY_RESERVED) return OK;
    err = reply_apply(turn, scene, &list, &reply, &context.previous);
    if (!err) err = list_save(turn->store, &list);
    return err ? err : list_tell(turn, scene, &list);
}

/* ---- what the peer sets right ---- */

static enum err referral_load(struct turn *turn, const struct list *list, int number,
                              struct referral *referral)
{
    struct referral all[LIST_ITEMS_MAX];
    size_t count;
    enum err err = referral_of_list(turn->store, list->id, LIST_ITEMS_MAX, all, &count);

    *referral =
        (struct referral){ .conversation = list->conversation, .list = list->id, .number = number };
    for (size_t i = 0; i < count && !err; i++)
        if (all[i].number == number) *referral = all[i];
    return err;
}

/* What the texter says of an item, as the peer understands it. A want is a choice like any. */
static enum err item_set(struct turn *turn, struct scene *scene, struct list *list, int number,
                         enum item_state state)
{
    struct referral referral;
    enum err err = referral_load(turn, list, number, &referral);
    bool chosen = referral_is_chosen(referral.state);

    if (err) return err;
    if (state == ITEM_WANTED && !chosen) return choice_record(turn, scene, list, number, true);
    if (state != ITEM_WANTED && chosen) return choice_withdraw(turn, list, &referral, state);
    return list_item_save(turn->store, list->id, number, state);
}

static enum err item_correct(struct turn *turn, struct scene *scene, struct list *list,
                             const struct list_choice *in)
{
    enum err err;

    if (in->number < 1 || (size_t)in->number > list->count) return turn_refuse(turn, REFUSED_INPUT);
    turn->ref = list->id.n;
    if (list->item[in->number - 1].state == in->state) return OK;
    err = item_set(turn, scene, list, in->number, in->state);
    if (!err) err = correction_tally(turn->store);
    if (!err) err = list_tell(turn, scene, list);
    return err ? err : scene_save(turn, scene);
}

enum err apply_list_choice(struct turn *turn, const struct command *command)
{
    const struct list_choice *in = &command->u.list_choice;
    struct list *list;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED);
    list = xcalloc(1, sizeof *list);
    err = list_newest_of(turn->store, in->conversation, list);
    if (err == ERR_MISSING)
        err = turn_refuse(turn, REFUSED_MISSING);
    else if (!err)
        err = item_correct(turn, &scene, list, in);
    free(list);
    return err;
}
