/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_LIST_H
#define RULES_MODEL_LIST_H
/*
 * model/list.h — a numbered list, what was chosen from it, how it went, and what went well.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/resource.h"
#include "rules/model/words.h"

#define LIST_ITEMS_MAX 20
#define LIST_PAGE_ITEMS 5
#define WIN_CHARS_MAX 160 /* of one strength or small win */
#define WINS_MAX 50       /* kept for one person */

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
    person_id author;                     /* who sent it, or changed it last; 0: the line itself */
    char author_name[NAME_BYTES_MAX + 1]; /* filled when loaded */
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

/* Why it is not asked after all. */
enum cancelled_why {
    CANCELLED_NOT,
    CANCELLED_STOPPED,    /* they texted STOP */
    CANCELLED_TALKING,    /* a new conversation covers it */
    CANCELLED_NOT_CHOSEN, /* the choice it is about was taken back */
};
#define CANCELLED_WHYS 4

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
    enum cancelled_why why;
    ms due; /* when to ask, or to stop waiting for an answer; 0: never */
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

const char *item_state_name(enum item_state state);
const char *referral_state_name(enum referral_state state);
const char *follow_up_state_name(enum follow_up_state state);
const char *cancelled_why_name(enum cancelled_why why);
bool item_state_from_name(const char *name, enum item_state *value);
bool referral_state_from_name(const char *name, enum referral_state *value);
bool follow_up_state_from_name(const char *name, enum follow_up_state *value);
bool cancelled_why_from_name(const char *name, enum cancelled_why *value);

#endif
