/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "engine/following.h"
#include "rules/follow_up.h"
#include "store/message.h"
#include "store/win.h"

/* As many as one text takes, newest first. */
#define WINS_TOLD_MAX 8

/* A yes is a text of the texter's in this conversation, or it is none. */
static enum err consent_check(struct turn *turn, conversation_id conversation, message_id id)
{
    struct message *message = xcalloc(1, sizeof *message);
    enum err err = message_load(turn->store, id, message);
    bool theirs =
        !err && message->conversation.n == conversation.n && message->direction == DIRECTION_IN;

    free(message);
    if (err && err != ERR_MISSING) return err;
    return theirs ? OK : turn_refuse(turn, REFUSED_INPUT);
}

enum err apply_follow_up(struct turn *turn, const struct command *command)
{
    const struct consent *in = &command->u.consent;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_WRAP_UP, &scene, &may);

    if (err || !may) return err;
    if (scene.texter.stopped_at) return turn_refuse(turn, REFUSED_STOPPED);
    if (in->days < 0 || in->days > FOLLOW_UP_DAYS_MAX) return turn_refuse(turn, REFUSED_INPUT);
    err = consent_check(turn, in->conversation, in->message);
    if (!err && turn->outcome == DONE) err = follow_up_agree(turn, &scene, in->message, in);
    if (err || turn->outcome != DONE) return err;
    return scene_save(turn, &scene);
}

/* ---- strengths and small wins ---- */

static bool is_win(const struct text *body)
{
    return body->len && utf8_count(body->s, body->len) <= WIN_CHARS_MAX &&
           !strpbrk(body->s, "\r\n");
}

static enum err win_count_check(struct turn *turn, texter_id texter)
{
    struct win *wins = xcalloc(WINS_MAX, sizeof *wins);
    size_t count;
    enum err err = win_of_texter(turn->store, texter, WINS_MAX, wins, &count);

    free(wins);
    if (err || count < WINS_MAX) return err;
    return turn_refuse(turn, REFUSED_STATE);
}

static enum err win_keep(struct turn *turn, const struct scene *scene, const struct win_add *in)
{
    struct win win = { .texter = scene->texter.id,
                       .consent = in->consent,
                       .author = turn->viewer.person,
                       .at = turn->now,
                       .body = in->body };
    enum err err = win_add(turn->store, &win);

    turn->ref = win.id.n;
    return err ? err : wrap_up_tell(turn, scene->conversation.id);
}

enum err apply_win_add(struct turn *turn, const struct command *command)
{
    const struct win_add *in = &command->u.win_add;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_WRAP_UP, &scene, &may);

    if (err || !may) return err;
    if (!is_win(&in->body)) return turn_refuse(turn, REFUSED_INPUT);
    err = consent_check(turn, in->conversation, in->consent);
    if (!err && turn->outcome == DONE) err = win_count_check(turn, scene.texter.id);
    if (err || turn->outcome != DONE) return err;
    return win_keep(turn, &scene, in);
}

enum err apply_win_remove(struct turn *turn, const struct command *command)
{
    struct scene scene;
    bool may;
    enum err err =
        scene_load_for(turn, command->u.win_remove.conversation, ACT_WRAP_UP, &scene, &may);

    if (err || !may) return err;
    turn->erased = true;
    err = win_remove(turn->store, scene.texter.id, command->u.win_remove.win);
    if (err) return err == ERR_MISSING ? turn_refuse(turn, REFUSED_MISSING) : err;
    return wrap_up_tell(turn, scene.conversation.id);
}

/* WINS by text: in their own words, and nothing of ours. */
static enum err wins_say(struct turn *turn, struct scene *scene, const struct win *wins,
                         size_t count)
{
    struct text text;
    struct str str;

    str_init(&str, text.s, sizeof text.s);
    str_add(&str, scene->content->text[CONTENT_WINS]);
    for (size_t i = 0; i < count; i++) {
        str_add(&str, "\n- ");
        str_add(&str, wins[i].body.s);
    }
    if (str.cut) return ERR_DOWN;
    text.len = (uint16_t)str.len;
    return scene_say_text(turn, scene, MESSAGE_AUTOMATIC, &text);
}

enum err apply_wins(struct turn *turn, struct scene *scene)
{
    struct win *wins = xcalloc(WINS_TOLD_MAX, sizeof *wins);
    size_t count;
    enum err err = win_of_texter(turn->store, scene->texter.id, WINS_TOLD_MAX, wins, &count);

    if (!err && count)
        err = wins_say(turn, scene, wins, count);
    else if (!err)
        err = scene_say(turn, scene, CONTENT_WINS_NONE, (struct content_words){ 0 });
    free(wins);
    return err;
}
