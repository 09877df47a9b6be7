/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_LADDER_H
#define TESTS_LADDER_H
/*
 * ladder.h — the shortest ladder with two steps that differ: responders first, everybody after two
 * minutes, both by text.
 */
#include "rules/model.h"

static inline struct ladder ladder_of_two(void)
{
    return (struct ladder){
        .count = 2,
        .step = {
            { .after = SECONDS(0), .who = LADDER_RESPONDERS, .way = WAY_TEXT },
            { .after = SECONDS(120), .who = LADDER_EVERYONE, .way = WAY_TEXT },
        },
    };
}

#endif
