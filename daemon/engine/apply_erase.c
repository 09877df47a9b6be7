/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include "base/log.h"
#include "rules/follow_up.h"
#include "rules/phrases.h"
#include "store/alert.h"
#include "store/erase.h"
#include "store/outbox.h"
#include "store/texter.h"

#define CONVERSATIONS_AT_ONCE 64 /* then the next of them */
#define RETIRED_AT_ONCE 16
#define FORGET_ASKED_AGE HOURS(24)

/* ---- one conversation, and all of a texter ---- */

/* Whoever saw it loses it: the event names it, and nothing else is left of it. */
static enum err conversation_goes(struct turn *turn, conversation_id id)
{
    enum err err = conversation_erase(turn->store, id);

    turn->erased = true;
    turn->queue_changed = true;
    return err ? err : turn_event(turn, EVENT_CONVERSATION_ERASED, id, 0, (person_id){ 0 }, 0);
}

static enum err texter_goes(struct turn *turn, texter_id texter, int64_t *conversations)
{
    conversation_id ids[CONVERSATIONS_AT_ONCE];
    size_t count = 0;
    enum err err;

    *conversations = 0;
    do {
        err = conversation_of_texter(turn->store, texter, CONVERSATIONS_AT_ONCE, ids, &count);
        for (size_t i = 0; i < count && !err; i++) err = conversation_goes(turn, ids[i]);
        *conversations += (int64_t)count;
    } while (!err && count);
    turn->erased = true;
    if (!err) err = texter_erase(turn->store, texter);
    if (!err) log_info("texter_erased", "conversations=%lld", (long long)*conversations);
    return err;
}

/* ---- FORGET ME by text ---- */

enum err apply_forget(struct turn *turn, struct scene *scene)
{
    scene->texter.forget_asked_at = turn->now;
    return scene_say(turn, scene, CONTENT_FORGET_ASK, (struct content_words){ 0 });
}

/*
 * Erased, and told so outside of any conversation: there is none any more. The last text is on its
 * way without a name; when it has gone, its row goes, too.
 */
static enum err forget_all(struct turn *turn, struct scene *scene)
{
    struct content_words words = { .line = scene->line->name,
                                   .fallback = scene->line->fallback_text };
    struct text text;
    int64_t conversations;
    enum err err;

    if (!content_fill(scene->content, CONTENT_FORGET_DONE, &words, &text)) return ERR_DOWN;
    scene->erased = true;
    err = texter_goes(turn, scene->texter.id, &conversations);
    if (!err) err = turn_audit(turn, "forgotten", (conversation_id){ 0 }, conversations);
    if (err) return err;
    return outbox_add_page(turn->store, scene->line->id, &scene->texter.phone, (page_id){ 0 },
                           NOTICE_WAKE, &text, turn->now);
}

/* The next text decides: YES erases, anything else keeps. Danger is never answered with this. */
enum err apply_forget_reply(struct turn *turn, struct scene *scene, const struct message *message,
                            bool *handled)
{
    ms asked_at = scene->texter.forget_asked_at;
    bool stays;
    enum err err;

    *handled = false;
    if (!asked_at || turn->now - asked_at > FORGET_ASKED_AGE || message->tier >= TIER_WATCH)
        return OK;
    *handled = true;
    if (yes_no_read(message->body.s) != SAYS_YES) {
        *handled = !consent_is_taken_back(message->body.s); /* which is more than a no to this */
        return scene_say(turn, scene, CONTENT_FORGET_KEPT, (struct content_words){ 0 });
    }
    err = texter_has_alert(turn->store, scene->texter.id, &stays);
    if (err) return err;
    if (stays) return scene_say(turn, scene, CONTENT_FORGET_LATER, (struct content_words){ 0 });
    return forget_all(turn, scene);
}

/* ---- by the operator ---- */

static enum err texter_of_alias(struct turn *turn, const char *alias, struct texter *texter)
{
    enum err err = texter_by_alias(turn->store, alias, texter);

    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    return err == ERR_CONFLICT ? turn_refuse(turn, REFUSED_CONFLICT) : err;
}

static enum err erase_texter(struct turn *turn, const char *alias)
{
    struct texter texter;
    bool stays = false;
    enum err err = texter_of_alias(turn, alias, &texter);

    if (err || turn->outcome != DONE) return err;
    err = texter_has_alert(turn->store, texter.id, &stays);
    if (!err && stays) return turn_refuse(turn, REFUSED_STATE);
    return err ? err : texter_goes(turn, texter.id, &turn->ref);
}

static enum err erase_conversation(struct turn *turn, conversation_id id)
{
    struct alert alert;
    enum err err = alert_open_of(turn->store, id, &alert);

    if (!err) return turn_refuse(turn, REFUSED_STATE);
    if (err == ERR_MISSING) err = conversation_goes(turn, id);
    turn->ref = 1;
    return err == ERR_MISSING ? turn_refuse(turn, REFUSED_MISSING) : err;
}

enum err apply_erase(struct turn *turn, const struct command *command)
{
    const struct erase *in = &command->u.erase;

    if (!turn->is_operator) return turn_refuse(turn, REFUSED_ROLE);
    return in->alias[0] ? erase_texter(turn, in->alias)
                        : erase_conversation(turn, in->conversation);
}

/* ---- by time ---- */

/* Words are kept for a while; that there was a conversation stays on record. */
enum err apply_retention(struct turn *turn)
{
    ms before = turn->now - turn->settings->timing.retention;
    conversation_id old[RETIRED_AT_ONCE];
    size_t count;
    enum err err = words_old(turn->store, before, RETIRED_AT_ONCE, old, &count);

    for (size_t i = 0; i < count && !err; i++) {
        turn->erased = true;
        err = words_erase(turn->store, old[i]);
        if (!err) log_info("words_erased", "conv=%lld", (long long)old[i].n);
    }
    return err ? err : quarantine_trim(turn->store, before);
}
