/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/triage_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "rules/triage.h"

static uint32_t bytes_hash(const char *s, size_t len)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < len; i++) hash = (hash ^ (unsigned char)s[i]) * 16777619u;
    return hash;
}

size_t table_word_slot(const struct triage_phrases *table, const char *s, size_t len)
{
    size_t slot = bytes_hash(s, len) & (TABLE_SLOTS - 1);

    for (;; slot = (slot + 1) & (TABLE_SLOTS - 1)) {
        const struct word *word = &table->words[table->word_slots[slot]];

        if (table->word_slots[slot] == WORD_NONE) return slot;
        if (word->len == len && memcmp(word->s, s, len) == 0) return slot;
    }
}

uint16_t table_word_find(const struct triage_phrases *table, const char *s, size_t len)
{
    return table->word_slots[table_word_slot(table, s, len)];
}

const struct word_pair *table_pair_find(const struct triage_phrases *table, uint16_t first,
                                        uint16_t second)
{
    for (size_t i = table->words[first].first_pair; i < table->pair_count; i++) {
        const struct word_pair *pair = &table->pairs[i];

        if (pair->first != first) return NULL;
        if (pair->second == second) return pair;
    }
    return NULL;
}

const char *triage_version(const struct triage_phrases *phrases)
{
    return phrases->version;
}

struct triage_phrases *table_new(void)
{
    struct triage_phrases *table = xcalloc(1, sizeof(*table));

    table->words = xcalloc(PHRASE_WORDS_MAX, sizeof(*table->words));
    table->word_slots = xcalloc(TABLE_SLOTS, sizeof(*table->word_slots));
    table->pairs = xcalloc(TABLE_PAIRS_MAX, sizeof(*table->pairs));
    table->sets = xcalloc(PHRASE_SETS_MAX, sizeof(*table->sets));
    table->set_words = xcalloc(TABLE_SET_WORDS_MAX, sizeof(*table->set_words));
    table->number_sets = xcalloc(PHRASE_SETS_MAX, sizeof(*table->number_sets));
    table->parts = xcalloc(TABLE_PARTS_MAX, sizeof(*table->parts));
    table->phrases = xcalloc(PHRASE_COUNT_MAX, sizeof(*table->phrases));
    table->anchored = xcalloc(TABLE_ANCHORS_MAX, sizeof(*table->anchored));
    table->groups = xcalloc(PHRASE_GROUPS_MAX, sizeof(*table->groups));
    table->rules = xcalloc(PHRASE_RULES_MAX, sizeof(*table->rules));
    table->combinations = xcalloc(PHRASE_COMBINATIONS_MAX, sizeof(*table->combinations));
    table->word_count = WORD_NONE + 1;
    return table;
}

void triage_phrases_free(struct triage_phrases *phrases)
{
    if (!phrases) return;
    free(phrases->words);
    free(phrases->word_slots);
    free(phrases->pairs);
    free(phrases->sets);
    free(phrases->set_words);
    free(phrases->row_begins);
    free(phrases->row_places);
    free(phrases->row_pieces);
    free(phrases->anchors);
    free(phrases->number_sets);
    free(phrases->parts);
    free(phrases->phrases);
    free(phrases->anchored);
    free(phrases->groups);
    free(phrases->rules);
    free(phrases->combinations);
    free(phrases);
}
