/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An alias is two words, always the same for a seed, and rarely shared. */
#include "rules/alias.h"

#include <string.h>

#include "../check.h"

#define SEEDS 200

int main(void)
{
    static char aliases[SEEDS][ALIAS_BYTES_MAX + 1];
    char again[ALIAS_BYTES_MAX + 1];
    int shared = 0;

    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        alias_make(seed, aliases[seed]);
        alias_make(seed, again);
        CHECK_STR(again, aliases[seed]);
        CHECK(strchr(aliases[seed], ' ') == strrchr(aliases[seed], ' '));
        CHECK(strlen(aliases[seed]) > 5);
        for (uint64_t other = 0; other < seed; other++)
            shared += strcmp(aliases[seed], aliases[other]) == 0;
    }
    CHECK(shared < SEEDS / 10);
    alias_make(UINT64_MAX, again);
    CHECK(again[0] != '\0');
    return check_end();
}
