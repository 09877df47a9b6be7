/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/list_text.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/segment.h"

/* What fills the placeholders of one template; NULL where it has none. */
struct filling {
    const char *number, *label, *expect, *items, *numbers;
};

static const char *filling_of(const struct filling *filling, const char *name, size_t len)
{
    const struct {
        const char *name, *value;
    } values[] = {
        { "number", filling->number },   { "label", filling->label },
        { "expect", filling->expect },   { "items", filling->items },
        { "numbers", filling->numbers },
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
