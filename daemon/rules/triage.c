/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/triage.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/triage_words.h"

#define TEXTS_MAX (TRIAGE_EARLIER_MAX + 1)
#define NEAR PHRASE_SPAN_MAX /* words before a text that may be in one phrase with a word of it */
#define FINDINGS_MAX 24
#define CONTRAST_WITHIN 5 /* words after a phrase in which "but" undoes its negation */
#define REPORT_WITHIN 2   /* words between "he told me to" and what he told */
#define QUOTED_WITHIN 4   /* the same when they are in quotation marks */
#define LAUGHTER_WITHIN 6 /* words between a phrase and the laughter about it */
#define OTHERS_WITHIN 6   /* words between "you" or "people" and what is said of them */

/* A rule that matched. */
struct finding {
    const struct rule *rule;
    enum tier tier;
    bool weakened;
    uint8_t first_text, last_text;
    uint16_t start, len; /* of the part in the last of its texts */
};

/* What stands around phrases, as bits of places in the window. */
struct context {
    uint64_t negated;    /* right after a negation */
    uint64_t contrasted; /* right after "but" */
    uint64_t reported;   /* somebody else's words */
    uint64_t laughter;
};

struct reading {
    const struct triage_phrases *table;
    struct window window;
    bool first_window;
    uint8_t text_count;
    size_t bytes[TEXTS_MAX];
    bool says_again[TEXTS_MAX]; /* word for word what one of the texts before it says */
    uint64_t categories[TEXTS_MAX];
    size_t finding_count;
    struct finding finding[FINDINGS_MAX];
};

static uint64_t bit(size_t n)
{
    return UINT64_C(1) << n;
}

/* The lowest place in a set that is not empty, which loses it. */
static size_t place_take(uint64_t *places)
{
    size_t n = (size_t)__builtin_ctzll(*places);

    *places &= *places - 1;
    return n;
}

/* The highest place in a set that is not empty. */
static size_t place_last(uint64_t places)
{
    return 63 - (size_t)__builtin_clzll(places);
}

/* Bits from..to-1. */
static uint64_t bits_between(size_t from, size_t to)
{
    uint64_t below = to >= 64 ? UINT64_MAX : bit(to) - 1;

    return from >= 64 ? 0 : below & ~(bit(from) - 1);
}

static bool same_text(const struct window *w, size_t first, size_t last)
{
    return last < w->count && w->place[first].text == w->place[last].text;
}

/* ---- what stands around ---- */

/* How far somebody else's words go that begin at `from`. */
static uint64_t reported_from(const struct window *w, size_t from)
{
    uint64_t reported = 0;

    for (size_t n = from; n <= from + QUOTED_WITHIN && same_text(w, from - 1, n); n++)
        if (n <= from + REPORT_WITHIN || w->place[n].quoted) reported |= bit(n);
    return reported;
}

/* An earlier text never weakens a later one: what weakens must stand in the same text. */
static void context_note(struct window *w, struct context *context, const struct phrase *phrase,
                         size_t start, size_t end)
{
    if (!same_text(w, start, end - 1)) return;
    switch (phrase->use) {
    case USE_MASK: w->open &= ~bits_between(start, end); break;
    case USE_NEGATION:
        if (same_text(w, start, end)) context->negated |= bit(end) & ~w->walls;
        break;
    case USE_CONTRAST: context->contrasted |= bit(end); break;
    case USE_REPORT: context->reported |= reported_from(w, end); break;
    case USE_LAUGHTER: context->laughter |= bits_between(start, end); break;
    case USE_RULE:
    case USE_GROUP: break;
    }
}

/* ---- findings ---- */

static enum tier tier_below(enum tier tier)
{
    return tier > TIER_WATCH ? (enum tier)(tier - 1) : tier;
}

/* Is there laughter near by, in the same text? */
static bool laughed_about(const struct window *w, const struct context *context, size_t start,
                          size_t end)
{
    size_t from = start > LAUGHTER_WITHIN ? start - LAUGHTER_WITHIN : 0;
    uint64_t near = context->laughter & bits_between(from, end + LAUGHTER_WITHIN);

    while (near)
        if (same_text(w, place_take(&near), end - 1)) return true;
    return false;
}

/* Of "you" or "people", and no word of one's own has come since. */
static bool said_of_others(struct window *w, size_t start, size_t end)
{
    uint64_t near = bits_between(start > OTHERS_WITHIN ? start - OTHERS_WITHIN : 0, start);
    uint64_t others = window_found(w, w->table->other_set) & near;
    size_t at;

    if (!others) return false;
    at = place_last(others);
    return same_text(w, at, end - 1) && !(w->walls & bits_between(at + 1, start + 1)) &&
           !(window_found(w, w->table->own_set) & bits_between(at, end));
}

/* What the phrase means where it stands. Never calmer than Watch. */
static enum tier tier_in_context(struct window *w, const struct context *context,
                                 const struct rule *rule, size_t start, size_t end)
{
    uint64_t contrast = bits_between(end + 1, end + 1 + CONTRAST_WITHIN);

    if (rule->certain || rule->tier <= TIER_WATCH) return rule->tier;
    if ((context->reported & bit(start)) || said_of_others(w, start, end)) return TIER_WATCH;
    if ((context->negated & bit(start)) && !(context->contrasted & contrast))
        return tier_below(rule->tier);
    if (rule->tier == TIER_HIGH && laughed_about(w, context, start, end)) return TIER_WATCH;
    return rule->tier;
}

/* Graver, and of one text rather than of several, and earlier. */
static bool finding_before(const struct finding *a, const struct finding *b)
{
    if (a->tier != b->tier) return a->tier > b->tier;
    if (a->first_text != b->first_text) return a->first_text > b->first_text;
    return a->start < b->start;
}

/* Keeps one finding for each rule, the gravest; of too many rules the gravest. */
static void finding_add(struct reading *r, const struct finding *finding)
{
    struct finding *least = NULL;

    for (size_t i = 0; i < r->finding_count; i++) {
        struct finding *other = &r->finding[i];

        if (other->rule == finding->rule) {
            if (finding_before(finding, other)) *other = *finding;
            return;
        }
        if (!least || finding_before(least, other)) least = other;
    }
    if (r->finding_count < FINDINGS_MAX)
        r->finding[r->finding_count++] = *finding;
    else if (finding_before(finding, least))
        *least = *finding;
}

static void rule_found(struct reading *r, const struct context *context, const struct rule *rule,
                       size_t start, size_t end)
{
    const struct place *first = &r->window.place[start], *last = &r->window.place[end - 1];
    struct finding finding = { .rule = rule, .first_text = first->text, .last_text = last->text };

    finding.tier = tier_in_context(&r->window, context, rule, start, end);
    finding.weakened = finding.tier < rule->tier;
    finding.start = first->text == last->text ? first->start : 0;
    finding.len = (uint16_t)(last->start + last->len - finding.start);
    if (!finding.weakened) r->categories[last->text] |= bit(rule->category);
    if (rule->tier > TIER_STEADY && last->text == r->text_count - 1) finding_add(r, &finding);
}

/* ---- the window ---- */

static void phrase_read(struct reading *r, struct context *context, const struct phrase *phrase,
                        uint64_t accepted)
{
    struct window *w = &r->window;
    /* A gap before what may be missing goes on behind the last word, where nothing is. */
    uint64_t ends =
        window_match(w, phrase, bits_between(0, w->count)) & bits_between(0, w->count + 1);

    while (ends) {
        size_t end = place_take(&ends);
        size_t start = window_match_start(w, phrase, end);

        if (phrase->use != USE_RULE)
            context_note(w, context, phrase, start, end);
        else if (accepted & bit(start))
            rule_found(r, context, &r->table->rules[phrase->rule], start, end);
    }
}

/* Phrases come in the order of their use: masks, then what stands around, then rules. */
static void window_read(struct reading *r, bool last)
{
    struct window *w = &r->window;
    size_t from = r->first_window ? 0 : WINDOW_BEFORE;
    size_t to = last ? w->count : WINDOW_BEFORE + WINDOW_STEP;
    uint64_t candidates[CANDIDATE_WORDS];
    struct context context = { 0 };

    window_index(w, last);
    window_candidates(w, candidates);
    for (size_t i = 0; i < CANDIDATE_WORDS; i++)
        while (candidates[i])
            phrase_read(r, &context, &r->table->phrases[i * 64 + place_take(&candidates[i])],
                        bits_between(from, to));
    r->first_window = false;
}

/* Who waits sends the same words again, and so do phones: that is no further sign. */
static bool says_again(const struct text *text, const struct text *earlier, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (earlier[i].len == text->len && !memcmp(earlier[i].s, text->s, text->len)) return true;
    return false;
}

static void text_read(struct reading *r, const struct text *text, uint8_t number)
{
    struct words words;

    must(text->len <= TEXT_BYTES_MAX);
    r->bytes[number] = text->len;
    words_init(&words, r->table, text->s, text->len, number);
    while (words_next(&words, &r->window)) {
        if (r->window.count <= WINDOW_WORDS - SPELLED_MAX) continue;
        window_read(r, false);
        window_slide(&r->window, WINDOW_STEP);
    }
}

/* ---- the result ---- */

static void reason_add(struct triage *result, const char *id, enum tier tier,
                       enum reason_source source, uint16_t start, uint16_t len)
{
    struct reasons *reasons = &result->reasons;
    struct reason reason = { .source = source, .tier = tier, .start = start, .len = len };
    size_t at = reasons->count;

    must(str_copy(reason.rule, sizeof(reason.rule), id) == OK);
    while (at > 0 && reasons->reason[at - 1].tier < tier) at--;
    if (at == REASONS_MAX) return;
    if (reasons->count < REASONS_MAX) reasons->count++;
    memmove(&reasons->reason[at + 1], &reasons->reason[at],
            (reasons->count - at - 1) * sizeof(reason));
    reasons->reason[at] = reason;
    if (tier > result->tier) result->tier = tier;
}

static void findings_report(const struct reading *r, struct triage *result)
{
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->finding[i];
        bool joined = f->first_text != f->last_text;

        reason_add(result, f->rule->id, f->tier, joined ? REASON_HISTORY : REASON_WORDS, f->start,
                   f->len);
    }
}

/* Do the texts from `first` on together have what the combination asks for? */
static bool combination_holds(const struct reading *r, const struct combination *combination,
                              uint8_t first)
{
    uint64_t together = 0;
    size_t bytes = 0;
    int texts = 0;

    for (uint8_t i = first; i < r->text_count; i++) {
        together |= r->categories[i];
        bytes += r->bytes[i];
        if ((r->categories[i] & combination->of) && !r->says_again[i]) texts++;
    }
    if (combination->bytes_max && bytes > (size_t)combination->bytes_max) return false;
    return (together & combination->all) == combination->all &&
           __builtin_popcountll(together & combination->of) >= combination->at_least &&
           texts >= combination->texts_at_least;
}

static void combinations_report(const struct reading *r, struct triage *result)
{
    uint8_t current = (uint8_t)(r->text_count - 1);

    for (size_t i = 0; i < r->table->combination_count; i++) {
        const struct combination *c = &r->table->combinations[i];

        if (!(r->categories[current] & (c->all | c->of))) continue;
        if (combination_holds(r, c, current))
            reason_add(result, c->id, c->tier, REASON_WORDS, 0, 0);
        else if (!c->one_text && combination_holds(r, c, 0))
            reason_add(result, c->id, c->tier, REASON_HISTORY, 0, 0);
    }
}

static void reading_begin(struct reading *r, const struct triage_phrases *phrases,
                          size_t earlier_count)
{
    r->table = phrases;
    r->first_window = true;
    r->text_count = (uint8_t)(earlier_count + 1);
    r->finding_count = 0;
    memset(r->categories, 0, sizeof(r->categories));
    window_init(&r->window, phrases);
}

static void texts_read(struct reading *r, const struct text *text, const struct text *earlier,
                       size_t earlier_count)
{
    for (size_t i = 0; i < earlier_count; i++) {
        r->says_again[i] = says_again(&earlier[i], earlier, i);
        text_read(r, &earlier[i], (uint8_t)i);
    }
    r->says_again[earlier_count] = says_again(text, earlier, earlier_count);
    text_read(r, text, (uint8_t)earlier_count);
    window_read(r, true);
}

/* The last words of one text, at least NEAR if it has as many, are all that is in the window. */
static void last_words_read(struct window *window, const struct text *text, uint8_t number)
{
    struct words words;

    window->count = 0;
    words_init(&words, window->table, text->s, text->len, number);
    while (words_next(&words, window))
        if (window->count > WINDOW_WORDS - SPELLED_MAX) window_slide(window, WINDOW_STEP);
}

/* The text with the words right before it: from the last text backwards, so that most need no look.
 */
static void near_read(struct reading *r, const struct text *text, const struct text *earlier,
                      size_t earlier_count)
{
    struct window *w = &r->window;
    struct place near[NEAR];
    size_t free = NEAR;

    for (size_t i = earlier_count; i > 0 && free > 0; i--) {
        last_words_read(w, &earlier[i - 1], (uint8_t)(i - 1));
        size_t count = w->count < free ? w->count : free;

        free -= count;
        memcpy(near + free, w->place + w->count - count, count * sizeof(*near));
    }
    w->count = NEAR - free;
    memcpy(w->place, near + free, w->count * sizeof(*near));
    text_read(r, text, (uint8_t)earlier_count);
    window_read(r, true);
}

/*
 * What the texts before say by themselves counts only beside something in the last one, and in most
 * there is nothing: so that is looked for first. Near it everything is read as in the second
 * reading, but for what would weaken it from further away. What combines within one text asks for
 * no other.
 */
static bool stands_alone(struct reading *r, const struct triage_phrases *phrases,
                         const struct text *text, const struct text *earlier, size_t earlier_count)
{
    reading_begin(r, phrases, earlier_count);
    r->says_again[earlier_count] = false;
    near_read(r, text, earlier, earlier_count);
    return !r->finding_count && !(r->categories[earlier_count] & phrases->joined);
}

void triage_read(const struct triage_phrases *phrases, const struct text *text,
                 const struct text *earlier, size_t earlier_count, struct triage *result)
{
    struct reading r;

    must(earlier_count <= TRIAGE_EARLIER_MAX);
    result->tier = TIER_STEADY;
    result->reasons.count = 0;
    if (!earlier_count || !stands_alone(&r, phrases, text, earlier, earlier_count)) {
        reading_begin(&r, phrases, earlier_count);
        texts_read(&r, text, earlier, earlier_count);
    }
    findings_report(&r, result);
    combinations_report(&r, result);
}
