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
}

static uint64_t set_places(const struct window *w, uint16_t set)
{
    const struct triage_phrases *table = w->table;
    const uint8_t *column = table->row_places + set / 64;
    uint32_t number_min = table->sets[set].number_min;
    uint64_t places = 0;

    for (size_t n = 0; n < w->count; n++) {
        const struct place *place = &w->place[n];
        uint8_t piece = column[place->word * table->row_length];
        uint64_t row = piece ? table->row_pieces[table->row_begins[place->word] + piece].bits : 0;
        bool counts = place->number != NUMBER_ANY && place->number >= number_min;

        places |= ((row >> set % 64 & 1) | counts) << n;
    }
    return places;
}

uint64_t window_found(struct window *window, uint16_t set)
{
    uint64_t here = bit(set % 64);

    if (!(window->present[set / 64] & here)) return 0;
    if (!(window->known[set / 64] & here)) {
        window->known[set / 64] |= here;
        window->found[set] = set_places(window, set);
    }
    return window->found[set];
}

/* Which sets have a word here: most phrases ask no more than that. */
static void present_add(struct window *w, const struct place *place)
{
    const struct triage_phrases *table = w->table;
    const struct row_piece *piece = table->row_pieces + table->row_begins[place->word];
    const struct row_piece *last = table->row_pieces + table->row_begins[place->word + 1];

    while (piece < last) {
        piece++;
        w->present[piece->at] |= piece->bits;
    }
    if (place->number == NUMBER_ANY) return;
    for (size_t i = 0; i < table->number_set_count; i++) {
        uint16_t set = table->number_sets[i];

        if (place->number >= table->sets[set].number_min) w->present[set / 64] |= bit(set % 64);
    }
}

void window_index(struct window *window, bool last)
{
    window->starts = window->walls = 0;
    window->open = UINT64_MAX;
    memset(window->present, 0, window->table->row_length * sizeof(uint64_t));
    memset(window->known, 0, window->table->row_length * sizeof(uint64_t));
    for (size_t n = 0; n < window->count; n++) {
        const struct place *place = &window->place[n];

        if (place->starts_text || place->starts_sentence) window->starts |= bit(n);
        if (place->starts_sentence && !place->starts_text) window->walls |= bit(n);
        present_add(window, place);
    }
    if (last) window->starts |= bit(window->count);
    window->negators = window_found(window, window->table->negator_set);
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
static struct state part_pass(struct window *w, const struct part *part, struct state s)
{
    uint64_t next;

    switch (part->kind) {
    case PART_SET:
        next = (ready(w, s) & w->open & window_found(w, part->index)) << 1;
        return arrive(s, next, part->optional);
    case PART_GAP: return gap_pass(w, s, part->reach);
    case PART_WIDE_GAP: return wide_gap_pass(w, s, part->reach);
    case PART_NEXT_NOT:
        next = ~window_found(w, part->index);
        return (struct state){ s.fresh & next, s.moved & next };
    case PART_START:
    case PART_END: return (struct state){ s.fresh & w->starts, s.moved & w->starts };
    case PART_GROUP: break; /* a group has no groups in it */
    }
    return s;
}

static bool is_present(const struct window *w, uint16_t set)
{
    return w->present[set / 64] & bit(set % 64);
}

/* Most phrases of which one word is there lack another: that is seen before they are followed. */
static bool has_needs(const struct window *w, const struct phrase *phrase)
{
    const struct part *parts = w->table->parts + phrase->first_part;

    for (size_t i = 0; i < phrase->part_count; i++)
        if (parts[i].kind == PART_SET && !parts[i].optional && !is_present(w, parts[i].index))
            return false;
    return true;
}

static uint64_t flat_match(struct window *w, const struct phrase *phrase, uint64_t from)
{
    const struct part *parts = w->table->parts + phrase->first_part;
    struct state s = { from, 0 };

    if (!has_needs(w, phrase)) return 0;
    for (size_t i = 0; i < phrase->part_count && (s.fresh | s.moved); i++)
        s = part_pass(w, &parts[i], s);
    return s.moved;
}

static uint64_t group_match(struct window *w, const struct phrase_span *group, uint64_t from)
{
    uint64_t ends = 0;

    for (size_t i = 0; from && i < group->count; i++) {
        const struct phrase *phrase = &w->table->phrases[group->first + i];

        ends |= flat_match(w, phrase, from);
    }
    return ends;
}

uint64_t window_match(struct window *window, const struct phrase *phrase, uint64_t from)
{
    const struct triage_phrases *table = window->table;
    const struct part *parts = table->parts + phrase->first_part;
    struct state s = { from, 0 };

    if (!has_needs(window, phrase)) return 0;
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

size_t window_match_start(struct window *window, const struct phrase *phrase, size_t end)
{
    size_t start = end;

    while (start > 0 && end - start < PHRASE_SPAN_MAX) {
        start--;
        if (window_match(window, phrase, bit(start)) & bit(end)) break;
    }
    return start;
}

static void anchor_candidates(const struct window *w, uint16_t anchor_set, uint64_t *candidates)
{
    const struct word_set *set = &w->table->sets[anchor_set];

    for (size_t k = 0; k < set->phrase_count; k++) {
        const struct anchor *anchor = &w->table->anchored[set->first_phrase + k];

        if (is_present(w, anchor->also))
            candidates[anchor->phrase / 64] |= bit(anchor->phrase % 64);
    }
}

void window_candidates(const struct window *window, uint64_t candidates[CANDIDATE_WORDS])
{
    const struct triage_phrases *table = window->table;

    memset(candidates, 0, CANDIDATE_WORDS * sizeof(*candidates));
    for (size_t i = 0; i < table->row_length; i++) {
        uint64_t sets = window->present[i] & table->anchors[i];

        for (; sets; sets &= sets - 1)
            anchor_candidates(window, (uint16_t)(i * 64 + (size_t)__builtin_ctzll(sets)),
                              candidates);
    }
}
