/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_REPLY_TOKENS_H
#define RULES_REPLY_TOKENS_H
/*
 * reply_tokens.h — a reply as a row of senses, with the list's own labels among them.
 *
 * A whole label as it was texted goes before the vocabulary ("Samaritans (call or text)" has an
 * "or" that chooses nothing); single words of labels come after it.
 */
#include <stdint.h>

#include "rules/model.h"
#include "rules/reply_words.h"

struct token {
    enum sense sense;
    int value;      /* of a number */
    uint32_t items; /* of a name or label word: bit n - 1 for each item n that has it */
    bool breaks, asks;
    bool near; /* a label word but for one letter: fit to ask with, not to record */
    size_t at; /* its first word, in `words` */
};

struct tokens {
    size_t count;
    uint64_t seen; /* SENSE_BIT() of each sense that occurs */
    bool cut;      /* too long to have been read to its end */
    struct words words;
    struct token token[WORDS_MAX];
};

#define SENSE_BIT(sense) ((uint64_t)1 << (sense))

/* Senses that point at items. */
#define SENSES_CHOOSING                                                                            \
    (SENSE_BIT(SENSE_NUMBER) | SENSE_BIT(SENSE_ONE) | SENSE_BIT(SENSE_ORDINAL) |                   \
     SENSE_BIT(SENSE_FIRST_FEW) | SENSE_BIT(SENSE_LAST) | SENSE_BIT(SENSE_LABEL) |                 \
     SENSE_BIT(SENSE_NAME))

/* A mail program's signature is left out. */
void reply_tokens_read(const struct list *list, const char *s, struct tokens *tokens);

/* Items of which exactly the text's own words tell: a name, a label's first or several words. */
uint32_t reply_tokens_named(const struct list *list, const struct tokens *tokens);

/* Whether s is a phone's reaction ("Liked “1. Wildflower …”") or quotes somebody at its end. */
bool reply_is_quotation(const char *s);

#endif
