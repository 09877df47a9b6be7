/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_CONVERSATION_H
#define RULES_CONVERSATION_H
/*
 * conversation.h — the states of a conversation, and when time itself must act on it.
 *
 * conversation_happens() is the only function that changes a state. What is not in its matrix is
 * refused. Every open conversation has a `due`, so nobody is left waiting (P3).
 */
#include "rules/model.h"

enum happening {
    TEXTER_WROTE,
    TEXTER_STOPPED,
    OFFER_MADE, /* to a first peer, or of a transfer */
    OFFER_TAKEN,
    OFFER_LOST, /* declined, expired, browser closed, withdrawn */
    PEER_WROTE,
    PEER_RETURNED, /* gave it back, or was silent too long */
    ENDED,         /* the peer closed it */
    FELL_QUIET,    /* the texter did not come back */
    TAKEN_OVER,    /* by a responder, whoever had it */
};
#define HAPPENINGS 10

struct step {
    bool allowed;
    enum conversation_state next;
};

/* What may happen in which state. Not allowed: an ordinary answer, nothing changes. */
struct step conversation_step(enum conversation_state state, enum happening happening);

/*
 * Moves the conversation on and keeps its fields true to its state; false, and nothing changed,
 * if that may not happen now. For OFFER_MADE the caller has set offer, offered_to and offer_ends,
 * for OFFER_TAKEN and TAKEN_OVER the new holder is offered_to.
 */
bool conversation_happens(struct conversation *conversation, enum happening happening, ms now);

/* Whoever answers has read all that came before. */
void conversation_read_all(struct conversation *conversation);

/* When time must act next, from what is known now; 0: never. `stopped`: the texter said STOP. */
ms conversation_due_at(const struct conversation *conversation, const struct timing *timing,
                       bool stopped);

/* What silence or waiting asks for when `due` has come. */
enum silence {
    SILENCE_NOTHING, /* due was early, or moved: just compute it again */
    SILENCE_OFFER_ENDED,
    SILENCE_NOT_FORGOTTEN,
    SILENCE_REMIND_PEER,
    SILENCE_RETURN,
    SILENCE_CHECK_IN,
    SILENCE_CLOSE,
};
enum silence conversation_silence(const struct conversation *conversation,
                                  const struct timing *timing, bool stopped, ms now);

/* May a closed one be opened again, or does a new text begin a new conversation? */
bool conversation_reopens(const struct conversation *conversation, const struct timing *timing,
                          ms now);

/* Raises, never lowers. True if it changed. */
bool tier_raise(enum tier *tier, enum tier found);

#endif
