/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/hand_over.h"
#include "engine/list_content.h"
#include "rules/conversation.h"
#include "rules/list_reply.h"
#include "store/list.h"
#include "store/message.h"

/* The next page of the list, as a text; the list remembers what was shown. */
static enum err page_say(struct turn *turn, struct scene *scene, struct list *list)
{
    struct list_words words = list_words_of(scene->content);
    struct text text;
    size_t shown = list_text_page(list, &words, &text);

    if (shown == list->shown) return scene_say(turn, scene, CONTENT_LIST_END,
                                               (struct content_words){ 0 });
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
    err = page_say(turn, scene, list);
    if (!err) err = list_add(turn->store, list);
    turn->ref = list->id.n;
    return err ? err : list_tell(turn, scene, list);
}

enum err apply_list_send(struct turn *turn, const struct command *command)
{
    const struct list_send *in = &command->u.list_send;
    struct list *list;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_ANSWER, &scene, &may);

    if (err || !may) return err;
    if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED);
    list = xcalloc(1, sizeof *list);
    err = list_fill(turn->store, in, list);
    if (err == ERR_INPUT) {
        err = turn_refuse(turn, REFUSED_INPUT);
    } else if (!err) {
        must(conversation_happens(&scene.conversation, PEER_WROTE, turn->now));
        err = list_begin(turn, &scene, list);
        if (!err) err = hand_over_wrote(turn, &scene);
        scene.conversation.read_seq = scene.conversation.last_seq;
        if (!err) err = scene_save(turn, &scene);
    }
    free(list);
    return err;
}

/* LIST by text: the line's standing list, for whoever waits and would rather read. */
enum err apply_list_standing(struct turn *turn, struct scene *scene)
{
    struct list *list = xcalloc(1, sizeof *list);
    enum err err = list_fill_standing(turn->store, list);

    if (err == ERR_INPUT)
        err = scene_say(turn, scene, CONTENT_LIST_EMPTY, (struct content_words){ 0 });
    else if (!err) err = list_begin(turn, scene, list);
    free(list);
    return err;
}

/* ---- what is chosen ---- */

static enum err choice_record(struct turn *turn, struct scene *scene, const struct list *list,
                              int number, bool last)
{
    struct list_words words = list_words_of(scene->content);
    struct referral referral = {
        .conversation = scene->conversation.id,
        .list = list->id,
        .number = number,
        .state = REFERRAL_TOLD,
        .at = turn->now,
    };
    char detail[LABEL_BYTES_MAX + 16];
    struct str choice;
    struct text text;
    enum err err;

    str_init(&choice, detail, sizeof detail);
    list_text_expect(list, &words, number, last, &text);
    err = scene_say_text(turn, scene, MESSAGE_EXPECT, &text);
    if (!err) err = referral_put(turn->store, &referral);
    str_addf(&choice, "%d %s", number, list->item[number - 1].label);
    return err ? err : scene_note(turn, scene, MESSAGE_NOTE_CHOICE, (person_id){ 0 }, choice.s);
}

static enum err choices_withdraw(struct turn *turn, const struct list *list)
{
    struct referral chosen[LIST_ITEMS_MAX];
    size_t count;
    enum err err = referral_of_list(turn->store, list->id, LIST_ITEMS_MAX, chosen, &count);

    for (size_t i = 0; i < count && !err; i++) {
        chosen[i].state = REFERRAL_WITHDRAWN;
        chosen[i].at = turn->now;
        err = referral_put(turn->store, &chosen[i]);
    }
    return err;
}

static bool is_chosen(const struct item_numbers *chosen, int number)
{
    for (size_t i = 0; i < chosen->count; i++)
        if (chosen->number[i] == number) return true;
    return false;
}

/* What was told already is not told again. */
static enum err choices_record(struct turn *turn, struct scene *scene, const struct list *list,
                               const struct list_reply *reply,
                               const struct item_numbers *previous)
{
    enum err err = OK;

    if (reply->mode == REPLY_REPLACES) err = choices_withdraw(turn, list);
    for (size_t i = 0; i < reply->items.count && !err; i++) {
        if (reply->mode == REPLY_ADDS && is_chosen(previous, reply->items.number[i])) continue;
        err = choice_record(turn, scene, list, reply->items.number[i],
                            i + 1 == reply->items.count);
    }
    return err;
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
    case REPLY_NONE:
        list->open = false;
        return scene_say(turn, scene, CONTENT_LIST_NONE, (struct content_words){ 0 });
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
        if (chosen[i].state != REFERRAL_WITHDRAWN)
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
    struct list *list = xcalloc(1, sizeof *list);
    enum err err = list_newest_of(turn->store, scene->conversation.id, list);
    struct reply_context context;
    struct list_reply reply;

    if (err || !list->open || scene->texter.stopped_at) goto done;
    err = context_load(turn, list, message, &context);
    if (err) goto done;
    reply = list_reply_read(list, &context, message->body.s);
    if (reply.risk || reply.kind == REPLY_PEER || reply.kind == REPLY_RESERVED) goto done;
    err = reply_apply(turn, scene, list, &reply, &context.previous);
    if (!err) err = list_save(turn->store, list);
    if (!err) err = list_tell(turn, scene, list);
done:
    free(list);
    return err == ERR_MISSING ? OK : err;
}
