/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/nearest.h"

#include "../check.h"

static const char *const known[] = { "listen", "public_url", "languages", "lines" };

static const struct {
    const char *word, *nearest;
} cases[] = {
    { "listen", "listen" },
    { "lisen", "listen" },
    { "listne", "listen" },
    { "public-url", "public_url" },
    { "langages", "languages" },
    { "line", "lines" },
    { "zebra", NULL },
    { "", NULL },
    { "l", NULL },
    { "a word that is much longer than any that could have been meant by a person here", NULL },
};

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *nearest = nearest_word(cases[i].word, known, 4);
        bool right = cases[i].nearest ? nearest && !strcmp(nearest, cases[i].nearest) : !nearest;

        CHECK_CASE(right, cases[i].word);
    }
    return check_end();
}
