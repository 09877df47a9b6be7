/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/access.h"

#include "base/err.h"
#include "rules/joining.h"

struct access_facts access_facts_of(const struct conversation *conversation,
                                    const struct alert *open_alert, const struct joining *joining)
{
    struct access_facts facts = {
        .state = conversation->state,
        .peer = conversation->peer,
        .last_peer = conversation->last_peer,
        .speaker = conversation->peer,
    };

    if (!open_alert) return facts;
    facts.alert_open = true;
    facts.holder = open_alert->holder;
    if (joining_speaker(joining).n) facts.speaker = joining_speaker(joining);
    if (joining->state > JOINING_WATCH) facts.adviser = joining->responder;
    return facts;
}

static bool is(struct viewer viewer, person_id person)
{
    return person.n != 0 && viewer.person.n == person.n;
}

/* Holds it now; or held it last, and it has closed since. */
static bool is_its_peer(struct viewer viewer, const struct access_facts *facts)
{
    return is(viewer, facts->peer) ||
           (facts->state == CONVERSATION_CLOSED && is(viewer, facts->last_peer));
}

static bool is_called(struct viewer viewer, const struct access_facts *facts)
{
    return viewer.role == ROLE_RESPONDER && facts->alert_open;
}

static bool works_the_line(struct viewer viewer)
{
    return viewer.role != ROLE_ADMIN;
}

bool access_may(struct viewer viewer, enum act act, const struct access_facts *facts)
{
    bool supervises = viewer.role == ROLE_SUPERVISOR;
    bool holds = is(viewer, facts->peer);

    must(viewer.person.n != 0);
    switch (act) {
    case ACT_BE_SIGNED_IN: return true;
    case ACT_WORK_SHIFT:
    case ACT_SEE_QUEUE:
    case ACT_SEE_ROSTER: return works_the_line(viewer);
    case ACT_SEE_DIRECTORY: return true;
    case ACT_EDIT_DIRECTORY: return supervises || viewer.role == ROLE_ADMIN;
    case ACT_READ: return is_its_peer(viewer, facts) || supervises || is_called(viewer, facts);
    case ACT_ANSWER: return is(viewer, facts->speaker) && facts->state == CONVERSATION_ACTIVE;
    case ACT_MOVE: return holds || supervises;
    case ACT_WRAP_UP: return is_its_peer(viewer, facts);
    case ACT_FLAG: return is_its_peer(viewer, facts) || supervises;
    case ACT_CHANGE_TIER: return holds || supervises || is_called(viewer, facts);
    case ACT_SEE_ALERT:
        return viewer.role == ROLE_RESPONDER || supervises || is_its_peer(viewer, facts);
    case ACT_TAKE_ALERT: return viewer.role == ROLE_RESPONDER || supervises;
    case ACT_RESOLVE_ALERT: return is(viewer, facts->holder) || supervises;
    case ACT_EDIT_ROTA: return supervises || viewer.role == ROLE_ADMIN;
    case ACT_HAND_OVER: return holds;
    case ACT_NOTE: return holds || is(viewer, facts->adviser) || supervises;
    case ACT_SEE_NOTES:
        return is_its_peer(viewer, facts) || is(viewer, facts->holder) || supervises;
    case ACT_CONFIRM_TIER: return supervises || is_called(viewer, facts);
    case ACT_REVEAL:
        return holds || is(viewer, facts->holder) || is(viewer, facts->adviser) || supervises;
    case ACT_HEAR_PEERS: return supervises;
    }
    return false;
}

bool access_takes_alerts(const struct person *person)
{
    struct viewer viewer = { .person = person->id, .role = person->role };

    return person->enabled &&
           access_may(viewer, ACT_TAKE_ALERT, &(struct access_facts){ .alert_open = true });
}

bool access_is_look_in(struct viewer viewer, const struct access_facts *facts)
{
    return !is_its_peer(viewer, facts) && !is(viewer, facts->holder);
}

static void audience_add(struct audience *audience, person_id person)
{
    if (audience->count < AUDIENCE_PEOPLE_MAX) audience->person[audience->count++] = person;
}

/*
 * A role is in the audience if somebody of it, whom no fact names, may do the act; whom the facts
 * name may do it by their own right.
 */
struct audience access_audience(enum act act, const struct access_facts *facts)
{
    const person_id named[] = { facts->peer, facts->last_peer, facts->holder, facts->speaker,
                                facts->adviser };
    struct audience audience = { .count = 0 };

    for (int role = 0; role < ROLES; role++) {
        struct viewer stranger = { .person = { -1 }, .role = (enum role)role };

        audience.role[role] = access_may(stranger, act, facts);
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        struct viewer peer = { .person = named[i], .role = ROLE_PEER };

        if (named[i].n && access_may(peer, act, facts)) audience_add(&audience, named[i]);
    }
    return audience;
}
