/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_JOINING_H
#define RULES_JOINING_H
/*
 * joining.h — how a responder comes into a conversation, and out of it again.
 *
 * A hand-over is one way only when it is over: the responder speaks, but the conversation stays
 * the peer's until the responder has written and the texter has answered. Whatever goes wrong
 * before that leaves it where it was, so nobody is lost between two chairs.
 */
#include "rules/model.h"

enum joining_happening {
    RESPONDER_WATCHES,
    RESPONDER_COACHES,
    RESPONDER_ASKED, /* the peer for the conversation */
    PEER_AGREED,
    PEER_REFUSED,
    RESPONDER_FORCED,       /* took the word without asking, with a reason */
    RESPONDER_FOUND_NOBODY, /* took a conversation that no peer has */
    TEXTER_ANSWERED,        /* the responder's words */
    RESPONDER_HANDED_ON,    /* the conversation they held went to a peer */
    RESPONDER_LEFT,         /* passed the alert on, was silent, is gone, or it is resolved */
};
#define JOINING_HAPPENINGS 10

struct joining_move {
    bool allowed;
    enum joining_state next;
};

struct joining_move joining_move(enum joining_state state, enum joining_happening happening);

/*
 * Moves the joining on and keeps its fields true to its state; false, and nothing changed, if that
 * may not happen now. `responder` comes in; others need nobody.
 */
bool joining_happens(struct joining *joining, enum joining_happening happening, person_id responder,
                     ms now);

/* Whoever speaks while the conversation is still the peer's; 0: the peer does. */
person_id joining_speaker(const struct joining *joining);

/* When time must act next; 0: never. */
ms joining_due_at(const struct joining *joining, const struct timing *timing);

enum joining_turn {
    JOINING_TURN_NOTHING,
    JOINING_TURN_SILENT,     /* the responder has the word and says nothing */
    JOINING_TURN_GONE,       /* the responder has the word and their browser is closed */
    JOINING_TURN_UNANSWERED, /* the texter did not say whether somebody may join */
};
enum joining_turn joining_turn(const struct joining *joining, const struct timing *timing, ms now);

#endif
