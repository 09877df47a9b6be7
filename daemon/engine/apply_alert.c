/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <string.h>

#include "base/text.h"
#include "engine/alerting.h"
#include "rules/alert.h"
#include "rules/conversation.h"
#include "store/alert.h"

enum err alert_load_for(struct turn *turn, alert_id id, enum act act, struct scene *scene,
                        bool *may)
{
    struct access_facts facts;
    struct alert alert;
    enum err err = alert_load(turn->store, id, &alert);

    *may = false;
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (!err) err = scene_load(turn, alert.conversation, scene);
    if (err) return err;
    turn->ref = id.n;
    if (alert.state == ALERT_RESOLVED) return turn_refuse(turn, REFUSED_STATE);
    facts = scene_facts(scene);
    if (!access_may(turn->viewer, ACT_SEE_ALERT, &facts)) return turn_refuse(turn, REFUSED_MISSING);
    *may = access_may(turn->viewer, act, &facts);
    return *may ? OK : turn_refuse(turn, REFUSED_ROLE);
}

enum err apply_flag(struct turn *turn, const struct command *command)
{
    const struct flag *in = &command->u.flag;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_FLAG, &scene, &may);

    if (err || !may) return err;
    err = alert_raise(turn, &scene,
                      &(struct alert_raise){ .cause = in->cause,
                                             .tier = alert_cause_tier(in->cause),
                                             .by = turn->viewer.person,
                                             .note = in->note });
    turn->ref = scene.alert.id.n;
    return err ? err : scene_save(turn, &scene);
}

/* A second one is told whose it is: the answer shows the holder. */
enum err apply_alert_ack(struct turn *turn, const struct command *command)
{
    struct scene scene;
    bool may;
    enum err err =
        alert_load_for(turn, command->u.alert_answer.alert, ACT_TAKE_ALERT, &scene, &may);

    if (err || !may || scene.alert.holder.n) return err;
    err = alert_take(turn, &scene, turn->viewer.person);
    return err ? err : scene_save(turn, &scene);
}

enum err apply_alert_pass(struct turn *turn, const struct command *command)
{
    struct scene scene;
    bool may;
    enum err err =
        alert_load_for(turn, command->u.alert_answer.alert, ACT_TAKE_ALERT, &scene, &may);

    if (err || !may) return err;
    err = alert_pass(turn, &scene, turn->viewer.person);
    return err ? err : scene_save(turn, &scene);
}

/* On record is who did what, and when: a step is never taken back, but it may be taken again. */
enum err apply_alert_emergency(struct turn *turn, const struct command *command)
{
    const struct alert_answer *in = &command->u.alert_answer;
    char what[ALERT_WHAT_BYTES_MAX + 1];
    struct scene scene;
    struct str str;
    bool may;
    enum err err = alert_load_for(turn, in->alert, ACT_RESOLVE_ALERT, &scene, &may);

    if (err || !may) return err;
    if (!in->outcome[0]) return turn_refuse(turn, REFUSED_INPUT);
    str_init(&str, what, sizeof what);
    str_addf(&str, "emergency_%s", in->outcome);
    if (str.cut) return turn_refuse(turn, REFUSED_INPUT);
    return alert_record(turn, &scene, what, turn->viewer.person, (message_id){ 0 }, in->reason);
}

enum err apply_alert_resolve(struct turn *turn, const struct command *command)
{
    const struct alert_answer *in = &command->u.alert_answer;
    struct scene scene;
    bool may;
    enum err err = alert_load_for(turn, in->alert, ACT_RESOLVE_ALERT, &scene, &may);

    if (err || !may) return err;
    if (!in->outcome[0]) return turn_refuse(turn, REFUSED_INPUT);
    err = alert_end(turn, &scene, turn->viewer.person, in->outcome, in->reason);
    return err ? err : scene_save(turn, &scene);
}
