/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * triage_compile.c — phrases, rules and combinations: from what a phrase file says to the table.
 *
 * Runs once for each language, at start and on reload.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "rules/triage_build.h"

#define GAP_DEFAULT 3
#define GAP_MAX 12
#define NUMBER_WEIGHT 100 /* numbers are about as common as "my" */

_Static_assert(PHRASE_SETS_MAX / 64 < UINT8_MAX, "a piece of a row is found by a byte");

/* ---- phrases ---- */

static bool part_add(struct builder *b, struct phrase *phrase, struct part part)
{
    if (phrase->part_count == PHRASE_PARTS_MAX) return build_refuse(b, "too many parts");
    if (b->table->part_count == TABLE_PARTS_MAX)
        return build_refuse(b, "too many parts in all phrases");
    b->table->parts[b->table->part_count++] = part;
    phrase->part_count++;
    return true;
}

/* "~5" within a sentence, "~~5" across. */
static bool gap_compile(struct builder *b, struct phrase *phrase, struct piece piece)
{
    bool wide = piece.len > 1 && piece.s[1] == '~';
    struct piece rest = { piece.s + 1 + wide, piece.len - 1 - wide };
    int64_t reach = GAP_DEFAULT;

    if (!phrase->part_count) return build_refuse(b, "a phrase cannot begin with a gap");
    if (rest.len && !build_number(b, rest, GAP_MAX, &reach)) return false;
    return part_add(
        b, phrase,
        (struct part){ .kind = wide ? PART_WIDE_GAP : PART_GAP, .reach = (uint8_t)reach });
}

static bool group_part_compile(struct builder *b, struct phrase *phrase, struct piece name,
                               bool optional)
{
    if (phrase->use == USE_GROUP) return build_refuse(b, "a group cannot contain a group");
    for (size_t i = 0; i < b->source->group_count; i++) {
        const char *group = b->source->groups[i].name;

        if (strlen(group) == name.len && memcmp(group, name.s, name.len) == 0)
            return part_add(
                b, phrase,
                (struct part){ .kind = PART_GROUP, .optional = optional, .index = (uint16_t)i });
    }
    return build_refuse(b, "no group is called '&%.*s'", (int)name.len, name.s);
}

/* A word, or what its spelling leads to. */
static bool words_part_compile(struct builder *b, struct phrase *phrase, struct piece piece,
                               bool optional)
{
    uint16_t words[SPELLED_MAX];
    size_t count;

    if (!build_words(b, piece, words, &count)) return false;
    if (optional && count > 1)
        return build_refuse(b, "'%.*s?' is several words", (int)piece.len, piece.s);
    for (size_t i = 0; i < count; i++) {
        struct part part = { .kind = PART_SET, .optional = optional };

        if (!build_word_set(b, words[i], &part.index) || !part_add(b, phrase, part)) return false;
    }
    return true;
}

static bool part_compile(struct builder *b, struct phrase *phrase, struct piece piece)
{
    struct part part = { .kind = PART_SET };
    struct piece rest = { piece.s + 1, piece.len - 1 };

    if (piece.len == 1 && piece.s[0] == '^')
        return part_add(b, phrase, (struct part){ .kind = PART_START });
    if (piece.len == 1 && piece.s[0] == '$')
        return part_add(b, phrase, (struct part){ .kind = PART_END });
    if (piece.s[0] == '~') return gap_compile(b, phrase, piece);
    if (piece.s[0] == '!') {
        part.kind = PART_NEXT_NOT;
        return build_set(b, rest, &part.index) && part_add(b, phrase, part);
    }
    if (piece.len > 1 && piece.s[piece.len - 1] == '?') {
        part.optional = true;
        piece.len--;
        rest.len--;
    }
    if (piece.s[0] == '&') return group_part_compile(b, phrase, rest, part.optional);
    if (piece.s[0] != '@' && piece.s[0] != '#' && !memchr(piece.s, '|', piece.len))
        return words_part_compile(b, phrase, piece, part.optional);
    return build_set(b, piece, &part.index) && part_add(b, phrase, part);
}

static size_t part_span(const struct builder *b, const struct part *part)
{
    switch (part->kind) {
    case PART_SET: return 1;
    case PART_GROUP: return b->group_span[part->index];
    case PART_GAP:
    case PART_WIDE_GAP: return part->reach;
    case PART_NEXT_NOT:
    case PART_START:
    case PART_END: break;
    }
    return 0;
}

static bool is_gap(const struct part *part)
{
    return part->kind == PART_GAP || part->kind == PART_WIDE_GAP;
}

/* What stands before a phrase must be in the window with it, wherever the window begins. */
static size_t span_max(enum phrase_use use)
{
    switch (use) {
    case USE_MASK:
    case USE_NEGATION:
    case USE_CONTRAST:
    case USE_LAUGHTER: return PHRASE_CONTEXT_SPAN_MAX;
    case USE_REPORT: return PHRASE_CONTEXT_SPAN_MAX / 2;
    case USE_RULE:
    case USE_GROUP: break;
    }
    return PHRASE_SPAN_MAX;
}

/* Something in it must be there, and it must fit into what is looked at together. */
static bool phrase_check(struct builder *b, const struct phrase *phrase, size_t *span)
{
    bool required = false;

    *span = 0;
    for (size_t i = 0; i < phrase->part_count; i++) {
        const struct part *part = &b->table->parts[phrase->first_part + i];
        bool word = part->kind == PART_SET || part->kind == PART_GROUP;

        if (word && !part->optional) required = true;
        *span += part_span(b, part);
    }
    if (!required) return build_refuse(b, "nothing in it that a text must have");
    if (is_gap(&b->table->parts[b->table->part_count - 1]))
        return build_refuse(b, "a phrase cannot end with a gap");
    if (*span > span_max(phrase->use))
        return build_refuse(b, "may reach over %zu words: at most %zu are seen together", *span,
                            span_max(phrase->use));
    return true;
}

static bool phrase_compile(struct builder *b, const char *s, struct phrase phrase, size_t *span)
{
    struct triage_phrases *table = b->table;

    phrase.first_part = (uint32_t)table->part_count;
    while (*s) {
        size_t len = strcspn(s, " ");

        if (len && !part_compile(b, &phrase, (struct piece){ s, len })) return false;
        s += len + (s[len] == ' ');
    }
    if (!phrase_check(b, &phrase, span)) return false;
    if (table->phrase_count == PHRASE_COUNT_MAX) return build_refuse(b, "too many phrases");
    table->phrases[table->phrase_count++] = phrase;
    return true;
}

static bool groups_compile(struct builder *b)
{
    const struct phrase_source *source = b->source;
    struct triage_phrases *table = b->table;

    for (size_t i = 0; i < source->group_count; i++) {
        const struct phrase_list *list = &source->groups[i].list;

        build_at(b, "groups", i, FAULT_OF_ENTRY);
        if (!list->count) return build_refuse(b, "an empty group");
        table->groups[i] =
            (struct phrase_span){ (uint32_t)table->phrase_count, (uint32_t)list->count };
        for (size_t k = 0; k < list->count; k++) {
            size_t span;

            build_at(b, "groups", i, k);
            if (!phrase_compile(b, list->phrase[k], (struct phrase){ .use = USE_GROUP }, &span))
                return false;
            if (span > b->group_span[i]) b->group_span[i] = (uint8_t)span;
        }
    }
    table->group_count = source->group_count;
    return true;
}

static bool list_compile(struct builder *b, const char *section, size_t index,
                         const struct phrase_list *list, struct phrase phrase)
{
    for (size_t k = 0; k < list->count; k++) {
        size_t span;

        build_at(b, section, index, k);
        if (!phrase_compile(b, list->phrase[k], phrase, &span)) return false;
    }
    return true;
}

/* ---- rules and combinations ---- */

static bool id_copy(struct builder *b, char *to, size_t size, const char *from)
{
    if (!from[0] || str_copy(to, size, from))
        return build_refuse(b, "an id has 1 to %zu bytes", size - 1);
    return true;
}

/* The category's number; a new one if `may_add`. */
static bool category_find(struct builder *b, const char *name, bool may_add, uint8_t *number)
{
    size_t count = b->table->category_count;

    for (size_t i = 0; i < count; i++) {
        *number = (uint8_t)i;
        if (strcmp(b->categories[i], name) == 0) return true;
    }
    if (!may_add) return build_refuse(b, "no rule has the category '%s'", name);
    if (count == PHRASE_CATEGORIES_MAX) return build_refuse(b, "too many categories");
    b->categories[count] = name;
    *number = (uint8_t)count;
    b->table->category_count++;
    return true;
}

static bool rule_is_new(struct builder *b, const char *id)
{
    for (size_t i = 0; i < b->table->rule_count; i++)
        if (strcmp(b->table->rules[i].id, id) == 0)
            return build_refuse(b, "the id '%s' is there twice", id);
    return true;
}

static bool rules_compile(struct builder *b)
{
    struct triage_phrases *table = b->table;

    for (size_t i = 0; i < b->source->rule_count; i++) {
        const struct phrase_rule *from = &b->source->rules[i];
        struct rule rule = { .tier = from->tier, .certain = from->certain };
        struct phrase phrase = { .use = USE_RULE, .rule = (uint16_t)i };

        build_at(b, "rules", i, FAULT_OF_ENTRY);
        if (!id_copy(b, rule.id, sizeof(rule.id), from->id) || !rule_is_new(b, rule.id) ||
            !category_find(b, from->category, true, &rule.category))
            return false;
        table->rules[table->rule_count++] = rule;
        if (!list_compile(b, "rules", i, &from->phrases, phrase)) return false;
    }
    return true;
}

static bool categories_read(struct builder *b, const struct phrase_list *names, uint64_t *bits)
{
    for (size_t i = 0; i < names->count; i++) {
        uint8_t number;

        if (!category_find(b, names->phrase[i], false, &number)) return false;
        *bits |= UINT64_C(1) << number;
    }
    return true;
}

static bool combinations_compile(struct builder *b)
{
    struct triage_phrases *table = b->table;

    for (size_t i = 0; i < b->source->combination_count; i++) {
        const struct phrase_combination *from = &b->source->combinations[i];
        struct combination *to = &table->combinations[table->combination_count++];

        build_at(b, "combinations", i, 0);
        if (!id_copy(b, to->id, sizeof(to->id), from->id) || !rule_is_new(b, to->id)) return false;
        if (!categories_read(b, &from->all, &to->all)) return false;
        if (!categories_read(b, &from->of, &to->of)) return false;
        if (!to->all && !to->of) return build_refuse(b, "asks for no category");
        if (from->at_least > __builtin_popcountll(to->of))
            return build_refuse(b, "can never hold: at_least is more than 'of' has");
        if (from->tier == TIER_STEADY) return build_refuse(b, "raises nothing: its tier is steady");
        to->tier = from->tier;
        to->at_least = from->at_least;
        to->texts_at_least = from->texts_at_least;
        to->bytes_max = from->bytes_max;
        to->one_text = from->one_text;
        if (!to->one_text) table->joined |= to->all | to->of;
    }
    return true;
}

/* ---- anchors ---- */

/* Most words are in few sets: of a word's row only what is not zero is kept. */
static void rows_pack(struct triage_phrases *table, const uint64_t *rows)
{
    size_t length = table->row_length, count = 1;

    for (size_t i = 0; i < table->word_count * length; i++) count += rows[i] != 0;
    table->row_begins = xcalloc(table->word_count + 1, sizeof(*table->row_begins));
    table->row_places = xcalloc(table->word_count * length, sizeof(*table->row_places));
    table->row_pieces = xcalloc(count, sizeof(*table->row_pieces));
    count = 0;
    for (size_t i = 0; i < table->word_count * length; i++) {
        size_t word = i / length;

        if (i % length == 0) table->row_begins[word] = (uint32_t)count;
        if (!rows[i]) continue;
        table->row_pieces[++count] = (struct row_piece){ rows[i], i % length };
        table->row_places[i] = (uint8_t)(count - table->row_begins[word]);
    }
    table->row_begins[table->word_count] = (uint32_t)count;
}

/* For each word the sets it is in, and which sets take numbers. */
static void rows_index(struct triage_phrases *table)
{
    size_t length = table->row_length = table->set_count / 64 + 1;
    uint64_t *rows = xcalloc(table->word_count * length, sizeof(*rows));

    table->anchors = xcalloc(length, sizeof(*table->anchors));
    for (size_t i = 0; i < table->set_count; i++) {
        const struct word_set *set = &table->sets[i];

        for (size_t k = 0; k < set->word_count; k++) {
            uint16_t word = table->set_words[set->first_word + k];

            rows[word * length + i / 64] |= UINT64_C(1) << i % 64;
            table->words[word].set_count++;
        }
        if (set->number_min != NUMBER_ANY)
            table->number_sets[table->number_set_count++] = (uint16_t)i;
    }
    rows_pack(table, rows);
    free(rows);
}

/* What many phrases ask for is common in texts, too: "i", "my", "it". */
static void weights_find(struct triage_phrases *table)
{
    for (size_t i = 0; i < table->set_count; i++) {
        struct word_set *set = &table->sets[i];

        for (size_t k = 0; k < set->word_count; k++)
            set->weight += table->words[table->set_words[set->first_word + k]].set_count;
        if (set->number_min != NUMBER_ANY) set->weight += NUMBER_WEIGHT;
    }
}

/* Fills in the sets whose words are least common, the rarest first. */
static void needs_find(const struct triage_phrases *table, struct phrase *phrase)
{
    for (size_t i = 0; i < phrase->part_count; i++) {
        const struct part *part = &table->parts[phrase->first_part + i];
        size_t at = phrase->need_count;

        if (part->kind != PART_SET || part->optional) continue;
        while (at > 0 &&
               table->sets[part->index].weight < table->sets[phrase->needs[at - 1]].weight) {
            if (at < PHRASE_NEEDS_MAX) phrase->needs[at] = phrase->needs[at - 1];
            at--;
        }
        if (at < PHRASE_NEEDS_MAX) phrase->needs[at] = part->index;
        if (phrase->need_count < PHRASE_NEEDS_MAX) phrase->need_count++;
    }
}

static uint32_t group_cost(const struct triage_phrases *table, const struct phrase_span *group)
{
    uint32_t cost = 0;

    for (size_t i = 0; i < group->count; i++)
        cost += table->sets[table->phrases[group->first + i].needs[0]].weight;
    return cost;
}

/* Of the groups the phrase needs the one whose phrases are rarest together, or NULL. */
static const struct phrase_span *rarest_group(const struct triage_phrases *table,
                                              const struct phrase *phrase)
{
    const struct phrase_span *best = NULL;
    uint32_t best_cost = UINT32_MAX;

    for (size_t i = 0; i < phrase->part_count; i++) {
        const struct part *part = &table->parts[phrase->first_part + i];
        uint32_t cost;

        if (part->kind != PART_GROUP || part->optional) continue;
        cost = group_cost(table, &table->groups[part->index]);
        if (cost < best_cost) {
            best_cost = cost;
            best = &table->groups[part->index];
        }
    }
    return best;
}

static int anchor_order(const void *left, const void *right)
{
    const struct anchor *a = left, *b = right;

    if (a->set != b->set) return a->set < b->set ? -1 : 1;
    return a->phrase < b->phrase ? -1 : a->phrase > b->phrase;
}

/* Hangs the phrase on a set it needs or, failing that, on one of each phrase of a group. */
static size_t phrase_anchors(const struct triage_phrases *table, size_t number,
                             struct anchor *anchors, size_t room)
{
    const struct phrase *phrase = &table->phrases[number];
    const struct phrase_span *group = rarest_group(table, phrase);
    size_t count = 0;

    if (phrase->need_count &&
        (!group || table->sets[phrase->needs[0]].weight <= group_cost(table, group))) {
        if (room)
            anchors[0] = (struct anchor){ phrase->needs[0], (uint16_t)number,
                                          phrase->needs[phrase->need_count - 1] };
        return 1;
    }
    for (; count < group->count; count++) {
        uint16_t set = table->phrases[group->first + count].needs[0];

        if (count < room)
            anchors[count] = (struct anchor){ set, (uint16_t)number,
                                              phrase->need_count ? phrase->needs[0] : set };
    }
    return count;
}

static bool anchors_index(struct builder *b)
{
    struct triage_phrases *table = b->table;
    size_t count = 0;

    rows_index(table);
    weights_find(table);
    for (size_t i = 0; i < table->phrase_count; i++) needs_find(table, &table->phrases[i]);
    for (size_t i = 0; i < table->phrase_count && count <= TABLE_ANCHORS_MAX; i++)
        if (table->phrases[i].use != USE_GROUP)
            count += phrase_anchors(table, i, table->anchored + count, TABLE_ANCHORS_MAX - count);
    if (count > TABLE_ANCHORS_MAX) return build_refuse(b, "too many phrases begin with groups");

    qsort(table->anchored, count, sizeof(*table->anchored), anchor_order);
    for (size_t i = 0; i < count; i++) {
        struct word_set *set = &table->sets[table->anchored[i].set];

        if (!set->phrase_count++) set->first_phrase = (uint32_t)i;
        table->anchors[table->anchored[i].set / 64] |= UINT64_C(1) << table->anchored[i].set % 64;
    }
    return true;
}

/* ---- all of it ---- */

static bool limits_check(struct builder *b)
{
    const struct phrase_source *source = b->source;

    build_at(b, "words", PHRASE_NAMED_SETS_MAX, 0);
    if (source->set_count > PHRASE_NAMED_SETS_MAX) return build_refuse(b, "too many sets");
    build_at(b, "groups", PHRASE_GROUPS_MAX, 0);
    if (source->group_count > PHRASE_GROUPS_MAX) return build_refuse(b, "too many groups");
    build_at(b, "rules", PHRASE_RULES_MAX, 0);
    if (source->rule_count > PHRASE_RULES_MAX) return build_refuse(b, "too many rules");
    build_at(b, "combinations", PHRASE_COMBINATIONS_MAX, 0);
    if (source->combination_count > PHRASE_COMBINATIONS_MAX)
        return build_refuse(b, "too many combinations");
    build_at(b, "version", 0, 0);
    if (!source->version[0] ||
        str_copy(b->table->version, sizeof(b->table->version), source->version))
        return build_refuse(b, "a version has 1 to %d bytes", PHRASE_VERSION_BYTES_MAX);
    return true;
}

static bool phrases_compile(struct builder *b)
{
    const struct phrase_source *s = b->source;

    return groups_compile(b) &&
           list_compile(b, "masks", 0, &s->masks, (struct phrase){ .use = USE_MASK }) &&
           list_compile(b, "negations", 0, &s->negations, (struct phrase){ .use = USE_NEGATION }) &&
           list_compile(b, "contrasts", 0, &s->contrasts, (struct phrase){ .use = USE_CONTRAST }) &&
           list_compile(b, "reports", 0, &s->reports, (struct phrase){ .use = USE_REPORT }) &&
           list_compile(b, "laughter", 0, &s->laughter, (struct phrase){ .use = USE_LAUGHTER }) &&
           rules_compile(b) && combinations_compile(b) && anchors_index(b);
}

struct triage_phrases *triage_phrases_new(const struct phrase_source *source,
                                          struct phrase_fault *fault)
{
    struct builder *b = xcalloc(1, sizeof(*b));
    struct triage_phrases *table = table_new();

    b->table = table;
    b->source = source;
    b->fault = fault;
    if (!(limits_check(b) && build_spellings(b) && build_named_sets(b) && build_word_lists(b) &&
          phrases_compile(b))) {
        triage_phrases_free(table);
        table = NULL;
    }
    free(b);
    return table;
}
