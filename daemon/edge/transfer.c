/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/transfer.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "base/alloc.h"
#include "base/log.h"
#include "edge/address.h"

#define RETRY_AFTER_MAX HOURS(1)

/* One request on its way. */
struct flight {
    struct transfers *transfers;
    TAILQ_ENTRY(flight) link;
    CURL *easy;
    struct curl_slist *headers;
    transfer_done *done;
    void *module;
    uint64_t ticket;
    bool public_only;
    size_t body_len, body_read; /* of the request */
    char *body;
    size_t answer_len, answer_size;
    char *answer;
};

struct transfers {
    struct event_base *base;
    CURLM *multi;
    struct event *timer;
    struct transfer_settings settings;
    char *ca_file;
    size_t count;
    TAILQ_HEAD(flight_queue, flight) flights; /* in the order they set out */
};

struct transfer_settings transfer_settings_default(void)
{
    return (struct transfer_settings){
        .connections_max = 96,
        .answer_bytes_max = (size_t)256 * 1024,
        .connect_time = SECONDS(5),
        .total_time = SECONDS(15),
        .idle_time = SECONDS(30),
    };
}

enum err transfer_library_start(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) return OK;
    log_error("transfer_library_failed", "version=%s", LIBCURL_VERSION);
    return ERR_DOWN;
}

/* ---- which URLs are called ---- */

static bool url_is_loopback(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    bool loopback = parts && !curl_url_set(parts, CURLUPART_URL, url, 0) &&
                    !curl_url_get(parts, CURLUPART_HOST, &host, 0) && address_names_loopback(host);

    curl_free(host);
    curl_url_cleanup(parts);
    return loopback;
}

static bool parts_are_allowed(const char *scheme, const char *host)
{
    return strcmp(scheme, "https") == 0 ||
           (strcmp(scheme, "http") == 0 && address_names_loopback(host));
}

bool transfer_url_is_allowed(const char *url)
{
    CURLU *parts = curl_url();
    char *scheme = NULL, *host = NULL;
    bool allowed = parts && !curl_url_set(parts, CURLUPART_URL, url, 0) &&
                   !curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) &&
                   !curl_url_get(parts, CURLUPART_HOST, &host, 0) &&
                   parts_are_allowed(scheme, host);

    curl_free(scheme);
    curl_free(host);
    curl_url_cleanup(parts);
    return allowed;
}

/* ---- what became of it ---- */

static const char *trouble_word(CURLcode code)
{
    /* Too many codes to name each; the rest is one word, and the log has the number. */
    if (code == CURLE_COULDNT_RESOLVE_HOST) return "dns";
    if (code == CURLE_COULDNT_CONNECT) return "connect";
    if (code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION) return "tls";
    if (code == CURLE_OPERATION_TIMEDOUT) return "timeout";
    if (code == CURLE_WRITE_ERROR) return "answer_too_big";
    /* The second one: on a reused connection, where libcurl would have sent it again. */
    if (code == CURLE_GOT_NOTHING || code == CURLE_SEND_FAIL_REWIND) return "no_answer";
    if (code == CURLE_ABORTED_BY_CALLBACK) return "stopping";
    return "network";
}

/* Beyond doubt only when libcurl has not written a single byte of the request. */
static bool flight_has_left(const struct flight *flight)
{
    long sent = 0;

    if (curl_easy_getinfo(flight->easy, CURLINFO_REQUEST_SIZE, &sent)) return true;
    return sent > 0 || flight->body_read > 0;
}

static ms retry_after(CURL *easy)
{
    curl_off_t seconds = 0;

    if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds) || seconds < 0) return 0;
    return seconds > RETRY_AFTER_MAX / SECONDS(1) ? RETRY_AFTER_MAX : SECONDS(seconds);
}

static void flight_free(struct flight *flight)
{
    struct transfers *transfers = flight->transfers;

    TAILQ_REMOVE(&transfers->flights, flight, link);
    transfers->count--;
    curl_multi_remove_handle(transfers->multi, flight->easy);
    curl_easy_cleanup(flight->easy);
    curl_slist_free_all(flight->headers);
    free(flight->body);
    free(flight->answer);
    free(flight);
}

/* Tells whoever waits, then forgets the flight. */
static void flight_end(struct flight *flight, CURLcode code)
{
    struct transfer_answer answer = { .end = TRANSFER_ANSWERED, .trouble = "" };
    long status = 0;

    curl_easy_getinfo(flight->easy, CURLINFO_RESPONSE_CODE, &status);
    answer.status = (int)status;
    answer.retry_after = retry_after(flight->easy);
    answer.body = flight->answer ? flight->answer : "";
    answer.body_len = flight->answer_len;
    if (code != CURLE_OK) {
        answer.end = flight_has_left(flight) ? TRANSFER_BROKEN : TRANSFER_NOT_LEFT;
        answer.trouble = trouble_word(code);
        log_warn("transfer_failed", "code=%d why=%s left=%d", (int)code, answer.trouble,
                 answer.end == TRANSFER_BROKEN);
    }
    flight->done(flight->module, flight->ticket, &answer);
    flight_free(flight);
}

/* ---- libcurl asks, libevent answers ---- */

static void transfers_settle(struct transfers *transfers)
{
    CURLMsg *message;
    struct flight *flight = NULL;
    int left;

    while ((message = curl_multi_info_read(transfers->multi, &left))) {
        CURLcode code = message->data.result;

        if (message->msg != CURLMSG_DONE) continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&flight);
        flight_end(flight, code);
    }
}

static void on_ready(evutil_socket_t fd, short what, void *arg)
{
    struct transfers *transfers = arg;
    int running, mask = 0;

    if (what & EV_READ) mask |= CURL_CSELECT_IN;
    if (what & EV_WRITE) mask |= CURL_CSELECT_OUT;
    must(!curl_multi_socket_action(transfers->multi, fd, mask, &running));
    transfers_settle(transfers);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct transfers *transfers = arg;
    int running;

    (void)fd;
    (void)what;
    must(!curl_multi_socket_action(transfers->multi, CURL_SOCKET_TIMEOUT, 0, &running));
    transfers_settle(transfers);
}

/* libcurl wants `fd` watched, or not any more; `watch` is what was assigned to it before. */
static int on_socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg, void *watch)
{
    struct transfers *transfers = arg;
    struct event *event = NULL;
    short flags = EV_PERSIST;

    (void)easy;
    if (watch) event_free(watch);
    if (what & CURL_POLL_IN) flags |= EV_READ;
    if (what & CURL_POLL_OUT) flags |= EV_WRITE;
    if (what != CURL_POLL_REMOVE) {
        event = event_new(transfers->base, fd, flags, on_ready, transfers);
        must(event && !event_add(event, NULL));
    }
    curl_multi_assign(transfers->multi, fd, event);
    return 0;
}

static int on_timer_wanted(CURLM *multi, long wait_ms, void *arg)
{
    struct transfers *transfers = arg;
    struct timeval wait = { .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };

    (void)multi;
    if (wait_ms < 0)
        evtimer_del(transfers->timer);
    else
        evtimer_add(transfers->timer, &wait);
    return 0;
}

/* Here the address is final: no other answer of a name server can come after it. */
static curl_socket_t on_socket_opened(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    const struct flight *flight = arg;

    (void)purpose;
    if (flight->public_only && !address_is_public(&to->addr)) {
        log_warn("transfer_not_public", "family=%d", to->family);
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, to->protocol);
}

static size_t on_body_wanted(char *out, size_t size, size_t count, void *arg)
{
    struct flight *flight = arg;
    size_t len = flight->body_len - flight->body_read;

    if (len > size * count) len = size * count;
    memcpy(out, flight->body + flight->body_read, len);
    flight->body_read += len;
    return len;
}

static size_t on_answer(char *bytes, size_t size, size_t count, void *arg)
{
    struct flight *flight = arg;
    size_t len = size * count, need = flight->answer_len + len + 1;

    if (need > flight->transfers->settings.answer_bytes_max) return 0;
    if (need > flight->answer_size) {
        flight->answer_size = need < 4096 ? 4096 : need * 2;
        flight->answer = xrealloc(flight->answer, flight->answer_size, 1);
    }
    memcpy(flight->answer + flight->answer_len, bytes, len);
    flight->answer_len += len;
    flight->answer[flight->answer_len] = '\0';
    return len;
}

/* ---- setting out ---- */

#define SET(easy, option, value) must(!curl_easy_setopt((easy), (option), (value)))

static void limits_set(CURL *easy, const struct transfer_settings *settings, bool loopback)
{
    SET(easy, CURLOPT_NOSIGNAL, 1L);
    SET(easy, CURLOPT_QUICK_EXIT, 1L);
    SET(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_time);
    SET(easy, CURLOPT_TIMEOUT_MS, (long)settings->total_time);
    SET(easy, CURLOPT_MAXAGE_CONN, (long)(settings->idle_time / SECONDS(1)));
    SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
    SET(easy, CURLOPT_PROTOCOLS_STR, loopback ? "http,https" : "https");
    SET(easy, CURLOPT_PROXY, ""); /* the environment does not decide where words go */
    /* HTTP/2 streams may be retried by libcurl on its own judgement; one request, one line. */
    SET(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->ca_file) SET(easy, CURLOPT_CAINFO, settings->ca_file);
}

static void body_set(struct flight *flight, const struct transfer_request *request)
{
    flight->body_len = request->body_len;
    flight->body = xcalloc(request->body_len + 1, 1);
    memcpy(flight->body, request->body, request->body_len);
    SET(flight->easy, CURLOPT_POST, 1L);
    SET(flight->easy, CURLOPT_POSTFIELDSIZE, (long)request->body_len);
    /* No seek callback: a POST cannot be repeated behind our back. */
    SET(flight->easy, CURLOPT_READFUNCTION, on_body_wanted);
    SET(flight->easy, CURLOPT_READDATA, flight);
}

static void header_add(struct flight *flight, const char *header)
{
    struct curl_slist *longer = curl_slist_append(flight->headers, header);

    must(longer != NULL);
    flight->headers = longer;
}

static void headers_set(struct flight *flight, const struct transfer_request *request)
{
    char type[128];

    header_add(flight, "Accept: application/json");
    header_add(flight, "Expect:");
    if (request->content_type) {
        snprintf(type, sizeof type, "Content-Type: %s", request->content_type);
        header_add(flight, type);
    }
    for (size_t i = 0; i < request->header_count; i++) header_add(flight, request->header[i]);
    SET(flight->easy, CURLOPT_HTTPHEADER, flight->headers);
    SET(flight->easy, CURLOPT_USERAGENT, "peerline");
}

void transfer_start(struct transfers *transfers, const struct transfer_request *request,
                    transfer_done *done, void *module, uint64_t ticket)
{
    struct flight *flight = xcalloc(1, sizeof *flight);
    bool loopback = url_is_loopback(request->url);

    flight->transfers = transfers;
    flight->done = done;
    flight->module = module;
    flight->ticket = ticket;
    flight->easy = curl_easy_init();
    must(flight->easy != NULL);
    limits_set(flight->easy, &transfers->settings, loopback);
    if (request->content_type) body_set(flight, request);
    headers_set(flight, request);
    flight->public_only = request->reach == TRANSFER_PUBLIC_ONLY && !loopback;
    SET(flight->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket_opened);
    SET(flight->easy, CURLOPT_OPENSOCKETDATA, flight);
    if (*request->login) SET(flight->easy, CURLOPT_USERPWD, request->login);
    SET(flight->easy, CURLOPT_URL, request->url);
    SET(flight->easy, CURLOPT_WRITEFUNCTION, on_answer);
    SET(flight->easy, CURLOPT_WRITEDATA, flight);
    SET(flight->easy, CURLOPT_PRIVATE, flight);
    TAILQ_INSERT_TAIL(&transfers->flights, flight, link);
    transfers->count++;
    must(!curl_multi_add_handle(transfers->multi, flight->easy));
}

/* ---- all of them ---- */

struct transfers *transfers_open(struct event_base *base, const struct transfer_settings *settings)
{
    struct transfers *transfers = xcalloc(1, sizeof *transfers);

    transfers->base = base;
    transfers->settings = *settings;
    TAILQ_INIT(&transfers->flights);
    if (settings->ca_file)
        transfers->settings.ca_file = transfers->ca_file = xstrdup(settings->ca_file);
    transfers->timer = evtimer_new(base, on_timer, transfers);
    transfers->multi = curl_multi_init();
    must(transfers->timer && transfers->multi);
    curl_multi_setopt(transfers->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted);
    curl_multi_setopt(transfers->multi, CURLMOPT_SOCKETDATA, transfers);
    curl_multi_setopt(transfers->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted);
    curl_multi_setopt(transfers->multi, CURLMOPT_TIMERDATA, transfers);
    curl_multi_setopt(transfers->multi, CURLMOPT_MAXCONNECTS, (long)settings->connections_max);
    return transfers;
}

void transfers_cut(struct transfers *transfers)
{
    /* Whoever hears of an end may start anew; only those under way now are cut. */
    for (size_t left = transfers->count; left; left--)
        flight_end(TAILQ_FIRST(&transfers->flights), CURLE_ABORTED_BY_CALLBACK);
}

size_t transfers_count(const struct transfers *transfers)
{
    return transfers->count;
}

void transfers_close(struct transfers *transfers)
{
    if (!transfers) return;
    while (transfers->count) flight_free(TAILQ_FIRST(&transfers->flights));
    curl_multi_cleanup(transfers->multi);
    event_free(transfers->timer);
    free(transfers->ca_file);
    free(transfers);
}
