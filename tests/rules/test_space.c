/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/space.h"

#include "check.h"

#define MB ((int64_t)1 << 20)

static const struct {
    const char *sentence;
    int64_t free_bytes, log_bytes, reserve;
    enum space space;
} cases[] = {
    { "as much as is wanted is enough", 256 * MB, 0, 256 * MB, SPACE_ENOUGH },
    { "one byte less is low", 256 * MB - 1, 0, 256 * MB, SPACE_LOW },
    { "the log must fit twice", 266 * MB - 1, 5 * MB, 256 * MB, SPACE_LOW },
    { "and then it is enough", 266 * MB, 5 * MB, 256 * MB, SPACE_ENOUGH },
    { "half of it is still low", 128 * MB, 0, 256 * MB, SPACE_LOW },
    { "below half it is short", 128 * MB - 1, 0, 256 * MB, SPACE_SHORT },
    { "a quarter is short", 64 * MB, 0, 256 * MB, SPACE_SHORT },
    { "below a quarter there is none", 64 * MB - 1, 0, 256 * MB, SPACE_NONE },
    { "nothing left is none", 0, 0, 256 * MB, SPACE_NONE },
    { "who wants nothing kept has enough", 0, 0, 0, SPACE_ENOUGH },
    { "but for the log", 1, 1, 0, SPACE_LOW },
};

int main(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_CASE(space_judge(cases[i].free_bytes, cases[i].log_bytes, cases[i].reserve) ==
                       cases[i].space,
                   cases[i].sentence);
    CHECK(space_allows(SPACE_LOW, CONTENT_CHECK_IN));
    for (int which = 0; which < CONTENT_TEXTS; which++) {
        bool unasked = which == CONTENT_CHECK_IN || which == CONTENT_NOT_FORGOTTEN;

        CHECK(space_allows(SPACE_SHORT, (enum content_text)which) == !unasked);
        CHECK(space_allows(SPACE_NONE, (enum content_text)which) == !unasked);
    }
    return check_end();
}
