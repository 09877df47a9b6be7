/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/triage_build.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define SET_WORDS_MAX 1024
#define NUMBER_MIN_MAX 1000000

/* Words of one set while it is put together. */
struct gathering {
    size_t count;
    uint16_t word[SET_WORDS_MAX];
    uint32_t number_min;
};

bool build_refuse(struct builder *b, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(b->fault->reason, sizeof(b->fault->reason), format, args);
    va_end(args);
    return false;
}

void build_at(struct builder *b, const char *section, size_t index, size_t phrase)
{
    b->fault->section = section;
    b->fault->index = index;
    b->fault->phrase = phrase;
}

/* ---- words and spellings ---- */

static bool word_add(struct builder *b, const char *s, size_t len, uint16_t *number)
{
    struct triage_phrases *table = b->table;
    size_t slot = table_word_slot(table, s, len);

    *number = table->word_slots[slot];
    if (*number != WORD_NONE) return true;
    if (table->word_count == PHRASE_WORDS_MAX) return build_refuse(b, "too many different words");

    struct word *word = &table->words[table->word_count];
    memcpy(word->s, s, len);
    word->len = (uint8_t)len;
    *number = table->word_slots[slot] = (uint16_t)table->word_count++;
    return true;
}

/* The words of `piece` in canonical form, not respelled. Refuses none and more than `max`. */
static bool words_read(struct builder *b, struct piece piece, uint16_t *words, size_t max,
                       size_t *count)
{
    struct normaliser normaliser;
    struct token token;

    *count = 0;
    normalise_init(&normaliser, piece.s, piece.len);
    while (normalise_next(&normaliser, &token)) {
        if (*count == max)
            return build_refuse(b, "'%.*s': too many words", (int)piece.len, piece.s);
        if (!word_add(b, token.word, token.word_len, &words[(*count)++])) return false;
    }
    return *count > 0 || build_refuse(b, "'%.*s': no word in it", (int)piece.len, piece.s);
}

/* Signs that mean something at the head of a part are dropped from words: that would go unseen. */
static bool has_stray_sign(struct piece piece)
{
    return memchr(piece.s, '^', piece.len) || memchr(piece.s, '~', piece.len) ||
           memchr(piece.s, '&', piece.len);
}

/* The same as a text's words would be read: respelled. */
bool build_words(struct builder *b, struct piece piece, uint16_t *words, size_t *count)
{
    uint16_t plain[SPELLED_MAX];
    size_t plain_count;

    *count = 0;
    if (has_stray_sign(piece))
        return build_refuse(b, "'%.*s': ^ and ~ stand alone, & only at the head of a part",
                            (int)piece.len, piece.s);
    if (!words_read(b, piece, plain, SPELLED_MAX, &plain_count)) return false;
    for (size_t i = 0; i < plain_count; i++) {
        const struct word *word = &b->table->words[plain[i]];
        size_t more = word->spelled_count ? word->spelled_count : 1;

        if (word->filler)
            return build_refuse(b, "'%s' is passed over in texts: leave it out", word->s);
        if (*count + more > SPELLED_MAX)
            return build_refuse(b, "'%.*s': too many words", (int)piece.len, piece.s);
        if (word->spelled_count)
            memcpy(words + *count, word->spelled, more * sizeof(*words));
        else
            words[*count] = plain[i];
        *count += more;
    }
    return true;
}

struct piece piece_of(const char *s)
{
    size_t len = strlen(s);

    return (struct piece){ s, len < UINT16_MAX ? len : UINT16_MAX };
}

static bool spelling_add(struct builder *b, const struct phrase_spelling *spelling)
{
    struct triage_phrases *table = b->table;
    uint16_t from[2], to[SPELLED_MAX];
    size_t from_count, to_count;

    if (!words_read(b, piece_of(spelling->from), from, 2, &from_count)) return false;
    if (!words_read(b, piece_of(spelling->to), to, SPELLED_MAX, &to_count)) return false;
    if (from_count == 1) {
        struct word *word = &table->words[from[0]];

        if (word->spelled_count) return build_refuse(b, "'%s' is spelled twice", spelling->from);
        if (to_count == 1 && to[0] == from[0])
            return build_refuse(b, "'%s' leads to itself", spelling->from);
        memcpy(word->spelled, to, sizeof(to));
        word->spelled_count = (uint8_t)to_count;
        return true;
    }
    if (table->pair_count == TABLE_PAIRS_MAX)
        return build_refuse(b, "too many spellings of two words");
    struct word_pair *pair = &table->pairs[table->pair_count++];
    pair->first = from[0];
    pair->second = from[1];
    memcpy(pair->spelled, to, sizeof(to));
    pair->spelled_count = (uint8_t)to_count;
    return true;
}

static int pair_order(const void *left, const void *right)
{
    const struct word_pair *a = left, *b = right;

    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return a->second < b->second ? -1 : a->second > b->second;
}

static bool pairs_index(struct builder *b)
{
    struct triage_phrases *table = b->table;

    qsort(table->pairs, table->pair_count, sizeof(*table->pairs), pair_order);
    for (size_t i = table->pair_count; i-- > 0;) {
        struct word *word = &table->words[table->pairs[i].first];

        word->begins_pair = true;
        word->first_pair = (uint16_t)i;
        if (i && pair_order(&table->pairs[i - 1], &table->pairs[i]) == 0)
            return build_refuse(b, "'%s %s' is spelled twice", word->s,
                                table->words[table->pairs[i].second].s);
    }
    return true;
}

bool build_spellings(struct builder *b)
{
    const struct phrase_source *source = b->source;

    for (size_t i = 0; i < source->spelling_count; i++) {
        build_at(b, "spellings", i, 0);
        if (!spelling_add(b, &source->spellings[i])) return false;
    }
    build_at(b, "spellings", 0, 0);
    if (!pairs_index(b)) return false;
    for (size_t i = 0; i < source->fillers.count; i++) {
        uint16_t word;
        size_t count;

        build_at(b, "fillers", 0, i);
        if (!words_read(b, piece_of(source->fillers.phrase[i]), &word, 1, &count)) return false;
        if (b->table->words[word].spelled_count)
            return build_refuse(b, "'%s' has a spelling too", source->fillers.phrase[i]);
        b->table->words[word].filler = true;
    }
    return true;
}

/* ---- sets ---- */

static int word_order(const void *left, const void *right)
{
    uint16_t a = *(const uint16_t *)left, b = *(const uint16_t *)right;

    return a < b ? -1 : a > b;
}

static void gathering_sort(struct gathering *g)
{
    size_t kept = 0;

    qsort(g->word, g->count, sizeof(*g->word), word_order);
    for (size_t i = 0; i < g->count; i++)
        if (!kept || g->word[kept - 1] != g->word[i]) g->word[kept++] = g->word[i];
    g->count = kept;
}

static bool set_is(const struct triage_phrases *table, const struct word_set *set,
                   const struct gathering *g)
{
    return set->word_count == g->count && set->number_min == g->number_min &&
           memcmp(table->set_words + set->first_word, g->word, g->count * sizeof(*g->word)) == 0;
}

/* The set of these words: an equal one if there is one. */
static bool set_intern(struct builder *b, struct gathering *g, uint16_t *number)
{
    struct triage_phrases *table = b->table;

    gathering_sort(g);
    for (size_t i = 0; i < table->set_count; i++) {
        *number = (uint16_t)i;
        if (set_is(table, &table->sets[i], g)) return true;
    }
    if (table->set_count == PHRASE_SETS_MAX)
        return build_refuse(b, "too many different sets of words");
    if (table->set_word_count + g->count > TABLE_SET_WORDS_MAX)
        return build_refuse(b, "too many words in sets");

    struct word_set *set = &table->sets[table->set_count];
    set->first_word = (uint32_t)table->set_word_count;
    set->word_count = (uint32_t)g->count;
    set->number_min = g->number_min;
    memcpy(table->set_words + set->first_word, g->word, g->count * sizeof(*g->word));
    table->set_word_count += g->count;
    *number = (uint16_t)table->set_count++;
    return true;
}

static bool gather_word(struct builder *b, struct gathering *g, uint16_t word)
{
    if (g->count == SET_WORDS_MAX) return build_refuse(b, "too many words in one set");
    g->word[g->count++] = word;
    return true;
}

static bool gather_named(struct builder *b, struct gathering *g, struct piece name)
{
    for (size_t i = 0; i < b->named_count; i++) {
        const struct named_set *named = &b->named[i];
        const struct word_set *set = &b->table->sets[named->set];

        if (strlen(named->name) != name.len || memcmp(named->name, name.s, name.len) != 0) continue;
        if (set->number_min < g->number_min) g->number_min = set->number_min;
        for (size_t w = 0; w < set->word_count; w++)
            if (!gather_word(b, g, b->table->set_words[set->first_word + w])) return false;
        return true;
    }
    return build_refuse(b, "no set of words is called '@%.*s'", (int)name.len, name.s);
}

bool build_number(struct builder *b, struct piece piece, int64_t max, int64_t *number)
{
    char digits[12];

    if (str_copy_len(digits, sizeof(digits), piece.s, piece.len) ||
        number_parse(digits, 1, max, number))
        return build_refuse(b, "'%.*s' is no number from 1 to %lld", (int)piece.len, piece.s,
                            (long long)max);
    return true;
}

static bool gather_number(struct builder *b, struct gathering *g, struct piece piece)
{
    int64_t min = 0;

    if (piece.len && !build_number(b, piece, NUMBER_MIN_MAX, &min)) return false;
    if ((uint32_t)min < g->number_min) g->number_min = (uint32_t)min;
    return true;
}

static bool gather_one(struct builder *b, struct gathering *g, struct piece piece)
{
    uint16_t words[SPELLED_MAX];
    size_t count;
    struct piece rest = { piece.s + 1, piece.len - 1 };

    if (!piece.len) return build_refuse(b, "an empty part");
    if (piece.s[0] == '@') return gather_named(b, g, rest);
    if (piece.s[0] == '#') return gather_number(b, g, rest);
    if (!build_words(b, piece, words, &count)) return false;
    if (count != 1)
        return build_refuse(b, "'%.*s' is several words: use a group", (int)piece.len, piece.s);
    return gather_word(b, g, words[0]);
}

/* "kill|hang|@means" */
bool build_set(struct builder *b, struct piece piece, uint16_t *set)
{
    struct gathering g = { .number_min = NUMBER_ANY };

    for (size_t from = 0; from <= piece.len;) {
        const char *bar = memchr(piece.s + from, '|', piece.len - from);
        size_t end = bar ? (size_t)(bar - piece.s) : piece.len;

        if (!gather_one(b, &g, (struct piece){ piece.s + from, end - from })) return false;
        from = end + 1;
    }
    return set_intern(b, &g, set);
}

/* The set of the words in a list; build_at() says which. */
static bool list_gather(struct builder *b, const struct phrase_list *list, uint16_t *set)
{
    struct gathering g = { .number_min = NUMBER_ANY };

    for (size_t i = 0; i < list->count; i++) {
        b->fault->phrase = i;
        if (!gather_one(b, &g, piece_of(list->phrase[i]))) return false;
    }
    return set_intern(b, &g, set);
}

bool build_named_sets(struct builder *b)
{
    for (size_t i = 0; i < b->source->set_count; i++) {
        const struct phrase_set *set = &b->source->sets[i];
        struct named_set *named = &b->named[b->named_count];

        build_at(b, "words", i, 0);
        if (!set->list.count) return build_refuse(b, "an empty set of words");
        if (!list_gather(b, &set->list, &named->set)) return false;
        named->name = set->name;
        b->named_count++;
    }
    return true;
}

bool build_word_lists(struct builder *b)
{
    const struct phrase_source *source = b->source;
    struct triage_phrases *table = b->table;

    build_at(b, "negators", 0, 0);
    if (!list_gather(b, &source->negators, &table->negator_set)) return false;
    build_at(b, "own", 0, 0);
    if (!list_gather(b, &source->own, &table->own_set)) return false;
    build_at(b, "others", 0, 0);
    return list_gather(b, &source->others, &table->other_set);
}

bool build_word_set(struct builder *b, uint16_t word, uint16_t *set)
{
    struct gathering g = { .count = 1, .word = { word }, .number_min = NUMBER_ANY };

    return set_intern(b, &g, set);
}
