/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H
/*
 * words.h — a short text as plain words: lower case, without accents or apostrophes.
 *
 * Made for replies of a few words, where what cannot be read must not be overlooked: a sign or an
 * emoji that is not known to be harmless becomes a word of its own, which no vocabulary has, and
 * so keeps a reply from being taken for a number. Digits of any kind become ASCII ones.
 */
#include <stdbool.h>
#include <stddef.h>

#define WORDS_MAX 64
#define WORD_BYTES_MAX 23 /* a longer word is cut: none of ours is that long */

struct word {
    char s[WORD_BYTES_MAX + 1];
    bool breaks;      /* a mark or a line's end follows: . , ; : ! ? ) or a dash between spaces */
    bool asks;        /* a question mark follows */
    bool starts_line; /* not set for the first word */
};

struct words {
    size_t count;
    bool cut; /* there were more than WORDS_MAX */
    struct word word[WORDS_MAX];
};

/* `s` is valid UTF-8 without NUL before its end. */
void words_read(const char *s, struct words *words);

/* The same for whom no text of more than `max` words concerns: it is `cut` there, and read no
 * further. */
void words_read_few(const char *s, size_t max, struct words *words);

/*
 * How many words the longest of `phrases` takes at words[at]; 0: none of them stands there. They
 * are written as "stop|stop all|opt out".
 */
size_t words_match(const struct words *words, size_t at, const char *phrases);

#endif
