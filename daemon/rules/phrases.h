/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_PHRASES_H
#define RULES_PHRASES_H
/*
 * phrases.h — a closed vocabulary: what a short answer means, if nothing in it is left over.
 *
 * A number somewhere in a sentence is never an answer, and neither is half a sentence: whatever
 * has a word that no phrase knows is the texter speaking to a person.
 */
#include "rules/words.h"

#define PHRASE_NOTHING 0 /* beside an answer, and changes nothing: "please" */

/* Phrases of one meaning, as rules/words.h matches them: "yes|of course". */
struct phrases {
    int meaning; /* 1 to 31, or PHRASE_NOTHING */
    const char *words;
};

struct meanings {
    unsigned seen;  /* a bit for each */
    bool left_over; /* a word that nothing knows, or too many of them */
    bool asks;      /* a question mark */
};

struct meanings phrases_read(const struct phrases *phrases, size_t count,
                             const struct words *words);

/* The one meaning there is, or PHRASE_NOTHING. */
int phrases_only(const struct meanings *meanings);

/* Yes and no in English, Spanish and Portuguese, alone or politely. */
enum yes_no { SAYS_NEITHER, SAYS_YES, SAYS_NO };
enum yes_no yes_no_read(const char *s);

/* The same as phrases, for vocabularies that have more. */
#define YES_WORDS                                                                                  \
    "yes|yeah|yea|yep|yup|ya|yah|yess|ok|okay|k|kk|sure|of course|alright|all right|sounds good"   \
    "|please do|yes please|thats fine|that is fine|thats ok|fine|id like that|i would like that"   \
    "|\U0001F44D|si|claro|claro que si|vale|bueno|por supuesto|esta bien|de acuerdo|sim|pode"      \
    "|pode sim|ta bom|tudo bem"
#define NO_WORDS                                                                                   \
    "no|nope|nah|naw|no thanks|no thank you|id rather not|rather not|please dont|not really"       \
    "|no gracias|mejor no|prefiero que no|nao|nao obrigado|nao obrigada|melhor nao"                \
    "|prefiro que nao"
#define POLITE_WORDS                                                                               \
    "please|pls|plz|thanks|thank you|thx|ty|hi|hello|por favor|porfa|gracias|hola|obrigado"        \
    "|obrigada|oi|ola"

#endif
