/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/content.h"

#include "../check.h"

static void fills(const char *template, const char *expected)
{
    struct content content = { .language = "en" };
    struct content_words words = { .line = "Harbor Line", .peer = "Dana", .code = "7K2" };
    struct text text;

    snprintf(content.text[CONTENT_PAGE], sizeof content.text[CONTENT_PAGE], "%s", template);
    CHECK(content_fill(&content, CONTENT_PAGE, &words, &text));
    CHECK_STR(text.s, expected);
    CHECK(text.len == strlen(expected));
}

static void names_lead_both_ways(void)
{
    for (int i = 0; i < CONTENT_TEXTS; i++) {
        enum content_text back;

        CHECK(content_text_from_name(content_text_name((enum content_text)i), &back));
        CHECK((int)back == i);
    }
}

int main(void)
{
    enum content_text none;

    fills("{LINE} alert {CODE}.", "Harbor Line alert 7K2.");
    fills("{PEER}{PEER}", "DanaDana");
    fills("Nothing of {NAME} is known", "Nothing of  is known");
    fills("{numbers} stay for others", "{numbers} stay for others");
    fills("an { open brace and a } closed one", "an { open brace and a } closed one");
    fills("", "");
    names_lead_both_ways();
    CHECK(!content_text_from_name("no_such_text", &none));
    return check_end();
}
