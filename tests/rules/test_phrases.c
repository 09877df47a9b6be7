/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/phrases.h"

#include "../check.h"

static const struct {
    const char *says;
    enum yes_no means;
} rows[] = {
    { "YES", SAYS_YES },         { "yes please", SAYS_YES },       { "Sí.", SAYS_YES },
    { "sim", SAYS_YES },         { "ok, thanks", SAYS_YES },       { "\U0001F44D", SAYS_YES },
    { "no", SAYS_NO },           { "No thank you", SAYS_NO },      { "não", SAYS_NO },
    { "yes no", SAYS_NEITHER },  { "yes?", SAYS_NEITHER },         { "yes i guess", SAYS_NEITHER },
    { "not yes", SAYS_NEITHER }, { "yes erase it", SAYS_NEITHER }, { "", SAYS_NEITHER },
    { "please", SAYS_NEITHER },
};

/* The longest phrase counts, so a phrase may begin with another of another meaning. */
static void the_longest_phrase_counts(void)
{
    static const struct phrases phrases[] = { { 1, "no" }, { 2, "no problem" } };
    struct meanings meanings;
    struct words words;

    words_read("no problem", &words);
    meanings = phrases_read(phrases, 2, &words);
    CHECK(phrases_only(&meanings) == 2);
    words_read("no", &words);
    meanings = phrases_read(phrases, 2, &words);
    CHECK(phrases_only(&meanings) == 1);
    words_read("problem no", &words);
    meanings = phrases_read(phrases, 2, &words);
    CHECK(phrases_only(&meanings) == PHRASE_NOTHING && meanings.left_over);
}

int main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_CASE(yes_no_read(rows[i].says) == rows[i].means, rows[i].says);
    the_longest_phrase_counts();
    return check_end();
}
