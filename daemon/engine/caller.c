/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/caller.h"

#include "store/person.h"
#include "store/session.h"

enum err caller_resolve(struct store *store, const struct caller *caller, ms now,
                        struct viewer *viewer, enum outcome *outcome)
{
    struct session session;
    struct person person;
    enum err err;

    *outcome = REFUSED_SIGNED_OUT;
    *viewer = (struct viewer){ 0 };
    if (!caller->signed_in) return OK;
    err = session_load(store, caller->session, &session);
    if (!err) err = person_load(store, session.person, &person);
    if (err) return err == ERR_MISSING ? OK : err;
    if (!person.enabled || now - session.opened_at >= SESSION_AGE_MAX) return OK;
    *viewer = (struct viewer){ .person = person.id, .role = person.role };
    *outcome = session.locked || now - session.seen_at >= SESSION_IDLE ? REFUSED_LOCKED : DONE;
    return OK;
}
