/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_ALERT_H
#define RULES_MODEL_ALERT_H
/*
 * model/alert.h — the crisis team is woken, comes in, and the texter has a say in it.
 *
 * An alert carries its own ladder, frozen when it opened: whoever changes the line's ladder changes
 * the next alert.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/page.h"
#include "rules/model/tier.h"
#include "rules/model/words.h"

#define LADDER_STEPS_MAX 8

enum alert_state {
    ALERT_RAISED, /* nobody has been paged yet */
    ALERT_PAGING,
    ALERT_HELD,   /* a human has it, first contact is awaited */
    ALERT_JOINED, /* the responder is in the conversation */
    ALERT_RESOLVED,
};
#define ALERT_STATES 5

enum alert_cause {
    CAUSE_WORDS,       /* triage found danger in a text */
    CAUSE_FLAG_WATCH,  /* a peer: look over my shoulder */
    CAUSE_FLAG_JOIN,   /* a peer: please join */
    CAUSE_FLAG_DANGER, /* a peer: danger now */
    CAUSE_NOW,         /* the texter texted NOW */
    CAUSE_WAITING,     /* waited too long at a high tier */
    CAUSE_STOPPED,     /* contact ended by the person, in danger */
};
#define ALERT_CAUSES 7

enum ladder_who {
    LADDER_ON_CALL,
    LADDER_RESPONDERS,
    LADDER_SUPERVISORS,
    LADDER_EVERYONE,
    LADDER_NUMBER,
    LADDER_WAKER
};
#define LADDER_WHOS 6

struct ladder_step {
    ms after; /* since the alert opened, or since the round began */
    enum ladder_who who;
    enum way way;
    struct phone number;             /* for LADDER_NUMBER */
    char waker[WAKER_BYTES_MAX + 1]; /* for LADDER_WAKER */
};

struct ladder {
    size_t count;
    struct ladder_step step[LADDER_STEPS_MAX];
};

#define ALERT_CODE_BYTES 3

struct alert {
    alert_id id;
    conversation_id conversation;
    char code[ALERT_CODE_BYTES + 1]; /* "7K2": spoken, typed, never reused while open */
    enum tier tier;
    enum alert_cause cause; /* the first one that wants more than reading along; see its timeline */
    enum alert_state state;
    person_id raised_by; /* 0: the line itself */
    person_id holder;
    ms raised_at, held_at, joined_at, resolved_at;
    ms contact_due; /* no first contact by then: it pages on */
    int step;       /* next step of the ladder */
    int round;      /* how often the ladder began anew */
    int wave;       /* how often somebody had it and gave it back, or never came */
    int turns;      /* how often the ladder was gone to; a step may be woken more than once */
    ms round_began;
    ms due;               /* when time itself must act; 0: never */
    struct ladder ladder; /* frozen when the alert opened */
    char outcome[NAME_BYTES_MAX + 1];
    int64_t version;
};

/* How a responder is in the conversation of an alert. */
enum joining_state {
    JOINING_NONE,
    JOINING_WATCH,     /* reads along, on record */
    JOINING_COACH,     /* and writes notes that the texter never sees */
    JOINING_ASKED,     /* has asked the peer for the conversation */
    JOINING_SPEAKING,  /* writes to the texter; the peer stays until the texter has answered */
    JOINING_TOOK_OVER, /* holds the conversation */
};
#define JOINING_STATES 6

/* Three ways of escalating in the open; what a line does is set for each cause. */
enum policy {
    POLICY_ASK,        /* the texter is asked first whether somebody may join */
    POLICY_TELL,       /* is told as it happens */
    POLICY_TELL_AFTER, /* is told afterwards: only for danger now */
};
#define POLICIES 3

struct crisis_policy {
    enum policy of[ALERT_CAUSES];
};

/* What the texter said to it. Their word counts for joining; nobody waits for it with a page. */
enum say {
    SAY_OPEN, /* nothing yet, or never asked */
    SAY_YES,
    SAY_NOT_NOW,
    SAY_NONE, /* did not answer in time; may still */
};
#define SAYS 4

/* The crisis team in a conversation, and the texter's say in it: one beside each alert. */
struct joining {
    alert_id alert;
    enum joining_state state;
    person_id responder; /* while there is one */
    ms since;            /* the state began */
    ms wrote_at;         /* while speaking: the first words to the texter; 0: none yet */
    ms gone_since;       /* while speaking: their browser closed; 0: it is open */
    enum policy policy;
    enum say say;
    ms asked_at;       /* the question was sent; 0: never */
    int64_t asked_seq; /* the question's own message, or the last one that asked again */
    ms answered_at;
    ms told_at; /* the texter knows that the crisis team is asked; 0: does not */
    ms due;     /* when time itself must act; 0: never */
    int64_t version;
};

const char *alert_state_name(enum alert_state state);
const char *alert_cause_name(enum alert_cause cause);
const char *ladder_who_name(enum ladder_who who);
const char *joining_state_name(enum joining_state state);
const char *policy_name(enum policy policy);
const char *say_name(enum say say);
bool alert_state_from_name(const char *name, enum alert_state *value);
bool alert_cause_from_name(const char *name, enum alert_cause *value);
bool ladder_who_from_name(const char *name, enum ladder_who *value);
bool joining_state_from_name(const char *name, enum joining_state *value);
bool policy_from_name(const char *name, enum policy *value);
bool say_from_name(const char *name, enum say *value);

#endif
