/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_RECEIPT_H
#define ENGINE_RECEIPT_H
/*
 * receipt.h — what comes back from the engine, always after the commit: the answer to a command,
 * and how many texts it lets go at once.
 */
#include "base/err.h"
#include "rules/model.h"

/* How a command or query ended. Everything but DONE says what the outside is told. */
enum outcome {
    DONE,
    REFUSED_SIGNED_OUT,         /* no session, or an old one */
    REFUSED_LOCKED,             /* the session is locked: unlock first */
    REFUSED_ROLE,               /* this person may not do or see that */
    REFUSED_MISSING,            /* no such thing, or not for this person to know of */
    REFUSED_INPUT,              /* what was sent makes no sense */
    REFUSED_NOT_ASSIGNED,       /* only the conversation's peer may do that */
    REFUSED_GONE,               /* the offer is over */
    REFUSED_STOPPED,            /* the texter said STOP */
    REFUSED_TOO_LONG,           /* more text than one message carries */
    REFUSED_KEY_REUSED,         /* the idempotency key came with another request before */
    REFUSED_CONFLICT,           /* somebody changed it meanwhile */
    REFUSED_STATE,              /* not now: the state does not allow it */
    REFUSED_OPEN_CONVERSATIONS, /* going off shift while holding conversations */
    REFUSED_SLOW_DOWN,          /* too many tries; retry_after says how long to wait */
    REFUSED_EXISTS,             /* the name is taken */
    REFUSED_REASON,             /* not without a reason */
    REFUSED_NEEDS_SECOND,       /* kept, until a second person confirms it */
    REFUSED_NOT_HOLDER,         /* another has the alert */
    REFUSED_NOT_AGREED,         /* the texter has not agreed that anybody joins */
};

/* Texts at the provider at once; pages have places of their own, and never wait for replies. */
#define FLIGHTS_REPLY_MAX 64
#define FLIGHTS_PAGE_MAX 16
#define FLIGHTS_MAX (FLIGHTS_REPLY_MAX + FLIGHTS_PAGE_MAX)

/* What an import has done so far. */
struct import_counts {
    int64_t added, changed, same, gone;
};

struct receipt {
    enum err err; /* ERR_DOWN, ERR_BUSY: nothing was done; the caller may try again */
    enum outcome outcome;
    int64_t ref;   /* the message, alert, list, person … that came of it */
    bool repeated; /* seen before: nothing new was done */
    ms retry_after;
    struct import_counts counts; /* RESOURCE_IMPORT */
    struct phone revealed;       /* REVEAL: for the answer alone, wiped with the command */
    person_id viewer;            /* who the session belonged to */
    event_id newest_event;       /* the log's end after this batch */
    ms next_due;                 /* when time itself must act next; 0: nothing is due */
};

#endif
