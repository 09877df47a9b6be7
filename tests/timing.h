/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_TIMING_H
#define TESTS_TIMING_H
/*
 * timing.h — how long things take on the lines of the engine's tests and of the simulated world.
 */
#include "rules/model.h"

static inline struct timing test_timing(void)
{
    return (struct timing){
        .offer = SECONDS(60),
        .first_reply = MINUTES(3),
        .reply = MINUTES(10),
        .return_after = MINUTES(2),
        .gone_grace = SECONDS(20),
        .not_forgotten = MINUTES(10),
        .check_in = MINUTES(30),
        .close_after = HOURS(24),
        .continuity = HOURS(72),
        .ageing = MINUTES(15),
        .waiting_alert = MINUTES(5),
        .contact = MINUTES(5),
        .say = MINUTES(5),
        .repage = MINUTES(2),
        .rest = MINUTES(10),
        .settle = SECONDS(20),
        .retention = DAYS(90),
    };
}

#endif
