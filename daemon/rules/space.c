/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/space.h"

enum space space_judge(int64_t free_bytes, int64_t log_bytes, int64_t reserve)
{
    int64_t floor = 2 * log_bytes + reserve;

    if (free_bytes >= floor) return SPACE_ENOUGH;
    if (free_bytes >= floor / 2) return SPACE_LOW;
    return free_bytes >= floor / 4 ? SPACE_SHORT : SPACE_NONE;
}

bool space_allows(enum space space, enum content_text which)
{
    if (space < SPACE_SHORT) return true;
    return which != CONTENT_NOT_FORGOTTEN && which != CONTENT_CHECK_IN;
}
