/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/resources.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/text.h"
#include "ctl/control_client.h"
#include "edge/directory_part.h"
#include "edge/hsds_read.h"
#include "edge/hsds_sheet.h"
#include "edge/hsds_tables.h"
#include "edge/hsds_write.h"
#include "rules/hours.h"

#define SERVICES_AT_ONCE 64
#define BYTES_AT_ONCE ((size_t)256 * 1024)

const char resources_import_help[] =
    "\n"
    "Reads HSDS 3.0 and 3.1 as JSON (one service, a list, a page, one a line), also gzipped; a\n"
    "folder of HSDS tables, older versions too; or a plain CSV with a row for each service.\n"
    "\n"
    "  --feed NAME     which feed it is; without it, the file's name. The same feed once more\n"
    "                  changes what has changed, and switches off what it no longer has.\n"
    "  --columns MAP   of a plain CSV, \"ours=theirs,ours=theirs\": ours are key, name, label, "
    "call,\n"
    "                  text, keyword, hours, audience, area, languages, cost, blurb, expect,\n"
    "                  emergency_services, tags, url, status, checked.\n"
    "  --part          there is more of the feed than this: switch nothing off.\n"
    "\n"
    "Every record that is refused is named on standard error with its line, field and reason; the\n"
    "rest goes in. A file that was cut counts as a part. Words of the line's own stay, and a\n"
    "number that has changed is flagged. If it ends early, the same import brings the rest.";

const char resources_export_help[] =
    "\n"
    "One JSON page of all services, valid by HSDS 3.0 and readable by import; \"-\" writes it to\n"
    "standard output. Nothing is overwritten.\n"
    "\n"
    "  --csv           a new folder of tables with their datapackage.json.\n"
    "  --sheet         one plain CSV with a row for each service: less of each, for people.";

const char resources_check_help[] =
    "\n"
    "Reads as import does, and says the same of it; then counts what texters would lack. Exit "
    "code\n"
    "1 if a record would be refused.\n"
    "\n"
    "  --feed, --columns  as for import.\n"
    "  --json             a line for each note and each service, as it would be shown.\n"
    "  --at TIME          whether it is open then: 2026-03-07T01:30:00-05:00.";

struct options {
    const char *path, *feed, *columns, *at;
    bool part, json, csv, sheet;
};

/* False: the arguments make no sense. One path is needed. */
static bool options_read(int argc, char **argv, struct options *options)
{
    /* clang-format off */
    static const struct option long_options[] = {
        { "feed", required_argument, NULL, 'f' },
        { "columns", required_argument, NULL, 'c' },
        { "at", required_argument, NULL, 'a' },
        { "part", no_argument, NULL, 'p' },
        { "json", no_argument, NULL, 'j' },
        { "csv", no_argument, NULL, 't' },
        { "sheet", no_argument, NULL, 's' },
        { 0 },
    };
    /* clang-format on */
    int c;

    *options = (struct options){ .path = NULL };
    optind = 0;
    /* getopt_long takes the word before the arguments for the program's name. */
    while ((c = getopt_long(argc + 1, argv - 1, "", long_options, NULL)) != -1) {
        if (c == 'f') options->feed = optarg;
        if (c == 'c') options->columns = optarg;
        if (c == 'a') options->at = optarg;
        if (c == 'p') options->part = true;
        if (c == 'j') options->json = true;
        if (c == 't') options->csv = true;
        if (c == 's') options->sheet = true;
        if (c == '?') return false;
    }
    if (optind != argc) return false; /* of one argument more: exactly one is left */
    options->path = argv[optind - 1];
    return true;
}

/* ---- what a person should know ---- */

static void place_print(const struct hsds_note *note)
{
    if (*note->file) fprintf(stderr, "%s ", note->file);
    if (note->line) fprintf(stderr, "line %zu: ", note->line);
    if (*note->id) fprintf(stderr, "%s ", note->id);
    if (*note->field) fprintf(stderr, "%s ", note->field);
}

static void note_print(void *arg, const struct hsds_note *note)
{
    (void)arg;
    fputs(note->refused ? "refused: " : "note: ", stderr);
    place_print(note);
    fprintf(stderr, "- %s\n", note->why);
}

/* For programs: the same as lines of JSON. */
static void note_print_json(void *arg, const struct hsds_note *note)
{
    json_t *line =
        json_pack("{s:s, s:s, s:I, s:s, s:s, s:s}", "kind", note->refused ? "refused" : "note",
                  "file", note->file, "line", (json_int_t)note->line, "id", note->id, "field",
                  note->field, "why", note->why);

    (void)arg;
    json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(line);
}

/* False: it cannot be read, and why was printed. */
static bool directory_read(const struct options *options, const char *feed,
                           const struct hsds_notes *notes, struct directory *directory)
{
    char why[512];
    enum err err;

    directory_init(directory, feed, notes);
    err = directory_file_read(directory, options->path, options->columns, why, sizeof why);
    if (err) fprintf(stderr, "peerlinectl: %s\n", why);
    return !err;
}

static void feed_name(const struct options *options, char feed[64])
{
    if (!options->feed || str_copy(feed, 64, options->feed))
        directory_file_feed(options->path, feed);
}

/* ---- as a texter would get them ---- */

/* What becomes of the services that go in; each number but the first two is a list of work. */
struct tally {
    size_t services, offered, unreachable, unknown_hours, unlabelled;
};

static void tally_add(struct tally *tally, const struct resource *resource, ms now)
{
    struct schedule schedules[SCHEDULES_MAX];
    struct zone utc = { .count = 0 };
    size_t count = hours_decode(resource->schedules, schedules);

    tally->services++;
    tally->offered += resource->active;
    tally->unreachable += !*resource->call && !*resource->text && !*resource->url;
    tally->unknown_hours += hours_open(schedules, count, &utc, now) == OPEN_UNKNOWN;
    tally->unlabelled += strcmp(resource->label, resource->name) != 0 &&
                         !strncmp(resource->label, resource->name, strlen(resource->label));
}

static void tally_print(const struct tally *tally)
{
    const struct {
        size_t count;
        const char *words;
    } lines[] = {
        { tally->offered, "can be offered as soon as they are in" },
        { tally->unreachable, "cannot be called, texted or looked at" },
        { tally->unknown_hours,
          "have no hours now that a program understands; the words are shown" },
        { tally->unlabelled, "have a name that was cut to fit a list: write them a label" },
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        printf("%7zu of them %s\n", lines[i].count, lines[i].words);
}

/* ---- import ---- */

static const char *const count_names[] = { "added", "changed", "same", "gone" };
#define COUNTS 4

struct import {
    const char *socket;
    const struct directory *directory;
    json_int_t run;
    size_t at; /* entries that are with the daemon already */
    json_int_t count[COUNTS];
};

/* On one line that is written over and over, if somebody looks. */
static void progress_print(const struct import *import)
{
    if (!isatty(STDERR_FILENO) || import->directory->count <= SERVICES_AT_ONCE) return;
    fprintf(stderr, "\r%zu of %zu services%s", import->at, import->directory->count,
            import->at == import->directory->count ? "\n" : "");
}

/* The next services, few enough for one line to the daemon. */
static json_t *part_make(struct import *import, bool part)
{
    const struct directory *directory = import->directory;
    json_t *services = json_array(), *met = json_array();
    size_t first = import->at, bytes = 0;

    while (import->at < directory->count && import->at - first < SERVICES_AT_ONCE &&
           bytes < BYTES_AT_ONCE) {
        const struct directory_entry *entry = &directory->entry[import->at++];

        if (entry->source) {
            json_array_append_new(services, json_loads(entry->source, 0, NULL));
            bytes += strlen(entry->source);
        } else {
            json_array_append_new(met, json_string(entry->id));
        }
    }
    return json_pack("{s:s, s:s, s:I, s:b, s:b, s:b, s:o, s:o}", "do", "resources_import", "feed",
                     directory->feed, "run", import->run, "first", first == 0, "last",
                     import->at == directory->count, "part", part, "services", services, "met",
                     met);
}

static enum exit_code part_send(struct import *import, bool part)
{
    json_t *rows = json_array();
    enum exit_code code = control_gather(import->socket, part_make(import, part), rows);

    for (size_t i = 0; i < COUNTS; i++)
        import->count[i] +=
            json_integer_value(json_object_get(json_array_get(rows, 0), count_names[i]));
    json_decref(rows);
    return code;
}

/* Nothing that could be read is no sign that all of it has gone. */
static enum exit_code directory_send(struct import *import, bool part)
{
    enum exit_code code = EXIT_DONE;

    size_t in = 0;

    part |= import->directory->part || !import->directory->read;
    while (import->at < import->directory->count && code == EXIT_DONE) {
        in = import->at;
        code = part_send(import, part);
        if (code == EXIT_DONE) progress_print(import);
    }
    if (code != EXIT_DONE) {
        fprintf(stderr,
                "peerlinectl: %zu of %zu services are in, and none was switched off. The same "
                "import once more brings the rest.\n",
                in, import->directory->count);
        return code;
    }
    for (size_t i = 0; i < COUNTS; i++)
        printf("%" JSON_INTEGER_FORMAT " %s, ", import->count[i], count_names[i]);
    printf("%zu refused\n", import->directory->refused);
    if (part) puts("What is not in it stays as it is: it is only a part of its feed.");
    return EXIT_DONE;
}

/* What a phone needs of an entry comes up only when it is read, and is told. */
static void entries_tell(const struct directory *directory)
{
    for (size_t i = 0; i < directory->count; i++) {
        struct resource_record record;

        if (!directory->entry[i].source) continue;
        directory_entry_read(directory, &directory->entry[i], &directory->notes, &record);
        free(record.source);
    }
}

int resources_import(const char *socket, int argc, char **argv)
{
    const struct hsds_notes notes = { .note = note_print };
    struct options options;
    struct directory directory;
    char feed[64];
    enum exit_code code = EXIT_REFUSED;

    if (crypt_start() || !options_read(argc, argv, &options) || options.json || options.csv ||
        options.sheet || options.at)
        return EXIT_USAGE;
    feed_name(&options, feed);
    if (directory_read(&options, feed, &notes, &directory)) {
        struct import import = { .socket = socket, .directory = &directory };

        crypt_random(&import.run, sizeof import.run);
        entries_tell(&directory);
        code = directory_send(&import, options.part);
    }
    directory_wipe(&directory);
    return (int)code;
}

/* ---- export ---- */

static bool text_write(const char *text, const char *path)
{
    FILE *file = strcmp(path, "-") ? fopen(path, "wxe") : stdout;
    bool whole = file && fputs(text, file) != EOF;

    if (file && file != stdout && fclose(file)) whole = false;
    if (!whole) fprintf(stderr, "peerlinectl: %s: %s\n", path, strerror(errno));
    return whole;
}

static bool page_write(json_t *services, const char *path)
{
    int64_t count = (int64_t)json_array_size(services);
    json_t *page = hsds_page(json_incref(services), count, 1, count ? count : 1);
    char *text = json_dumps(page, JSON_INDENT(1) | JSON_SORT_KEYS);
    struct json_writer lines = { 0 };
    bool whole;

    json_write_raw(&lines, text, strlen(text));
    json_write_raw(&lines, "\n", 1);
    whole = text_write(lines.s, path);
    json_writer_wipe(&lines);
    free(text);
    json_decref(page);
    return whole;
}

static bool sheet_write(const json_t *services, const char *path)
{
    const struct hsds_notes told_by_import = { .note = NULL };
    struct json_writer rows = { 0 };
    bool whole;

    hsds_sheet_write_head(&rows);
    for (size_t i = 0; i < json_array_size(services); i++) {
        struct resource_record record;

        hsds_read(json_array_get(services, i), "", &told_by_import, &record);
        hsds_sheet_write_row(&rows, &record.resource);
        free(record.source);
    }
    whole = text_write(rows.s, path);
    json_writer_wipe(&rows);
    return whole;
}

static bool tables_write(json_t *services, const char *path)
{
    char why[512];
    enum err err = hsds_tables_write(services, path, why, sizeof why);

    if (err) fprintf(stderr, "peerlinectl: %s\n", why);
    return !err;
}

static bool services_write(json_t *services, const struct options *options)
{
    if (options->csv) return tables_write(services, options->path);
    return options->sheet ? sheet_write(services, options->path)
                          : page_write(services, options->path);
}

int resources_export(const char *socket, int argc, char **argv)
{
    json_t *rows = json_array(), *services = json_array();
    struct options options;
    enum exit_code code = EXIT_USAGE;
    bool known = options_read(argc, argv, &options) && !options.feed && !options.columns &&
                 !options.at && !options.part && !options.json && !(options.csv && options.sheet);

    if (known) code = control_gather(socket, json_pack("{s:s}", "do", "resources_export"), rows);
    for (size_t i = 0; i < json_array_size(rows); i++)
        json_array_append(services, json_object_get(json_array_get(rows, i), "service"));
    if (code == EXIT_DONE && !services_write(services, &options)) code = EXIT_REFUSED;
    json_decref(services);
    json_decref(rows);
    return (int)code;
}

/* ---- check ---- */

static json_t *resource_describe(const struct resource *resource, size_t line,
                                 const struct zone *zone, ms at)
{
    struct schedule schedules[SCHEDULES_MAX];
    size_t count = hours_decode(resource->schedules, schedules);
    char hours[sizeof resource->hours];

    if (!hours_words(schedules, count, zone, at, hours, sizeof hours))
        memcpy(hours, resource->hours, sizeof hours);
    return json_pack(
        "{s:s, s:I, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
        " s:s, s:b, s:s, s:s, s:s, s:s}",
        "kind", "service", "line", (json_int_t)line, "id", resource->id, "status",
        resource_status_name(resource->status), "offered", resource->active, "name", resource->name,
        "label", resource->label, "blurb", resource->blurb, "call", resource->call, "dial",
        resource->dial, "text", resource->text, "url", resource->url, "hours", hours, "open",
        resource_open_name(hours_open(schedules, count, zone, at)), "area", resource->area,
        "languages", resource->languages, "cost", resource->cost, "audience", resource->audience,
        "free", resource->free, "alert", resource->alert, "tags", resource->tags, "emergency",
        resource->emergency, "expect", resource->expect);
}

static void row_print(const struct resource *resource, size_t line, const struct zone *zone, ms at)
{
    json_t *row = resource_describe(resource, line, zone, at);

    json_dumpf(row, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(row);
}

/* Each service, and at the end what is to be done about them; as JSON only the services. */
static void entries_check(const struct directory *directory, bool json, const struct zone *zone,
                          ms at)
{
    struct tally tally = { .services = 0 };

    for (size_t i = 0; i < directory->count; i++) {
        const struct directory_entry *entry = &directory->entry[i];
        struct resource_record record;

        if (!entry->source) continue;
        directory_entry_read(directory, entry, &directory->notes, &record);
        tally_add(&tally, &record.resource, at);
        if (json) row_print(&record.resource, entry->line, zone, at);
        free(record.source);
    }
    if (json) return;
    printf("%zu services go in, %zu records are refused\n", directory->read, directory->refused);
    if (tally.services) tally_print(&tally);
    if (directory->part) puts("It is only a part of its feed: nothing else is switched off by it.");
}

int resources_check(int argc, char **argv)
{
    struct hsds_notes notes = { .note = note_print };
    struct zone zone = { .count = 0 };
    struct options options;
    struct directory directory;
    ms at = clock_now();
    char feed[64];
    bool fine;

    if (!options_read(argc, argv, &options) || options.part || options.csv || options.sheet)
        return EXIT_USAGE;
    if (options.at && !moment_parse(options.at, &at, &zone.offset)) return EXIT_USAGE;
    if (options.json) notes.note = note_print_json;
    feed_name(&options, feed);
    fine = directory_read(&options, feed, &notes, &directory);
    if (fine) entries_check(&directory, options.json, &zone, at);
    fine = fine && !directory.refused;
    directory_wipe(&directory);
    return fine ? EXIT_DONE : EXIT_REFUSED;
}
