/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <string.h>

#include "engine/alerting.h"
#include "engine/paging.h"
#include "rules/keyword.h"
#include "store/alert.h"
#include "store/person.h"

static enum err page_yes(struct turn *turn, struct scene *scene, const struct person *person)
{
    bool mine = scene->alert.holder.n == person->id.n;
    struct person holder;
    enum err err;

    if (!scene->alert.holder.n) {
        err = alert_take(turn, scene, person->id);
        if (!err) err = scene_save(turn, scene);
        mine = true;
        if (err) return err;
    }
    if (mine) return paging_answer(turn, scene, &person->phone, CONTENT_PAGE_HELD, person->name);
    err = person_load(turn->store, scene->alert.holder, &holder);
    if (err) return err;
    return paging_answer(turn, scene, &person->phone, CONTENT_PAGE_TAKEN, holder.name);
}

static enum err page_no(struct turn *turn, struct scene *scene, const struct person *person)
{
    enum err err = alert_pass(turn, scene, person->id);

    if (!err) err = scene_save(turn, scene);
    if (err) return err;
    return paging_answer(turn, scene, &person->phone, CONTENT_PAGE_PASSED, person->name);
}

static enum err page_unknown(struct turn *turn, const struct line *line,
                             const struct person *person, const char *code)
{
    struct scene scene = {
        .line = line,
        .content = settings_content(turn->settings, line->languages[0]),
    };

    memcpy(scene.alert.code, code, sizeof scene.alert.code);
    if (!scene.content) return ERR_DOWN;
    return paging_answer(turn, &scene, &person->phone, CONTENT_PAGE_UNKNOWN, person->name);
}

/*
 * "7K2 YES" from a responder's own phone acknowledges. From any other number the same words are a
 * texter's: guessing codes gets nowhere.
 */
enum err apply_page_reply(struct turn *turn, const struct line *line, const struct inbound *in,
                          bool *handled)
{
    char code[ALERT_CODE_BYTES + 1];
    enum page_answer answer;
    struct person person;
    struct scene scene;
    enum err err;

    if (!page_reply_read(in->body.s, code, &answer)) return OK;
    err = person_by_phone(turn->store, &in->from, &person);
    if (err) return err == ERR_MISSING ? OK : err;
    turn->viewer = (struct viewer){ .person = person.id, .role = person.role };
    if (!access_takes_alerts(&person)) return OK;
    *handled = true;
    err = alert_by_code(turn->store, code, &scene.alert);
    if (err == ERR_MISSING) return page_unknown(turn, line, &person, code);
    if (!err) err = scene_load(turn, scene.alert.conversation, &scene);
    if (!err) err = turn_audit(turn, "page_reply", scene.conversation.id, scene.alert.id.n);
    if (err) return err;
    return answer == PAGE_ANSWER_YES ? page_yes(turn, &scene, &person)
                                     : page_no(turn, &scene, &person);
}
