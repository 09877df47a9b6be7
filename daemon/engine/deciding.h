/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_DECIDING_H
#define ENGINE_DECIDING_H
/*
 * deciding.h — changing a conversation's tier, always together with the record of who did it and
 * why. Software and one person alone can only raise it.
 */
#include "engine/turn.h"

/* Who wants which tier, and why. */
struct tier_wish {
    enum tier to;
    person_id by;       /* 0: triage, or the line itself */
    message_id message; /* whose words caused it; 0: none */
    const char *reason; /* in the person's words; NULL or empty: none */
};

/* Raises, never lowers; with a system line. What waits for a second person is out of date then. */
MUST_CHECK enum err tier_rises(struct turn *turn, struct scene *scene,
                               const struct tier_wish *wish);

/* New danger: nobody may confirm any more what was asked for before it. */
MUST_CHECK enum err tier_wish_ends(struct turn *turn, const struct scene *scene);

#endif
