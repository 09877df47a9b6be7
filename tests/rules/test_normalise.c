/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/normalise.h"

#include "../check.h"
#include "base/text.h"

/* The tokens of a text with spaces between them; "/" where a sentence begins after the first. */
static void tokens_write(const char *text, char *to, size_t size)
{
    struct normaliser normaliser;
    struct token token;
    struct str str;
    bool first = true;

    str_init(&str, to, size);
    normalise_init(&normaliser, text, strlen(text));
    while (normalise_next(&normaliser, &token)) {
        if (!first) str_add(&str, token.starts_sentence ? " / " : " ");
        str_add(&str, token.word);
        first = false;
    }
}

static const struct {
    const char *sentence, *text, *tokens;
} cases[] = {
    { "case is folded", "I WANT Help", "i want help" },
    { "apostrophes are dropped, straight and curly", "don't don’t don`t don´t",
      "dont dont dont dont" },
    { "accents are dropped", "Daño CAFÉ naïve", "dano cafe naive" },
    { "an accent may be a character of its own", "dan\xcc\x83o", "dano" },
    { "full-width letters are letters", "ｄｉｅ", "die" },
    { "mathematical letters are letters", "𝐡𝐞𝐥𝐩", "help" },
    { "invisible characters do not hide a word", "k\xe2\x80\x8bi\xe2\x80\x8dl\xc2\xadl", "kill" },
    { "an emoji is a word", "sad😭😭 now", "sad 😭 😭 now" },
    { "a skin tone is no word", "👍🏽 ok", "👍 ok" },
    { "ideographs are words", "我想", "我 想" },
    { "a mark begins a sentence", "No. Stop! why? ok", "no / stop / why / ok" },
    { "several dots only hesitate", "i want... to go", "i want to go" },
    { "a line begins a sentence", "one\ntwo", "one / two" },
    { "thousands are one number", "13,000 mg, 2,5", "13000 mg 2 5" },
    { "a letter in disguise stays in its word", "d!e k*ll $ad", "d!e k*ll $ad" },
    { "a symbol at the end is none", "die! me* @home", "die / me home" },
    { "dollars are numbers", "$20", "20" },
    { "digits stay in their word", "2nite su1c1de 500mg", "2nite su1c1de 500mg" },
    { "a text of marks has no words", "... !!! ??", "" },
    { "an empty text has no words", "", "" },
    { "broken bytes only separate", "die\xff\xfe now\xc3", "die now" },
    { "a NUL-like control separates",
      "a\x01"
      "b",
      "a b" },
};

static void test_tokens(void)
{
    char tokens[512];

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        tokens_write(cases[i].text, tokens, sizeof(tokens));
        if (!CHECK_CASE(strcmp(tokens, cases[i].tokens) == 0, cases[i].sentence))
            printf("    got: %s\n", tokens);
    }
}

/* The place of the `number`-th token is exactly `part` of the text. */
static void check_place(const char *text, size_t number, const char *part)
{
    struct normaliser normaliser;
    struct token token = { 0 };

    normalise_init(&normaliser, text, strlen(text));
    for (size_t i = 0; i <= number; i++) CHECK(normalise_next(&normaliser, &token));
    CHECK(token.len == strlen(part));
    CHECK(strncmp(text + token.start, part, token.len) == 0);
}

static void test_places(void)
{
    check_place("  Don't  go", 0, "Don't");
    check_place("  Don't  go", 1, "go");
    check_place("ich möchte’s nicht", 1, "möchte’s");
    check_place("so 😭 sad", 1, "😭");
    check_place("the end' ", 1, "end");
}

static void test_quotes(void)
{
    struct normaliser normaliser;
    struct token token;
    const char *closed = "a \"b c\" d", *open = "a \"b c d";
    const bool quoted[] = { false, true, true, false };

    normalise_init(&normaliser, closed, strlen(closed));
    for (size_t i = 0; normalise_next(&normaliser, &token); i++) CHECK(token.quoted == quoted[i]);
    normalise_init(&normaliser, open, strlen(open));
    while (normalise_next(&normaliser, &token)) CHECK(!token.quoted);
}

static void test_again(void)
{
    struct normaliser normaliser;
    struct token token;
    const char *text = "no!please stop";

    normalise_init(&normaliser, text, strlen(text));
    CHECK(normalise_next(&normaliser, &token) && token.symbols);
    CHECK_STR(token.word, "no!please");
    normalise_again(&normaliser, &token);
    CHECK(normalise_next(&normaliser, &token));
    CHECK_STR(token.word, "no");
    CHECK(normalise_next(&normaliser, &token) && token.starts_sentence);
    CHECK_STR(token.word, "please");
    CHECK(normalise_next(&normaliser, &token));
    CHECK_STR(token.word, "stop");
    CHECK(!normalise_next(&normaliser, &token));
}

static void test_long_words(void)
{
    char text[400];
    struct normaliser normaliser;
    struct token token;

    memset(text, 'a', sizeof(text));
    normalise_init(&normaliser, text, sizeof(text));
    CHECK(normalise_next(&normaliser, &token));
    CHECK(token.word_len == WORD_BYTES_MAX && token.len == sizeof(text));
    CHECK(!normalise_next(&normaliser, &token));
}

int main(void)
{
    test_tokens();
    test_places();
    test_quotes();
    test_again();
    test_long_words();
    return check_end();
}
