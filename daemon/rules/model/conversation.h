/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_CONVERSATION_H
#define RULES_MODEL_CONVERSATION_H
/*
 * model/conversation.h — a texter, their conversation, its messages, and to whom it is offered.
 *
 * A conversation's state is here and nowhere else; its `due` is when time itself must act.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/tier.h"
#include "rules/model/words.h"

#define MEDIA_MAX 10

struct texter {
    texter_id id;
    char line[NAME_BYTES_MAX + 1];
    struct phone phone;
    char alias[ALIAS_BYTES_MAX + 1];
    char language[LANGUAGE_BYTES_MAX + 1];
    ms stopped_at;      /* texted STOP then; 0: may be texted */
    ms welcomed_at;     /* last automatic greeting */
    ms forget_asked_at; /* asked whether to erase everything; 0: not, or answered */
    int64_t version;
};

enum conversation_state {
    CONVERSATION_WAITING,
    CONVERSATION_OFFERED,
    CONVERSATION_ACTIVE,
    CONVERSATION_CLOSED,
};
#define CONVERSATION_STATES 4

/* How a conversation ended, by the peer's or the line's word. */
enum ending {
    ENDING_NONE,
    ENDING_GOODBYE, /* the texter said goodbye */
    ENDING_QUIET,   /* the texter went quiet */
    ENDING_CRISIS,  /* moved to the crisis team */
    ENDING_STOPPED, /* the texter texted STOP */
    ENDING_OTHER,
};
#define ENDINGS 6

struct conversation {
    conversation_id id;
    texter_id texter;
    enum conversation_state state;
    enum tier tier;
    person_id peer;        /* who holds it while ACTIVE; else 0 */
    person_id last_peer;   /* who held it last, asked first when it comes back */
    person_id declined_by; /* who said no last; not asked at once again */
    offer_id offer;        /* the open offer: first one, or of a transfer; else 0 */
    person_id offered_to;
    ms offer_ends;
    enum ending ending;
    ms opened_at, closed_at;
    ms waiting_since;   /* its place in the queue */
    ms taken_at;        /* when the present peer took it */
    ms texter_wrote_at; /* the last text from the texter */
    ms peer_wrote_at;   /* the last text from the peer */
    ms turn_since;      /* the line, or the peer, owes an answer since */
    int nudges;         /* silence steps already taken in this state */
    ms due;             /* when time itself must act; 0: never */
    bool replied;       /* the present peer has answered at least once */
    int64_t last_seq;   /* the last message's number */
    int64_t read_seq;   /* the peer has read up to here, */
    int64_t unread;     /* and so many texts of the texter have come since */
    bool has_words;     /* they have not been erased */
    int64_t version;    /* every save adds one; guards races */
};

enum direction { DIRECTION_IN, DIRECTION_OUT, DIRECTION_SYSTEM };
#define DIRECTIONS 3

/* A text's way. Inbound ones are RECEIVED; the others are the way of an outgoing one. */
enum message_state {
    MESSAGE_RECEIVED,
    MESSAGE_QUEUED,
    MESSAGE_SENDING, /* claimed by the courier */
    MESSAGE_SENT,    /* the provider took it */
    MESSAGE_DELIVERED,
    MESSAGE_UNCONFIRMED, /* it may have gone; nobody knows */
    MESSAGE_FAILED,      /* it has certainly not gone */
    MESSAGE_UNDELIVERED, /* the phone did not get it */
    MESSAGE_BLOCKED,     /* the texter said STOP */
};
#define MESSAGE_STATES 9

/* Who speaks in a message, and what a system line tells. */
enum message_kind {
    MESSAGE_TEXT,       /* words of the texter or of a person of the line */
    MESSAGE_AUTOMATIC,  /* the line's own words to the texter */
    MESSAGE_LIST,       /* a numbered list */
    MESSAGE_EXPECT,     /* what to expect of a chosen resource */
    MESSAGE_NOTE_TAKEN, /* system: a peer took the conversation */
    MESSAGE_NOTE_RETURNED,
    MESSAGE_NOTE_MOVED,
    MESSAGE_NOTE_CLOSED,
    MESSAGE_NOTE_REOPENED,
    MESSAGE_NOTE_TIER,
    MESSAGE_NOTE_ALERT,
    MESSAGE_NOTE_ALERT_HELD,
    MESSAGE_NOTE_ALERT_RESOLVED,
    MESSAGE_NOTE_STOPPED,
    MESSAGE_NOTE_STARTED,
    MESSAGE_NOTE_HELP,
    MESSAGE_NOTE_CHOICE,
    MESSAGE_NOTE_TIER_ASKED, /* a lower tier was asked for, and waits for a second person */
    MESSAGE_NOTE_JOINED,     /* a responder reads along, or advises the peer */
    MESSAGE_NOTE_HAND_OVER,  /* how far the conversation's way to the responder is */
    MESSAGE_NOTE_SAY,        /* what the texter says to the crisis team's joining */
    MESSAGE_NOTE_CONSENT,    /* whether they may be asked later how it went */
    MESSAGE_NOTE_OUTCOME,    /* how it went */
    MESSAGE_NOTE_REVEALED,   /* who saw the texter's number in full, and why */
};
#define MESSAGE_KINDS 24

struct media {
    char type[64]; /* "image/jpeg"; the content is never fetched */
};

struct message {
    message_id id;
    conversation_id conversation;
    int64_t seq; /* 1, 2, … within the conversation, in the order they came */
    enum direction direction;
    enum message_kind kind;
    enum message_state state;
    person_id author;                      /* 0: the texter or the line itself */
    char author_name[NAME_BYTES_MAX + 1];  /* filled when loaded for the console */
    char key[TOKEN_BYTES_MAX + 1];         /* the client's idempotency key */
    char provider_id[TOKEN_BYTES_MAX + 1]; /* the provider's id of it */
    char error[32];                        /* the provider's code, when it failed */
    int segments;
    size_t media_count;
    struct media media[MEDIA_MAX];
    enum tier tier; /* what triage found in it */
    struct reasons reasons;
    ms at;
    struct text body;
};

struct offer {
    offer_id id;
    conversation_id conversation;
    person_id person;
    bool transfer; /* from another peer, who holds on until it is taken */
    person_id from;
    ms made_at, ends_at;
};

/* What the people of the line tell each other about a conversation: never a text to anybody. */
struct note {
    note_id id;
    conversation_id conversation;
    person_id author;
    char author_name[NAME_BYTES_MAX + 1]; /* filled when loaded for the console */
    ms at;
    struct text body;
};

const char *conversation_state_name(enum conversation_state state);
const char *ending_name(enum ending ending);
const char *direction_name(enum direction direction);
const char *message_state_name(enum message_state state);
const char *message_kind_name(enum message_kind kind);
bool conversation_state_from_name(const char *name, enum conversation_state *value);
bool ending_from_name(const char *name, enum ending *value);
bool direction_from_name(const char *name, enum direction *value);
bool message_state_from_name(const char *name, enum message_state *value);
bool message_kind_from_name(const char *name, enum message_kind *value);

#endif
