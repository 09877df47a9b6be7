/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <string.h>

#include "engine/alerting.h"
#include "engine/deciding.h"
#include "store/decision.h"

static enum err tier_raised(struct turn *turn, struct scene *scene, const struct tier_change *in)
{
    struct tier_wish wish = { .to = in->tier, .by = turn->viewer.person, .reason = in->reason };
    enum err err = tier_rises(turn, scene, &wish);

    if (err || in->tier < TIER_HIGH) return err;
    return alert_raise(turn, scene,
                       &(struct alert_raise){ .cause = CAUSE_FLAG_JOIN,
                                              .tier = in->tier,
                                              .by = turn->viewer.person,
                                              .note = in->reason });
}

static enum err tier_set(struct turn *turn, struct scene *scene, enum tier tier)
{
    scene->conversation.tier = tier;
    return scene_note(turn, scene, MESSAGE_NOTE_TIER, turn->viewer.person, tier_name(tier));
}

/* At once from Watch; from High and above it is kept until somebody else says the same. */
static enum err tier_lowered(struct turn *turn, struct scene *scene, const struct tier_change *in)
{
    bool alone = scene->conversation.tier < TIER_HIGH;
    struct decision decision = {
        .conversation = scene->conversation.id,
        .from = scene->conversation.tier,
        .to = in->tier,
        .state = alone ? DECISION_MADE : DECISION_PENDING,
        .by = turn->viewer.person,
        .at = turn->now,
        .settled_at = alone ? turn->now : 0,
    };
    enum err err;

    if (!in->reason[0]) return turn_refuse(turn, REFUSED_REASON);
    memcpy(decision.reason, in->reason, sizeof in->reason);
    err = tier_wish_ends(turn, scene);
    if (!err) err = decision_add(turn->store, &decision);
    if (err) return err;
    if (alone) return tier_set(turn, scene, in->tier);
    err =
        scene_note(turn, scene, MESSAGE_NOTE_TIER_ASKED, turn->viewer.person, tier_name(in->tier));
    return err ? err : turn_refuse(turn, REFUSED_NEEDS_SECOND);
}

enum err apply_tier(struct turn *turn, const struct command *command)
{
    const struct tier_change *in = &command->u.tier_change;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_CHANGE_TIER, &scene, &may);

    if (err || !may || in->tier == scene.conversation.tier) return err;
    err = in->tier > scene.conversation.tier ? tier_raised(turn, &scene, in)
                                             : tier_lowered(turn, &scene, in);
    return err ? err : scene_save(turn, &scene);
}

enum err apply_tier_confirm(struct turn *turn, const struct command *command)
{
    const struct tier_confirm *in = &command->u.tier_confirm;
    struct decision decision;
    struct scene scene;
    bool may;
    enum err err = scene_load_for(turn, in->conversation, ACT_CONFIRM_TIER, &scene, &may);

    if (err || !may) return err;
    err = decision_pending(turn->store, scene.conversation.id, &decision);
    if (err) return err == ERR_MISSING ? turn_refuse(turn, REFUSED_STATE) : err;
    if (decision.by.n == turn->viewer.person.n) return turn_refuse(turn, REFUSED_NEEDS_SECOND);
    decision.state = in->agree ? DECISION_MADE : DECISION_REFUSED;
    decision.second = turn->viewer.person;
    decision.settled_at = turn->now;
    err = decision_save(turn->store, &decision);
    if (err) return err;
    err = in->agree ? tier_set(turn, &scene, decision.to)
                    : scene_note(turn, &scene, MESSAGE_NOTE_TIER_ASKED, turn->viewer.person,
                                 decision_state_name(DECISION_REFUSED));
    return err ? err : scene_save(turn, &scene);
}
