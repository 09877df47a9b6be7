/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/directory_feed.h"

#include <event2/event.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "edge/directory_file.h"
#include "edge/hsds_read.h"
#include "edge/transfer.h"

#define FEEDS_MAX 8
#define PER_PAGE 50
#define PAGES_MAX 10000
#define FULL_EVERY DAYS(7)
#define ANSWER_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define FIRST_VISIT_SECONDS 2   /* the line is up before it looks around */
#define CLOCKS_APART MINUTES(5) /* theirs may be that much behind ours */

/* One visit: the base, then page by page; what came without its parts is fetched one by one. */
struct feed {
    struct directory_feeds *feeds;
    struct directory_feed_settings settings;
    struct event *timer;
    ms full_at, seen_at; /* the last whole visit, the last one that went well; 0: never */
    ms began;            /* the present one; 0: none */
    bool full;
    int64_t page;
    bool last_page;
    bool part;    /* something could not be read: nothing is taken for gone */
    bool first;   /* nothing of it has been handed in yet */
    json_t *poor; /* services of the page that came without their parts */
    size_t poor_at;
    struct directory *directory; /* of the page */
};

struct directory_feeds {
    struct event_base *base;
    struct post *post;
    struct transfers *transfers;
    size_t count;
    struct feed feed[FEEDS_MAX];
};

static void page_fetch(struct feed *feed);

static void visit_end(struct feed *feed, const char *trouble)
{
    if (trouble)
        log_warn("feed_failed", "feed=%s page=%lld why=\"%s\"", feed->settings.id,
                 (long long)feed->page, trouble);
    if (!trouble) feed->seen_at = feed->began;
    if (!trouble && feed->full) feed->full_at = feed->began;
    if (feed->directory) directory_wipe(feed->directory);
    free(feed->directory);
    feed->directory = NULL;
    json_decref(feed->poor);
    feed->poor = NULL;
    feed->began = 0;
}

/* Names the record, the field and the reason, never its words. */
static void note_log(void *arg, const struct hsds_note *note)
{
    const struct feed *feed = arg;

    if (note->refused)
        log_warn("feed_refused", "feed=%s service=%s field=\"%s\" why=\"%s\"", feed->settings.id,
                 note->id, note->field, note->why);
}

/* ---- from the page into the directory ---- */

static void part_stored(void *module, struct http_ticket waiter, const struct command *command)
{
    struct directory_feeds *feeds = module;
    struct feed *feed = &feeds->feed[waiter.slot];
    const struct import_counts *counts = &command->receipt.counts;

    if (!feed->began) return;
    if (command->receipt.err) {
        visit_end(feed, "it could not be stored");
        return;
    }
    log_info("feed_page", "feed=%s page=%lld added=%lld changed=%lld same=%lld gone=%lld",
             feed->settings.id, (long long)feed->page, (long long)counts->added,
             (long long)counts->changed, (long long)counts->same, (long long)counts->gone);
    if (feed->last_page)
        visit_end(feed, NULL);
    else
        page_fetch(feed);
}

static void entry_take(const struct feed *feed, const struct directory_entry *entry,
                       struct resource_import *import)
{
    struct resource_record *record = &import->record[import->count++];
    const struct hsds_notes notes = feed->directory->notes;
    json_t *service = entry->source ? json_loads(entry->source, 0, NULL) : NULL;

    must(!STR_COPY(record->resource.id, entry->id));
    if (service) hsds_read(service, feed->settings.id, &notes, record);
    json_decref(service);
}

static void page_store(struct feed *feed)
{
    struct directory *directory = feed->directory;
    struct command *command = command_new(COMMAND_RESOURCE_IMPORT, clock_now());
    struct resource_import *import = &command->u.import;

    command->caller.operator= true;
    must(!STR_COPY(import->feed, feed->settings.id));
    import->first = feed->first;
    import->last = feed->last_page;
    import->part = !feed->full || feed->part;
    import->record = xcalloc(directory->count + 1, sizeof *import->record);
    for (size_t i = 0; i < directory->count; i++) entry_take(feed, &directory->entry[i], import);
    feed->first = false;
    directory_wipe(directory);
    free(directory);
    feed->directory = NULL;
    if (post_command(feed->feeds->post, command, part_stored, feed->feeds,
                     (struct http_ticket){ (uint32_t)(feed - feed->feeds->feed), 1 }))
        visit_end(feed, "the line is busy");
}

/* ---- fetching ---- */

static void fetch(struct feed *feed, const char *path, transfer_done *done)
{
    struct transfer_request *request = xcalloc(1, sizeof *request);

    snprintf(request->url, sizeof request->url, "%s%s", feed->settings.url, path);
    transfer_start(feed->feeds->transfers, request, done, feed->feeds,
                   (uint64_t)(feed - feed->feeds->feed));
    free(request);
}

/* The answer's JSON, which the caller owns; NULL, and the visit has ended. */
static json_t *answer_json(struct feed *feed, const struct transfer_answer *answer)
{
    json_t *json = NULL;

    if (answer->end == TRANSFER_ANSWERED && answer->status == 200)
        json = json_loadb(answer->body, answer->body_len, JSON_ALLOW_NUL, NULL);
    if (!json)
        visit_end(feed, answer->end != TRANSFER_ANSWERED ? answer->trouble
                        : answer->status != 200          ? "another status than 200"
                                                         : "its answer is no JSON");
    return json;
}

static void poor_fetch(struct feed *feed);

static void poor_fetched(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct feed *feed = &((struct directory_feeds *)module)->feed[ticket];
    json_t *service = answer_json(feed, answer);

    if (!service) return;
    directory_add(feed->directory, service);
    feed->poor_at++;
    poor_fetch(feed);
}

/* Lists need not hold what belongs to a service: then it is asked for by name. */
static void poor_fetch(struct feed *feed)
{
    const json_t *service = json_array_get(feed->poor, feed->poor_at);
    char path[96];

    if (!service) {
        json_decref(feed->poor);
        feed->poor = NULL;
        page_store(feed);
        return;
    }
    snprintf(path, sizeof path, "/services/%s", json_string_value(json_object_get(service, "id")));
    fetch(feed, path, poor_fetched);
}

/* Without any part, and with an id that can stand in a path. */
static bool is_poor(const json_t *service)
{
    const char *id = json_string_value(json_object_get(service, "id"));

    return id && uuid_is_valid(id) && !json_object_get(service, "phones") &&
           !json_object_get(service, "schedules") && !json_object_get(service, "organization") &&
           !json_object_get(service, "service_at_locations");
}

static void page_take(struct feed *feed, const json_t *page)
{
    const struct hsds_notes notes = { .note = note_log, .arg = feed };
    const json_t *contents = json_object_get(page, "contents");
    const json_t *last = json_object_get(page, "last_page");

    feed->last_page = json_is_true(last) || !json_array_size(contents) ||
                      (!last && json_array_size(contents) < PER_PAGE) || feed->page >= PAGES_MAX;
    feed->directory = xcalloc(1, sizeof *feed->directory);
    directory_init(feed->directory, feed->settings.id, &notes);
    feed->poor = json_array();
    feed->poor_at = 0;
    for (size_t i = 0; i < json_array_size(contents); i++) {
        json_t *service = json_array_get(contents, i);

        if (is_poor(service))
            json_array_append(feed->poor, service);
        else
            directory_add(feed->directory, json_incref(service));
    }
    feed->part |= feed->directory->part || (feed->page == 1 && !json_array_size(contents));
    poor_fetch(feed);
}

static void page_fetched(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct feed *feed = &((struct directory_feeds *)module)->feed[ticket];
    json_t *page = answer_json(feed, answer);

    if (!page) return;
    if (json_is_array(json_object_get(page, "contents")))
        page_take(feed, page);
    else
        visit_end(feed, "its answer is no page");
    json_decref(page);
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
    char since[64], path[192];

    feed->page++;
    since_write(feed, since);
    snprintf(path, sizeof path, "/services?full=true&per_page=%d&page=%lld%s", PER_PAGE,
             (long long)feed->page, since);
    fetch(feed, path, page_fetched);
}

static void base_fetched(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct feed *feed = &((struct directory_feeds *)module)->feed[ticket];
    json_t *base = answer_json(feed, answer);
    const char *version = json_string_value(json_object_get(base, "version"));

    if (!base) return;
    if (version && strstr(version, "3.") && version[strcspn(version, "0123456789")] == '3')
        page_fetch(feed);
    else
        visit_end(feed, "it is no HSDS 3");
    json_decref(base);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
    struct feed *feed = arg;
    struct timeval wait = { .tv_sec = feed->settings.every / SECONDS(1) };

    (void)fd;
    (void)what;
    evtimer_add(feed->timer, &wait);
    if (feed->began) return; /* the last visit is not over */
    feed->began = clock_now();
    feed->full =
        !feed->full_at || feed->began - feed->full_at >= FULL_EVERY || feed->began < feed->seen_at;
    feed->page = 0;
    feed->first = true;
    feed->part = false;
    fetch(feed, "/", base_fetched);
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
    const struct timeval soon = { .tv_sec = FIRST_VISIT_SECONDS };
    struct feed *feed = &feeds->feed[feeds->count++];

    must(feeds->count <= FEEDS_MAX);
    feed->feeds = feeds;
    feed->settings = *settings;
    feed->timer = evtimer_new(feeds->base, on_timer, feed);
    must(feed->timer && !evtimer_add(feed->timer, &soon));
}

void directory_feeds_close(struct directory_feeds *feeds)
{
    if (!feeds) return;
    transfers_close(feeds->transfers);
    for (size_t i = 0; i < feeds->count; i++) {
        event_free(feeds->feed[i].timer);
        if (feeds->feed[i].began) visit_end(&feeds->feed[i], "the line stops");
    }
    free(feeds);
}
