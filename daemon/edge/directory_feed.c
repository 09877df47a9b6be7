/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/directory_feed.h"

#include <event2/event.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "edge/directory_part.h"
#include "edge/feed_page.h"
#include "edge/form.h"
#include "edge/json_load.h"
#include "edge/transfer.h"

#define FEEDS_MAX 8
#define PER_PAGE 50
#define PAGES_MAX 10000
#define FULL_EVERY DAYS(7)
#define FAILED_AGAIN MINUTES(15)
#define ANSWER_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define FIRST_VISIT_SECONDS 2   /* the line is up before it looks around */
#define CLOCKS_APART MINUTES(5) /* theirs may be that much behind ours */

/* After each failure of the same request; then the visit ends. */
static const ms patience[] = { SECONDS(1), SECONDS(5), SECONDS(30) };
#define TRIES (sizeof patience / sizeof patience[0])
#define WAIT_MAX MINUTES(2) /* whoever wants us to wait longer is visited another time */

struct feed;
typedef void feed_step(struct feed *feed, json_t *answer);

/* One visit: the base, then page by page; what came without its parts is fetched one by one. */
struct feed {
    struct directory_feeds *feeds;
    struct directory_feed_settings settings;
    struct event *timer, *again; /* the next visit; the same request once more */
    ms full_at, seen_at;         /* the last whole visit, the last one that went well; 0: never */
    ms began;                    /* the present one; 0: none */
    bool full;
    int64_t run;
    int64_t page;
    bool last_page;
    bool part;  /* something could not be read: nothing is taken for gone */
    bool first; /* nothing of it has been handed in yet */
    struct feed_list list;
    json_t *thin; /* services of the page that came without their parts */
    size_t thin_at;
    struct directory *directory; /* of the page */
    size_t stored;               /* entries of it that have been handed in */
    struct import_counts counts;
    size_t refused;
    char path[512]; /* what is asked for now, and what is done with the answer */
    feed_step *step;
    size_t tries;
};

struct directory_feeds {
    struct event_base *base;
    struct post *post;
    struct transfers *transfers;
    size_t count;
    struct feed feed[FEEDS_MAX];
};

static void page_fetch(struct feed *feed);

static void timer_set(struct event *timer, ms wait)
{
    const struct timeval interval = { .tv_sec = wait / 1000, .tv_usec = wait % 1000 * 1000 };

    evtimer_add(timer, &interval);
}

/* ---- begin and end of a visit ---- */

static void directory_drop(struct feed *feed)
{
    if (feed->directory) directory_wipe(feed->directory);
    free(feed->directory);
    feed->directory = NULL;
    json_decref(feed->thin);
    feed->thin = NULL;
}

static void visit_log(const struct feed *feed)
{
    const struct import_counts *counts = &feed->counts;

    log_info("feed_done",
             "feed=%s full=%d pages=%lld added=%lld changed=%lld same=%lld gone=%lld refused=%zu",
             feed->settings.id, feed->full, (long long)feed->page, (long long)counts->added,
             (long long)counts->changed, (long long)counts->same, (long long)counts->gone,
             feed->refused);
}

static void visit_end(struct feed *feed, const char *trouble)
{
    directory_drop(feed);
    feed_list_wipe(&feed->list);
    evtimer_del(feed->again);
    if (trouble) {
        log_warn("feed_failed", "feed=%s page=%lld why=\"%s\"", feed->settings.id,
                 (long long)feed->page, trouble);
        if (feed->settings.every > FAILED_AGAIN) timer_set(feed->timer, FAILED_AGAIN);
    } else {
        visit_log(feed);
        feed->seen_at = feed->began;
        if (feed->full) feed->full_at = feed->began;
    }
    feed->began = 0;
}

/* Names the record, the field and the reason, never its words. */
static void note_log(void *arg, const struct hsds_note *note)
{
    struct feed *feed = arg;

    if (!note->refused) return;
    feed->refused++;
    log_warn("feed_refused", "feed=%s service=%s field=\"%s\" why=\"%s\"", feed->settings.id,
             note->id, note->field, note->why);
}

/* ---- from the page into the directory ---- */

static struct command *part_make(struct feed *feed)
{
    struct command *command = command_new(COMMAND_RESOURCE_IMPORT, clock_now());
    struct resource_import *import = &command->u.import;
    const struct directory *directory = feed->directory;

    command->caller.is_operator = true;
    feed->stored += directory_part_fill(directory, feed->stored, &directory->notes, import);
    import->run = feed->run;
    import->first = feed->first;
    import->last = feed->last_page && feed->stored == directory->count;
    import->part = !feed->full || feed->part;
    feed->first = false;
    return command;
}

static void part_stored(void *module, struct http_ticket waiter, const struct command *command);

static void part_store(struct feed *feed)
{
    const struct http_ticket ticket = { (uint32_t)(feed - feed->feeds->feed), 1 };

    if (post_command(feed->feeds->post, part_make(feed), part_stored, feed->feeds, ticket))
        visit_end(feed, "the line is busy");
}

static const char *part_trouble(const struct receipt *receipt)
{
    if (receipt->err) return "it could not be stored";
    if (receipt->outcome == REFUSED_CONFLICT) return "another import of this feed has begun";
    if (receipt->outcome == REFUSED_STATE) return "the disk is nearly full";
    return receipt->outcome == DONE ? NULL : "it was refused";
}

static void part_stored(void *module, struct http_ticket waiter, const struct command *command)
{
    struct feed *feed = &((struct directory_feeds *)module)->feed[waiter.slot];
    const char *trouble = part_trouble(&command->receipt);

    directory_counts_add(&feed->counts, &command->receipt.counts);
    if (trouble) {
        visit_end(feed, trouble);
    } else if (feed->stored < feed->directory->count) {
        part_store(feed);
    } else {
        directory_drop(feed);
        if (feed->last_page)
            visit_end(feed, NULL);
        else
            page_fetch(feed);
    }
}

/* ---- asking ---- */

static void answered(void *module, uint64_t ticket, const struct transfer_answer *answer);

static void ask_now(struct feed *feed)
{
    struct transfer_request *request = xcalloc(1, sizeof *request);

    snprintf(request->url, sizeof request->url, "%s%s", feed->settings.url, feed->path);
    transfer_start(feed->feeds->transfers, request, answered, feed->feeds,
                   (uint64_t)(feed - feed->feeds->feed));
    free(request);
}

/* For feed->path; the step gets the answer's JSON, or NULL if there is nothing there. */
static void ask(struct feed *feed, feed_step *step)
{
    feed->step = step;
    feed->tries = 0;
    ask_now(feed);
}

static void on_again(evutil_socket_t fd, short what, void *arg)
{
    (void)fd;
    (void)what;
    ask_now(arg);
}

static bool may_pass(const struct transfer_answer *answer)
{
    return answer->end != TRANSFER_ANSWERED || answer->status == 429 || answer->status >= 500;
}

/* Asks once more, later. False: that was often enough, or the other side wants too long a pause. */
static bool ask_again(struct feed *feed, const struct transfer_answer *answer, const char *why)
{
    ms wait = feed->tries < TRIES ? patience[feed->tries] : WAIT_MAX + 1;

    if (answer->retry_after > wait) wait = answer->retry_after;
    if (!may_pass(answer) || wait > WAIT_MAX) return false;
    feed->tries++;
    log_warn("feed_again", "feed=%s page=%lld tries=%zu wait_ms=%lld why=\"%s\"", feed->settings.id,
             (long long)feed->page, feed->tries, (long long)wait, why);
    timer_set(feed->again, wait);
    return true;
}

static void trouble_say(const struct transfer_answer *answer, char *why, size_t why_size)
{
    if (answer->end != TRANSFER_ANSWERED)
        snprintf(why, why_size, "%s", answer->trouble);
    else if (answer->status / 100 == 3)
        snprintf(why, why_size, "it redirects (%d): configure the address it leads to",
                 answer->status);
    else if (answer->status != 200)
        snprintf(why, why_size, "it answers with status %d", answer->status);
    else
        snprintf(why, why_size, "its answer is no JSON");
}

static bool is_not_there(const struct transfer_answer *answer)
{
    return answer->end == TRANSFER_ANSWERED && (answer->status == 404 || answer->status == 410);
}

static void answered(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct feed *feed = &((struct directory_feeds *)module)->feed[ticket];
    json_t *json = NULL;
    char why[96];
    bool took;

    trouble_say(answer, why, sizeof why);
    if (answer->end == TRANSFER_ANSWERED && answer->status == 200)
        json = json_load_plain(answer->body, answer->body_len, NULL, &took);
    if (json || (is_not_there(answer) && feed->thin))
        feed->step(feed, json);
    else if (!ask_again(feed, answer, why))
        visit_end(feed, why);
    json_decref(json);
}

/* ---- pages, and services by themselves ---- */

static void thin_fetch(struct feed *feed);

/* One that the list has, and that cannot be had, is not gone from the list: told, and left alone.
 */
static void thin_fetched(struct feed *feed, json_t *service)
{
    const json_t *listed = json_array_get(feed->thin, feed->thin_at++);

    directory_add(feed->directory, service
                                       ? json_incref(service)
                                       : json_pack("{s:O}", "id", json_object_get(listed, "id")));
    thin_fetch(feed);
}

/* Lists need not hold what belongs to a service: then it is asked for by name. */
static void thin_fetch(struct feed *feed)
{
    const json_t *service = json_array_get(feed->thin, feed->thin_at);
    struct str path;

    if (!service) {
        json_decref(feed->thin);
        feed->thin = NULL;
        feed->part |= feed->directory->part;
        part_store(feed);
        return;
    }
    str_init(&path, feed->path, sizeof feed->path);
    str_add(&path, "/services/");
    form_percent_add(&path, json_string_value(json_object_get(service, "id")));
    must(!path.cut);
    ask(feed, thin_fetched);
}

static void page_take(struct feed *feed, const json_t *contents)
{
    const struct hsds_notes notes = { .note = note_log, .arg = feed };

    feed->directory = xcalloc(1, sizeof *feed->directory);
    directory_init(feed->directory, feed->settings.id, &notes);
    feed->thin = json_array();
    feed->thin_at = 0;
    feed->stored = 0;
    for (size_t i = 0; i < json_array_size(contents); i++) {
        json_t *service = json_array_get(contents, i);

        if (feed_service_is_thin(service) && feed_service_has_path(service))
            json_array_append(feed->thin, service);
        else
            directory_add(feed->directory, json_incref(service));
    }
    thin_fetch(feed);
}

static void page_fetched(struct feed *feed, json_t *answer)
{
    struct feed_page page;
    const char *trouble = feed_page_read(answer, feed->page, &feed->list, &page);

    if (!trouble && feed->page == PAGES_MAX && !page.last) trouble = "it has too many pages";
    if (trouble) {
        visit_end(feed, trouble);
        return;
    }
    feed->last_page = page.last;
    feed->part |= page.moved || !json_object_size(feed->list.ids);
    page_take(feed, page.contents);
}

static void since_write(const struct feed *feed, char out[64])
{
    time_t seconds = (time_t)((feed->seen_at - CLOCKS_APART) / SECONDS(1));
    struct tm tm;

    out[0] = '\0';
    if (feed->full) return;
    gmtime_r(&seconds, &tm);
    strftime(out, 64, "&modified_after=%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void page_fetch(struct feed *feed)
{
    char since[64];

    feed->page++;
    since_write(feed, since);
    snprintf(feed->path, sizeof feed->path, "/services?full=true&per_page=%d&page=%lld%s", PER_PAGE,
             (long long)feed->page, since);
    ask(feed, page_fetched);
}

static void base_fetched(struct feed *feed, json_t *base)
{
    const char *version = json_string_value(json_object_get(base, "version"));

    if (version && version[strcspn(version, "0123456789")] == '3')
        page_fetch(feed);
    else
        visit_end(feed, "it is no HSDS 3");
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct feed *feed = arg;

    (void)fd;
    (void)what;
    timer_set(feed->timer, feed->settings.every);
    if (feed->began) return; /* the last visit is not over */
    feed->began = clock_now();
    feed->full =
        !feed->full_at || feed->began - feed->full_at >= FULL_EVERY || feed->began < feed->seen_at;
    crypt_random(&feed->run, sizeof feed->run);
    feed->page = 0;
    feed->first = true;
    feed->part = false;
    feed->refused = 0;
    feed->counts = (struct import_counts){ .added = 0 };
    feed_list_init(&feed->list);
    snprintf(feed->path, sizeof feed->path, "/");
    ask(feed, base_fetched);
}

struct directory_feeds *directory_feeds_open(struct event_base *base, struct post *post)
{
    struct directory_feeds *feeds = xcalloc(1, sizeof *feeds);
    struct transfer_settings transfer = transfer_settings_default();

    transfer.answer_bytes_max = ANSWER_BYTES_MAX;
    transfer.total_time = SECONDS(60);
    feeds->base = base;
    feeds->post = post;
    feeds->transfers = transfers_open(base, &transfer);
    return feeds;
}

void directory_feeds_add(struct directory_feeds *feeds,
                         const struct directory_feed_settings *settings)
{
    struct feed *feed = &feeds->feed[feeds->count++];

    must(feeds->count <= FEEDS_MAX);
    feed->feeds = feeds;
    feed->settings = *settings;
    feed->timer = evtimer_new(feeds->base, on_timer, feed);
    feed->again = evtimer_new(feeds->base, on_again, feed);
    must(feed->timer && feed->again);
    timer_set(feed->timer, SECONDS(FIRST_VISIT_SECONDS));
}

void directory_feeds_close(struct directory_feeds *feeds)
{
    if (!feeds) return;
    transfers_close(feeds->transfers);
    for (size_t i = 0; i < feeds->count; i++) {
        if (feeds->feed[i].began) visit_end(&feeds->feed[i], "the line stops");
        event_free(feeds->feed[i].timer);
        event_free(feeds->feed[i].again);
    }
    free(feeds);
}
