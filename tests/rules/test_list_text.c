/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A page of a list takes two segments at most, and its numbers go on. */
#include "rules/list_text.h"

#include "base/text.h"
#include "rules/segment.h"

#include "../check.h"

static const struct list_words english = {
    .intro = "Some resources. What suits you best?",
    .intro_more = "More of them:",
    .reply_more = "Reply {numbers}, MORE or NONE. Or just keep talking to me.",
    .reply_last = "Reply {numbers} or NONE. Or just keep talking to me.",
    .expect = "{label}: {expect}",
    .call = "Call {call}.",
    .text = "Text {text}.",
    .follow_up = "OK if I ask you in a few days how it went?",
    .ask = "Did you mean {items}?",
    .ask_any = "Which number did you mean?",
    .item = "{number} {label}",
    .separator = ", ",
    .or_two = ", or ",
    .or_last = ", or ",
};

static const char *const labels[] = {
    "Harbor warmline", "City Crisis Line", "Elm House respite", "Night Owls",
    "County Helpline", "Book Club",        "Food pantry",
};

static void list_fill(struct list *list, size_t count, const char *same_label)
{
    bool fits = true;

    *list = (struct list){ .count = count };
    for (size_t i = 0; i < count; i++)
        fits = fits && STR_COPY(list->item[i].label, same_label ? same_label : labels[i]) == OK;
    CHECK(fits);
}

static void check_pages(void)
{
    struct list list;
    struct text text;

    list_fill(&list, 7, NULL);
    list.shown = list_text_page(&list, &english, &text);
    CHECK(list.shown == 5);
    CHECK_STR(text.s, "Some resources. What suits you best?\n1 Harbor warmline\n"
                      "2 City Crisis Line\n3 Elm House respite\n4 Night Owls\n5 County Helpline\n"
                      "Reply 1-5, MORE or NONE. Or just keep talking to me.");
    CHECK(text.len == strlen(text.s));

    list.shown = list_text_page(&list, &english, &text);
    CHECK(list.shown == 7);
    CHECK_STR(text.s, "More of them:\n6 Book Club\n7 Food pantry\n"
                      "Reply 1-7 or NONE. Or just keep talking to me.");

    CHECK(list_text_page(&list, &english, &text) == 7);
    CHECK_STR(text.s, "");
}

static void check_one_item(void)
{
    struct list list;
    struct text text;

    list_fill(&list, 1, NULL);
    CHECK(list_text_page(&list, &english, &text) == 1);
    CHECK_STR(text.s, "Some resources. What suits you best?\n1 Harbor warmline\n"
                      "Reply 1 or NONE. Or just keep talking to me.");
}

/* However long the labels are and whatever they are written in. */
static void check_size(void)
{
    static const char *const wide[] = {
        "A label that has exactly thirty",
        "Sixty-three bytes are the most that a label can be long, I think",
        "\u041b\u0438\u043d\u0438\u044f \u043f\u043e\u043c\u043e\u0449\u0438 \u0414\u043e\u043c",
        "L\u00ednea \u2018D\u00eda\u2019 \u2013 ma\u00f1ana",
    };

    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        char label[LABEL_BYTES_MAX + 1];
        struct list list;
        struct text text;
        size_t before;

        snprintf(label, sizeof label, "%s", wide[i]);
        list_fill(&list, LIST_ITEMS_MAX, label);
        do {
            before = list.shown;
            list.shown = list_text_page(&list, &english, &text);
            CHECK_CASE(list.shown > before, wide[i]);
            CHECK_CASE(segment_count(text.s, text.len).count <= LIST_SEGMENTS_MAX, wide[i]);
        } while (list.shown > before && list.shown < list.count);
    }
}

static void check_plain_characters(void)
{
    struct list_words spanish = english;
    struct list list;
    struct text text;

    spanish.drop_accents = true;
    list_fill(&list, 1, "L\u00ednea \u201cMa\u00f1ana\u201d");
    list_text_page(&list, &spanish, &text);
    CHECK(segment_count(text.s, text.len).gsm7);
    CHECK(strstr(text.s, "1 Linea \"Ma\u00f1ana\"\n") != NULL);
    list_text_page(&list, &english, &text);
    CHECK(strstr(text.s, "L\u00ednea") != NULL);
}

static void check_expect(void)
{
    struct list list;
    struct text text;

    list_fill(&list, 3, NULL);
    CHECK(STR_COPY(list.item[1].expect, "A peer answers. 555-0101, any {time}.") == OK);
    list_text_expect(&list, &english, 2, false, &text);
    CHECK_STR(text.s, "City Crisis Line: A peer answers. 555-0101, any {time}.");
    list_text_expect(&list, &english, 2, true, &text);
    CHECK_STR(text.s, "City Crisis Line: A peer answers. 555-0101, any {time}.\n"
                      "OK if I ask you in a few days how it went?");
}

static void check_questions(void)
{
    struct item_numbers none = { 0 }, one = { 1, { 3 } }, two = { 2, { 1, 3 } };
    struct item_numbers three = { 3, { 5, 1, 2 } }, many = { .count = 0 };
    struct list list;
    struct text text;

    list_fill(&list, 5, NULL);
    list_text_ask(&list, &english, &none, &text);
    CHECK_STR(text.s, "Which number did you mean?");
    list_text_ask(&list, &english, &one, &text);
    CHECK_STR(text.s, "Did you mean 3 Elm House respite?");
    list_text_ask(&list, &english, &two, &text);
    CHECK_STR(text.s, "Did you mean 1 Harbor warmline, or 3 Elm House respite?");
    list_text_ask(&list, &english, &three, &text);
    CHECK_STR(text.s, "Did you mean 5 County Helpline, 1 Harbor warmline, or 2 City Crisis Line?");

    list_fill(&list, LIST_ITEMS_MAX, "A label of a good many characters");
    while (many.count < LIST_ITEMS_MAX) {
        many.count++;
        many.number[many.count - 1] = (int)many.count;
    }
    list_text_ask(&list, &english, &many, &text);
    CHECK_STR(text.s, "Which number did you mean?");
}

/* Content is checked when it is loaded; a stray brace must still do no harm. */
static void check_odd_templates(void)
{
    struct list_words odd = english;
    struct list list;
    struct text text;

    odd.intro = "{";
    odd.reply_last = "{nothing} {numbers";
    list_fill(&list, 1, "{label} {number}");
    CHECK(list_text_page(&list, &odd, &text) == 1);
    CHECK_STR(text.s, "{\n1 {label} {number}\n{nothing} {numbers");
}

static void check_item(const char *call, const char *text, const char *expect, const char *became)
{
    struct resource place = { .label = "Harbor warmline", .id = "r-8" };
    struct list_item item;

    snprintf(place.call, sizeof place.call, "%s", call);
    snprintf(place.text, sizeof place.text, "%s", text);
    snprintf(place.expect, sizeof place.expect, "%s", expect);
    list_text_item(&place, &english, &item);
    CHECK_STR(item.expect, became);
    CHECK_STR(item.label, place.label);
    CHECK_STR(item.resource, place.id);
}

/* Whoever chose a place must be able to reach it. */
static void check_numbers(void)
{
    check_item("617-555-0110", "", "A peer answers.", "Call 617-555-0110. A peer answers.");
    check_item("617-555-0110", "", "Call (617) 555 0110.", "Call (617) 555 0110.");
    check_item("617-555-0110", "", "Call 617-555-01101.", "Call 617-555-0110. Call 617-555-01101.");
    check_item("988", "988 (AYUDA: Spanish)", "They ask first.",
               "Call 988. Text 988 (AYUDA: Spanish). They ask first.");
    check_item("988", "", "Open since 19880.", "Call 988. Open since 19880.");
    check_item("", "HOME to 741741", "Text HOME to 741-741.", "Text HOME to 741-741.");
    check_item("", "HOME to 741741", "", "Text HOME to 741741.");
    check_item("617-555-0110", "617-555-0111", "Text 617.555.0111", "Text 617.555.0111");
    check_item("", "", "Come to the side door.", "Come to the side door.");
    check_item("1-800-CALL-NOW", "", "", "Call 1-800-CALL-NOW.");
}

static void check_page(const char *url, const char *expect, const char *became)
{
    struct resource place = { .label = "Harbor warmline" };
    struct list_item item;

    snprintf(place.url, sizeof place.url, "%s", url);
    snprintf(place.expect, sizeof place.expect, "%s", expect);
    list_text_item(&place, &english, &item);
    CHECK_STR(item.expect, became);
}

static void check_pages_of_places(void)
{
    check_page("https://harbor.example", "", "https://harbor.example");
    check_page("https://harbor.example", "They chat.", "https://harbor.example They chat.");
    check_page("https://harbor.example", "See https://harbor.example.",
               "See https://harbor.example.");
    check_page("", "", "");
}

/* With the number and the question behind it; the first sentences are kept. */
static void check_numbers_fit(void)
{
    struct resource place = { .label = "A label that has exactly thirt", .call = "617-555-0110" };
    struct list list = { .count = LIST_ITEMS_MAX };
    struct list_item *item = &list.item[LIST_ITEMS_MAX - 1];
    struct text text;
    struct str str;

    for (int sentences = 0; sentences < 14; sentences++) {
        bool whole;

        str_init(&str, place.expect, sizeof place.expect);
        for (int i = 0; i < sentences; i++)
            str_addf(&str, "%sThis is sentence %d of it.", i ? " " : "", i);
        list_text_item(&place, &english, item);
        list_text_expect(&list, &english, LIST_ITEMS_MAX, true, &text);
        CHECK(segment_count(text.s, text.len).count <= LIST_SEGMENTS_MAX);
        CHECK(strstr(text.s, "Call 617-555-0110.") != NULL);
        whole = !strcmp(item->expect + strlen("Call 617-555-0110.") + !!sentences, place.expect);
        CHECK(whole == (sentences < 9));
        CHECK(text.s[text.len - 1] == '?' && item->expect[strlen(item->expect) - 1] == '.');
    }
}

int main(void)
{
    check_pages();
    check_one_item();
    check_size();
    check_plain_characters();
    check_expect();
    check_questions();
    check_odd_templates();
    check_numbers();
    check_pages_of_places();
    check_numbers_fit();
    return check_end();
}
