/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_COMMAND_H
#define ENGINE_COMMAND_H
/*
 * command.h — everything that can be asked of the engine to change.
 *
 * A command is made at the edge with command_new(), put into the engine's mailbox, applied inside
 * a transaction, and comes back to the loop after the commit with its receipt filled in. Whoever
 * holds the pointer owns it; it is never shared. `ticket` says who is waiting: an id of the
 * edge's, nothing the engine looks at.
 */
#include "engine/receipt.h"

enum command_kind {
    COMMAND_INBOUND,     /* a texter wrote */
    COMMAND_QUARANTINE,  /* a signed webhook nobody could read: its bytes are kept */
    COMMAND_DELIVERY,    /* the provider says what became of a text */
    COMMAND_SEND_RESULT, /* the courier says what became of an attempt */
    COMMAND_TIME,        /* the timer: something may be due */
    COMMAND_CLOCK,       /* the wall clock was set: what is open moves along, then as TIME */
    COMMAND_PRESENCE,    /* a person's first event stream opened, or the last one closed */
    COMMAND_SIGN_IN,     /* the password was right or wrong: open a session or count a failure */
    COMMAND_SIGN_OUT,
    COMMAND_SESSION_LOCK,
    COMMAND_SESSION_UNLOCK,
    COMMAND_SESSION_SEEN, /* its person did something; sent at most once a minute */
    COMMAND_SHIFT,        /* on shift, finishing, break, off; capacity */
    COMMAND_OFFER_ACCEPT,
    COMMAND_OFFER_DECLINE,
    COMMAND_SEND,  /* a peer's words */
    COMMAND_RETRY, /* send a failed or unconfirmed message again, by the peer's will */
    COMMAND_TRANSFER,
    COMMAND_RETURN, /* back to the queue */
    COMMAND_CLOSE,
    COMMAND_READ, /* read up to here */
    COMMAND_DRAFT,
    COMMAND_TIER, /* a person raises or lowers the tier */
    COMMAND_FLAG, /* get help */
    COMMAND_ALERT_ACK,
    COMMAND_ALERT_PASS,
    COMMAND_ALERT_JOIN, /* to watch or to coach; also gives a conversation's word back */
    COMMAND_ALERT_RESOLVE,
    COMMAND_ALERT_EMERGENCY,
    COMMAND_CALL_KEY,   /* whoever was called pressed a key */
    COMMAND_WAKER_NEWS, /* a service says what somebody there did with an alert */
    COMMAND_PAGE_OPEN,  /* a page's one-time link was used */
    COMMAND_PAGE_TEST,  /* a test page, to oneself or to somebody by name */
    COMMAND_DUTY_ADD,   /* the rota: hours of every week */
    COMMAND_DUTY_EDIT,
    COMMAND_DUTY_SWAP,  /* one time of a duty goes to another person */
    COMMAND_DUTY_COVER, /* hours that differ from the week */
    COMMAND_LADDER_SET,
    COMMAND_TAKE_OVER,        /* a responder asks the peer for the conversation, or takes it */
    COMMAND_HAND_OVER,        /* the peer's answer */
    COMMAND_NOTE,             /* for the people of the line only */
    COMMAND_TIER_CONFIRM,     /* a second person's word to a lower tier */
    COMMAND_REST,             /* a peer wants a pause … */
    COMMAND_REST_WAIVE,       /* … or none */
    COMMAND_TALK,             /* somebody wants to talk with a supervisor, or does no more */
    COMMAND_TALK_TAKE,        /* a supervisor goes to them */
    COMMAND_RESOURCE_IMPORT,  /* services of a directory, some at a time */
    COMMAND_RESOURCE_EXPORT,  /* put on record: somebody took all of the directory with them */
    COMMAND_RESOURCE_EDIT,    /* a person makes or changes an entry of the directory */
    COMMAND_RESOURCE_CHECK,   /* a person has called or texted it today */
    COMMAND_RESOURCE_PUBLISH, /* a second person's word on a number or hours that waits */
    COMMAND_RESOURCE_REPORT,  /* somebody says that something is wrong with it */
    COMMAND_LIST_SAVE,        /* the list in the making */
    COMMAND_LIST_OFFER,       /* ask the texter first whether they would like one */
    COMMAND_LIST_SEND,
    COMMAND_LIST_CHOICE, /* what the texter says of an item, as the peer understands it */
    COMMAND_FOLLOW_UP,   /* the texter said in words whether they may be asked later */
    COMMAND_WIN_ADD,     /* a strength or small win the texter wants kept */
    COMMAND_WIN_REMOVE,
    COMMAND_LOOK_IN,    /* put on record: somebody read a conversation outside their duty */
    COMMAND_REVEAL,     /* the texter's number in full, for a reason */
    COMMAND_PERSON_ADD, /* operator only */
    COMMAND_PERSON_DISABLE,
    COMMAND_ERASE,    /* operator only: a texter with everything, or one conversation */
    COMMAND_SETTINGS, /* new settings after a reload */
};
#define COMMANDS 65

/* A session is known by the hash of its cookie; the cookie itself never leaves the edge. */
#define SESSION_HASH_BYTES 32

/* Who asks: a signed-in session, or the operator at the control socket, or neither. */
struct caller {
    bool is_operator;
    bool signed_in;
    uint8_t session[SESSION_HASH_BYTES];
};

struct inbound {
    char provider[NAME_BYTES_MAX + 1];
    char provider_id[TOKEN_BYTES_MAX + 1]; /* Twilio: MessageSid. Unique per provider, for ever */
    struct phone from, to;
    struct text body;
    size_t media_count;
    struct media media[MEDIA_MAX];
};

#define QUARANTINE_BYTES_MAX 65536

struct quarantine {
    char provider[NAME_BYTES_MAX + 1];
    char why[64];
    size_t len;
    uint8_t *bytes; /* owned by the command */
};

/* What the provider's status callback said, in our words. Never moves a state backwards. */
struct delivery {
    char provider[NAME_BYTES_MAX + 1];
    char provider_id[TOKEN_BYTES_MAX + 1];
    /* From the callback's URL; empty: look up by provider_id. */
    char token[ATTEMPT_TOKEN_BYTES + 1];
    enum message_state state; /* SENT, DELIVERED, FAILED or UNDELIVERED */
    char error[32];
};

struct send_result {
    outbox_id id;
    int attempt;
    enum send_outcome outcome;
    char provider_id[TOKEN_BYTES_MAX + 1];
    char error[32];
    ms retry_after; /* the provider's wish; 0: ours */
};

struct presence_change {
    person_id person;
    bool connected;
};

struct sign_in {
    person_id person; /* 0: no such name */
    bool password_right;
    uint8_t session[SESSION_HASH_BYTES]; /* of the cookie that will be given */
    uint8_t name_hash[SESSION_HASH_BYTES], address_hash[SESSION_HASH_BYTES]; /* for the delays */
};

struct shift_change {
    enum shift shift;
    int capacity;
};
struct offer_answer {
    offer_id offer;
    char reason[NAME_BYTES_MAX + 1];
};
struct send {
    conversation_id conversation;
    struct text body;
};
struct retry {
    conversation_id conversation;
    message_id message;
};
struct transfer {
    conversation_id conversation;
    person_id to;
};
struct give_back {
    conversation_id conversation;
    char reason[NAME_BYTES_MAX + 1];
};
struct close {
    conversation_id conversation;
    enum ending ending;
};

/* For how long a number that was asked for is shown. */
#define REVEALED_FOR SECONDS(30)

struct reveal {
    conversation_id conversation;
    char reason[NAME_BYTES_MAX + 1];
};
struct read_upto {
    conversation_id conversation;
    int64_t seq;
};
struct draft {
    conversation_id conversation;
    bool if_rev; /* only if it still has this rev, 0: if there is none */
    int64_t rev;
    struct text body; /* empty: forget it */
};
struct tier_change {
    conversation_id conversation;
    enum tier tier;
    char reason[256];
};
struct flag {
    conversation_id conversation;
    enum alert_cause cause;
    char note[480];
};
struct call_key {
    char provider[NAME_BYTES_MAX + 1]; /* by whose call */
    char token[PAGE_TOKEN_BYTES + 1];
    bool take; /* else it is passed on */
};

struct page_open {
    char token[PAGE_TOKEN_BYTES + 1];
};
struct page_test {
    person_id person; /* 0: whoever asks */
};

/* What is to change; the rest stays. */
struct duty_edit {
    duty_id id;
    int64_t rev;                  /* as it was when it was looked at; 0: however it is */
    person_id person;             /* 0: stays */
    int weekday, starts, minutes; /* -1: stays */
    ms until;                     /* 0: stays */
};
struct duty_swap {
    duty_id id;
    ms from; /* when that time starts */
    person_id to;
};
struct ladder_set {
    char line[NAME_BYTES_MAX + 1];
    enum tier tier;
    int64_t rev; /* of the ladder that was changed; 0: the configuration's */
    struct ladder ladder;
};

enum waker_word {
    WAKER_TOOK,      /* somebody there has it */
    WAKER_GAVE_BACK, /* nobody there has it any more */
    WAKER_ENDED,     /* somebody there says it is over */
};

struct waker_news {
    char waker[WAKER_BYTES_MAX + 1];
    char key[ALERT_KEY_BYTES_MAX + 1];
    char name[NAME_BYTES_MAX + 1]; /* who it was, as the service calls them; may be empty */
    enum waker_word word;
};

struct tier_confirm {
    conversation_id conversation;
    bool agree;
};
struct alert_answer {
    alert_id alert;
    char outcome[NAME_BYTES_MAX + 1]; /* RESOLVE; of EMERGENCY the step */
    enum joining_state as;            /* JOIN: to watch or to coach */
    bool force;                       /* TAKE_OVER: without asking the peer, for a reason */
    bool agree;                       /* HAND_OVER */
    char reason[256];                 /* TAKE_OVER, RESOLVE, EMERGENCY: in their own words */
};
struct note_write {
    conversation_id conversation;
    struct text body;
};

/* LIST_SAVE. For LIST_SEND and a preview: no items mean those saved before. */
struct list_send {
    conversation_id conversation;
    bool if_rev; /* only if the list still has this rev, 0: if there is none */
    int64_t rev;
    size_t count;
    struct {
        char resource[64];               /* the directory's id, or empty and … */
        char words[LABEL_BYTES_MAX + 1]; /* … words of the peer's own */
        enum item_state state;
    } item[LIST_ITEMS_MAX];
};

struct list_choice {
    conversation_id conversation;
    int number;
    enum item_state state;
};
struct consent {
    conversation_id conversation;
    message_id message; /* that said so */
    bool agreed;
    int days; /* after how many they want to be asked */
};
struct win_add {
    conversation_id conversation;
    message_id consent;
    struct text body;
};
struct win_remove {
    conversation_id conversation;
    win_id win;
};
struct erase {
    char alias[ALIAS_BYTES_MAX + 1]; /* all of a texter, or … */
    conversation_id conversation;    /* … this conversation alone */
};

#define PASSWORD_HASH_BYTES 128

struct person_add {
    char name[NAME_BYTES_MAX + 1];
    enum role role;
    struct phone phone;                      /* may be empty */
    char password_hash[PASSWORD_HASH_BYTES]; /* Argon2id, as libsodium writes it */
};

/* A service as its publisher tells it: what is needed of it, and all of it. */
struct resource_record {
    struct resource resource;
    char *source; /* owned; NULL: nothing of it can be used, but it is still there */
};

#define IMPORT_RECORDS_MAX 256

/*
 * A part of a directory. What none of its parts from `first` to `last` has met is gone from the
 * feed, unless they are only a part of what there is. All of them have the number of one `run`; a
 * run that another has overtaken is refused, or it would call gone what only the other has met.
 */
struct resource_import {
    char feed[64];
    int64_t run;
    bool first, last, part;
    size_t count;
    struct resource_record *record; /* owned */
};

void resource_import_wipe(struct resource_import *import);

/* One field of an entry: written by the line, or given back to its publisher's word. */
struct resource_word {
    enum resource_field field;
    bool give_back;
    char value[EXPECT_BYTES_MAX + 1];
};

struct resource_edit {
    char id[64];   /* empty: a new entry */
    int64_t rev;   /* as it was read; another one by now is a conflict */
    bool switched; /* `on` says to what */
    bool on;
    size_t count;
    struct resource_word word[RESOURCE_FIELDS];
};

struct resource_answer {
    char id[64];
    int64_t rev;
    bool agree;
};

struct resource_report {
    char id[64];
    char words[EXPECT_BYTES_MAX + 1];
};

/* The id of the entry that came of a RESOURCE_EDIT without one, by its receipt's ref. */
void resource_made_id(int64_t ref, char id[64]);

struct settings; /* engine/settings.h */

struct command {
    enum command_kind kind;
    uint64_t ticket; /* the edge's; comes back unchanged */
    struct caller caller;
    ms at;                                /* when it came in; the engine's "now" for it */
    char key[TOKEN_BYTES_MAX + 1];        /* idempotency key; empty: none */
    uint8_t key_hash[SESSION_HASH_BYTES]; /* of method, path and body, to notice another request */
    struct receipt receipt;
    union {
        conversation_id conversation; /* LOOK_IN, LIST_OFFER */
        struct inbound inbound;
        struct quarantine quarantine;
        struct delivery delivery;
        struct send_result send_result;
        ms clock_jump; /* CLOCK: forward, or back if negative */
        struct presence_change presence;
        struct sign_in sign_in;
        struct shift_change shift_change;
        struct offer_answer offer_answer;
        struct send send;
        struct retry retry;
        struct transfer transfer;
        struct give_back give_back; /* RETURN */
        struct close close;
        struct reveal reveal;
        struct read_upto read_upto;
        struct draft draft;
        struct tier_change tier_change;
        struct flag flag;
        bool talk_wanted;    /* TALK */
        person_id talk_with; /* TALK_TAKE */
        struct tier_confirm tier_confirm;
        struct alert_answer alert_answer;
        struct call_key call_key;
        struct waker_news waker_news;
        struct page_open page_open;
        struct page_test page_test;
        struct duty duty;
        struct duty_edit duty_edit;
        struct duty_swap duty_swap;
        struct duty_change duty_change;
        struct ladder_set ladder_set;
        struct note_write note_write;
        struct resource_import import;
        struct resource_edit resource_edit;     /* RESOURCE_EDIT; RESOURCE_CHECK: its id and rev */
        struct resource_answer resource_answer; /* RESOURCE_PUBLISH */
        struct resource_report resource_report;
        struct list_send list_send; /* LIST_SAVE, LIST_SEND */
        struct list_choice list_choice;
        struct consent consent; /* FOLLOW_UP */
        struct win_add win_add;
        struct win_remove win_remove;
        struct erase erase;
        struct person_add person_add;
        char person_name[NAME_BYTES_MAX + 1]; /* PERSON_DISABLE */
        struct settings *settings;            /* ownership moves with the command */
    } u;
};

/* A zeroed command of this kind; free it with command_free(), or give it away. */
struct command *command_new(enum command_kind kind, ms at);
void command_free(struct command *command);

const char *command_kind_name(enum command_kind kind);

#endif
