/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strangers' words cannot break a list, turn it round or cost a second part. */
#include "rules/plain.h"

#include "../check.h"

static void cleaned(const char *from, const char *one_line, const char *more_lines, bool took)
{
    char s[256];

    snprintf(s, sizeof s, "%s", from);
    CHECK(plain_clean(s, true) == took);
    CHECK_STR(s, one_line);
    snprintf(s, sizeof s, "%s", from);
    plain_clean(s, false);
    CHECK_STR(s, more_lines);
}

static void flattened(const char *from, const char *expected)
{
    char s[256];

    snprintf(s, sizeof s, "%s", from);
    plain_flatten(s);
    CHECK_STR(s, expected);
}

static void linked(const char *from, const char *expected)
{
    char s[256];

    snprintf(s, sizeof s, "%s", from);
    plain_url(s);
    CHECK_STR(s, expected);
}

static void fitted(void)
{
    char out[64];

    plain_words("one two three", 9, out, sizeof out);
    CHECK_STR(out, "one two");
    plain_words("one two three", 13, out, sizeof out);
    CHECK_STR(out, "one two three");
    plain_words("immeasurable", 5, out, sizeof out);
    CHECK_STR(out, "immea");
    plain_words("\u00e9\u00e9\u00e9\u00e9", 2, out, sizeof out);
    CHECK_STR(out, "\u00e9\u00e9");
    plain_words("one, two", 5, out, sizeof out);
    CHECK_STR(out, "one");
    plain_sentences("Meals on every weekday. Showers as well. And more", 45, out, sizeof out);
    CHECK_STR(out, "Meals on every weekday. Showers as well.");
    plain_sentences("Dr. Miller sees people without papers", 20, out, sizeof out);
    CHECK_STR(out, "Dr. Miller sees");
    plain_sentences("", 20, out, sizeof out);
    CHECK_STR(out, "");
}

int main(void)
{
    cleaned("Evil\n1. Send money to 555\r\nSTOP", "Evil 1. Send money to 555 STOP",
            "Evil\n1. Send money to 555\r\nSTOP", true);
    cleaned("y\u202ez\u200b", "yz", "yz", true);
    cleaned("a\x01\x7f z", "a z", "a z", true);
    cleaned("  plain   words ", "plain words", "  plain   words", false);
    flattened("<p>Free <b>meals</b> &amp; showers</p>", "Free meals & showers");
    flattened("one<br>two<br/>three", "one two three");
    flattened("<b>M</b>eals, 1 < 2 &copy;", "Meals, 1 < 2 &copy;");
    flattened("no tag <here", "no tag <here");
    linked("https://example.org/help?utm_source=x&utm_medium=y", "https://example.org/help");
    linked("https://example.org/?a=1&utm_source=x&b=2#top", "https://example.org/?a=1&b=2#top");
    linked("https://example.org/?utm_source=x&b=2", "https://example.org/?b=2");
    linked("https://example.org/?utm_source=x#top", "https://example.org/#top");
    linked("https://example.org/", "https://example.org/");
    fitted();
    return check_end();
}
