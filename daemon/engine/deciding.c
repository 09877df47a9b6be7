/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/deciding.h"

#include "base/text.h"
#include "store/decision.h"

enum err tier_wish_ends(struct turn *turn, const struct scene *scene)
{
    struct decision pending;
    enum err err = decision_pending(turn->store, scene->conversation.id, &pending);

    if (err) return err == ERR_MISSING ? OK : err;
    pending.state = DECISION_STALE;
    pending.settled_at = turn->now;
    return decision_save(turn->store, &pending);
}

enum err tier_rises(struct turn *turn, struct scene *scene, const struct tier_wish *wish)
{
    struct conversation *conversation = &scene->conversation;
    struct decision decision = {
        .conversation = conversation->id,
        .from = conversation->tier,
        .to = wish->to,
        .state = DECISION_MADE,
        .by = wish->by,
        .message = wish->message,
        .at = turn->now,
        .settled_at = turn->now,
    };
    enum err err;

    if (wish->to <= conversation->tier) return OK;
    if (wish->reason) must(!STR_COPY(decision.reason, wish->reason)); /* bounded by commands */
    conversation->tier = wish->to;
    err = tier_wish_ends(turn, scene);
    if (!err) err = decision_add(turn->store, &decision);
    return err ? err : scene_note(turn, scene, MESSAGE_NOTE_TIER, wish->by, tier_name(wish->to));
}
