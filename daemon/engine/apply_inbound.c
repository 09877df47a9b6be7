/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <string.h>

#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/alerting.h"
#include "engine/deciding.h"
#include "engine/following.h"
#include "engine/hand_over.h"
#include "engine/saying.h"
#include "rules/alias.h"
#include "rules/conversation.h"
#include "rules/keyword.h"
#include "store/conversation.h"
#include "store/inbox.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/texter.h"

/* Texts of the last minutes are read together: one sentence often comes in three. */
#define EARLIER_SPAN MINUTES(10)

/* What a text turned out to be, before anything is decided on it. */
struct reading {
    struct triage triage;
    enum keyword keyword;
    const char *version; /* of the phrases */
    bool opened;         /* a new conversation, or an old one again */
    bool is_new;         /* a new one */
};

enum err apply_quarantine(struct turn *turn, const struct command *command)
{
    const struct quarantine *in = &command->u.quarantine;

    log_warn("webhook_quarantined", "provider=%s why=%s bytes=%zu", in->provider, in->why, in->len);
    return quarantine_add(turn->store, in->provider, in->why, turn->now, in->bytes, in->len);
}

/* A text to a number that is no line of ours: kept, for it may be somebody's only try. */
static enum err inbound_keep_unread(struct turn *turn, const struct inbound *in)
{
    char bytes[sizeof in->body.s + 2 * sizeof in->from.e164];
    struct str str;

    log_warn("text_to_unknown_number", "provider=%s", in->provider);
    str_init(&str, bytes, sizeof bytes);
    str_addf(&str, "%s %s %s", in->from.e164, in->to.e164, in->body.s);
    return quarantine_add(turn->store, in->provider, "unknown number", turn->now, str.s, str.len);
}

static enum err texter_load_or_add(struct turn *turn, const struct line *line,
                                   const struct phone *phone, struct texter *texter)
{
    enum err err = texter_find(turn->store, line->id, phone, texter);
    uint8_t seed[CRYPT_HASH_BYTES];
    uint64_t number = 0;

    if (err != ERR_MISSING) return err;
    *texter = (struct texter){ .phone = *phone };
    crypt_hash(&turn->store->keys.lookup, phone->e164, sizeof phone->e164, seed);
    for (size_t i = 0; i < sizeof number; i++) number = number << 8 | seed[i];
    alias_make(number, texter->alias);
    /* Bounded by the same limits as the line's own. */
    err = str_copy(texter->line, sizeof texter->line, line->id);
    if (!err) err = str_copy(texter->language, sizeof texter->language, line->languages[0]);
    return err ? ERR_DOWN : texter_add(turn->store, texter);
}

/* Within the continuity window, or in answer to what the line asked them. */
static enum err reopening(struct turn *turn, const struct conversation *last, bool *reopens)
{
    *reopens = conversation_reopens(last, &turn->settings->timing, turn->now);
    if (*reopens || !last->has_words) return OK;
    return follow_up_is_awaited(turn, last->id, reopens);
}

/* The open conversation; or the last one again; or a new one. */
static enum err conversation_load_or_open(struct turn *turn, const struct texter *texter,
                                          struct conversation *conversation,
                                          struct reading *reading)
{
    enum err err = conversation_newest_of(turn->store, texter->id, conversation);
    bool is_first = err == ERR_MISSING, reopens = false;

    if (err && !is_first) return err;
    if (!is_first && conversation->state != CONVERSATION_CLOSED) return OK;
    reading->opened = true;
    turn->queue_changed = true;
    if (!is_first) err = reopening(turn, conversation, &reopens);
    if (reopens || (err && !is_first)) return err;
    reading->is_new = true;
    *conversation = (struct conversation){
        .texter = texter->id,
        .state = CONVERSATION_WAITING,
        .opened_at = turn->now,
        .waiting_since = turn->now,
        .turn_since = turn->now,
        .last_peer = is_first ? (person_id){ 0 } : conversation->last_peer,
    };
    return conversation_add(turn->store, conversation);
}

static void triage_raise(struct triage *worst, const struct triage *found)
{
    if (found->tier > worst->tier) *worst = *found;
}

/* Every language of the line is read: nobody is asked first which one they cry in. */
static enum err text_triage(struct turn *turn, const struct scene *scene, const struct text *text,
                            struct reading *reading)
{
    struct text earlier[TRIAGE_EARLIER_MAX];
    size_t count;
    enum err err = message_earlier(turn->store, scene->conversation.id, turn->now - EARLIER_SPAN,
                                   TRIAGE_EARLIER_MAX, earlier, &count);

    reading->triage = (struct triage){ .tier = TIER_STEADY };
    reading->version = "";
    for (size_t i = 0; i < scene->line->language_count && !err; i++) {
        const struct triage_phrases *phrases =
            settings_phrases(turn->settings, scene->line->languages[i]);
        struct triage found;

        if (!phrases) continue;
        triage_read(phrases, text, earlier, count, &found);
        triage_raise(&reading->triage, &found);
        if (!i || found.tier == reading->triage.tier) reading->version = triage_version(phrases);
    }
    return err;
}

static enum err message_record(struct turn *turn, struct scene *scene, const struct inbound *in,
                               const struct reading *reading, struct message *message)
{
    *message = (struct message){
        .direction = DIRECTION_IN,
        .kind = MESSAGE_TEXT,
        .state = MESSAGE_RECEIVED,
        .media_count = in->media_count,
        .tier = reading->triage.tier,
        .reasons = reading->triage.reasons,
        .body = in->body,
    };
    memcpy(message->media, in->media, sizeof message->media);
    memcpy(message->provider_id, in->provider_id, sizeof message->provider_id);
    return scene_add_message(turn, scene, message, in->provider, reading->version);
}

/* P9. One confirmation, then nothing automatic and nothing by peers. */
static enum err texter_stops(struct turn *turn, struct scene *scene, message_id message)
{
    bool in_danger = scene->conversation.tier >= TIER_HIGH;
    enum err err = turn_take_back(turn, scene->texter.id);

    if (!err) err = follow_ups_end(turn, scene->texter.id);
    if (!err && !scene->line->provider_answers_stop)
        err = scene_say(turn, scene, CONTENT_STOP, (struct content_words){ 0 });
    if (err) return err;
    scene->texter.stopped_at = turn->now;
    err = scene_note(turn, scene, MESSAGE_NOTE_STOPPED, (person_id){ 0 }, "");
    if (!err && in_danger)
        err = alert_raise(turn, scene,
                          &(struct alert_raise){ .cause = CAUSE_STOPPED,
                                                 .tier = scene->conversation.tier,
                                                 .message = message });
    if (!err) err = scene_end_offer(turn, scene, "withdrawn");
    if (err) return err;
    if (conversation_happens(&scene->conversation, TEXTER_STOPPED, turn->now) &&
        scene->conversation.state == CONVERSATION_CLOSED)
        scene->conversation.ending = ENDING_STOPPED;
    return OK;
}

/* Any word after STOP means: I want to be texted again. */
static enum err texter_starts_again(struct turn *turn, struct scene *scene)
{
    enum err err;

    if (!scene->texter.stopped_at) return OK;
    scene->texter.stopped_at = 0;
    scene->conversation.turn_since = turn->now; /* nobody could have answered until now */
    scene->conversation.nudges = 0;
    err = scene_note(turn, scene, MESSAGE_NOTE_STARTED, (person_id){ 0 }, "");
    return err || !scene->alert_open ? err : say_catch_up(turn, scene);
}

static enum err texter_asks_now(struct turn *turn, struct scene *scene, message_id message)
{
    enum err err = scene_say(turn, scene, CONTENT_NOW, (struct content_words){ 0 });

    if (err) return err;
    return alert_raise(turn, scene,
                       &(struct alert_raise){ .cause = CAUSE_NOW, .message = message });
}

static enum err keyword_apply(struct turn *turn, struct scene *scene, enum keyword keyword,
                              message_id message)
{
    enum err err;

    if (keyword != KEYWORD_NONE) scene->texter.forget_asked_at = 0; /* it was no yes */
    switch (keyword) {
    case KEYWORD_NONE: return OK;
    case KEYWORD_STOP: return texter_stops(turn, scene, message);
    case KEYWORD_START: return scene_say(turn, scene, CONTENT_START, (struct content_words){ 0 });
    case KEYWORD_HELP:
        err = scene_say(turn, scene, CONTENT_HELP, (struct content_words){ 0 });
        return err ? err : scene_note(turn, scene, MESSAGE_NOTE_HELP, (person_id){ 0 }, "");
    case KEYWORD_LIST: return apply_list_standing(turn, scene);
    case KEYWORD_NOW: return texter_asks_now(turn, scene, message);
    case KEYWORD_WHY:
    case KEYWORD_WHAT_HAPPENS: return say_explain(turn, scene, keyword);
    case KEYWORD_WINS: return apply_wins(turn, scene);
    case KEYWORD_FORGET: return apply_forget(turn, scene);
    }
    return OK;
}

/* Greeted once per conversation; told honestly when nobody is there. */
static enum err texter_greet(struct turn *turn, struct scene *scene, const struct reading *reading)
{
    struct person anyone;
    size_t count;
    enum err err;

    if (!reading->opened || reading->keyword == KEYWORD_STOP) return OK;
    err = person_on_shift(turn->store, 1, &anyone, &count);
    if (err || (count && !reading->is_new)) return err;
    scene->texter.welcomed_at = turn->now;
    return scene_say(turn, scene, count ? CONTENT_WELCOME : CONTENT_NOBODY_ON,
                     (struct content_words){ 0 });
}

/* P8. Danger goes before everything else that may be said about a text. */
static enum err danger_pierces(struct turn *turn, struct scene *scene,
                               const struct reading *reading, message_id message)
{
    enum tier tier = reading->triage.tier;
    enum err err = tier_rises(turn, scene, &(struct tier_wish){ .to = tier, .message = message });

    if (err || tier < TIER_HIGH) return err;
    err = tier_wish_ends(turn, scene);
    if (err) return err;
    return alert_raise(
        turn, scene,
        &(struct alert_raise){ .cause = CAUSE_WORDS, .tier = tier, .message = message });
}

/* Whose question came last has the answer: the crisis team's is newer than any list before it. */
static enum err replies_apply(struct turn *turn, struct scene *scene, const struct message *message)
{
    ms crisis_asked_at = scene->alert_open ? scene->joining.asked_at : 0;
    bool answered = false;
    enum err err = OK;

    if (scene->texter.forget_asked_at > crisis_asked_at)
        err = apply_forget_reply(turn, scene, message, &answered);
    scene->texter.forget_asked_at = 0;
    if (!err && !answered) err = say_reply(turn, scene, message, &answered);
    if (!err && answered) return follow_up_overhear(turn, scene, message);
    if (!err) err = follow_up_reply(turn, scene, message, &answered);
    return err || answered ? err : apply_list_reply(turn, scene, message);
}

static enum err answers_apply(struct turn *turn, struct scene *scene, const struct reading *reading,
                              const struct message *message)
{
    enum err err = OK;

    if (reading->keyword != KEYWORD_STOP) {
        err = texter_starts_again(turn, scene);
        if (!err) err = hand_over_answered(turn, scene);
    }
    if (!err) err = danger_pierces(turn, scene, reading, message->id);
    if (!err) err = texter_greet(turn, scene, reading);
    if (!err) err = keyword_apply(turn, scene, reading->keyword, message->id);
    if (err || reading->keyword != KEYWORD_NONE) return err;
    return replies_apply(turn, scene, message);
}

/* Most texts change nothing about who wrote them. */
static enum err texter_save_if_changed(struct turn *turn, const struct texter *before,
                                       struct texter *texter)
{
    if (texter->stopped_at == before->stopped_at && texter->welcomed_at == before->welcomed_at &&
        texter->forget_asked_at == before->forget_asked_at)
        return OK;
    return texter_save(turn->store, texter);
}

static enum err inbound_take_in(struct turn *turn, const struct line *line,
                                const struct inbound *in)
{
    struct reading reading = { .keyword = keyword_read(in->body.s) };
    struct conversation conversation;
    struct message message;
    struct texter texter;
    struct scene scene;
    enum err err = texter_load_or_add(turn, line, &in->from, &texter);

    if (!err) err = conversation_load_or_open(turn, &texter, &conversation, &reading);
    if (!err && reading.is_new) err = follow_ups_cover(turn, texter.id);
    if (!err) err = scene_set(turn, &conversation, &texter, &scene);
    if (!err) err = text_triage(turn, &scene, &in->body, &reading);
    if (err) return err;
    must(conversation_happens(&scene.conversation, TEXTER_WROTE, turn->now));
    err = message_record(turn, &scene, in, &reading, &message);
    if (!err) err = answers_apply(turn, &scene, &reading, &message);
    if (!err && !scene.erased) err = texter_save_if_changed(turn, &texter, &scene.texter);
    if (!err && !scene.erased) err = scene_save(turn, &scene);
    turn->ref = message.id.n;
    return err;
}

/* A texter wrote. Recorded once, however often the provider repeats it (P2). */
enum err apply_inbound(struct turn *turn, const struct command *command)
{
    const struct inbound *in = &command->u.inbound;
    const struct line *line = settings_line_by_number(turn->settings, in->to.e164);
    bool handled = false;
    enum err err = inbox_record(turn->store, in->provider, in->provider_id);

    turn->repeated = err == ERR_CONFLICT;
    if (turn->repeated) return OK;
    if (err) return err;
    if (!line) return inbound_keep_unread(turn, in);
    err = apply_page_reply(turn, line, in, &handled);
    return err || handled ? err : inbound_take_in(turn, line, in);
}
