/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/health.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "edge/transfer.h"

#define PROBE_EVERY SECONDS(2)
#define LAG_MAX SECONDS(1)
#define COURIER_MAX MINUTES(2) /* a text that has been with the courier for longer is stuck */
#define HEARTBEAT_EVERY MINUTES(1)
#define METRICS_BYTES_MAX 8192

struct health {
    struct health_parts parts;
    struct event *timer;
    struct transfers *transfers;
    struct transfer_request heartbeat;                    /* its url is empty if there is none */
    ms probed_at, committed_at, queried_at, heartbeat_at; /* steady clock; 0: never */
    ms lag;                    /* how late the loop was at the last probe */
    struct line_status status; /* as of queried_at */
    bool was_well;
};

/* ---- what is well ---- */

static bool is_recent(const struct health *health, ms at, ms now)
{
    return at && now - at <= 5 * health->parts.probe_every;
}

/* NULL, or what is wrong, in a word for the monitor. */
static const char *trouble(const struct health *health, ms now)
{
    if (!is_recent(health, health->committed_at, now)) return "commit";
    if (!is_recent(health, health->queried_at, now)) return "read";
    if (health->status.space != SPACE_ENOUGH) return "disk";
    if (courier_counts_get(health->parts.courier).oldest > COURIER_MAX) return "courier";
    if (health->parts.catch_up && !catch_up_is_well(health->parts.catch_up)) return "provider";
    if (health->lag > LAG_MAX || now - health->probed_at > health->parts.probe_every + LAG_MAX)
        return "loop";
    return NULL;
}

/* ---- the probe ---- */

static void probe_committed(void *module, struct http_ticket waiter, const struct command *command)
{
    struct health *health = module;

    (void)waiter;
    if (!command->receipt.err) health->committed_at = clock_steady();
}

static void probe_queried(void *module, struct http_ticket waiter, const struct query *query)
{
    struct health *health = module;

    (void)waiter;
    if (query->answer.err || query->answer.outcome != DONE) return;
    health->queried_at = clock_steady();
    health->status = query->answer.status;
}

/* COMMAND_TIME asks for nothing that would not happen anyway, and takes the whole way. */
static void probe_send(struct health *health)
{
    struct command *command = command_new(COMMAND_TIME, clock_now());
    struct query *query = query_new(QUERY_STATUS, clock_now());
    struct http_ticket nobody = { 0, 0 };

    command->caller.is_operator = true;
    query->caller.is_operator = true;
    if (post_command(health->parts.post, command, probe_committed, health, nobody) ||
        post_query(health->parts.post, query, probe_queried, health, nobody))
        log_warn("health_probe_busy", "waiting=%zu", post_waiting(health->parts.post));
}

static void heartbeat_done(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    (void)module;
    (void)ticket;
    if (answer->end == TRANSFER_ANSWERED && answer->status / 100 == 2) return;
    log_warn("heartbeat_failed", "status=%d why=%s", answer->status,
             answer->end == TRANSFER_ANSWERED ? "status" : answer->trouble);
}

static void heartbeat_send(struct health *health, ms now)
{
    if (!*health->heartbeat.url) return;
    if (health->heartbeat_at && now - health->heartbeat_at < HEARTBEAT_EVERY) return;
    health->heartbeat_at = now;
    transfer_start(health->transfers, &health->heartbeat, heartbeat_done, health, 0);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct health *health = arg;
    ms now = clock_steady();
    const char *wrong;

    (void)fd;
    (void)what;
    health->lag = now - health->probed_at - health->parts.probe_every;
    health->probed_at = now;
    wrong = trouble(health, now);
    if (!wrong) heartbeat_send(health, now);
    if (wrong && health->was_well) log_error("not_well", "why=%s", wrong);
    health->was_well = !wrong;
    probe_send(health);
}

/* ---- answers ---- */

enum space health_space(const struct health *health)
{
    return health->status.space;
}

static void reply(struct health *health, const struct http_request *request, int status,
                  const char *type, const char *body)
{
    const struct http_response response = {
        .status = status, .content_type = type, .body = body, .body_len = strlen(body)
    };

    http_reply(health->parts.http, request->ticket, &response);
}

static void get_healthz(const struct http_request *request, void *arg)
{
    reply(arg, request, 200, "text/plain; charset=utf-8", "alive\n");
}

static void get_readyz(const struct http_request *request, void *arg)
{
    const char *wrong = trouble(arg, clock_steady());
    char body[64];

    snprintf(body, sizeof body, "%s%s\n", wrong ? "not ready: " : "ready", wrong ? wrong : "");
    reply(arg, request, wrong ? 503 : 200, "text/plain; charset=utf-8", body);
}

/* Bytes of memory that are really there, or 0 if the system does not say. */
static int64_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long long size = 0, pages = 0;
    bool read = file && fscanf(file, "%lld %lld", &size, &pages) == 2;

    if (file) fclose(file);
    return read ? pages * (int64_t)sysconf(_SC_PAGESIZE) : 0;
}

struct metric {
    const char *name, *kind, *help;
    int64_t value;
};

static void metrics_write(struct str *out, const struct metric *metrics, size_t count)
{
    for (size_t i = 0; i < count; i++)
        str_addf(out, "# HELP peerline_%s %s\n# TYPE peerline_%s %s\npeerline_%s %lld\n",
                 metrics[i].name, metrics[i].help, metrics[i].name, metrics[i].kind,
                 metrics[i].name, (long long)metrics[i].value);
}

static void line_metrics(struct str *out, const struct line_status *status)
{
    const struct metric metrics[] = {
        { "people_on_shift", "gauge", "People on shift.", status->people_on },
        { "conversations_waiting", "gauge", "Conversations in the queue.", status->waiting },
        { "longest_wait_milliseconds", "gauge", "The longest wait now.", status->longest_wait },
        { "conversations_offered", "gauge", "Conversations offered to a peer.", status->offered },
        { "conversations_active", "gauge", "Conversations with a peer.", status->active },
        { "alerts_open", "gauge", "Alerts that are not resolved.", status->alerts_open },
        { "pages_waiting", "gauge", "Pages that have not left.", status->pages_waiting },
        { "texts_queued", "gauge", "Texts that have not left.", status->queued },
        { "texts_unconfirmed", "gauge", "Texts of unknown fate.", status->unconfirmed },
        { "texts_failed", "gauge", "Texts that did not go.", status->failed },
        { "texts_in_total", "counter", "Texts received.", status->messages_in },
        { "texts_out_total", "counter", "Texts written to texters.", status->messages_out },
        { "quarantined_total", "counter", "Webhooks nobody could read.", status->quarantined },
        { "follow_ups_planned", "gauge", "Questions how it went, to come.", status->follow_ups },
        { "corrections_total", "counter", "Readings of an answer that a peer set right.",
          status->corrections },
        { "disk_free_bytes", "gauge", "What the disk of the storage has left.", status->disk_free },
        { "disk_space", "gauge", "0 enough, 1 low, 2 short: says less, 3 none: takes no texts.",
          (int64_t)status->space },
        { "erased_total", "counter", "Conversations erased with everything.", status->erased },
    };

    metrics_write(out, metrics, sizeof metrics / sizeof metrics[0]);
}

static void daemon_metrics(struct str *out, const struct health *health)
{
    struct http_counts http = http_counts_get(health->parts.http);
    struct courier_counts courier = courier_counts_get(health->parts.courier);
    const struct metric metrics[] = {
        { "ready", "gauge", "Whether all is well.", !trouble(health, clock_steady()) },
        { "loop_lag_milliseconds", "gauge", "How late the loop was last.", health->lag },
        { "resident_bytes", "gauge", "Memory in use.", resident_bytes() },
        { "http_connections", "gauge", "Open connections.", (int64_t)http.connections },
        { "http_streams", "gauge", "Open event streams.", (int64_t)http.streams },
        { "http_waiting", "gauge", "Requests without an answer yet.", (int64_t)http.waiting },
        { "http_requests_total", "counter", "Requests.", (int64_t)http.requests },
        { "http_refused_total", "counter", "Malformed requests.", (int64_t)http.refused },
        { "http_evicted_total", "counter", "Connections cut for others.", (int64_t)http.evicted },
        { "http_streams_dropped_total", "counter", "Streams of readers too slow.",
          (int64_t)http.dropped_streams },
        { "replies_in_flight", "gauge", "Texts at the provider.",
          (int64_t)courier.in_flight[LANE_REPLY] },
        { "pages_in_flight", "gauge", "Pages at the provider.",
          (int64_t)courier.in_flight[LANE_PAGE] },
        { "courier_oldest_milliseconds", "gauge", "Age of the oldest text there.", courier.oldest },
        { "asked_waiting", "gauge", "Commands and queries on their way.",
          (int64_t)post_waiting(health->parts.post) },
    };

    metrics_write(out, metrics, sizeof metrics / sizeof metrics[0]);
}

static void get_metrics(const struct http_request *request, void *arg)
{
    struct health *health = arg;
    char body[METRICS_BYTES_MAX];
    struct str out;

    str_init(&out, body, sizeof body);
    line_metrics(&out, &health->status);
    daemon_metrics(&out, health);
    str_addf(&out, "# TYPE peerline_build_info gauge\npeerline_build_info{version=\"%s\"} 1\n",
             version());
    must(!out.cut);
    reply(health, request, 200, "text/plain; version=0.0.4; charset=utf-8", body);
}

static const struct http_route routes[] = {
    { HTTP_GET, "/healthz", get_healthz, 0 },
    { HTTP_GET, "/readyz", get_readyz, 0 },
    { HTTP_GET, "/metrics", get_metrics, 0 },
};

void health_heartbeat_set(struct health *health, const char *url)
{
    if (strcmp(health->heartbeat.url, url)) health->heartbeat_at = 0;
    must(!STR_COPY(health->heartbeat.url, url));
}

struct health *health_open(struct event_base *base, const struct health_parts *parts)
{
    ms pause = parts->probe_every ? parts->probe_every : PROBE_EVERY;
    const struct timeval every = { .tv_sec = pause / 1000, .tv_usec = pause % 1000 * 1000 };
    const struct transfer_settings settings = transfer_settings_default();
    struct health *health = xcalloc(1, sizeof *health);

    health->parts = *parts;
    health->parts.probe_every = pause;
    health->parts.heartbeat_url = NULL;
    if (parts->heartbeat_url) health_heartbeat_set(health, parts->heartbeat_url);
    health->transfers = transfers_open(base, &settings);
    health->probed_at = clock_steady();
    health->timer = event_new(base, -1, EV_PERSIST, on_timer, health);
    must(health->timer && !event_add(health->timer, &every));
    http_add_routes(parts->http, routes, sizeof routes / sizeof routes[0], health);
    probe_send(health);
    return health;
}

void health_close(struct health *health)
{
    transfers_close(health->transfers);
    event_free(health->timer);
    free(health);
}
