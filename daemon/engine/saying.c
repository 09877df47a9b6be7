/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/saying.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/hand_over.h"
#include "engine/paging.h"
#include "rules/joining.h"
#include "rules/say.h"
#include "store/alert.h"
#include "store/joining.h"
#include "store/message.h"
#include "store/person.h"

#define EXPLAINED_FOR HOURS(24) /* after an alert */
#define QUOTE_BYTES_MAX 100
#define LINES_LOOKED_AT 64 /* of the timeline, for the text that began it */

/* ---- asking and telling ---- */

/* A peer who wants somebody to look over their shoulder asks for no more than that. */
static bool is_about_reading(const struct scene *scene)
{
    return scene->alert.cause == CAUSE_FLAG_WATCH;
}

static enum err texter_is_asked(struct turn *turn, struct scene *scene)
{
    struct joining *joining = &scene->joining;
    bool said;
    enum err err = joining_says(
        turn, scene, is_about_reading(scene) ? CONTENT_CRISIS_ASK_READ : CONTENT_CRISIS_ASK,
        (struct content_words){ 0 }, &said);

    if (err || !said) return err;
    joining->asked_at = turn->now;
    joining->asked_seq = scene->conversation.last_seq;
    err = scene_note(turn, scene, MESSAGE_NOTE_SAY, (person_id){ 0 }, "asked");
    return err ? err : joining_record(turn, scene, "asked_texter", (person_id){ 0 }, "");
}

static enum err texter_is_told(struct turn *turn, struct scene *scene, enum content_text which)
{
    bool said;
    enum err err = joining_says(turn, scene, which, (struct content_words){ 0 }, &said);

    return err || !said ? err : joining_record(turn, scene, "told_texter", (person_id){ 0 }, "");
}

/* P12. By the policy: a question, a word, or nothing yet. */
static enum err policy_acts(struct turn *turn, struct scene *scene)
{
    switch (scene->joining.policy) {
    case POLICY_ASK: return texter_is_asked(turn, scene);
    case POLICY_TELL:
        return texter_is_told(turn, scene,
                              is_about_reading(scene) ? CONTENT_PAGING_READ : CONTENT_PAGING);
    case POLICY_TELL_AFTER: return OK;
    }
    return OK;
}

enum err say_begin(struct turn *turn, struct scene *scene, enum alert_cause cause)
{
    enum err err;

    scene->joining = (struct joining){
        .alert = scene->alert.id,
        .policy = policy_of(&scene->line->crisis_policy, cause, scene->alert.tier),
    };
    err = joining_add(turn->store, &scene->joining);
    return err ? err : policy_acts(turn, scene);
}

/* Whoever asks for the crisis team has agreed to it. */
static enum err now_means_yes(struct turn *turn, struct scene *scene)
{
    struct joining *joining = &scene->joining;
    enum err err;

    if (joining->say == SAY_YES) return OK;
    joining->say = SAY_YES;
    joining->answered_at = turn->now;
    err = scene_note(turn, scene, MESSAGE_NOTE_SAY, (person_id){ 0 }, say_name(SAY_YES));
    return err ? err : joining_record(turn, scene, "texter_yes", (person_id){ 0 }, "NOW");
}

/* Who was asked before it became danger now is told; who could not be texted then is told now. */
enum err say_catch_up(struct turn *turn, struct scene *scene)
{
    struct joining *joining = &scene->joining;
    enum policy policy =
        policy_of(&scene->line->crisis_policy, scene->alert.cause, scene->alert.tier);
    bool tell = policy == POLICY_TELL && joining->policy == POLICY_ASK;

    if (tell) joining->policy = policy;
    return tell || !joining->told_at ? policy_acts(turn, scene) : OK;
}

enum err say_more_causes(struct turn *turn, struct scene *scene, enum alert_cause cause)
{
    enum err err = cause == CAUSE_NOW ? now_means_yes(turn, scene) : OK;

    return err ? err : say_catch_up(turn, scene);
}

/* Their answer was about somebody who reads along. Once the responder speaks, it is too late. */
enum err say_anew(struct turn *turn, struct scene *scene, enum alert_cause cause)
{
    struct joining *joining = &scene->joining;
    enum err err;

    if (joining->state == JOINING_SPEAKING || joining->state == JOINING_TOOK_OVER)
        return say_more_causes(turn, scene, cause);
    joining->policy = policy_of(&scene->line->crisis_policy, cause, scene->alert.tier);
    joining->say = SAY_OPEN;
    joining->answered_at = 0;
    err = joining_save(turn->store, joining);
    if (!err && cause == CAUSE_NOW) err = now_means_yes(turn, scene);
    return err ? err : policy_acts(turn, scene);
}

/* ---- answers ---- */

enum err say_to_holder(struct turn *turn, const struct scene *scene, enum content_text which)
{
    struct person holder;
    enum err err;

    if (!scene->alert.holder.n) return OK;
    err = person_load(turn->store, scene->alert.holder, &holder);
    if (err || !holder.phone.e164[0]) return err;
    return paging_answer(turn, scene, &holder.phone, which, holder.name);
}

enum err say_tell_holder(struct turn *turn, const struct scene *scene)
{
    return scene->joining.say == SAY_NOT_NOW ? say_to_holder(turn, scene, CONTENT_PAGE_NOT_NOW)
                                             : OK;
}

/* Who read along does so no longer; who advises the peer, or speaks, is not sent away. */
static enum err watcher_steps_back(struct turn *turn, struct scene *scene)
{
    if (scene->joining.state != JOINING_WATCH) return OK;
    must(joining_happens(&scene->joining, RESPONDER_COACHES, scene->joining.responder, turn->now));
    return scene_note(turn, scene, MESSAGE_NOTE_JOINED, scene->joining.responder,
                      joining_state_name(JOINING_COACH));
}

static enum err answer_record(struct turn *turn, struct scene *scene, enum say say)
{
    struct joining *joining = &scene->joining;
    bool yes = say == SAY_YES;
    enum err err = scene_say(turn, scene, yes ? CONTENT_CRISIS_YES : CONTENT_CRISIS_NOT_NOW,
                             (struct content_words){ 0 });

    joining->say = say;
    joining->answered_at = turn->now;
    if (!err) err = scene_note(turn, scene, MESSAGE_NOTE_SAY, (person_id){ 0 }, say_name(say));
    if (!err && !yes) err = watcher_steps_back(turn, scene);
    if (!err)
        err = joining_record(turn, scene, yes ? "texter_yes" : "texter_not_now", (person_id){ 0 },
                             "");
    return err ? err : say_to_holder(turn, scene, yes ? CONTENT_PAGE_AGREED : CONTENT_PAGE_NOT_NOW);
}

/* Their answer counts from here on: what was said before it may have been about something else. */
static enum err more_is_told(struct turn *turn, struct scene *scene)
{
    enum err err = scene_say(turn, scene, CONTENT_CRISIS_MORE, (struct content_words){ 0 });

    scene->joining.asked_seq = scene->conversation.last_seq;
    return err ? err : joining_record(turn, scene, "texter_asked_more", (person_id){ 0 }, "");
}

static enum err context_load(struct turn *turn, const struct scene *scene,
                             const struct message *message, struct say_context *context)
{
    *context = (struct say_context){
        .age = turn->now - scene->joining.asked_at,
        .danger = message->tier >= TIER_WATCH,
    };
    return message_question_since(turn->store, scene->conversation.id, scene->joining.asked_seq,
                                  &context->peer_asked_since);
}

/* Open until the responder speaks: then it is a talk between people. */
static bool question_is_open(const struct scene *scene)
{
    const struct joining *joining = &scene->joining;

    return scene->alert_open && joining->asked_at && !scene->texter.stopped_at &&
           joining->state != JOINING_SPEAKING && joining->state != JOINING_TOOK_OVER;
}

enum err say_reply(struct turn *turn, struct scene *scene, const struct message *message,
                   bool *answered)
{
    struct say_context context;
    enum say_reply reply;
    enum say say;
    bool left;
    enum err err;

    *answered = false;
    if (!question_is_open(scene)) return OK;
    err = message_has_left(turn->store, scene->conversation.id, scene->joining.asked_seq, &left);
    if (err || !left) return err;
    err = context_load(turn, scene, message, &context);
    if (err) return err;
    reply = say_reply_read(&context, message->body.s);
    *answered = reply != SAY_REPLY_TO_PEER;
    if (!*answered) return OK;
    if (reply == SAY_REPLY_MORE) return more_is_told(turn, scene);
    say = reply == SAY_REPLY_YES ? SAY_YES : SAY_NOT_NOW;
    return say == scene->joining.say ? OK : answer_record(turn, scene, say);
}

enum err say_unanswered(struct turn *turn, struct scene *scene)
{
    enum err err;

    scene->joining.say = SAY_NONE;
    err = scene_note(turn, scene, MESSAGE_NOTE_SAY, (person_id){ 0 }, say_name(SAY_NONE));
    if (!err) err = joining_record(turn, scene, "texter_silent", (person_id){ 0 }, "");
    return err ? err : say_to_holder(turn, scene, CONTENT_PAGE_NO_ANSWER);
}

/* ---- explaining ---- */

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The words a rule found in their own text; of a long one its beginning. */
static void words_quote(const struct message *message, char quote[QUOTE_BYTES_MAX + 1])
{
    const struct reason *reason = &message->reasons.reason[0];
    bool found = message->reasons.count && reason->len && reason->len <= QUOTE_BYTES_MAX &&
                 reason->start + reason->len <= message->body.len;
    size_t from = found ? reason->start : 0;
    size_t to = found ? from + reason->len : message->body.len;

    while (from && is_tail(message->body.s[from])) from--;
    if (to - from > QUOTE_BYTES_MAX) to = from + QUOTE_BYTES_MAX;
    while (to > from && is_tail(message->body.s[to])) to--;
    memcpy(quote, message->body.s + from, to - from);
    quote[to - from] = '\0';
}

/* The text that began the alert. */
static enum err words_of_alert(struct turn *turn, const struct alert *alert,
                               char quote[QUOTE_BYTES_MAX + 1])
{
    struct alert_line *lines = xcalloc(LINES_LOOKED_AT, sizeof *lines);
    struct message *message = xcalloc(1, sizeof *message);
    size_t count, i = 0;
    enum err err = alert_lines(turn->store, alert, LINES_LOOKED_AT, lines, &count);

    while (!err && i < count && !lines[i].message.n) i++;
    if (!err && i == count) err = ERR_MISSING;
    if (!err) err = message_load(turn->store, lines[i].message, message);
    if (!err) words_quote(message, quote);
    free(message);
    free(lines);
    return err;
}

static enum content_text why_of(enum alert_cause cause)
{
    switch (cause) {
    case CAUSE_WORDS: return CONTENT_WHY_WORDS;
    case CAUSE_NOW: return CONTENT_WHY_NOW;
    case CAUSE_WAITING: return CONTENT_WHY_WAITING;
    case CAUSE_STOPPED: return CONTENT_WHY_STOPPED;
    case CAUSE_FLAG_WATCH:
    case CAUSE_FLAG_JOIN:
    case CAUSE_FLAG_DANGER: break;
    }
    return CONTENT_WHY_PEER;
}

static enum err why_say(struct turn *turn, struct scene *scene, const struct alert *alert)
{
    char quote[QUOTE_BYTES_MAX + 1] = "";
    enum err err = OK;

    if (alert->cause == CAUSE_WORDS) err = words_of_alert(turn, alert, quote);
    if (err) return err == ERR_MISSING ? OK : err; /* their words have been erased */
    return scene_say(turn, scene, why_of(alert->cause), (struct content_words){ .words = quote });
}

/* The alert that may be asked about; ERR_MISSING: none, or they have not been told of it. */
static enum err alert_explained(struct turn *turn, const struct scene *scene, struct alert *alert)
{
    struct joining joining;
    enum err err = alert_newest_of(turn->store, scene->conversation.id, alert);

    if (!err) err = joining_load(turn->store, alert->id, &joining);
    if (err) return err;
    if (alert->resolved_at && turn->now - alert->resolved_at >= EXPLAINED_FOR) return ERR_MISSING;
    return joining.told_at ? OK : ERR_MISSING;
}

enum err say_explain(struct turn *turn, struct scene *scene, enum keyword keyword)
{
    struct alert alert;
    enum err err = alert_explained(turn, scene, &alert);

    if (err) return err == ERR_MISSING ? OK : err;
    if (keyword == KEYWORD_WHY) return why_say(turn, scene, &alert);
    return scene_say(turn, scene, CONTENT_WHAT_HAPPENS, (struct content_words){ 0 });
}

/* ---- the end ---- */

enum err say_end(struct turn *turn, struct scene *scene)
{
    if (scene->joining.told_at) return texter_is_told(turn, scene, CONTENT_CRISIS_OVER);
    if (scene->joining.policy != POLICY_TELL_AFTER) return OK;
    return texter_is_told(turn, scene, CONTENT_CRISIS_AFTER);
}
