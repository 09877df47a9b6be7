/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ACCESS_H
#define RULES_ACCESS_H
/*
 * access.h — who may see and do what. One function decides, for every command, every query and
 * every event (P11); what it does not allow by name is refused.
 */
#include "rules/model.h"

enum act {
    ACT_BE_SIGNED_IN, /* see oneself, lock, sign out */
    ACT_WORK_SHIFT,   /* go on and off shift */
    ACT_SEE_QUEUE,    /* that somebody waits, never their words */
    ACT_SEE_ROSTER,
    ACT_SEE_DIRECTORY,
    ACT_EDIT_DIRECTORY,
    ACT_READ,    /* a conversation's words */
    ACT_ANSWER,  /* write to the texter, send a list */
    ACT_MOVE,    /* transfer, return, close */
    ACT_WRAP_UP, /* note what was agreed: also after it closed */
    ACT_FLAG,    /* ask for the crisis team */
    ACT_CHANGE_TIER,
    ACT_SEE_ALERT,
    ACT_TAKE_ALERT, /* acknowledge, pass on, join */
    ACT_RESOLVE_ALERT,
    ACT_EDIT_ROTA, /* who is on call, and the ladders */
    ACT_HAND_OVER, /* say whether the responder may take over */
    ACT_NOTE,      /* write to the people of the line */
    ACT_SEE_NOTES,
    ACT_CONFIRM_TIER, /* be the second person for a lower tier */
    ACT_REVEAL,       /* see the texter's number in full */
    ACT_HEAR_PEERS,   /* know who of the line wants to talk, and talk with them */
};
#define ACTS 22

/* What the act is about; all zero when it is about nothing in particular. */
struct access_facts {
    enum conversation_state state;
    person_id peer;      /* who holds the conversation */
    person_id last_peer; /* who held it last */
    bool alert_open;
    person_id holder;  /* who holds the alert */
    person_id speaker; /* whose words go out to the texter: the peer's, or a responder's */
    person_id adviser; /* the responder who is more in it than to read along */
};

/* `open_alert` and `joining` are both NULL when no alert is open. */
struct access_facts access_facts_of(const struct conversation *conversation,
                                    const struct alert *open_alert, const struct joining *joining);

bool access_may(struct viewer viewer, enum act act, const struct access_facts *facts);

/* May this person be woken for alerts, and take them: enabled, and in a role that does. */
bool access_takes_alerts(const struct person *person);

/* Reading a conversation outside one's duty is itself put on record. */
bool access_is_look_in(struct viewer viewer, const struct access_facts *facts);

/* Everybody who may do the act; the people named are those the facts name. */
struct audience access_audience(enum act act, const struct access_facts *facts);

#endif
