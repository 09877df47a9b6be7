/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/triage_window.h"

#include <string.h>

#include "base/err.h"

_Static_assert(WINDOW_STEP >= 16, "long texts are read in steps worth the work");

static uint64_t bit(size_t n)
{
    return UINT64_C(1) << n;
}

void window_init(struct window *window, const struct triage_phrases *table)
{
    window->table = table;
    window->count = 0;
    window->touched_count = 0;
    memset(window->found, 0, table->set_count * sizeof(*window->found));
}

static void set_mark(struct window *w, uint16_t set, uint64_t here)
{
    if (!w->found[set]) w->touched[w->touched_count++] = set;
    w->found[set] |= here;
}

static void place_index(struct window *w, size_t n)
{
    const struct triage_phrases *table = w->table;
    const struct place *place = &w->place[n];
    const struct word *word = &table->words[place->word];

    if (place->starts_text || place->starts_sentence) w->starts |= bit(n);
    if (place->starts_sentence && !place->starts_text) w->walls |= bit(n);
    for (size_t i = 0; i < word->set_count; i++)
        set_mark(w, table->word_sets[word->first_set + i], bit(n));
    if (place->number == NUMBER_ANY) return;
    for (size_t i = 0; i < table->number_set_count; i++)
        if (place->number >= table->sets[table->number_sets[i]].number_min)
            set_mark(w, table->number_sets[i], bit(n));
}

void window_index(struct window *window, size_t from, bool last)
{
    for (size_t i = 0; i < window->touched_count; i++) window->found[window->touched[i]] = 0;
    window->touched_count = 0;
    window->starts = window->walls = 0;
    window->open = UINT64_MAX;
    for (size_t n = from; n < window->count; n++) place_index(window, n);
    if (last) window->starts |= bit(window->count);
    window->negators = window->found[window->table->negator_set];
}

void window_slide(struct window *window, size_t count)
{
    must(count <= window->count);
    window->count -= count;
    memmove(window->place, window->place + count, window->count * sizeof(*window->place));
}

/* Where a phrase may go on: at places it has not left yet, and at those it has come to. */
struct state {
    uint64_t fresh; /* nothing consumed, or any sentence's end may be passed */
    uint64_t moved;
};

static uint64_t ready(const struct window *w, struct state s)
{
    return s.fresh | (s.moved & ~w->walls);
}

static struct state arrive(struct state s, uint64_t places, bool optional)
{
    if (optional) return (struct state){ s.fresh, s.moved | places };
    return (struct state){ 0, places };
}

static struct state gap_pass(const struct window *w, struct state s, size_t reach)
{
    uint64_t places = ready(w, s);

    for (size_t i = 0; i < reach; i++) places |= ((places & ~w->negators) << 1) & ~w->walls;
    return (struct state){ s.fresh, places };
}

static struct state wide_gap_pass(const struct window *w, struct state s, size_t reach)
{
    uint64_t places = s.fresh | s.moved;

    for (size_t i = 0; i < reach; i++) places |= (places & ~w->negators) << 1;
    return (struct state){ places, 0 };
}

/* Every part but groups. */
static struct state part_pass(const struct window *w, const struct part *part, struct state s)
{
    uint64_t next;

    switch (part->kind) {
    case PART_SET:
        next = (ready(w, s) & w->open & w->found[part->index]) << 1;
        return arrive(s, next, part->optional);
    case PART_GAP: return gap_pass(w, s, part->reach);
    case PART_WIDE_GAP: return wide_gap_pass(w, s, part->reach);
    case PART_NEXT_NOT:
        return (struct state){ s.fresh & ~w->found[part->index], s.moved & ~w->found[part->index] };
    case PART_START:
    case PART_END: return (struct state){ s.fresh & w->starts, s.moved & w->starts };
    case PART_GROUP: break; /* a group has no groups in it */
    }
    return s;
}

static uint64_t flat_match(const struct window *w, const struct phrase *phrase, uint64_t from)
{
    const struct part *parts = w->table->parts + phrase->first_part;
    struct state s = { from, 0 };

    for (size_t i = 0; i < phrase->part_count && (s.fresh | s.moved); i++)
        s = part_pass(w, &parts[i], s);
    return s.moved;
}

/* Most phrases of which one word is there lack another: that is seen before they are followed. */
static bool has_needs(const struct window *w, const struct phrase *phrase)
{
    for (size_t i = 0; i < phrase->need_count; i++)
        if (!w->found[phrase->needs[i]]) return false;
    return true;
}

static uint64_t group_match(const struct window *w, const struct phrase_span *group, uint64_t from)
{
    uint64_t ends = 0;

    for (size_t i = 0; from && i < group->count; i++) {
        const struct phrase *phrase = &w->table->phrases[group->first + i];

        if (has_needs(w, phrase)) ends |= flat_match(w, phrase, from);
    }
    return ends;
}

uint64_t window_match(const struct window *window, const struct phrase *phrase, uint64_t from)
{
    const struct triage_phrases *table = window->table;
    const struct part *parts = table->parts + phrase->first_part;
    struct state s = { from, 0 };

    for (size_t i = 0; i < phrase->part_count && (s.fresh | s.moved); i++) {
        const struct part *part = &parts[i];

        if (part->kind == PART_GROUP)
            s = arrive(s, group_match(window, &table->groups[part->index], ready(window, s)),
                       part->optional);
        else
            s = part_pass(window, part, s);
    }
    return s.moved;
}

size_t window_match_start(const struct window *window, const struct phrase *phrase, size_t end)
{
    size_t start = end;

    while (start > 0 && end - start < PHRASE_SPAN_MAX) {
        start--;
        if (window_match(window, phrase, bit(start)) & bit(end)) break;
    }
    return start;
}

void window_candidates(const struct window *window, uint64_t candidates[CANDIDATE_WORDS])
{
    const struct triage_phrases *table = window->table;

    memset(candidates, 0, CANDIDATE_WORDS * sizeof(*candidates));
    for (size_t i = 0; i < window->touched_count; i++) {
        const struct word_set *set = &table->sets[window->touched[i]];

        for (size_t k = 0; k < set->phrase_count; k++) {
            const struct anchor *anchor = &table->anchored[set->first_phrase + k];

            if (window->found[anchor->also])
                candidates[anchor->phrase / 64] |= bit(anchor->phrase % 64);
        }
    }
}
