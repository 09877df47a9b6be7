/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_TRIAGE_BUILD_H
#define RULES_TRIAGE_BUILD_H
/*
 * triage_build.h — words, spellings and sets of words while a table is made; triage_compile.c makes
 * phrases of them.
 *
 * Whatever is unclear is refused with its place: a phrase that can never match is a danger that is
 * never seen. Functions that return bool have filled the fault when they return false.
 */
#include "rules/triage_table.h"

struct named_set {
    const char *name;
    uint16_t set;
};

struct builder {
    struct triage_phrases *table;
    const struct phrase_source *source;
    struct phrase_fault *fault;
    struct named_set named[PHRASE_NAMED_SETS_MAX];
    size_t named_count;
    const char *categories[PHRASE_CATEGORIES_MAX];
    uint8_t group_span[PHRASE_GROUPS_MAX]; /* words each group may reach over */
};

/* Something as it is written in a phrase file; not ended by NUL. */
struct piece {
    const char *s;
    size_t len;
};

struct piece piece_of(const char *s);

/* Remembers what is worked on, for a fault found from here on. */
void build_at(struct builder *b, const char *section, size_t index, size_t phrase);

/* Always false. */
bool build_refuse(struct builder *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool build_number(struct builder *b, struct piece piece, int64_t max, int64_t *number);

/* Spellings and fillers, before any phrase is read. */
bool build_spellings(struct builder *b);

/* The words of `piece` as those of a text are read, at most SPELLED_MAX. */
bool build_words(struct builder *b, struct piece piece, uint16_t *words, size_t *count);

bool build_named_sets(struct builder *b);

/* The sets that say who is talked about. */
bool build_word_lists(struct builder *b);

/* The set for alternatives, "kill|hang|@means|#10". */
bool build_set(struct builder *b, struct piece piece, uint16_t *set);
bool build_word_set(struct builder *b, uint16_t word, uint16_t *set);

#endif
