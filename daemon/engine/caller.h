/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_CALLER_H
#define ENGINE_CALLER_H
/*
 * caller.h — whose session that is, looked up anew for every command and every query: what ends a
 * session ends it everywhere at once.
 */
#include "engine/command.h"
#include "store/store.h"

#define SESSION_AGE_MAX HOURS(12)
#define SESSION_IDLE MINUTES(15)

/*
 * DONE and the viewer, or REFUSED_SIGNED_OUT, or REFUSED_LOCKED with the viewer (by its person, or
 * for having been idle).
 */
MUST_CHECK enum err caller_resolve(struct store *store, const struct caller *caller, ms now,
                                   struct viewer *viewer, enum outcome *outcome);

#endif
