/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_REPLY_WORDS_H
#define RULES_REPLY_WORDS_H
/*
 * reply_words.h — the closed vocabulary in which replies to a list are read: English, Spanish and
 * Portuguese together, since people mix them.
 *
 * Phrases go before their words: "a second" is a moment, not the second item. What is not here is
 * SENSE_OTHER and makes a text one for the peer, so a missing word costs a reading, never a wrong
 * one; a word that is here too much can cost a wrong one.
 */
#include <stddef.h>

#include "rules/words.h"

enum sense {
    SENSE_OTHER,  /* not in the vocabulary, or known to mean something else */
    SENSE_DANGER, /* words of risk: a last net below triage */
    SENSE_PAST,   /* "already", "called": what has been tried is no choice */
    SENSE_FILLER, /* may stand beside a choice and adds nothing */
    SENSE_AFTER,  /* the same, but only behind it: "2 works" */
    SENSE_DOING,  /* the same, but not right behind a number: "i want 2 go", "just 1 call" */
    SENSE_POLITE,
    SENSE_THANKS,
    SENSE_MARK, /* a number must follow: "option" */
    SENSE_YES,
    SENSE_NO,
    SENSE_FINE, /* "I'm ok": a no together with one */
    SENSE_NUMBER,
    SENSE_ONE, /* the number, or as in "the second one" */
    SENSE_ORDINAL,
    SENSE_FIRST_FEW, /* "the first two" */
    SENSE_LAST,
    SENSE_LABEL, /* a word of a label; see reply_tokens.h */
    SENSE_NAME,  /* a whole label; the same */
    SENSE_ALL,
    SENSE_BOTH,
    SENSE_POINTING, /* "that one", "any of them": which? */
    SENSE_MORE,
    SENSE_NONE,
    SENSE_AND,
    SENSE_Y, /* Spanish "and" behind a number; else short for yes */
    SENSE_OR,
    SENSE_O, /* Spanish "or" behind a number; else Portuguese "the" */
    SENSE_ALSO,
    SENSE_TOO,  /* "as well" behind a number; else a slip for two */
    SENSE_SLIP, /* sounds or looks like a number: "to", "for" */
    SENSE_HEDGE,
    SENSE_NOT,
    SENSE_CORRECTION, /* "sorry, I meant" */
    SENSE_BUT,
};

struct reply_word {
    enum sense sense;
    int value;    /* of a number */
    size_t words; /* how many it takes */
};

/* The longest phrase of the vocabulary at words[at]; at least one word. */
struct reply_word reply_word_read(const struct words *words, size_t at);

#endif
