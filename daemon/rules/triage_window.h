/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_TRIAGE_WINDOW_H
#define RULES_TRIAGE_WINDOW_H
/*
 * triage_window.h — up to 63 words looked at together, and phrases matched on them.
 *
 * A set of places is one 64-bit number: bit n stands for the n-th word, or for "after the word
 * before it". All places at which a phrase can stand are followed at once, by shifting: matching
 * takes a few operations for each part of a phrase, whatever the text says, and never goes back.
 * Longer texts pass through the window in steps that overlap by more than a phrase can reach.
 */
#include "rules/triage_table.h"

#define WINDOW_WORDS 63
#define WINDOW_BEFORE PHRASE_CONTEXT_SPAN_MAX /* words that may weaken what follows them */
#define WINDOW_AFTER (PHRASE_SPAN_MAX + 6)    /* words a phrase and what undoes it may need */
#define SET_ROW (PHRASE_SETS_MAX / 64 + 1)
#define WINDOW_STEP (WINDOW_WORDS - WINDOW_BEFORE - WINDOW_AFTER - SPELLED_MAX)

/* A word of the window and where it came from. */
struct place {
    uint16_t word;
    uint16_t start, len; /* bytes in its text */
    uint8_t text;        /* 0 the earliest text */
    bool starts_text, starts_sentence, quoted;
    uint32_t number; /* its value, or NUMBER_ANY: not a number */
};

struct window {
    const struct triage_phrases *table;
    size_t count;
    struct place place[WINDOW_WORDS];
    uint64_t starts;           /* a sentence or text begins here */
    uint64_t walls;            /* a sentence begins here: phrases do not reach over */
    uint64_t open;             /* not masked */
    uint64_t negators;         /* words that gaps do not swallow */
    uint64_t present[SET_ROW]; /* bits of the sets that have a word here */
    uint64_t known[SET_ROW];   /* bits of those whose places were looked up */
    uint64_t found[PHRASE_SETS_MAX];
};

/* Empties the window for `table`. */
void window_init(struct window *window, const struct triage_phrases *table);

/* Looks at all its words; `last`: no word comes after these. */
void window_index(struct window *window, bool last);

/* Where the set has a word; remembered until the next window_index. */
uint64_t window_found(struct window *window, uint16_t set);

/* Forgets the first `count` words. */
void window_slide(struct window *window, size_t count);

/* The places right after the phrase, begun at any of `from`. */
uint64_t window_match(struct window *window, const struct phrase *phrase, uint64_t from);

/* The nearest place before `end` at which the phrase that ends there begins. */
size_t window_match_start(struct window *window, const struct phrase *phrase, size_t end);

/* Bits of the phrases that may be in the window, by number. */
#define CANDIDATE_WORDS ((PHRASE_COUNT_MAX + 63) / 64)
void window_candidates(const struct window *window, uint64_t candidates[CANDIDATE_WORDS]);

#endif
