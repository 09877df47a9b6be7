/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/phrases.h"

#include "base/err.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* The longest phrase at words[at]; its length, or 0 if nothing knows the word. */
static size_t phrase_at(const struct phrases *phrases, size_t count, const struct words *words,
                        size_t at, int *meaning)
{
    size_t longest = 0;

    for (size_t i = 0; i < count; i++) {
        size_t len = words_match(words, at, phrases[i].words);

        if (len <= longest) continue;
        longest = len;
        *meaning = phrases[i].meaning;
    }
    return longest;
}

struct meanings phrases_read(const struct phrases *phrases, size_t count, const struct words *words)
{
    struct meanings meanings = { .left_over = words->cut };
    size_t at = 0, len;
    int meaning = PHRASE_NOTHING;

    for (size_t i = 0; i < words->count; i++) meanings.asks |= words->word[i].asks;
    while (at < words->count && (len = phrase_at(phrases, count, words, at, &meaning))) {
        must(meaning >= 0 && meaning < 32);
        if (meaning != PHRASE_NOTHING) meanings.seen |= 1u << meaning;
        at += len;
    }
    if (at < words->count) meanings.left_over = true;
    return meanings;
}

int phrases_only(const struct meanings *meanings)
{
    int meaning = 1;

    if (meanings->left_over || meanings->asks || !meanings->seen) return PHRASE_NOTHING;
    if (meanings->seen & (meanings->seen - 1)) return PHRASE_NOTHING;
    while (!(meanings->seen & 1u << meaning)) meaning++;
    return meaning;
}

enum yes_no yes_no_read(const char *s)
{
    static const struct phrases phrases[] = { { SAYS_YES, YES_WORDS },
                                              { SAYS_NO, NO_WORDS },
                                              { PHRASE_NOTHING, POLITE_WORDS } };
    struct meanings meanings;
    struct words words;

    words_read(s, &words);
    meanings = phrases_read(phrases, COUNT(phrases), &words);
    return (enum yes_no)phrases_only(&meanings);
}
