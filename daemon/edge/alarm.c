/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/alarm.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

#define PAUSE_MIN ((ms)10)
#define PAUSE_AGAIN ((ms)100) /* what is still due after a ring cannot be done now: do not spin */
#define PAUSE_MAX SECONDS(5)

struct alarm {
    struct post *post;
    struct event *timer;
    bool ringing; /* the engine has not answered yet */
    bool rung;    /* it has, and the receipt that comes next is that answer */
    ms ring_by;   /* by the clock that never jumps: rings then, however busy the line is */
};

static void alarm_set(struct alarm *alarm, ms pause)
{
    ms left = alarm->ring_by - clock_steady();
    struct timeval wait;

    if (pause > left) pause = left;
    if (pause < PAUSE_MIN) pause = PAUSE_MIN;
    if (pause > PAUSE_MAX) pause = PAUSE_MAX;
    wait = (struct timeval){ .tv_sec = (time_t)(pause / 1000),
                             .tv_usec = (suseconds_t)(pause % 1000 * 1000) };
    must(!event_add(alarm->timer, &wait));
}

static void alarm_ring_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct alarm *alarm = module;

    (void)waiter;
    (void)command;
    alarm->ringing = false;
    alarm->rung = true;
}

static void alarm_ring(struct alarm *alarm)
{
    alarm->ring_by = clock_steady() + PAUSE_MAX;
    alarm_set(alarm, PAUSE_MAX);
    if (alarm->ringing) return;
    alarm->ringing = !post_command(alarm->post, command_new(COMMAND_TIME, clock_now()),
                                   alarm_ring_done, alarm, (struct http_ticket){ 0 });
    if (!alarm->ringing) log_warn("alarm_not_heard", "why=busy");
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    alarm_ring(arg);
}

/* Every receipt knows what is due next, whoever caused it. */
static void alarm_learn(void *module, const struct receipt *receipt)
{
    struct alarm *alarm = module;
    ms pause = receipt->next_due ? receipt->next_due - clock_now() : PAUSE_MAX;

    if (alarm->rung && pause < PAUSE_AGAIN) pause = PAUSE_AGAIN;
    alarm->rung = false;
    if (!receipt->err) alarm_set(alarm, pause);
}

struct alarm *alarm_open(struct event_base *base, struct post *post)
{
    struct alarm *alarm = xcalloc(1, sizeof *alarm);

    alarm->post = post;
    alarm->timer = event_new(base, -1, 0, on_timer, alarm);
    must(alarm->timer != NULL);
    alarm_set(alarm, 0);
    post_on_receipt(post, alarm_learn, alarm);
    return alarm;
}

void alarm_close(struct alarm *alarm)
{
    if (!alarm) return;
    event_free(alarm->timer);
    free(alarm);
}
