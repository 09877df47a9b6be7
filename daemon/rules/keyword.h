/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_KEYWORD_H
#define RULES_KEYWORD_H
/*
 * keyword.h — texts that are a command to the line: a texter's STOP, a responder's "7K2 YES".
 *
 * Only a whole message counts. "I want it to end" and "please stop hurting me" are a person
 * speaking; case, accents, spaces and punctuation at the ends do not matter. STOP, END, QUIT and
 * HELP are ordinary cries on a crisis line: the caller hands every text to the conversation too.
 */
#include <stdbool.h>
#include <stdint.h>

#include "rules/model.h"

enum keyword {
    KEYWORD_NONE,
    KEYWORD_STOP,
    KEYWORD_START,
    KEYWORD_HELP,
    KEYWORD_LIST,         /* the line's standing list, please */
    KEYWORD_NOW,          /* it cannot wait */
    KEYWORD_WHY,          /* why was the crisis team asked? */
    KEYWORD_WHAT_HAPPENS, /* what will happen now, and what will not? */
    KEYWORD_WINS,         /* the strengths and small wins that were kept */
    KEYWORD_FORGET,       /* erase everything */
};

/* In English and Spanish, partly in Portuguese, whatever the texter's language. */
enum keyword keyword_read(const char *s);

/*
 * An alert's code from any 32 random bits: digit, letter, digit, so that it spells no word and
 * cannot be YES or NO, and without look-alikes (0 O 1 I L and those a letter shares with a digit).
 */
void alert_code_make(uint32_t random, char code[ALERT_CODE_BYTES + 1]);

enum page_answer {
    PAGE_ANSWER_YES, /* I have it */
    PAGE_ANSWER_NO,  /* pass it on */
};

/*
 * The answer to a page: "7K2 YES", "yes 7k2.", "7K2 NO"; the code alone is a yes. False, with
 * nothing written, as soon as there is any other word.
 */
bool page_reply_read(const char *s, char code[ALERT_CODE_BYTES + 1], enum page_answer *answer);

#endif
