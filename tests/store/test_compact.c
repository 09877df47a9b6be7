/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns of several parts: what was not written here is refused. */
#include "store/compact.h"

#include "../check.h"

static void what_is_written_reads_as_the_header_says(void)
{
    const char languages[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1] = { "en", "", "es" };
    struct message message = { .media_count = 2, .media = { { "image/jpeg" }, { "" } } };
    struct reasons reasons = { 1, { { REASON_WORDS, TIER_HIGH, "ideation.kill-myself", 3, 12 } } };
    struct ladder ladder = { 2,
                             { { 120000, LADDER_NUMBER, WAY_TEXT, { "+15555550100" }, "" },
                               { 180000, LADDER_WAKER, WAY_NTFY, { "" }, "topic" } } };
    char buffer[COMPACT_BYTES_MAX];
    struct str str;

    str_init(&str, buffer, sizeof buffer);
    languages_write(&str, languages);
    CHECK_STR(buffer, "2:en2:es");
    str_init(&str, buffer, sizeof buffer);
    media_write(&str, &message);
    CHECK_STR(buffer, "10:image/jpeg0:");
    str_init(&str, buffer, sizeof buffer);
    reasons_write(&str, &reasons);
    CHECK_STR(buffer, "20:ideation.kill-myself@3+12/high/words;");
    str_init(&str, buffer, sizeof buffer);
    ladder_write(&str, &ladder);
    CHECK_STR(buffer, "120000/number/text/12:+155555501000:;"
                      "180000/waker/ntfy/0:5:topic;");
}

static void anything_else_is_refused(void)
{
    static const char *const media[] = {
        "x",
        "3:ab",
        "3:abcd",
        "-1:",
        "+1:a",
        " 1:a",
        "1 :a",
        ":",
        "64:",
        "1",
        "1:",
        "99999999999999999999:a",
        "1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a1:a", /* one too many */
    };
    static const char *const reasons[] = {
        ";",
        "4:rule",
        "4:rule@1+2/high/words",
        "4:rule@1+2/high/words;;",
        "4:rule@1/high/words;",
        "4:rule@+2/high/words;",
        "4:rule@1+65536/high/words;",
        "4:rule@1+2/purple/words;",
        "4:rule@1+2/high/stars;",
        "5:rule@1+2/high/words;",
        "48:x",
        "4:rule@1+2/highhighhighhighhigh/words;",
    };
    static const char *const ladders[] = {
        "0",
        "0/on_call/text/0:",
        "-1/on_call/text/0:;",
        "0/nobody/text/0:;",
        "0/on_call/pigeon/0:;",
        "0/on_call/text/0:x;",
        "0/on_call/text/20:12345678901234567890;",
        "1000000000001/on_call/text/0:;",
    };
    static const char *const languages[] = { "en", "2:e", "16:aaaaaaaaaaaaaaaa",
                                             "1:a1:a1:a1:a1:a1:a1:a1:a1:a" };
    char list[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1];
    struct message message;
    struct reasons read_reasons;
    struct ladder ladder;

    for (size_t i = 0; i < sizeof media / sizeof media[0]; i++)
        CHECK_CASE(!media_read(media[i], &message), media[i]);
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        CHECK_CASE(!reasons_read(reasons[i], &read_reasons), reasons[i]);
    for (size_t i = 0; i < sizeof ladders / sizeof ladders[0]; i++)
        CHECK_CASE(!ladder_read(ladders[i], &ladder), ladders[i]);
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        CHECK_CASE(!languages_read(languages[i], list), languages[i]);
}

static void nothing_is_nothing(void)
{
    char list[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1];
    struct message message;
    struct reasons reasons;
    struct ladder ladder;

    CHECK(media_read("", &message) && message.media_count == 0);
    CHECK(reasons_read("", &reasons) && reasons.count == 0);
    CHECK(ladder_read("", &ladder) && ladder.count == 0);
    CHECK(languages_read("", list) && !list[0][0] && !list[LANGUAGES_MAX - 1][0]);
}

int main(void)
{
    what_is_written_reads_as_the_header_says();
    anything_else_is_refused();
    nothing_is_nothing();
    return check_end();
}
