/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_directory.c — 5,000 services read, imported by the engine, imported once more, and searched
 * by words while people type them, with and without "open now". Goals: an import below 3 s, a
 * search below 10 ms (p99), and no more memory after the second import than after the first.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "edge/directory_part.h"
#include "engine/engine.h"
#include "store/resource.h"

#define SERVICES 5000
#define ROUNDS 40
#define NOW INT64_C(1773000000000)

/* clang-format off */
static const char *const kinds[] = { "pantry", "clinic", "shelter", "warm line", "legal aid",
                                     "respite", "job center", "peer group" };
static const char *const places[] = { "Boston", "Worcester", "Springfield", "Lowell", "Quincy",
                                      "Salem", "Holyoke" };
static const char *const typed[] = { "p", "pa", "pantry", "boston", "food bos", "legal wor",
                                     "respite", "s", "service 4", "nothing like this" };
/* clang-format on */
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void note_ignored(void *arg, const struct hsds_note *note)
{
    (void)arg;
    (void)note;
}

/* As a feed has them: some 1.5 kB each. */
static char *feed_write(size_t *len)
{
    json_t *all = json_array();
    char *text;

    for (int i = 0; i < SERVICES; i++) {
        const char *kind = kinds[(size_t)i % COUNT(kinds)];
        const char *place = places[(size_t)i % COUNT(places)];

        json_array_append_new(
            all, json_pack(
                     "{s:o, s:o, s:s, s:o, s:s, s:s, s:s,"
                     " s:[{s:o, s:s}], s:[{s:s, s:s, s:s, s:s}], s:[{s:s}], s:[{s:s, s:s}]}",
                     "id", json_sprintf("00000000-0000-4000-8000-%012d", i), "name",
                     json_sprintf("%s %s, service %d", place, kind, i), "status", "active",
                     "description",
                     json_sprintf("Food, talk and help from the %s in %s. %0700d", kind, place, i),
                     "application_process", "Walk in or call; nobody asks for papers.",
                     "fees_description", "Free", "eligibility_description",
                     "Anyone who lives nearby", "phones", "number",
                     json_sprintf("617-555-%04d", i % 10000), "type", "voice", "schedules", "freq",
                     "WEEKLY", "byday", "MO,TU,WE,TH,FR", "opens_at", "09:00", "closes_at", "17:00",
                     "service_areas", "name", place, "languages", "name", "English", "code", "en"));
    }
    text = json_dumps(all, 0);
    json_decref(all);
    *len = strlen(text);
    return text;
}

/* From bytes to the last commit; how many were new in *added. */
static double import_run(struct engine *engine, const char *bytes, size_t len, int64_t *added)
{
    const struct hsds_notes notes = { .note = note_ignored };
    struct directory directory;
    double began = seconds_now();

    *added = 0;
    directory_init(&directory, "feed", &notes);
    directory_add_json(&directory, bytes, len);
    for (size_t at = 0; at < directory.count;) {
        struct command *command = command_new(COMMAND_RESOURCE_IMPORT, NOW);

        command->caller.is_operator = true;
        command->u.import.first = at == 0;
        at += directory_part_fill(&directory, at, &notes, &command->u.import);
        command->u.import.last = at == directory.count;
        engine_batch(engine, &command, 1);
        engine_rest(engine);
        must(!command->receipt.err);
        *added += command->receipt.counts.added;
        command_free(command);
    }
    directory_wipe(&directory);
    return seconds_now() - began;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static bool weekday_open(void *arg, const struct resource_brief *brief)
{
    (void)arg;
    return *brief->schedules != '\0';
}

static double search_once(struct store *store, const char *words, bool open)
{
    struct resource *found = xcalloc(50, sizeof *found);
    struct resource_filter filter = { .words = words,
                                      .offered = true,
                                      .keep = open ? weekday_open : NULL };
    size_t count;
    bool more;
    double began = seconds_now();

    must(!resource_search(store, &filter, 0, 50, found, &count, &more));
    free(found);
    return seconds_now() - began;
}

static void searches_report(struct store *store)
{
    double took[2 * ROUNDS * COUNT(typed)];
    size_t count = 0;

    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < COUNT(typed); i++) {
            took[count++] = search_once(store, typed[i], false);
            took[count++] = search_once(store, typed[i], true);
        }
    qsort(took, count, sizeof *took, by_size);
    printf("directory search: p50 %.2f ms, p99 %.2f ms\n", took[count / 2] * 1e3,
           took[count * 99 / 100] * 1e3);
}

static void rows_report(struct engine *engine)
{
    size_t len, after_first, after_second;
    char *bytes = feed_write(&len);
    int64_t added, again;
    double first = import_run(engine, bytes, len, &added), second;

    after_first = mallinfo2().uordblks;
    second = import_run(engine, bytes, len, &again);
    after_second = mallinfo2().uordblks;
    free(bytes);
    printf("directory import: %lld services in %.2f s, once more in %.2f s (%lld new, %+ld kB)\n",
           (long long)added, first, second, (long long)again,
           ((long)after_second - (long)after_first) / 1024);
}

int main(void)
{
    char folder[] = "/tmp/directory-bench-XXXXXX", url[96], path[96], why[256];
    struct engine *engine = xcalloc(1, sizeof *engine);
    struct settings *settings = settings_new();
    struct crypt_keys keys;

    must(mkdtemp(folder) && !crypt_start());
    crypt_random(&keys, sizeof keys);
    snprintf(url, sizeof url, "sqlite:%s/line.db", folder);
    must(!engine_open(engine, url, &keys, settings, NOW, why, sizeof why));
    rows_report(engine);
    searches_report(&engine->store);
    engine_close(engine);
    settings_drop(settings);
    free(engine);
    for (const char *const *end = (const char *const[]){ "", "-wal", "-shm", NULL }; *end; end++) {
        snprintf(path, sizeof path, "%s/line.db%s", folder, *end);
        unlink(path);
    }
    rmdir(folder);
    return 0;
}
