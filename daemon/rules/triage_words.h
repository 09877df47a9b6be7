/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_TRIAGE_WORDS_H
#define RULES_TRIAGE_WORDS_H
/*
 * triage_words.h — a text's tokens as words of a language: respelled, fillers passed over.
 *
 * What a token does not say as it stands is tried with fewer repeated letters ("diiie") and with
 * digits and symbols as letters ("su1c1de"), and taken only if a phrase knows the result.
 */
#include "rules/triage_window.h"

struct words {
    const struct triage_phrases *table;
    struct normaliser normaliser;
    uint8_t text;
    bool starts_text, starts_sentence; /* of the next word; fillers may stand before it */
};

/* Starts on s[len], the `text`-th of those read together. */
void words_init(struct words *words, const struct triage_phrases *table, const char *s, size_t len,
                uint8_t text);

/* Adds the next word or words, at most SPELLED_MAX, to the window; false at the text's end. */
bool words_next(struct words *words, struct window *window);

#endif
