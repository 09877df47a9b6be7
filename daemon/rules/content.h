/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_CONTENT_H
#define RULES_CONTENT_H
/*
 * content.h — the line's own words to texters and to those it wakes: data in config/content,
 * owned by clinical leads, read here by name.
 */
#include "rules/model.h"

#define CONTENT_BYTES_MAX 640

enum content_text {
    CONTENT_WELCOME,       /* once per conversation */
    CONTENT_NOBODY_ON,     /* instead of it while no peer is on shift */
    CONTENT_NOT_FORGOTTEN, /* while waiting */
    CONTENT_TAKEN,         /* {PEER} is here now */
    CONTENT_MOVED,         /* {PEER} carries on */
    CONTENT_BACK_IN_QUEUE, /* the peer had to go; somebody else will come */
    CONTENT_CHECK_IN,      /* the texter went silent */
    CONTENT_CLOSED_QUIET,  /* closed for silence, with an open door */
    CONTENT_STOP,          /* the one confirmation of STOP */
    CONTENT_START,
    CONTENT_HELP,            /* the required information text */
    CONTENT_NOW,             /* NOW was heard: the crisis team is asked */
    CONTENT_PAGING,          /* the texter is told that the crisis team is asked to join */
    CONTENT_PAGING_READ,     /* the same of somebody who only reads along */
    CONTENT_PAGE,            /* to the crisis team: line, code, tier; never a word of the texter */
    CONTENT_PAGE_HELD,       /* to whoever acknowledged: it is theirs */
    CONTENT_PAGE_TAKEN,      /* to a second one: {NAME} has it */
    CONTENT_PAGE_PASSED,     /* to whoever said NO */
    CONTENT_PAGE_UNKNOWN,    /* no open alert has that code */
    CONTENT_PAGE_OVER,       /* the alert has ended meanwhile */
    CONTENT_PAGE_SUMMARY,    /* to a service that wakes people: one line */
    CONTENT_PAGE_TEST,       /* a test page, by text or spoken */
    CONTENT_CALL,            /* spoken: 1 takes it, 2 passes it on */
    CONTENT_CALL_HELD,       /* spoken to whoever pressed 1 */
    CONTENT_LIST_INTRO,      /* above the first page of a list */
    CONTENT_LIST_INTRO_MORE, /* above later pages */
    CONTENT_LIST_REPLY_MORE, /* below a page with more to come: {numbers} */
    CONTENT_LIST_REPLY_LAST, /* below the last page: {numbers} */
    CONTENT_LIST_EXPECT,     /* after a choice: {number} {label} {expect} */
    CONTENT_LIST_CALL,       /* how it is reached, before what to expect: {call} */
    CONTENT_LIST_TEXT,       /* likewise: {text} */
    CONTENT_LIST_FOLLOW_UP,  /* the question that ends the last of these */
    CONTENT_LIST_ASK,        /* one gentle question: {items} */
    CONTENT_LIST_ASK_ANY,    /* the same with nothing to name */
    CONTENT_LIST_ITEM,       /* one of those named: {number} {label} */
    CONTENT_LIST_SEPARATOR,  /* between items named */
    CONTENT_LIST_OR_TWO,     /* between two */
    CONTENT_LIST_OR_LAST,    /* before the last of three and more */
    CONTENT_LIST_END,        /* MORE, but that was all */
    CONTENT_LIST_NONE,       /* none of these */
    CONTENT_LIST_EMPTY,      /* LIST, but the line has none */
    CONTENT_CRISIS_ASK,      /* may they join? 1 yes, 2 not now, 3 tell me more */
    CONTENT_CRISIS_ASK_READ, /* may somebody read along? 1, 2 and 3 likewise */
    CONTENT_CRISIS_MORE,     /* the answer to 3, which asks again */
    CONTENT_CRISIS_YES,      /* the answer to 1 */
    CONTENT_CRISIS_NOT_NOW,  /* the answer to 2: it will be respected */
    CONTENT_CRISIS_READS,    /* {NAME} of the crisis team reads along */
    CONTENT_CRISIS_SPEAKS,   /* {NAME} writes from now on; {PEER} stays */
    CONTENT_CRISIS_HERE,     /* {NAME} is here: no peer had the conversation */
    CONTENT_CRISIS_BACK,     /* {NAME} had to go; {PEER} never left */
    CONTENT_CRISIS_OVER,     /* the alert is over, for whoever knew of it */
    CONTENT_CRISIS_AFTER,    /* the alert is over, for whoever is told only now */
    CONTENT_WHY_WORDS,       /* WHY: their own words, {WORDS} */
    CONTENT_WHY_PEER,        /* WHY: a peer asked for it */
    CONTENT_WHY_NOW,         /* WHY: they texted NOW */
    CONTENT_WHY_WAITING,     /* WHY: they have waited too long */
    CONTENT_WHY_STOPPED,     /* WHY: they ended the contact in danger */
    CONTENT_WHAT_HAPPENS,    /* WHAT HAPPENS: what will be, and what will not */
    CONTENT_PAGE_AGREED,     /* to whoever has it: the texter said yes */
    CONTENT_PAGE_NOT_NOW,    /* to whoever has it: the texter said not now */
    CONTENT_PAGE_NO_ANSWER,  /* to whoever has it: the texter has not answered */
    CONTENT_PAGE_WORSE,      /* to whoever has it: {TIER} now */
    CONTENT_PAGE_LOST,       /* to whoever had it: the hand-over failed, it pages on */
    CONTENT_LIST_OFFER,      /* would a list be of use, or rather just talk? */
    CONTENT_CONSENT_ASK,     /* may we ask later how it went? */
    CONTENT_CONSENT_YES,     /* then we will */
    CONTENT_CONSENT_NO,      /* then we will not */
    CONTENT_FOLLOW_UP,       /* how did it go with {LABEL}? From {PEER}, who is there */
    CONTENT_FOLLOW_UP_LINE,  /* the same from the line */
    CONTENT_OUTCOME_HELPED,
    CONTENT_OUTCOME_NOT_FOR_ME,
    CONTENT_OUTCOME_NOT_REACHED,
    CONTENT_OUTCOME_NOT_TRIED,
    CONTENT_WINS, /* above what was kept */
    CONTENT_WINS_NONE,
    CONTENT_FORGET_ASK, /* YES to erase */
    CONTENT_FORGET_DONE,
    CONTENT_FORGET_KEPT,  /* it was not a yes */
    CONTENT_FORGET_LATER, /* not while the crisis team is there */
    CONTENT_TIER_STEADY,  /* {TIER}, as people read it; in the order of the tiers */
    CONTENT_TIER_WATCH,
    CONTENT_TIER_HIGH,
    CONTENT_TIER_IMMINENT,
};
#define CONTENT_TEXTS 83

/* "welcome", "nobody_on" …: the keys of texts.json. Never NULL. */
const char *content_text_name(enum content_text text);
bool content_text_from_name(const char *name, enum content_text *text);

struct content {
    char language[LANGUAGE_BYTES_MAX + 1];
    char version[32];
    char text[CONTENT_TEXTS][CONTENT_BYTES_MAX + 1];
};

/* What a template may name. Empty ones are left out with the braces. */
struct content_words {
    const char *line, *peer, *name, *code, *tier, *fallback, *link;
    const char *words; /* the texter's own */
    const char *label; /* of a resource */
};

/*
 * Fills {LINE} {PEER} {NAME} {CODE} {TIER} {FALLBACK} {LINK} {WORDS} {LABEL}; other braces stay as
 * they are, for those who fill them in (rules/list_text.h).
 * A template that would pass the limit of a text is an error of the content and yields false.
 */
bool content_fill(const struct content *content, enum content_text which,
                  const struct content_words *words, struct text *text);

/* The words a template of this kind may use; the loader refuses others. NULL-ended. */
const char *const *content_words_allowed(void);

#endif
