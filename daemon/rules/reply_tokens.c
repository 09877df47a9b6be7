/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/reply_tokens.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define SIGNATURE_WORDS_MAX 6 /* of a signature that a gateway has put on the reply's own line */
#define NEAR_BYTES_MIN 5      /* of words that may be told apart by more than one letter */
#define QUOTED_WORDS_MIN 3    /* fewer are a reply in quotation marks */

struct labels {
    size_t count;
    struct words words[LIST_ITEMS_MAX];
};

static const char signatures[] = "sent from my|sent from mail|sent from yahoo|sent via"
                                 "|get outlook for|enviado desde mi|enviado de mi"
                                 "|enviado do meu|enviado pelo";

static bool is_signature(const struct words *words, size_t at)
{
    bool apart = words->word[at].starts_line || words->count - at <= SIGNATURE_WORDS_MAX;

    return apart && words_match(words, at, signatures);
}

static void drop_signature(struct words *words)
{
    for (size_t at = 1; at < words->count; at++)
        if (is_signature(words, at)) words->count = at;
}

static void labels_read(const struct list *list, struct labels *labels)
{
    labels->count = list->count;
    for (size_t i = 0; i < list->count; i++) words_read(list->item[i].label, &labels->words[i]);
}

/* ---- whole labels ---- */

/* The words of the label if all of it stands at words[at]. */
static size_t label_match(const struct words *label, const struct words *words, size_t at)
{
    if (label->count > words->count - at) return 0;
    for (size_t i = 0; i < label->count; i++)
        if (strcmp(label->word[i].s, words->word[at + i].s) != 0) return 0;
    return label->count;
}

/* The longest whole label at words[at]; returns its words. */
static size_t name_match(const struct labels *labels, const struct words *words, size_t at,
                         uint32_t *items)
{
    size_t longest = 0;

    for (size_t i = 0; i < labels->count; i++) {
        size_t count = label_match(&labels->words[i], words, at);

        if (!count || count < longest) continue;
        if (count > longest) *items = 0;
        *items |= UINT32_C(1) << i;
        longest = count;
    }
    return longest;
}

/* ---- words of labels ---- */

/* Singular and plural are one word here. */
static bool same_word(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);

    if (a_len > 3 && a[a_len - 1] == 's') a_len--;
    if (b_len > 3 && b[b_len - 1] == 's') b_len--;
    return a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* Whether words[at] and the one behind it are `whole` written apart: "help line", "helpline". */
static bool is_whole_apart(const struct words *words, size_t at, const char *whole)
{
    char glued[2 * WORD_BYTES_MAX + 1];

    if (at + 1 >= words->count) return false;
    snprintf(glued, sizeof glued, "%s%s", words->word[at].s, words->word[at + 1].s);
    return same_word(glued, whole);
}

static bool label_has(const struct words *label, const struct words *words, size_t at)
{
    for (size_t i = 0; i < label->count; i++) {
        const char *word = label->word[i].s;

        if (same_word(word, words->word[at].s)) return true;
        if (is_whole_apart(words, at, word)) return true;
        if (at && is_whole_apart(words, at - 1, word)) return true;
        if (is_whole_apart(label, i, words->word[at].s)) return true;
    }
    return false;
}

static uint32_t items_with_word(const struct labels *labels, const struct words *words, size_t at)
{
    uint32_t items = 0;

    for (size_t i = 0; i < labels->count; i++)
        if (label_has(&labels->words[i], words, at)) items |= UINT32_C(1) << i;
    return items;
}

/* One letter too many, too few, wrong or swapped with the next; short words are too much alike. */
static bool nearly_same_word(const char *typed, const char *word)
{
    size_t typed_len = strlen(typed), len = strlen(word), same = 0;
    const char *a, *b;

    if (typed_len < NEAR_BYTES_MIN || len < NEAR_BYTES_MIN || typed[0] != word[0]) return false;
    while (typed[same] && typed[same] == word[same]) same++;
    a = typed + same;
    b = word + same;
    if (typed_len == len + 1) return strcmp(a + 1, b) == 0;
    if (typed_len + 1 == len) return strcmp(a, b + 1) == 0;
    if (typed_len != len || !*a) return false;
    if (strcmp(a + 1, b + 1) == 0) return true;
    return a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0;
}

static uint32_t items_nearly_with_word(const struct labels *labels, const char *typed)
{
    uint32_t items = 0;

    for (size_t i = 0; i < labels->count; i++)
        for (size_t j = 0; j < labels->words[i].count; j++)
            if (nearly_same_word(typed, labels->words[i].word[j].s)) items |= UINT32_C(1) << i;
    return items;
}

/* Words that may stand in a label and are a cry or a story when they stand alone. */
static bool is_common(const char *word)
{
    static const char *const common[] = {
        "help",   "health", "support",  "crisis",  "abuse", "hope",   "safe",  "talk",
        "people", "family", "violence", "assault", "use",   "mental", "drugs", "alcohol",
    };

    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        if (same_word(word, common[i])) return true;
    return false;
}

/* A common word names an item only with another word of its label beside it, or as "the … one". */
static bool common_word_names(const struct labels *labels, const struct words *words, size_t at,
                              uint32_t items)
{
    if (words_match(words, at + 1, "one")) return true;
    if (at && (items_with_word(labels, words, at - 1) & items)) return true;
    return at + 1 < words->count && (items_with_word(labels, words, at + 1) & items);
}

/* ---- tokens ---- */

/* "24/7", "10/10" and dates are nobody's "or". */
static bool joins_long_numbers(const struct words *words, size_t at)
{
    if (!at || strcmp(words->word[at].s, "/") != 0) return false;
    if (at + 1 == words->count) return true; /* what comes next was cut off */
    return words->word[at - 1].s[1] || words->word[at + 1].s[1];
}

/* Does the next token stand right behind a number, with no mark between them? */
static bool is_behind_number(const struct tokens *tokens)
{
    const struct token *before = tokens->count ? &tokens->token[tokens->count - 1] : NULL;

    return before && !before->breaks &&
           (before->sense == SENSE_NUMBER || before->sense == SENSE_ONE);
}

/* Some words mean one thing behind a number or name and another before it. */
static enum sense sense_in_place(enum sense sense, const struct tokens *tokens)
{
    bool chosen = (tokens->seen & SENSES_CHOOSING) != 0;

    if (sense == SENSE_AFTER) return chosen ? SENSE_FILLER : SENSE_OTHER;
    if (sense == SENSE_DOING) return is_behind_number(tokens) ? SENSE_OTHER : SENSE_FILLER;
    if (sense == SENSE_Y) return chosen ? SENSE_AND : SENSE_YES;
    if (sense == SENSE_O) return chosen ? SENSE_OR : SENSE_FILLER;
    if (sense == SENSE_TOO) return chosen ? SENSE_ALSO : SENSE_TOO;
    return sense;
}

/* A word that the vocabulary does not have, and perhaps a label does. */
static void label_word_read(const struct labels *labels, const struct words *words, size_t at,
                            struct token *token)
{
    token->items = items_with_word(labels, words, at);
    if (token->items && is_common(words->word[at].s) &&
        !common_word_names(labels, words, at, token->items))
        return;
    if (!token->items) {
        token->items = items_nearly_with_word(labels, words->word[at].s);
        token->near = token->items != 0;
    }
    if (token->items) token->sense = SENSE_LABEL;
}

/* The token at words[at]; returns the words it takes. */
static size_t token_read(const struct labels *labels, const struct tokens *tokens, size_t at,
                         struct token *token)
{
    const struct words *words = &tokens->words;
    struct reply_word word;

    *token = (struct token){ .sense = SENSE_NAME, .at = at };
    word.words = name_match(labels, words, at, &token->items);
    if (word.words) return word.words;
    word = reply_word_read(words, at);
    token->sense = sense_in_place(word.sense, tokens);
    token->value = word.value;
    if (joins_long_numbers(words, at)) token->sense = SENSE_OTHER;
    if (word.sense == SENSE_OTHER && word.words == 1) label_word_read(labels, words, at, token);
    return word.words;
}

void reply_tokens_read(const struct list *list, const char *s, struct tokens *tokens)
{
    struct labels labels;
    size_t at = 0;

    labels_read(list, &labels);
    *tokens = (struct tokens){ .count = 0 };
    words_read(s, &tokens->words);
    drop_signature(&tokens->words);
    tokens->cut = tokens->words.cut;
    while (at < tokens->words.count) {
        struct token *token = &tokens->token[tokens->count];
        size_t end = at + token_read(&labels, tokens, at, token);

        for (; at < end; at++) {
            token->breaks = tokens->words.word[at].breaks;
            token->asks = token->asks || tokens->words.word[at].asks;
        }
        tokens->seen |= SENSE_BIT(token->sense);
        tokens->count++;
    }
}

/* ---- mentions ---- */

/* The first word of the label that the vocabulary does not have: the name, mostly. */
static const char *first_own_word(const struct words *label)
{
    for (size_t i = 0; i < label->count; i++)
        if (reply_word_read(label, i).sense == SENSE_OTHER) return label->word[i].s;
    return "";
}

/* "The respite": a word that only this item has, and that is told of as a thing. */
static bool is_told_of(const struct tokens *tokens, const struct token *token)
{
    const struct words *words = &tokens->words;

    return token->at && words_match(words, token->at - 1, "the|el|la|o|a") &&
           !is_common(words->word[token->at].s);
}

/* One common word ("health") does not mention an item; its first word or two of its own do. */
static bool is_named(const struct tokens *tokens, const struct words *label, uint32_t item)
{
    const char *own = first_own_word(label);
    size_t told = 0;

    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->token[i];

        if (token->items != item || token->near) continue;
        if (token->sense == SENSE_NAME) return true;
        if (same_word(tokens->words.word[token->at].s, own)) return true;
        if (is_told_of(tokens, token)) return true;
        told++;
    }
    return told > 1;
}

uint32_t reply_tokens_named(const struct list *list, const struct tokens *tokens)
{
    uint32_t named = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct words label;

        words_read(list->item[i].label, &label);
        if (is_named(tokens, &label, UINT32_C(1) << i)) named |= UINT32_C(1) << i;
    }
    return named;
}

/* ---- quotations ---- */

static bool is_quote_mark(uint32_t point)
{
    return point == '"' || (point >= 0x201c && point <= 0x201f) || point == 0xab || point == 0xbb;
}

/* Where the first quotation mark stands, and whether the last character is another one. */
static bool find_quotation(const char *s, size_t *start)
{
    size_t at = 0, found = 0, last = 0;
    bool any = false;

    while (s[at]) {
        size_t here = at;
        uint32_t point = utf8_next(s, &at);

        if (is_quote_mark(point)) {
            if (!any) found = here;
            last = here;
            any = true;
        } else if (point > ' ' && any) {
            last = found;
        }
    }
    *start = found;
    return any && last > found;
}

bool reply_is_quotation(const char *s)
{
    struct words all, quoted;
    size_t start;

    if (!find_quotation(s, &start)) return false;
    words_read(s, &all);
    words_read(s + start, &quoted);
    return all.count > quoted.count && quoted.count >= QUOTED_WORDS_MIN;
}
