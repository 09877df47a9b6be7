/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
/*
 * clock.h — the only place that reads a clock. Everything below gets time as an argument.
 */
#include <stdint.h>

typedef int64_t ms; /* milliseconds since 1970, UTC, or a span of them */

#define SECONDS(n) ((ms)(n)*1000)
#define MINUTES(n) SECONDS((n)*60)
#define HOURS(n) MINUTES((n)*60)
#define DAYS(n) HOURS((n)*24)

/* The wall clock; may jump. */
ms clock_now(void);

/* Never jumps backwards; only for spans. */
ms clock_steady(void);

#endif
