/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/reply_choice.h"

#include "base/err.h"

/* One thing that points: a number, a name, or label words that belong together. */
struct selector {
    enum sense sense;
    int value;      /* the number as written, which may not be on the list */
    uint32_t items; /* those it may mean */
    bool joined;    /* nothing stands between it and the one before */
};

struct selectors {
    size_t count;
    struct selector selector[WORDS_MAX];
};

/* Senses that part what points on either side of them. */
#define SENSES_PARTING                                                                             \
    (SENSE_BIT(SENSE_AND) | SENSE_BIT(SENSE_OR) | SENSE_BIT(SENSE_ALSO) | SENSE_BIT(SENSE_NOT) |   \
     SENSE_BIT(SENSE_CORRECTION) | SENSE_BIT(SENSE_BUT))

/* Senses that leave doubt as soon as they stand beside a number. */
#define SENSES_DOUBTFUL                                                                            \
    (SENSE_BIT(SENSE_OR) | SENSE_BIT(SENSE_HEDGE) | SENSE_BIT(SENSE_POINTING) |                    \
     SENSE_BIT(SENSE_MORE) | SENSE_BIT(SENSE_NONE) | SENSE_BIT(SENSE_FINE) |                       \
     SENSE_BIT(SENSE_SLIP) | SENSE_BIT(SENSE_TOO))

bool item_numbers_have(const struct item_numbers *numbers, int number)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->number[i] == number) return true;
    return false;
}

void item_numbers_add(struct item_numbers *numbers, int number)
{
    if (item_numbers_have(numbers, number)) return;
    must(numbers->count < LIST_ITEMS_MAX);
    numbers->number[numbers->count++] = number;
}

void item_numbers_add_all(struct item_numbers *numbers, const struct item_numbers *more)
{
    for (size_t i = 0; i < more->count; i++) item_numbers_add(numbers, more->number[i]);
}

static uint32_t first_items(size_t count)
{
    return (UINT32_C(1) << count) - 1;
}

static uint32_t item_bit(const struct list *list, int number)
{
    return number >= 1 && (size_t)number <= list->count ? UINT32_C(1) << (number - 1) : 0;
}

static bool is_single(uint32_t items)
{
    return items && !(items & (items - 1));
}

/* What the texter has seen goes before what is still to come. */
static uint32_t shown_first(const struct list *list, uint32_t items)
{
    uint32_t shown = items & first_items(list->shown);

    return shown ? shown : items;
}

static uint32_t token_items(const struct list *list, const struct token *token)
{
    if (token->sense == SENSE_LABEL || token->sense == SENSE_NAME)
        return shown_first(list, token->items);
    if (token->sense == SENSE_LAST) return item_bit(list, (int)list->shown);
    if (token->sense == SENSE_FIRST_FEW)
        return (size_t)token->value <= list->shown ? first_items((size_t)token->value) : 0;
    return item_bit(list, token->value);
}

static bool is_chosen_by_words(enum sense sense)
{
    return sense == SENSE_LABEL || sense == SENSE_NAME;
}

/* The "one" of "the second one" only points back. */
static bool only_points_back(const struct selectors *selectors, const struct token *token,
                             bool joined)
{
    enum sense before =
        selectors->count ? selectors->selector[selectors->count - 1].sense : SENSE_OTHER;

    return token->sense == SENSE_ONE && joined && before != SENSE_NUMBER && before != SENSE_ONE;
}

/* Label words in a row narrow each other; a number and a name in a row must agree. */
static bool merge(struct selector *before, const struct selector *selector)
{
    bool words = is_chosen_by_words(selector->sense);
    uint32_t common = before->items & selector->items;

    if (!selector->joined || !common) return false;
    if (!words && !is_chosen_by_words(before->sense)) return false;
    before->items = common;
    return true;
}

static void selectors_add(struct selectors *selectors, const struct selector *selector)
{
    if (selectors->count && merge(&selectors->selector[selectors->count - 1], selector)) return;
    selectors->selector[selectors->count++] = *selector;
}

static void selectors_read(const struct list *list, const struct tokens *tokens, size_t from,
                           size_t to, struct selectors *selectors)
{
    bool joined = false;

    selectors->count = 0;
    for (size_t i = from; i < to; i++) {
        const struct token *token = &tokens->token[i];
        struct selector selector = { token->sense, token->value, token_items(list, token), joined };

        if (SENSE_BIT(token->sense) & SENSES_PARTING) joined = false;
        if (SENSE_BIT(token->sense) & SENSES_CHOOSING) {
            if (!only_points_back(selectors, token, joined)) selectors_add(selectors, &selector);
            joined = true;
        }
        if (token->breaks) joined = false;
    }
}

/* "13" may be 1 and 3 without a space between them. */
static void add_digits(const struct list *list, struct item_numbers *maybe, int value)
{
    int tens = value / 10, ones = value % 10;

    if (tens < 1 || ones < 1 || (size_t)tens > list->shown || (size_t)ones > list->shown) return;
    item_numbers_add(maybe, tens);
    item_numbers_add(maybe, ones);
}

static void add_items(struct item_numbers *numbers, uint32_t items)
{
    for (int number = 1; number <= LIST_ITEMS_MAX; number++)
        if (items & UINT32_C(1) << (number - 1)) item_numbers_add(numbers, number);
}

static bool is_shown(const struct list *list, uint32_t items)
{
    return (items & ~first_items(list->shown)) == 0;
}

static void select_items(const struct list *list, const struct selector *selector,
                         struct selection *selection)
{
    bool several = selector->sense == SENSE_FIRST_FEW && selector->items;

    if ((several || is_single(selector->items)) && is_shown(list, selector->items)) {
        add_items(&selection->items, selector->items);
        return;
    }
    selection->unclear = true;
    add_items(&selection->maybe, selector->items);
    if (!selector->items) add_digits(list, &selection->maybe, selector->value);
}

/* Two that stand together without a word between them must be of one kind: "1 3", not "2 first". */
static bool clash(const struct selector *a, const struct selector *b)
{
    bool numbers = (a->sense == SENSE_NUMBER || a->sense == SENSE_ONE) &&
                   (b->sense == SENSE_NUMBER || b->sense == SENSE_ONE);

    return b->joined && !numbers && a->items != b->items;
}

/* Three and more numbers with nothing between them may be a countdown. */
static bool is_countdown(const struct selectors *selectors, size_t at)
{
    return at >= 2 && selectors->selector[at].joined && selectors->selector[at - 1].joined;
}

/* "I'd like one" may be any of them; "one", "option one", "one and three" are the number. */
static bool one_is_vague(const struct tokens *tokens, size_t at, size_t from)
{
    return tokens->token[at].sense == SENSE_ONE && at > from &&
           tokens->token[at - 1].sense == SENSE_FILLER && !tokens->token[at - 1].breaks;
}

/* "1, no wait, 3": what stands before may be taken back or not. */
static bool is_corrected_within(const struct tokens *tokens, size_t from, size_t to)
{
    bool chosen = false, corrected = false;

    for (size_t i = from; i < to; i++) {
        uint64_t bit = SENSE_BIT(tokens->token[i].sense);

        if (corrected && (bit & SENSES_CHOOSING)) return true;
        if (bit & SENSES_CHOOSING) chosen = true;
        if (chosen && (bit & (SENSE_BIT(SENSE_CORRECTION) | SENSE_BIT(SENSE_NO)))) corrected = true;
    }
    return false;
}

static bool words_leave_doubt(const struct tokens *tokens, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct token *token = &tokens->token[i];

        if (token->asks || token->near) return true;
        if (SENSE_BIT(token->sense) & SENSES_DOUBTFUL) return true;
        if (one_is_vague(tokens, i, from)) return true;
    }
    return is_corrected_within(tokens, from, to);
}

struct selection reply_choice_read(const struct list *list, const struct tokens *tokens,
                                   size_t from, size_t to)
{
    struct selection selection = { .unclear = words_leave_doubt(tokens, from, to) };
    struct selectors selectors;

    selectors_read(list, tokens, from, to, &selectors);
    for (size_t i = 0; i < selectors.count; i++) {
        if (i && clash(&selectors.selector[i - 1], &selectors.selector[i]))
            selection.unclear = true;
        if (is_countdown(&selectors, i)) selection.unclear = true;
        select_items(list, &selectors.selector[i], &selection);
    }
    return selection;
}
