/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_CLOCK_H
#define STORE_CLOCK_H
/*
 * clock.h — what was to happen at a moment, when the clock that gave the moment was set anew.
 *
 * Everything stored as a moment is really a span from another one. So a jump that is noticed moves
 * the moments of what is open along with it, and nothing comes late or early. One that happened
 * while nobody looked leaves moments that no span could have led to: these are now (P3, P7).
 */
#include "store/store.h"

/* The wall clock has jumped forward by so much, or back if negative. */
MUST_CHECK enum err clock_shift(struct store *store, ms by);

/* What is due further ahead than anything can be is due now, or as far ahead as it can be. */
MUST_CHECK enum err clock_repair(struct store *store, ms now, const struct timing *timing);

/* The same at the start of the process, and in all that is open: nothing happened later than now.
 */
MUST_CHECK enum err clock_repair_all(struct store *store, ms now, const struct timing *timing);

#endif
