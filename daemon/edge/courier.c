/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/courier.h"

#include <event2/event.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"

/*
 * A text leaves its slot in the air before the engine has committed its result, and the engine
 * may claim the next one before we hear of that: so twice as many can be here.
 */
#define ERRANDS_MAX (2 * FLIGHTS_MAX)
#define REPORT_AGAIN_AFTER 50 /* ms */

enum errand_state {
    ERRAND_NONE,
    ERRAND_WAITING, /* for a slot in the air */
    ERRAND_IN_AIR,
    ERRAND_BACK,     /* its result is to be handed in */
    ERRAND_REPORTED, /* handed in, not committed yet */
};

/* One text in our care. */
struct errand {
    enum errand_state state;
    struct outbox_item *item;
    struct send_result result;
    const struct provider_type *type; /* who answers; NULL: a service that wakes people */
    uint64_t number;                  /* in the order they came */
    ms since;
};

struct courier {
    struct courier_parts parts;
    struct transfers *transfers;
    struct event *on_flights, *on_report, *on_patience;
    struct errand errand[ERRANDS_MAX];
    size_t carried[LANES], in_air[LANES];
    uint64_t taken;
    struct transfer_request request; /* only while one is prepared */
    bool stopping, cut;
    ms patience;
    courier_stopped *stopped;
    void *stopped_module;
};

static const size_t in_air_max[LANES] = {
    [LANE_REPLY] = FLIGHTS_REPLY_MAX,
    [LANE_PAGE] = FLIGHTS_PAGE_MAX,
};

static void timer_set(struct event *timer, ms wait)
{
    struct timeval interval = { .tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000 };

    evtimer_add(timer, &interval);
}

/* Takes what waits in the mailbox and sends what there is room for in the air. */
static void courier_go_on(struct courier *courier);

/* ---- back to the engine ---- */

static void courier_say_stopped(struct courier *courier)
{
    courier_stopped *stopped = courier->stopped;

    courier->stopped = NULL;
    if (stopped) stopped(courier->stopped_module);
}

static void courier_stop_if_empty(struct courier *courier)
{
    bool empty = !courier->carried[LANE_REPLY] && !courier->carried[LANE_PAGE] &&
                 !mailbox_count(courier->parts.flights);

    if (courier->stopping && empty) courier_say_stopped(courier);
}

static void errand_free(struct courier *courier, struct errand *errand)
{
    courier->carried[errand->item->lane]--;
    free(errand->item);
    *errand = (struct errand){ .state = ERRAND_NONE };
}

static struct errand *errand_reported(struct courier *courier, const struct send_result *result)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &courier->errand[i];

        if (errand->state == ERRAND_REPORTED && errand->result.id.n == result->id.n &&
            errand->result.attempt == result->attempt)
            return errand;
    }
    return NULL;
}

static void errand_report_later(struct courier *courier, struct errand *errand)
{
    errand->state = ERRAND_BACK;
    if (!evtimer_pending(courier->on_report, NULL))
        timer_set(courier->on_report, REPORT_AGAIN_AFTER);
}

static void errand_report_done(void *module, struct http_ticket waiter,
                               const struct command *command)
{
    struct courier *courier = module;
    struct errand *errand = errand_reported(courier, &command->u.send_result);
    enum err err = command->receipt.err;

    (void)waiter;
    if (!errand) return;
    if (err == ERR_DOWN || err == ERR_BUSY) {
        errand_report_later(courier, errand);
        return;
    }
    if (err)
        log_error("send_result_refused", "outbox=%lld err=%s", (long long)errand->result.id.n,
                  err_name(err));
    errand_free(courier, errand);
    courier_go_on(courier);
    courier_stop_if_empty(courier);
}

static void errand_report(struct courier *courier, struct errand *errand)
{
    struct command *command = command_new(COMMAND_SEND_RESULT, clock_now());
    struct http_ticket nobody = { .turn = 0 };

    command->u.send_result = errand->result;
    errand->state = ERRAND_REPORTED;
    if (post_command(courier->parts.post, command, errand_report_done, courier, nobody))
        errand_report_later(courier, errand);
}

static void on_report(evutil_socket_t fd, short what, void *arg)
{
    struct courier *courier = arg;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < ERRANDS_MAX; i++)
        if (courier->errand[i].state == ERRAND_BACK) errand_report(courier, &courier->errand[i]);
    courier_stop_if_empty(courier);
}

/* Without having asked anybody. */
static void errand_report_as(struct courier *courier, struct errand *errand,
                             enum send_outcome outcome, const char *error)
{
    errand->result = (struct send_result){ .id = errand->item->id,
                                           .attempt = errand->item->attempt,
                                           .outcome = outcome };
    must(!STR_COPY(errand->result.error, error));
    errand_report(courier, errand);
}

/* ---- into the air ---- */

static void errand_send_done(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct courier *courier = module;
    struct errand *errand = &courier->errand[ticket];

    courier->in_air[errand->item->lane]--;
    if (errand->type)
        provider_read_answer(errand->type, errand->item, answer, &errand->result);
    else
        waker_read_answer(errand->item, answer, &errand->result);
    errand_report(courier, errand);
    courier_go_on(courier);
}

static void errand_take_off(struct courier *courier, struct errand *errand,
                            const struct provider_type *type)
{
    errand->state = ERRAND_IN_AIR;
    errand->type = type;
    courier->in_air[errand->item->lane]++;
    transfer_start(courier->transfers, &courier->request, errand_send_done, courier,
                   (uint64_t)(errand - courier->errand));
    crypt_wipe(&courier->request, sizeof courier->request); /* logins, keys and words */
}

static void errand_wake(struct courier *courier, struct errand *errand)
{
    const struct waker_service *waker = wakers_get(courier->parts.wakers, errand->item->page.waker);

    if (courier->stopping)
        errand_report_as(courier, errand, SEND_LATER, "stopping");
    else if (!waker)
        errand_report_as(courier, errand, SEND_REFUSED, "no_waker");
    else if (waker_prepare(waker, errand->item, clock_now(), &courier->request))
        errand_report_as(courier, errand, SEND_REFUSED, "too_long");
    else
        errand_take_off(courier, errand, NULL);
}

static void errand_send(struct courier *courier, struct errand *errand)
{
    const struct outbox_item *item = errand->item;
    const struct provider *provider = providers_get(courier->parts.providers, item->provider);
    bool by_phone = provider && provider->type->simulated;

    if (courier->stopping) {
        errand_report_as(courier, errand, item->look_up ? SEND_UNKNOWN : SEND_LATER, "stopping");
    } else if (!provider || (by_phone && !courier->parts.simulator)) {
        errand_report_as(courier, errand, item->look_up ? SEND_UNKNOWN : SEND_LATER, "no_provider");
    } else if (by_phone) {
        simulator_send(courier->parts.simulator, item, &errand->result);
        errand_report(courier, errand);
    } else if (provider_prepare(provider, item, &courier->request)) {
        errand_report_as(courier, errand, item->look_up ? SEND_UNKNOWN : SEND_REFUSED, "too_long");
    } else {
        errand_take_off(courier, errand, provider->type);
    }
}

/* The one that came first among those of the lane that wait, or NULL. */
static struct errand *errand_next(struct courier *courier, enum lane lane)
{
    struct errand *next = NULL;

    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        struct errand *errand = &courier->errand[i];

        if (errand->state != ERRAND_WAITING || errand->item->lane != lane) continue;
        if (!next || errand->number < next->number) next = errand;
    }
    return next;
}

static void lane_send(struct courier *courier, enum lane lane)
{
    struct errand *errand;

    while ((courier->in_air[lane] < in_air_max[lane] || courier->stopping) &&
           (errand = errand_next(courier, lane))) {
        if (errand->item->page.waker[0])
            errand_wake(courier, errand);
        else
            errand_send(courier, errand);
    }
}

static struct errand *errand_unused(struct courier *courier)
{
    for (size_t i = 0; i < ERRANDS_MAX; i++)
        if (courier->errand[i].state == ERRAND_NONE) return &courier->errand[i];
    return NULL;
}

static bool lanes_have_room(const struct courier *courier)
{
    return courier->carried[LANE_REPLY] < 2 * FLIGHTS_REPLY_MAX &&
           courier->carried[LANE_PAGE] < 2 * FLIGHTS_PAGE_MAX;
}

static void courier_go_on(struct courier *courier)
{
    struct outbox_item *item;

    while (lanes_have_room(courier) && (item = mailbox_take(courier->parts.flights))) {
        struct errand *errand = errand_unused(courier);

        *errand = (struct errand){ .state = ERRAND_WAITING,
                                   .item = item,
                                   .number = courier->taken++,
                                   .since = clock_steady() };
        courier->carried[item->lane]++;
    }
    /* The mailbox stays readable while something is left in it: not watched until there is room. */
    if (lanes_have_room(courier))
        event_add(courier->on_flights, NULL);
    else
        event_del(courier->on_flights);
    lane_send(courier, LANE_PAGE);
    lane_send(courier, LANE_REPLY);
}

static void on_flights(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    courier_go_on(arg);
}

/* ---- starting and stopping ---- */

/* First the patience with the air ends, then that with the engine. */
static void on_patience(evutil_socket_t fd, short what, void *arg)
{
    struct courier *courier = arg;

    (void)fd;
    (void)what;
    if (courier->cut) {
        log_error("courier_unreported", "replies=%zu pages=%zu", courier->carried[LANE_REPLY],
                  courier->carried[LANE_PAGE]);
        courier_say_stopped(courier);
        return;
    }
    courier->cut = true;
    timer_set(courier->on_patience, courier->patience);
    transfers_cut(courier->transfers);
}

struct courier *courier_open(struct event_base *base, const struct courier_parts *parts,
                             const struct transfer_settings *settings)
{
    struct courier *courier = xcalloc(1, sizeof *courier);

    courier->parts = *parts;
    courier->transfers = transfers_open(base, settings);
    courier->on_flights =
        event_new(base, mailbox_fd(parts->flights), EV_READ | EV_PERSIST, on_flights, courier);
    courier->on_report = evtimer_new(base, on_report, courier);
    courier->on_patience = evtimer_new(base, on_patience, courier);
    must(courier->on_flights && courier->on_report && courier->on_patience);
    event_add(courier->on_flights, NULL);
    return courier;
}

void courier_stop(struct courier *courier, ms patience, courier_stopped *stopped, void *module)
{
    courier->stopping = true;
    courier->stopped = stopped;
    courier->stopped_module = module;
    courier->patience = patience;
    timer_set(courier->on_patience, patience);
    courier_go_on(courier);
    timer_set(courier->on_report, 0); /* from there, `stopped` if there is nothing to wait for */
}

void courier_close(struct courier *courier)
{
    struct outbox_item *item;

    if (!courier) return;
    transfers_close(courier->transfers);
    event_free(courier->on_flights);
    event_free(courier->on_report);
    event_free(courier->on_patience);
    for (size_t i = 0; i < ERRANDS_MAX; i++) free(courier->errand[i].item);
    while ((item = mailbox_take(courier->parts.flights))) free(item);
    free(courier);
}

struct courier_counts courier_counts_get(const struct courier *courier)
{
    struct courier_counts counts = { .unreported = 0 };
    ms now = clock_steady();

    for (size_t i = 0; i < LANES; i++) counts.in_flight[i] = courier->in_air[i];
    for (size_t i = 0; i < ERRANDS_MAX; i++) {
        const struct errand *errand = &courier->errand[i];

        if (errand->state == ERRAND_NONE) continue;
        if (errand->state >= ERRAND_BACK) counts.unreported++;
        if (now - errand->since > counts.oldest) counts.oldest = now - errand->since;
    }
    return counts;
}
