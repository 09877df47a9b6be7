/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_H
#define RULES_MODEL_H
/*
 * model.h — the nouns of the line. Whoever has read this can guess the rest.
 *
 * Plain, bounded values without pointers: they are copied, compared and thrown away, and nobody
 * asks who owns them. Ids are structs of one field, so that one kind cannot be passed where
 * another is meant. The words are those of the line's glossary; states are stored by name.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

/* ---- limits ---- */

#define TEXT_CHARS_MAX 1600 /* what a provider takes or sends as one message */
#define TEXT_BYTES_MAX 6400 /* the same in UTF-8 */
#define PHONE_BYTES_MAX 19
#define NAME_BYTES_MAX 63 /* of a person, a line, a provider */
#define ALIAS_BYTES_MAX 47
#define TOKEN_BYTES_MAX 127 /* an id given by somebody else: provider's message, client's key */
#define LANGUAGE_BYTES_MAX 15
#define LINES_MAX 16
#define LANGUAGES_MAX 8
#define MEDIA_MAX 10
#define LADDER_STEPS_MAX 8
#define WAKERS_MAX 8
#define WAKER_BYTES_MAX 31 /* the id of a service that wakes people */
#define REASONS_MAX 8
#define LIST_ITEMS_MAX 20
#define LIST_PAGE_ITEMS 5
#define LABEL_BYTES_MAX 63   /* a resource's short name; 30 characters */
#define EXPECT_BYTES_MAX 639 /* what to expect; 306 characters */
#define SCHEDULES_BYTES_MAX 1535
#define WIN_CHARS_MAX 160 /* of one strength or small win */
#define WINS_MAX 50       /* kept for one person */

/* ---- ids ---- */

/* clang-format off */
typedef struct { int64_t n; } texter_id;
typedef struct { int64_t n; } conversation_id;
typedef struct { int64_t n; } message_id;
typedef struct { int64_t n; } offer_id;
typedef struct { int64_t n; } alert_id;
typedef struct { int64_t n; } page_id;
typedef struct { int64_t n; } list_id;
typedef struct { int64_t n; } referral_id;
typedef struct { int64_t n; } follow_up_id;
typedef struct { int64_t n; } win_id;
typedef struct { int64_t n; } person_id; /* a peer, responder, supervisor or admin */
typedef struct { int64_t n; } outbox_id;
typedef struct { int64_t n; } event_id;
typedef struct { int64_t n; } duty_id;
typedef struct { int64_t n; } note_id;
typedef struct { int64_t n; } decision_id;
/* clang-format on */

/* ---- words and numbers of people ---- */

struct text {
    uint16_t len; /* bytes, without the end */
    char s[TEXT_BYTES_MAX + 1];
};

struct phone {
    char e164[PHONE_BYTES_MAX + 1];
};

/* ---- tiers and triage ---- */

enum tier { TIER_STEADY, TIER_WATCH, TIER_HIGH, TIER_IMMINENT };
#define TIERS 4

/* Where a reason for a tier comes from. */
enum reason_source { REASON_WORDS, REASON_RULE, REASON_PEER, REASON_HISTORY };
#define REASON_SOURCES 4

/* Why a tier was given: rule and place in the text, never the words themselves. */
struct reason {
    enum reason_source source;
    enum tier tier;
    char rule[48];       /* the id of the phrase or rule, "ideation.kill-myself" */
    uint16_t start, len; /* bytes of the text the rule matched; len 0: the whole of it */
};

struct reasons {
    size_t count;
    struct reason reason[REASONS_MAX];
};

/* What became of a wish to change a tier. */
enum decision_state {
    DECISION_MADE,    /* the tier is, or was, so */
    DECISION_PENDING, /* lowering from High or Imminent waits for a second person */
    DECISION_REFUSED, /* by that person */
    DECISION_STALE,   /* something happened before anybody confirmed it */
};
#define DECISION_STATES 4

#define DECISION_REASON_BYTES_MAX 479

/* One change of a conversation's tier, or the wish for one: who, when, why. */
struct decision {
    decision_id id;
    conversation_id conversation;
    enum tier from, to;
    enum decision_state state;
    person_id by;       /* 0: triage, or the line itself */
    person_id second;   /* who confirmed or refused it */
    message_id message; /* whose words caused it, or 0 */
    ms at, settled_at;
    char reason[DECISION_REASON_BYTES_MAX + 1]; /* in the person's words */
};

/* ---- people of the line ---- */

enum role { ROLE_PEER, ROLE_RESPONDER, ROLE_SUPERVISOR, ROLE_ADMIN };
#define ROLES 4

enum shift { SHIFT_OFF, SHIFT_ON, SHIFT_FINISHING, SHIFT_BREAK };
#define SHIFTS 4

struct person {
    person_id id;
    char name[NAME_BYTES_MAX + 1];
    enum role role;
    bool enabled;
    struct phone phone; /* empty: cannot be paged by text */
    enum shift shift;
    int capacity;   /* conversations at once, 1 to 9 */
    int open_count; /* conversations held or offered now; derived when loaded */
    char languages[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1];
    ms connected_since; /* an event stream is open since; 0: none */
    ms gone_since;      /* the last stream closed; 0 while one is open */
    ms resting_until;   /* after a hard conversation no offer before this */
    ms last_offer;
    int64_t version;
};

/* ---- conversations ---- */

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
    int64_t read_seq;   /* the peer has read up to here */
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
};
#define MESSAGE_KINDS 23

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

/* ---- alerts ---- */

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

/* How a page goes: to a phone by the line's own provider, or to a service that wakes people. */
enum way { WAY_TEXT, WAY_CALL, WAY_PAGERDUTY, WAY_GOALERT, WAY_NTFY, WAY_WEBHOOK };
#define WAYS 6

/* A service outside that wakes people in its own way. */
struct waker {
    char id[WAKER_BYTES_MAX + 1];
    enum way way;
    char person[NAME_BYTES_MAX + 1]; /* whose yes it is when it names nobody we know; or empty */
};

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
    enum alert_cause cause; /* the first one; more are in its timeline */
    enum alert_state state;
    person_id raised_by; /* 0: the line itself */
    person_id holder;
    ms raised_at, held_at, joined_at, resolved_at;
    ms contact_due; /* no first contact by then: it pages on */
    int step;       /* next step of the ladder */
    int round;      /* how often the ladder began anew */
    int wave;       /* how often somebody had it and gave it back, or never came */
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

/* What the people of the line tell each other about a conversation: never a text to anybody. */
struct note {
    note_id id;
    conversation_id conversation;
    person_id author;
    char author_name[NAME_BYTES_MAX + 1]; /* filled when loaded for the console */
    ms at;
    struct text body;
};

enum page_state {
    PAGE_QUEUED,
    PAGE_SENDING,
    PAGE_SENT,
    PAGE_DELIVERED,
    PAGE_FAILED,
    PAGE_UNKNOWN,
};
#define PAGE_STATES 6

#define PAGE_TOKEN_BYTES 20

struct page {
    page_id id;
    alert_id alert;   /* 0: a test */
    person_id person; /* 0: a fixed number of the ladder, or a service */
    enum way way;
    char waker[WAKER_BYTES_MAX + 1]; /* the service, or empty */
    enum page_state state;
    int step, round, wave;            /* of the alert, when it was made */
    char token[PAGE_TOKEN_BYTES + 1]; /* names it in its link and in the call's address */
    ms opened_at;                     /* its link was used; 0: not yet */
    ms at;
};

/* What somebody who was called is told: wake up, somebody has it, it is over. */
enum notice { NOTICE_WAKE, NOTICE_HELD, NOTICE_OVER };
#define NOTICES 3

#define ALERT_KEY_BYTES_MAX 63 /* what services know an alert by */
#define LINK_BYTES_MAX 319

/* ---- the rota ---- */

#define ZONE_NAME_MAX 47
#define ZONE_CHANGES_MAX 256
#define DUTIES_MAX 256
#define DUTY_CHANGES_MAX 256
#define WEEK_MINUTES (7 * 24 * 60)

/* When clocks on walls there are set, and how far east of UTC they are then. */
struct zone {
    char name[ZONE_NAME_MAX + 1]; /* "America/New_York" */
    int offset;                   /* seconds, before the first change */
    size_t count;
    struct zone_change {
        ms at;
        int offset; /* seconds, from then on */
    } change[ZONE_CHANGES_MAX];
};

/* Hours in which somebody is on call, every week, by the clock on a wall there. */
struct duty {
    duty_id id;
    char line[NAME_BYTES_MAX + 1];
    person_id person;
    int weekday; /* it starts on: 0 Monday … 6 Sunday */
    int starts;  /* minutes after midnight */
    int minutes; /* how long, at most a week */
    char zone[ZONE_NAME_MAX + 1];
    ms from, until; /* it counts when it starts within these; until 0: for good */
    int64_t version;
};

/* Hours that differ from the weekly rota: somebody is not on call, somebody is, or both. */
struct duty_change {
    duty_id id;
    char line[NAME_BYTES_MAX + 1];
    person_id out, in; /* 0: nobody */
    ms from, until;
};

struct span {
    ms from, until;
};

/* ---- lists and referrals ---- */

/* What its publisher says of a service; only an active one is ever offered. */
enum resource_status { RESOURCE_ACTIVE, RESOURCE_INACTIVE, RESOURCE_DEFUNCT, RESOURCE_CLOSED };
#define RESOURCE_STATUSES 4

/* What this line says of it. */
enum resource_approval { APPROVAL_NONE, APPROVAL_ON, APPROVAL_OFF };
#define RESOURCE_APPROVALS 3

enum resource_open { OPEN_UNKNOWN, OPEN_NOW, OPEN_NOT };
#define RESOURCE_OPENS 3

/* What can be told of a service, and by whom it is told anew; rules/directory has the bounds. */
enum resource_field {
    RESOURCE_NAME,
    RESOURCE_LABEL,
    RESOURCE_BLURB,
    RESOURCE_CALL,
    RESOURCE_TEXT,
    RESOURCE_URL,
    RESOURCE_HOURS,
    RESOURCE_AREA,
    RESOURCE_LANGUAGES,
    RESOURCE_COST,
    RESOURCE_AUDIENCE,
    RESOURCE_TAGS,
    RESOURCE_EMERGENCY,
    RESOURCE_CHECKED,
    RESOURCE_EXPECT,
};
#define RESOURCE_FIELDS 15

/* One service of the directory, as much of it as a list by text needs. */
struct resource {
    bool active; /* may be offered; follows from the fields below */
    enum resource_status status;
    enum resource_approval approval;
    bool gone;          /* its feed no longer has it: somebody should look */
    bool phone_changed; /* its number is another than the one that was checked */
    bool free;
    enum resource_open open; /* at the moment it was asked for */
    bool stale;              /* nobody of this line has checked it lately; likewise */
    int64_t rev;             /* every change adds one */
    unsigned own; /* bits by enum resource_field: the line's own words, kept at an import */
    char id[64];
    char feed[64]; /* where it comes from; empty: the line's own entry */
    char name[512];
    char label[LABEL_BYTES_MAX + 1];
    char blurb[320];
    char call[64];
    char dial[24]; /* the digits of `call`; empty: they cannot be told */
    char text[64];
    char url[256];
    char hours[128];                         /* in words */
    char schedules[SCHEDULES_BYTES_MAX + 1]; /* the same for rules/hours */
    char area[128];
    char languages[64];
    char language_codes[64]; /* "en es" */
    char cost[64];
    char audience[128];
    char alert[256]; /* "Closed for repairs until March" */
    char tags[128];
    char emergency[32]; /* may call emergency services: "never unless you ask", "possible", … */
    char checked[16];   /* the day somebody of this line checked it, ISO; empty: never */
    char expect[EXPECT_BYTES_MAX + 1];
};

/* What the texter says of an item, as the peer understands it. */
enum item_state { ITEM_OFFERED, ITEM_WANTED, ITEM_MAYBE, ITEM_NOT_FOR_THEM };
#define ITEM_STATES 4

struct list_item {
    enum item_state state;
    char resource[64]; /* the directory's id; empty: words of the peer's own */
    char label[LABEL_BYTES_MAX + 1];
    char expect[EXPECT_BYTES_MAX + 1]; /* a copy of what will be texted when it is chosen */
};

/*
 * A numbered list as it was sent: frozen, so a number means the same for ever. One of a
 * conversation may be in the making: it has no sent_at, and its rev counts the changes.
 */
struct list {
    list_id id;
    conversation_id conversation;
    size_t count, shown; /* items in all; numbers the texter has seen */
    bool open;           /* answers are still read as choices */
    bool asked;          /* the one gentle question has been asked */
    ms sent_at;
    int64_t after_seq; /* the list's own message */
    int64_t rev;
    struct list_item item[LIST_ITEMS_MAX];
};

/* The way of one item: sent, chosen, what to expect told, asked how it went, and what came of it.
 */
enum referral_state {
    REFERRAL_OFFERED,
    REFERRAL_CHOSEN,
    REFERRAL_TOLD,
    REFERRAL_ASKED,
    REFERRAL_HELPED,
    REFERRAL_NOT_FOR_ME,
    REFERRAL_NOT_REACHED,
    REFERRAL_NOT_TRIED,
    REFERRAL_NO_ANSWER,
    REFERRAL_NONE_FIT,  /* the texter wanted none of the list */
    REFERRAL_WITHDRAWN, /* chosen by mistake, or read so by us */
};
#define REFERRAL_STATES 11

struct referral {
    referral_id id;
    conversation_id conversation;
    list_id list;
    int number; /* the item's number, 1 … */
    enum referral_state state;
    ms at;
};

/* The question how it went, from asking whether it may be asked to what came of it. */
enum follow_up_state {
    FOLLOW_UP_ASKING,  /* whether it may be asked */
    FOLLOW_UP_REFUSED, /* no, then or later */
    FOLLOW_UP_PLANNED, /* at `due` */
    FOLLOW_UP_SENT,
    FOLLOW_UP_ANSWERED,
    FOLLOW_UP_UNANSWERED,
    FOLLOW_UP_CANCELLED, /* STOP, or a new conversation in which a person can ask */
};
#define FOLLOW_UP_STATES 7

struct follow_up {
    follow_up_id id;
    texter_id texter;
    conversation_id conversation; /* at most one in each */
    list_id list;
    int number;        /* what it is about: this item of that list */
    char resource[64]; /* and the same in the directory; may be empty */
    char label[LABEL_BYTES_MAX + 1];
    enum follow_up_state state;
    int64_t asked_seq; /* the message that asked whether it may be asked */
    ms asked_at;
    message_id consent; /* the message that said yes, or no */
    ms due;             /* when to ask, or to stop waiting for an answer; 0: never */
};

/* What became of a service, told by those who chose it. */
struct resource_outcomes {
    int64_t told, helped, not_for_me, not_reached, not_tried;
};

/* A strength or a small win, in the texter's words, kept because they said so. */
struct win {
    win_id id;
    texter_id texter;
    message_id consent; /* the message that said so */
    person_id author;   /* who noted it */
    ms at;
    struct text body;
};

/* ---- settings that rules need; the configuration fills them ---- */

/* Minutes of the day on a clock of the line's place; equal: round the clock. */
struct day_hours {
    int opens, closes;
};

struct line {
    char id[NAME_BYTES_MAX + 1];
    char name[NAME_BYTES_MAX + 1];
    struct phone number;
    char provider[NAME_BYTES_MAX + 1];
    size_t language_count;
    char languages[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1]; /* the first is the line's own */
    char fallback_text[480];
    struct phone crisis_call;     /* whom people of the line call when no page goes out, or empty */
    bool provider_answers_stop;   /* the provider confirms STOP itself: do not double it */
    char zone[ZONE_NAME_MAX + 1]; /* its clocks: what gaps of the rota are told in */
    bool calls;                   /* the provider can call people, not only text them */
    struct ladder ladder;
    struct crisis_policy crisis_policy;
    struct day_hours hours; /* nobody is asked how it went outside of them */
};

/* How long things may take. All in milliseconds. */
struct timing {
    ms offer;         /* one peer is asked this long */
    ms first_reply;   /* from taking a conversation to the first answer: reminder */
    ms reply;         /* later on: reminder */
    ms return_after;  /* from the reminder to going back to the queue */
    ms gone_grace;    /* a closed browser may come back within this */
    ms not_forgotten; /* between two "you are not forgotten" texts */
    ms check_in;      /* texter silent: one gentle check-in */
    ms close_after;   /* texter silent: closes with an open door */
    ms continuity;    /* a closed conversation reopens with the same peer first */
    ms ageing;        /* nobody waits longer than this behind newer arrivals */
    ms waiting_alert; /* High and above waiting this long raises an alert */
    ms contact;       /* from acknowledging to first contact; then it pages on */
    ms repage;        /* longest gap between two pages of one alert */
    ms say;           /* no answer to "may they join?" for so long: the crisis team is told */
    ms rest;          /* after a hard conversation no offer for this long */
    ms settle;        /* an unknown send waits this long for its callback */
    ms retention;     /* words are kept this long after a conversation closed */
};

/* ---- sending ---- */

/* Replies are sent at most once until proven; pages at least once, in a lane of their own. */
enum lane { LANE_REPLY, LANE_PAGE };
#define LANES 2

/* What became of one attempt to send, or of one look-up. */
enum send_outcome {
    SEND_ACCEPTED,  /* the provider has it */
    SEND_REFUSED,   /* clearly and for good */
    SEND_STOPPED,   /* refused because the number opted out */
    SEND_LATER,     /* not taken, certainly not sent: no byte left, or 429 */
    SEND_UNKNOWN,   /* it may have been sent */
    SEND_NOT_FOUND, /* a look-up: the provider does not know it */
};

#define ATTEMPT_TOKEN_BYTES 32

/* One claimed text, on its way to the courier. */
struct outbox_item {
    outbox_id id;
    enum lane lane;
    int attempt;  /* 1 … */
    bool look_up; /* do not send: ask the provider what became of the attempt before */
    char token[ATTEMPT_TOKEN_BYTES + 1]; /* names this attempt in the status callback's URL */
    char provider[NAME_BYTES_MAX + 1];
    char line[NAME_BYTES_MAX + 1];
    struct phone from, to;
    ms claimed_at;
    enum way way;
    struct text body; /* the words, of pages by a service the summary */
    struct {          /* of pages */
        char waker[WAKER_BYTES_MAX + 1];
        enum notice notice;
        char token[PAGE_TOKEN_BYTES + 1];
        char link[LINK_BYTES_MAX + 1];
        char key[ALERT_KEY_BYTES_MAX + 1];
        char code[ALERT_CODE_BYTES + 1]; /* empty: a test */
        enum tier tier;
        ms raised_at;
    } page;
};

/* ---- what the consoles are told ---- */

enum event_kind {
    EVENT_QUEUE_UPDATED,
    EVENT_OFFER_CREATED,
    EVENT_OFFER_GONE,
    EVENT_CONVERSATION_UPDATED,
    EVENT_MESSAGE_CREATED,
    EVENT_MESSAGE_UPDATED,
    EVENT_MESSAGE_READ,
    EVENT_ALERT_RAISED,
    EVENT_ALERT_UPDATED,
    EVENT_ALERT_CLOSED,
    EVENT_LIST_UPDATED,
    EVENT_ROSTER_UPDATED,
    EVENT_SESSION_ENDED,
    EVENT_NOTE_CREATED,
    EVENT_CONVERSATION_ERASED,
};
#define EVENT_KINDS 15

/* Somebody who is signed in. */
struct viewer {
    person_id person;
    enum role role;
};

#define AUDIENCE_PEOPLE_MAX 6

/* Who may see an event: everybody of some roles, and some people by name. */
struct audience {
    bool role[ROLES];
    size_t count;
    person_id person[AUDIENCE_PEOPLE_MAX];
};

bool audience_includes(const struct audience *audience, struct viewer viewer);

struct queue_view {
    int64_t waiting, peers_on, active, high;
    ms longest; /* how long the first in the queue has waited */
};

/* Numbers for status and metrics: never a word, never a phone number. */
struct line_status {
    int64_t waiting, offered, active, closed, alerts_open, queued, unconfirmed, failed,
        pages_waiting, people_on, messages_in, messages_out, quarantined, corrections, erased,
        follow_ups;
    ms longest_wait;
};

/* Names of the enums, as stored, logged and told to the console. Never NULL. */
const char *tier_name(enum tier tier);
const char *reason_source_name(enum reason_source source);
const char *role_name(enum role role);
const char *shift_name(enum shift shift);
const char *conversation_state_name(enum conversation_state state);
const char *ending_name(enum ending ending);
const char *direction_name(enum direction direction);
const char *message_state_name(enum message_state state);
const char *message_kind_name(enum message_kind kind);
const char *alert_state_name(enum alert_state state);
const char *alert_cause_name(enum alert_cause cause);
const char *ladder_who_name(enum ladder_who who);
const char *way_name(enum way way);
const char *joining_state_name(enum joining_state state);
const char *policy_name(enum policy policy);
const char *say_name(enum say say);
const char *decision_state_name(enum decision_state state);
const char *page_state_name(enum page_state state);
const char *notice_name(enum notice notice);
const char *resource_status_name(enum resource_status status); /* as HSDS writes it */
const char *resource_approval_name(enum resource_approval approval);
const char *resource_field_name(enum resource_field field);
const char *resource_open_name(enum resource_open open);
const char *item_state_name(enum item_state state);
const char *referral_state_name(enum referral_state state);
const char *follow_up_state_name(enum follow_up_state state);
const char *lane_name(enum lane lane);
const char *event_kind_name(enum event_kind kind); /* "message.created" …, as consoles know it */

/* The way back: false, and `*value` untouched, for a word that names nothing. */
bool tier_from_name(const char *name, enum tier *value);
bool reason_source_from_name(const char *name, enum reason_source *value);
bool role_from_name(const char *name, enum role *value);
bool shift_from_name(const char *name, enum shift *value);
bool conversation_state_from_name(const char *name, enum conversation_state *value);
bool ending_from_name(const char *name, enum ending *value);
bool direction_from_name(const char *name, enum direction *value);
bool message_state_from_name(const char *name, enum message_state *value);
bool message_kind_from_name(const char *name, enum message_kind *value);
bool alert_state_from_name(const char *name, enum alert_state *value);
bool alert_cause_from_name(const char *name, enum alert_cause *value);
bool ladder_who_from_name(const char *name, enum ladder_who *value);
bool way_from_name(const char *name, enum way *value);
bool joining_state_from_name(const char *name, enum joining_state *value);
bool policy_from_name(const char *name, enum policy *value);
bool say_from_name(const char *name, enum say *value);
bool decision_state_from_name(const char *name, enum decision_state *value);
bool page_state_from_name(const char *name, enum page_state *value);
bool notice_from_name(const char *name, enum notice *value);
bool resource_status_from_name(const char *name, enum resource_status *value);
bool resource_approval_from_name(const char *name, enum resource_approval *value);
bool resource_field_from_name(const char *name, enum resource_field *value);
bool resource_open_from_name(const char *name, enum resource_open *value);
bool item_state_from_name(const char *name, enum item_state *value);
bool referral_state_from_name(const char *name, enum referral_state *value);
bool follow_up_state_from_name(const char *name, enum follow_up_state *value);
bool lane_from_name(const char *name, enum lane *value);
bool event_kind_from_name(const char *name, enum event_kind *value);

#endif
