/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_QUERY_H
#define ENGINE_QUERY_H
/*
 * query.h — everything that can be asked without changing anything.
 *
 * A query travels like a command, but to the reader thread, which has a read-only connection, and
 * comes back with its answer. Who may see what is decided there, by the one function that decides
 * it for commands too (rules/access.h). Every list has a bound.
 */
#include "engine/command.h"

enum query_kind {
    QUERY_ME,
    QUERY_STATE,            /* the console's first load: me, queue, offers, rows, alerts, roster */
    QUERY_CONVERSATIONS,    /* rows: view, before, limit */
    QUERY_CONVERSATION,     /* one conversation with its last messages, list and draft */
    QUERY_MESSAGES,         /* earlier messages of one */
    QUERY_MESSAGE,          /* one message by id, or by the caller's own key */
    QUERY_ALERTS,           /* open ones, or one by id */
    QUERY_ROTA,             /* duties, changes, gaps, and who is on call now */
    QUERY_LADDER,           /* of a line and tier */
    QUERY_CALL,             /* what is said on the phone to whoever was called */
    QUERY_NOTES,            /* what people of the line told each other about a conversation */
    QUERY_RESOURCES,        /* the directory, by words and filters */
    QUERY_RESOURCE,         /* one entry of it, with its history */
    QUERY_RESOURCE_PREVIEW, /* how an entry will be texted, as it is being written */
    QUERY_RESOURCE_SOURCES, /* entries after an id, as they are given on */
    QUERY_RESOURCE_IMPORT,  /* what a part of an import would do; an empty one: whether one may */
    QUERY_PUBLIC_RESOURCES, /* anyone: the same of what may be offered, page by page */
    QUERY_PUBLIC_RESOURCE,
    QUERY_LIST_PREVIEW,   /* the exact texts of a list, before it is sent */
    QUERY_LISTS,          /* the lists sent in one conversation, newest first */
    QUERY_WRAP_UP,        /* what was agreed in one: asking later, strengths and wins */
    QUERY_EVENTS,         /* the log since a cursor, each with its audience */
    QUERY_STREAM,         /* may this session open a stream, and from which cursor */
    QUERY_CREDENTIAL,     /* the stored password hash of a name, or a dummy: for signing in */
    QUERY_OWN_CREDENTIAL, /* the same for a session: for unlocking */
    QUERY_STATUS,         /* numbers of the line, for the operator and the metrics */
    QUERY_PEOPLE,         /* operator: all accounts */
    QUERY_OPERATOR_CONVERSATIONS, /* operator: open conversations, without words */
    QUERY_OPERATOR_MESSAGES,      /* operator: messages since an id, without words */
    QUERY_AUDIT,                  /* operator: the record behind an id, held against itself */
    QUERY_SETTINGS,               /* new settings after a reload */
    QUERY_BACKUP,                 /* operator: a consistent copy of the database into a new file */
};

/* What is looked for in the directory. */
struct resource_wish {
    char words[128];
    char area[64], language[16], audience[64], tags[64];
    bool asks_open;
    enum resource_open open; /* if that is asked for */
    enum resource_show show;
    bool free;
    bool all; /* also what may not be offered: for those who edit it */
};

/* One change of an entry, by whom; name empty: an import. */
struct resource_history {
    ms at;
    person_id person;
    char name[NAME_BYTES_MAX + 1];
    char what[32];
    char was[EXPECT_BYTES_MAX + 1], became[EXPECT_BYTES_MAX + 1];
};

#define RESOURCE_HISTORY_MAX 100

enum view { VIEW_MINE, VIEW_WAITING, VIEW_ALL };

/* A conversation as a list shows it. */
struct row {
    struct conversation conversation;
    char alias[ALIAS_BYTES_MAX + 1];
    char phone_masked[24]; /* "•••• 0142" */
    char language[LANGUAGE_BYTES_MAX + 1];
    char peer_name[NAME_BYTES_MAX + 1];
    char offered_to_name[NAME_BYTES_MAX + 1];
    bool stopped;     /* the texter said STOP */
    bool draft;       /* the viewer has one here */
    char preview[96]; /* the last words, cut at a character; only for who may read it */
    alert_id alert;   /* the open alert, or 0 */
    char alert_code[ALERT_CODE_BYTES + 1];
    enum alert_state alert_state;
    person_id speaker; /* whose words go out; 0: nobody's */
    char speaker_name[NAME_BYTES_MAX + 1];
};

struct offer_view {
    struct offer offer;
    enum tier tier;
    ms waiting_since;
    char alias[ALIAS_BYTES_MAX + 1];
    char from_name[NAME_BYTES_MAX + 1]; /* of a transfer */
};

struct list_view {
    struct list list;
    size_t choice_count;
    struct referral choices[LIST_ITEMS_MAX];
};

/* A ladder, and what whoever changes it must know. */
struct ladder_view {
    struct ladder ladder;
    int64_t rev;               /* 0: the configuration's, never edited */
    size_t wakes[LADDER_WHOS]; /* how many people each `who` would wake now */
    size_t waker_count;
    char waker[WAKERS_MAX][WAKER_BYTES_MAX + 1]; /* that a step may name */
    ms repage;                                   /* a longer gap is filled */
};

#define ALERT_PAGES_MAX 32

struct page_view {
    struct page page;
    char name[NAME_BYTES_MAX + 1]; /* who is paged; empty: a fixed number */
};

struct alert_view {
    struct alert alert;
    struct joining joining;
    bool danger_now; /* joining does not wait for the texter's word */
    char alias[ALIAS_BYTES_MAX + 1];
    char peer_name[NAME_BYTES_MAX + 1];
    char holder_name[NAME_BYTES_MAX + 1];
    char raised_by_name[NAME_BYTES_MAX + 1];
    size_t page_count;
    struct page_view page[ALERT_PAGES_MAX]; /* the newest */
};

/* One line of an alert's timeline. */
struct timeline_view {
    ms at;
    char what[32];
    person_id person; /* 0: the line itself */
    char name[NAME_BYTES_MAX + 1];
    message_id message;
    char note[512];
};

struct decision_view {
    struct decision decision;
    char by_name[NAME_BYTES_MAX + 1];
    char second_name[NAME_BYTES_MAX + 1];
};

/* Somebody who wants to talk, or wanted to. */
struct talk_view {
    struct person person;
    person_id taken_by; /* 0: nobody goes to them; or they want it no more */
    char taken_by_name[NAME_BYTES_MAX + 1];
};

/* One event with what it is about, as it is now. Which field is filled follows from the kind. */
struct event {
    event_id id;
    enum event_kind kind;
    ms at;
    conversation_id conversation; /* 0: of no conversation */
    int64_t ref;                  /* message, offer, alert, list or person */
    struct audience audience;
    struct audience removed; /* who could see the conversation before and cannot any more */
    union {
        struct queue_view queue; /* EVENT_QUEUE_UPDATED */
        struct row row;          /* EVENT_CONVERSATION_UPDATED */
        struct message message;  /* EVENT_MESSAGE_CREATED, EVENT_MESSAGE_UPDATED */
        struct offer_view offer; /* EVENT_OFFER_CREATED */
        struct alert_view alert; /* EVENT_ALERT_… */
        struct note note;        /* EVENT_NOTE_CREATED */
        struct list_view *list;  /* EVENT_LIST_UPDATED, EVENT_LIST_MADE; large and rare: owned */
        struct person person;    /* EVENT_ROSTER_UPDATED */
        struct talk_view talk;   /* EVENT_TALK_UPDATED */
        struct {
            char id[64]; /* empty: many of them */
            int64_t rev;
        } resource;      /* EVENT_RESOURCE_UPDATED */
        int64_t seq;     /* EVENT_MESSAGE_READ: read up to here */
        char ending[16]; /* EVENT_OFFER_GONE: "accepted", "declined", "expired" … */
    } about;             /* the others tell by `conversation` and `ref` alone */
};

/* Somebody who may be called now, by the rota or because there is none. */
struct on_call_view {
    char line[NAME_BYTES_MAX + 1];
    struct person person;
    bool by_rota;
    ms reached_at; /* when a page last reached them; 0: never */
};

struct gap_view {
    char line[NAME_BYTES_MAX + 1];
    struct span span;
    char words[64];
};

#define GAPS_MAX 64
#define ON_CALL_MAX 64

/* The arrays belong to the answer. */
struct rota_view {
    size_t duty_count, change_count, gap_count, on_call_count;
    struct duty *duties;
    struct duty_change *changes;
    struct gap_view *gaps;
    struct on_call_view *on_call;
};

/* What whoever was called hears. */
struct call_words {
    bool asks; /* a key may be pressed then */
    char language[LANGUAGE_BYTES_MAX + 1];
    struct text text;
};

struct preview_text {
    struct text body;
    int segments;
};

#define QUERY_ROWS_MAX 200
#define QUERY_MESSAGES_MAX 50
#define QUERY_EVENTS_MAX 200
#define QUERY_NOTES_MAX 50
#define QUERY_TIMELINE_MAX 2000 /* a night of pages, and what people did in it */
#define QUERY_DECISIONS_MAX 16
#define PREVIEW_TEXTS_MAX LIST_ITEMS_MAX /* each page has at least one item */
#define QUERY_LISTS_MAX 20

/*
 * One struct for all answers; what a query does not speak of stays empty. The arrays belong to
 * the answer and go with query_free().
 */
struct answer {
    enum err err;
    enum outcome outcome;
    struct person me; /* whose session asked */
    uint64_t epoch;   /* of the event log: another number means start anew */
    event_id cursor;  /* taken in the same transaction as the rest */
    bool too_old;     /* EVENTS, STREAM: the cursor cannot be resumed; reset */
    struct line line; /* the first line, or the conversation's */
    size_t line_count;
    struct line *lines; /* STATE: all of them */
    struct queue_view queue;
    size_t row_count;
    struct row *rows;
    int64_t next; /* `before` of the next page; 0: this was the last */
    size_t message_count;
    struct message *messages;
    size_t offer_count;
    struct offer_view *offers;
    size_t alert_count;
    struct alert_view *alerts;
    size_t person_count;
    struct person *people;
    size_t audit_count;
    struct audit_line *audit;
    size_t resource_count;
    struct resource *resources;
    struct resource_outcomes *outcomes; /* of each of them */
    char **sources; /* of the resources, JSON; NULL unless they were asked for; "": there is none */
    int64_t total;  /* PUBLIC_RESOURCES: on all pages */
    size_t proposal_count;
    struct resource_proposal
        proposals[PROPOSALS_MAX]; /* RESOURCE: what waits for a second person */
    int64_t lists_count;          /* RESOURCE: in how many sent lists it is */
    size_t history_count;
    struct resource_history *history; /* the newest first */
    size_t event_count;
    struct event *events;
    size_t preview_count;
    struct preview_text *previews;
    size_t list_count;
    struct list_view *lists;
    struct call_words call;
    struct rota_view rota;
    struct ladder_view ladder;
    ms page_reached_at; /* ME: when a page last reached whoever asks */
    bool has_list;
    struct list list;
    size_t choice_count;
    struct referral choices[LIST_ITEMS_MAX]; /* of the list */
    bool has_list_made;
    struct list list_made; /* the one in the making */
    bool has_follow_up;
    struct follow_up follow_up;
    size_t win_count;
    struct win *wins;
    int64_t draft_rev; /* 0: the caller has no draft here */
    struct text draft;
    struct reasons reasons; /* why the conversation has its tier: the newest */
    message_id reason_message;
    char reason_version[32]; /* of the phrases that judged it */
    size_t decision_count;
    struct decision_view decisions[QUERY_DECISIONS_MAX]; /* about its tier, newest first */
    size_t note_count;
    struct note *notes;
    size_t timeline_count;
    struct timeline_view *timeline; /* of the one alert asked for */
    struct line_status status;
    struct import_counts counts; /* RESOURCE_IMPORT */
    char password_hash[PASSWORD_HASH_BYTES];
    person_id credential_person; /* 0: no such name, and the hash is a dummy */
    ms retry_after;              /* CREDENTIAL: too many tries */
};

struct query {
    enum query_kind kind;
    uint64_t ticket;
    struct caller caller;
    ms at;
    enum view view;
    int64_t before; /* CONVERSATIONS: id; MESSAGES: seq; 0: from the newest */
    int64_t since;  /* EVENTS, OPERATOR_MESSAGES; PUBLIC_RESOURCES: a moment, 0: all */
    uint64_t epoch; /* STREAM: of the cursor given */
    int64_t limit;
    conversation_id conversation;
    bool row_only; /* CONVERSATION: its row, and nothing that was said */
    message_id message;
    alert_id alert;
    enum tier tier; /* LADDER */
    bool answered;  /* CALL: a key has been pressed */
    note_id note;   /* NOTES: this one alone; 0: the last ones */
    char key[TOKEN_BYTES_MAX + 1];
    char words[128];           /* CREDENTIAL: the name; CALL: the page's token; LADDER: the line;
                                  RESOURCE_IMPORT: the edge's own id of it */
    struct resource_wish wish; /* RESOURCES */
    char resource[64];         /* RESOURCE; RESOURCE_SOURCES: after this one */
    struct resource_import import; /* RESOURCE_IMPORT */
    struct resource entry;         /* RESOURCE_PREVIEW */
    uint8_t name_hash[SESSION_HASH_BYTES], address_hash[SESSION_HASH_BYTES];
    struct list_send list;     /* LIST_PREVIEW */
    char path[1024];           /* BACKUP */
    struct settings *settings; /* SETTINGS */
    struct answer answer;
};

struct query *query_new(enum query_kind kind, ms at);
void query_free(struct query *query);

#endif
