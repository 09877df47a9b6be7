/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/list_text.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/plain.h"
#include "rules/segment.h"

/* What fills the placeholders of one template; NULL where it has none. */
struct filling {
    const char *number, *label, *expect, *items, *numbers, *call, *text;
};

static const char *filling_of(const struct filling *filling, const char *name, size_t len)
{
    const struct {
        const char *name, *value;
    } values[] = {
        { "number", filling->number },   { "label", filling->label },
        { "expect", filling->expect },   { "items", filling->items },
        { "numbers", filling->numbers }, { "call", filling->call },
        { "text", filling->text },
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strlen(values[i].name) == len && memcmp(values[i].name, name, len) == 0)
            return values[i].value;
    return NULL;
}

/* A placeholder that nothing fills stays as it is, for its author to see. */
static void add_filled(struct str *out, const char *template, const struct filling *filling)
{
    while (*template) {
        size_t plain = strcspn(template, "{");
        const char *end = strchr(template + plain, '}');
        const char *value;

        str_add_len(out, template, plain);
        template += plain;
        if (!*template) return;
        value = end ? filling_of(filling, template + 1, (size_t)(end - template - 1)) : NULL;
        if (value)
            str_add(out, value);
        else
            str_add_len(out, template, 1);
        template += value ? end - template + 1 : 1;
    }
}

static void add_item(struct str *out, const struct list *list, const char *template, size_t at)
{
    char number[12];
    struct str digits;
    struct filling filling = { .number = number,
                               .label = list->item[at].label,
                               .expect = list->item[at].expect };

    str_init(&digits, number, sizeof number);
    str_addf(&digits, "%zu", at + 1);
    add_filled(out, template, &filling);
}

/* Into the text as plainly as the language allows; what does not fit whole leaves it empty. */
static void text_set(struct text *text, const struct str *str, const struct list_words *words)
{
    text->len = 0;
    text->s[0] = '\0';
    if (str->cut) return;
    text->len =
        (uint16_t)segment_flatten(text->s, sizeof text->s, str->s, str->len, words->drop_accents);
}

static bool text_fits(const struct text *text)
{
    return text->len && segment_count(text->s, text->len).count <= LIST_SEGMENTS_MAX;
}

/* "Reply 1-8": earlier numbers stay valid. */
static void add_prompt(struct str *out, const struct list *list, const struct list_words *words,
                       size_t end)
{
    char numbers[24];
    struct str range;
    struct filling filling = { .numbers = numbers };

    str_init(&range, numbers, sizeof numbers);
    str_addf(&range, end > 1 ? "1-%zu" : "%zu", end);
    add_filled(out, end < list->count ? words->reply_more : words->reply_last, &filling);
}

static void page_write(const struct list *list, const struct list_words *words, size_t end,
                       struct text *text)
{
    char buffer[TEXT_BYTES_MAX + 1];
    struct str out;

    str_init(&out, buffer, sizeof buffer);
    str_add(&out, list->shown ? words->intro_more : words->intro);
    for (size_t i = list->shown; i < end; i++) {
        str_add(&out, "\n");
        add_item(&out, list, words->item, i);
    }
    str_add(&out, "\n");
    add_prompt(&out, list, words, end);
    text_set(text, &out, words);
}

size_t list_text_page(const struct list *list, const struct list_words *words, struct text *out)
{
    size_t end = list->shown + LIST_PAGE_ITEMS;

    must(list->count <= LIST_ITEMS_MAX && list->shown <= list->count);
    *out = (struct text){ .len = 0 };
    if (list->shown == list->count) return list->shown;
    if (end > list->count) end = list->count;
    page_write(list, words, end, out);
    while (!text_fits(out) && end > list->shown + 1) page_write(list, words, --end, out);
    return end;
}

void list_text_expect(const struct list *list, const struct list_words *words, int number,
                      bool last, struct text *out)
{
    char buffer[TEXT_BYTES_MAX + 1];
    struct str str;

    must(number >= 1 && (size_t)number <= list->count);
    str_init(&str, buffer, sizeof buffer);
    add_item(&str, list, words->expect, (size_t)number - 1);
    if (last) {
        str_add(&str, "\n");
        str_add(&str, words->follow_up);
    }
    text_set(out, &str, words);
}

/* ---- a place of the directory ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a number that begins here has just these digits, however they are set apart. */
static bool is_number(const char *at, const char *digits)
{
    for (; *digits; digits++) {
        while (*at && strchr(" -.()/", *at)) at++;
        if (*at++ != *digits) return false;
    }
    return !is_digit(*at);
}

/* The digits of `number`, "HOME to 741-741", are somewhere in the words. */
static bool names_number(const char *words, const char *number)
{
    char digits[64];
    struct str str;

    str_init(&str, digits, sizeof digits);
    for (const char *c = number; *c; c++)
        if (is_digit(*c)) str_add_len(&str, c, 1);
    if (!str.len) return strstr(words, number) != NULL;
    for (const char *at = words; *at; at++)
        if (*at == *digits && (at == words || !is_digit(at[-1])) && is_number(at, digits))
            return true;
    return false;
}

/* By phone or by text; or else there may be a page to read. */
static bool has_number(const struct resource *place)
{
    return *place->call || *place->text;
}

static bool names_way(const struct resource *place)
{
    const char *call = *place->dial ? place->dial : place->call;

    if (!has_number(place)) return strstr(place->expect, place->url) != NULL;
    return (*call && names_number(place->expect, call)) ||
           (*place->text && names_number(place->expect, place->text));
}

/* "Call 617-555-0110. Text HOME to 741741." */
static void add_ways(struct str *out, const struct resource *place, const struct list_words *words)
{
    struct filling filling = { .call = place->call, .text = place->text };

    if (*place->call) add_filled(out, words->call, &filling);
    if (*place->call && *place->text) str_add(out, " ");
    if (*place->text) add_filled(out, words->text, &filling);
    if (!has_number(place)) str_add(out, place->url);
}

/* Told as the last of a full list, with the question: as long as it can ever be. */
static bool item_fits(const struct list_item *item, const struct list_words *words)
{
    struct list list = { .count = LIST_ITEMS_MAX };
    struct text text;

    list.item[LIST_ITEMS_MAX - 1] = *item;
    list_text_expect(&list, words, LIST_ITEMS_MAX, true, &text);
    return text_fits(&text);
}

/* The ways, and then as much of what to expect as `chars` hold; how much that was. */
static size_t expect_write(struct list_item *item, const struct resource *place,
                           const struct list_words *words, size_t chars)
{
    char rest[sizeof place->expect];
    struct str out;

    plain_sentences(place->expect, chars, rest, sizeof rest);
    str_init(&out, item->expect, sizeof item->expect);
    add_ways(&out, place, words);
    if (*rest) str_addf(&out, " %s", rest);
    return utf8_count(rest, strlen(rest));
}

void list_text_item(const struct resource *place, const struct list_words *words,
                    struct list_item *item)
{
    size_t chars;

    memcpy(item->resource, place->id, sizeof item->resource);
    memcpy(item->label, place->label, sizeof item->label);
    memcpy(item->expect, place->expect, sizeof item->expect);
    if (names_way(place)) return;
    chars = expect_write(item, place, words, sizeof place->expect);
    while (chars && !item_fits(item, words)) chars = expect_write(item, place, words, chars - 1);
}

/* ---- the gentle question ---- */

static const char *separator_before(const struct list_words *words, size_t at, size_t count)
{
    if (at == 0) return "";
    if (at + 1 < count) return words->separator;
    return count == 2 ? words->or_two : words->or_last;
}

void list_text_ask(const struct list *list, const struct list_words *words,
                   const struct item_numbers *candidates, struct text *out)
{
    char buffer[TEXT_BYTES_MAX + 1], items[TEXT_BYTES_MAX / 2];
    struct filling filling = { .items = items };
    struct str str, named;

    str_init(&named, items, sizeof items);
    for (size_t i = 0; i < candidates->count; i++) {
        int number = candidates->number[i];

        must(number >= 1 && (size_t)number <= list->count);
        str_add(&named, separator_before(words, i, candidates->count));
        add_item(&named, list, words->item, (size_t)number - 1);
    }
    str_init(&str, buffer, sizeof buffer);
    add_filled(&str, words->ask, &filling);
    text_set(out, &str, words);
    if (candidates->count && !named.cut && text_fits(out)) return;

    str_init(&str, buffer, sizeof buffer);
    str_add(&str, words->ask_any);
    text_set(out, &str, words);
}
