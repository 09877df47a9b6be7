/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"

#include <time.h>

static ms clock_read(clockid_t id)
{
    struct timespec now;

    clock_gettime(id, &now);
    return (ms)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

ms clock_now(void)
{
    return clock_read(CLOCK_REALTIME);
}

ms clock_steady(void)
{
    return clock_read(CLOCK_MONOTONIC);
}
