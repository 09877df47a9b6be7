/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_NORMALISE_H
#define RULES_NORMALISE_H
/*
 * normalise.h — a text as canonical tokens: one way to write each word, whatever the phone sent.
 *
 * Case folded, compatibility forms and accents resolved, apostrophes and invisible characters
 * dropped, one token per emoji. It knows Unicode and no language: what a word means is decided by
 * the reader. Tokens are read one after another and remember their bytes in the original text, so
 * a rule that matched can point at the place. Any bytes are safe to read; broken ones are skipped.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A longer word keeps its first bytes; no word of a phrase file is as long. */
#define WORD_BYTES_MAX 47

struct token {
    uint16_t start, len;  /* bytes of the original text */
    bool starts_sentence; /* first of the text, or a mark stands before it */
    bool quoted;          /* within double quotation marks that also close */
    bool symbols;         /* written with symbols for letters, perhaps: "d!e", "$uicide" */
    bool number;          /* digits only; thousands separators are dropped */
    uint8_t word_len;
    char word[WORD_BYTES_MAX + 1];
};

struct normaliser {
    const char *s;
    size_t len, at;
    size_t plain_until; /* symbols before this byte separate words */
    size_t quote_ends;  /* the closing quotation mark; 0: none is open */
    bool starts_sentence;
};

/* Borrows s[len], which must outlive the reading; at most UINT16_MAX bytes. */
void normalise_init(struct normaliser *normaliser, const char *s, size_t len);

/* The next token, or false at the end. */
bool normalise_next(struct normaliser *normaliser, struct token *token);

/* Goes back to `token` and reads its symbols as what separates words: "no!please" is two. */
void normalise_again(struct normaliser *normaliser, const struct token *token);

#endif
