/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/triage_words.h"

#include <string.h>

#include "base/err.h"

#define NUMBER_DIGITS_MAX 9

/* At most `most` equal letters in a row; true if that changed anything. */
static bool squeeze(const struct token *token, size_t most, char *to, size_t *len)
{
    size_t run = 0;

    *len = 0;
    for (size_t i = 0; i < token->word_len; i++) {
        run = i && token->word[i] == token->word[i - 1] ? run + 1 : 1;
        if (run <= most) to[(*len)++] = token->word[i];
    }
    return *len != token->word_len;
}

static char letter_meant(char c)
{
    static const char from[] = "013457!$@";
    static const char to[] = "oieastisa";
    const char *at = c ? strchr(from, c) : NULL;

    return at ? to[at - from] : c;
}

/* "diiie" is die, "killl" is kill, but "odd" is not od: one double letter is good spelling. */
static uint16_t find_squeezed(const struct triage_phrases *table, const struct token *token)
{
    char s[WORD_BYTES_MAX];
    size_t len;
    uint16_t word;

    if (!squeeze(token, 2, s, &len)) return WORD_NONE;
    word = table_word_find(table, s, len);
    if (word == WORD_NONE && squeeze(token, 1, s, &len)) word = table_word_find(table, s, len);
    return word;
}

static bool has_digit(const struct token *token)
{
    for (size_t i = 0; i < token->word_len; i++)
        if (token->word[i] >= '0' && token->word[i] <= '9') return true;
    return false;
}

static uint16_t find_disguised(const struct triage_phrases *table, const struct token *token)
{
    char s[WORD_BYTES_MAX];

    if (token->number || !(token->symbols || has_digit(token))) return WORD_NONE;
    for (size_t i = 0; i < token->word_len; i++) s[i] = letter_meant(token->word[i]);
    return table_word_find(table, s, token->word_len);
}

static uint16_t find_word(const struct triage_phrases *table, const struct token *token)
{
    uint16_t word = table_word_find(table, token->word, token->word_len);

    if (word == WORD_NONE) word = find_squeezed(table, token);
    if (word == WORD_NONE) word = find_disguised(table, token);
    return word;
}

/* How many digits the token begins with. */
static size_t leading_digits(const struct token *token)
{
    size_t count = 0;

    while (count < token->word_len && token->word[count] >= '0' && token->word[count] <= '9')
        count++;
    return count;
}

static uint32_t number_value(const struct token *token, size_t digits)
{
    uint32_t value = 0;

    for (size_t i = 0; i < digits && i < NUMBER_DIGITS_MAX; i++)
        value = value * 10 + (uint32_t)(token->word[i] - '0');
    return value;
}

static void place_add(struct words *words, struct window *window, struct place place)
{
    must(window->count < WINDOW_WORDS);
    place.text = words->text;
    place.starts_text = words->starts_text;
    place.starts_sentence = words->starts_sentence;
    words->starts_text = words->starts_sentence = false;
    window->place[window->count++] = place;
}

/* "my self" and "don t": two words that are written as another, or as others. */
static bool pair_join(struct words *words, struct window *window, const struct place *place)
{
    const struct triage_phrases *table = words->table;
    struct place *before = window->count ? &window->place[window->count - 1] : NULL;

    if (!before || !table->words[before->word].begins_pair) return false;
    if (words->starts_text || words->starts_sentence || before->text != words->text) return false;
    const struct word_pair *pair = table_pair_find(table, before->word, place->word);
    if (!pair) return false;

    before->len = (uint16_t)(place->start + place->len - before->start);
    before->word = pair->spelled[0];
    for (size_t i = 1; i < pair->spelled_count; i++) {
        struct place more = window->place[window->count - 1];

        more.word = pair->spelled[i];
        place_add(words, window, more);
    }
    return true;
}

static void word_add(struct words *words, struct window *window, struct place place)
{
    const struct word *word = &words->table->words[place.word];

    if (word->filler) return;
    if (!word->spelled_count) {
        if (!pair_join(words, window, &place)) place_add(words, window, place);
        return;
    }
    for (size_t i = 0; i < word->spelled_count; i++) {
        place.word = word->spelled[i];
        if (!pair_join(words, window, &place)) place_add(words, window, place);
    }
}

/* "500mg": a number and what it counts. */
static void counted_add(struct words *words, struct window *window, const struct token *token,
                        size_t digits)
{
    const struct triage_phrases *table = words->table;
    struct place place = { .start = token->start, .len = token->len, .quoted = token->quoted };

    place.number = number_value(token, digits);
    word_add(words, window, place);
    place.number = NUMBER_ANY;
    place.word = table_word_find(table, token->word + digits, token->word_len - digits);
    word_add(words, window, place);
}

void words_init(struct words *words, const struct triage_phrases *table, const char *s, size_t len,
                uint8_t text)
{
    words->table = table;
    words->text = text;
    words->starts_text = words->starts_sentence = true;
    normalise_init(&words->normaliser, s, len);
}

bool words_next(struct words *words, struct window *window)
{
    struct token token;

    if (!normalise_next(&words->normaliser, &token)) return false;
    if (token.starts_sentence) words->starts_sentence = true;

    uint16_t word = find_word(words->table, &token);
    size_t digits = leading_digits(&token);
    struct place place = { .word = word, .start = token.start, .len = token.len };

    place.quoted = token.quoted;
    place.number = token.number ? number_value(&token, digits) : NUMBER_ANY;
    if (word == WORD_NONE && token.symbols)
        normalise_again(&words->normaliser, &token);
    else if (word == WORD_NONE && digits && digits < token.word_len)
        counted_add(words, window, &token, digits);
    else
        word_add(words, window, place);
    return true;
}
