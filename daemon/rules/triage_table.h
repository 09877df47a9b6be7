/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_TRIAGE_TABLE_H
#define RULES_TRIAGE_TABLE_H
/*
 * triage_table.h — the compiled form of a language's phrases; only triage's own files look inside.
 *
 * Words are numbers. A phrase asks for sets of words, and equal sets are one set. Each phrase hangs
 * on its rarest set (its anchor): phrases whose anchors are not in the text cost nothing, and where
 * a text has the words of any other set is asked only by the phrases that are left.
 */
#include "rules/normalise.h"
#include "rules/triage_phrases.h"

#define WORD_NONE 0   /* a word no phrase knows */
#define SPELLED_MAX 4 /* words one spelling leads to */
#define TABLE_SLOTS (4 * PHRASE_WORDS_MAX)
#define TABLE_PAIRS_MAX 1024
#define TABLE_SET_WORDS_MAX 120000
#define TABLE_PARTS_MAX (6 * PHRASE_COUNT_MAX)
#define TABLE_ANCHORS_MAX (12 * PHRASE_COUNT_MAX)
#define NUMBER_ANY UINT32_MAX /* a set without numbers */

struct word {
    char s[WORD_BYTES_MAX + 1];
    uint8_t len;
    bool filler;
    bool begins_pair;      /* first of a spelling of two words */
    uint16_t first_pair;   /* in pairs */
    uint8_t spelled_count; /* 0: as it stands */
    uint16_t spelled[SPELLED_MAX];
    uint32_t set_count; /* of how many sets: common words are in many */
};

struct word_pair {
    uint16_t first, second;
    uint8_t spelled_count;
    uint16_t spelled[SPELLED_MAX];
};

/* Words, sorted, and numbers from number_min on, of which any one is asked for. */
struct word_set {
    uint32_t first_word, word_count;     /* in set_words */
    uint32_t number_min;                 /* NUMBER_ANY: no number will do */
    uint32_t first_phrase, phrase_count; /* in anchored: phrases that hang on this set */
    uint32_t weight;                     /* how common its words are together */
};

/* A part, not zero, of the row of bits that says in which sets a word is. */
struct row_piece {
    uint64_t bits;
    size_t at; /* which number of the row */
};

enum part_kind {
    PART_SET,
    PART_GROUP,
    PART_GAP,
    PART_WIDE_GAP,
    PART_NEXT_NOT,
    PART_START,
    PART_END
};

struct part {
    enum part_kind kind;
    bool optional;
    uint8_t reach;  /* of a gap */
    uint16_t index; /* of the set or group */
};

enum phrase_use {
    USE_MASK,
    USE_NEGATION,
    USE_CONTRAST,
    USE_REPORT,
    USE_LAUGHTER,
    USE_RULE,
    USE_GROUP
};

#define PHRASE_NEEDS_MAX 2

struct phrase {
    enum phrase_use use;
    uint16_t rule; /* for USE_RULE */
    uint8_t part_count, need_count;
    uint16_t needs[PHRASE_NEEDS_MAX]; /* the rarest sets it cannot do without */
    uint32_t first_part;
};

/* A phrase hung on a set, and another set it needs: most phrases fail at that, at no cost. */
struct anchor {
    uint16_t set, phrase, also;
};

struct phrase_span {
    uint32_t first, count;
};

struct rule {
    char id[sizeof(((struct reason *)NULL)->rule)];
    uint8_t category;
    enum tier tier;
    bool certain;
};

struct combination {
    char id[sizeof(((struct reason *)NULL)->rule)];
    enum tier tier;
    uint64_t all, of; /* bits of categories */
    int at_least, texts_at_least, bytes_max;
    bool one_text;
};

struct triage_phrases {
    char version[PHRASE_VERSION_BYTES_MAX + 1];
    size_t word_count, pair_count, set_count, set_word_count, part_count, phrase_count;
    size_t group_count, rule_count, combination_count, number_set_count, category_count;
    uint16_t negator_set, own_set, other_set;
    struct word *words;      /* [0] is WORD_NONE */
    uint16_t *word_slots;    /* hash of a word's bytes to its number */
    struct word_pair *pairs; /* sorted by first, second */
    struct word_set *sets;
    uint16_t *set_words;
    uint16_t *number_sets; /* sets that take numbers */
    size_t row_length;     /* 64-bit numbers in a row of bits for sets */
    uint32_t *row_begins;  /* for each word: the piece before the first of its row */
    uint8_t *row_places;   /* for each word and number of its row: which piece; 0: it is zero */
    struct row_piece *row_pieces; /* [0] is zero */
    uint64_t *anchors;            /* the row of the sets that phrases hang on */
    struct part *parts;
    struct phrase *phrases;     /* in the order of their use: groups, masks, …, rules */
    struct anchor *anchored;    /* by set */
    struct phrase_span *groups; /* phrases of each group */
    struct rule *rules;
    struct combination *combinations;
    uint64_t joined; /* bits of the categories that texts may have together */
};

/* All room a table may need, empty but for WORD_NONE. */
struct triage_phrases *table_new(void);

/* Where the word's number is kept, or will be: the slot then holds WORD_NONE. */
size_t table_word_slot(const struct triage_phrases *table, const char *s, size_t len);

/* The number of the word, or WORD_NONE. */
uint16_t table_word_find(const struct triage_phrases *table, const char *s, size_t len);

/* The spelling for two words in a row, or NULL. */
const struct word_pair *table_pair_find(const struct triage_phrases *table, uint16_t first,
                                        uint16_t second);

#endif
