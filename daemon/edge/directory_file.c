/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/directory_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#define ZLIB_CONST /* what it reads it does not write */
#include <zlib.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/csv.h"
#include "edge/hsds_package.h"
#include "edge/hsds_sheet.h"
#include "edge/json_load.h"
#include "edge/json_split.h"
#include "rules/plain.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024 * 1024) /* unpacked */
#define SERVICES_MAX 100000
#define REFUSED_MAX 10000 /* whoever reads so far has understood that it is no directory */
#define RECORD_BYTES_MAX ((size_t)8 * 1024 * 1024) /* with all services of an organization */
#define SOURCE_BYTES_MAX ((size_t)128 * 1024)

void directory_init(struct directory *directory, const char *feed, const struct hsds_notes *notes)
{
    *directory = (struct directory){ .feed = feed, .notes = *notes, .by_id = json_object() };
}

void directory_wipe(struct directory *directory)
{
    for (size_t i = 0; i < directory->count; i++) free(directory->entry[i].source);
    free(directory->entry);
    json_decref(directory->by_id);
    *directory = (struct directory){ .feed = NULL };
}

/* ---- one service ---- */

/* Of two with one id the one changed last counts; if that is not told, the one that comes later. */
static bool is_newer(const char *modified, const struct directory_entry *known)
{
    return !known->source || !*modified || !*known->modified ||
           strcmp(modified, known->modified) >= 0;
}

static struct directory_entry *entry_of(struct directory *directory, const char *id)
{
    const json_t *place = json_object_get(directory->by_id, id);

    if (place) return &directory->entry[json_integer_value(place)];
    if (directory->count == directory->size) {
        directory->size = directory->size ? 2 * directory->size : 64;
        directory->entry = xrealloc(directory->entry, directory->size, sizeof *directory->entry);
    }
    json_object_set_new(directory->by_id, id, json_integer((json_int_t)directory->count));
    directory->entry[directory->count] = (struct directory_entry){ .line = 0 };
    must(!STR_COPY(directory->entry[directory->count].id, id));
    return &directory->entry[directory->count++];
}

static void entry_keep(struct directory *directory, const char *source, const char *modified)
{
    const struct hsds_notes *notes = &directory->notes;
    struct directory_entry *entry = entry_of(directory, notes->id);
    bool twice = entry->source != NULL;

    if (twice) {
        hsds_note(notes, "id",
                  is_newer(modified, entry)
                      ? "there twice: this one counts, the earlier one does not"
                      : "there twice: the other one, changed later, counts");
        if (!is_newer(modified, entry)) return;
    }
    free(entry->source);
    entry->source = xstrdup(source);
    entry->line = notes->line;
    if (STR_COPY(entry->modified, modified)) entry->modified[0] = '\0';
    if (!twice) directory->read++;
}

/* One that is refused is in the feed all the same, and has not gone from it. */
static void service_refused(struct directory *directory)
{
    directory->refused++;
    if (directory->notes.id[0])
        entry_of(directory, directory->notes.id);
    else
        directory->part = true;
}

static void tags_translate(json_t *service)
{
    char *tags = NULL;

    if (json_is_string(json_object_get(service, "x_tags")))
        tags = xstrdup(json_string_value(json_object_get(service, "x_tags")));
    json_object_del(service, "x_tags");
    if (tags) plain_clean(tags, true);
    for (char *c = tags; c && *c; c++)
        if (*c == ',' || *c == ';') *c = ' ';
    if (tags) hsds_tags_set(service, tags);
    free(tags);
}

static void service_add(struct directory *directory, json_t *service)
{
    const char *modified;
    char *source;

    if (!hsds_clean(service, directory->feed, &directory->notes)) {
        service_refused(directory);
        return;
    }
    tags_translate(service);
    source = json_dumps(service, JSON_COMPACT | JSON_SORT_KEYS);
    must(source);
    modified = json_string_value(json_object_get(service, "last_modified"));
    if (strlen(source) > SOURCE_BYTES_MAX || directory->count >= SERVICES_MAX) {
        hsds_refuse(&directory->notes, "",
                    directory->count >= SERVICES_MAX ? "one service too many"
                                                     : "it is larger than 128 kB");
        service_refused(directory);
    } else {
        entry_keep(directory, source, modified ? modified : "");
    }
    free(source);
}

/* ---- what has services in it ---- */

static void service_of_organization(struct directory *directory, const json_t *organization,
                                    json_t *service)
{
    static const char *const kept[] = { "id", "name", "description", "website", "phones" };
    json_t *owner = json_object();

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (json_object_get(organization, kept[i]))
            json_object_set(owner, kept[i], json_object_get(organization, kept[i]));
    if (json_is_object(service) && !json_object_get(service, "organization"))
        json_object_set(service, "organization", owner);
    json_decref(owner);
    service_add(directory, service);
}

/* A service at a location is that service, with the place where it was found. */
static void service_of_place(struct directory *directory, json_t *place)
{
    json_t *service = json_incref(json_object_get(place, "service"));

    json_object_del(place, "service");
    if (!json_object_get(service, "service_at_locations"))
        json_object_set_new(service, "service_at_locations", json_pack("[O]", place));
    service_add(directory, service);
    json_decref(service);
}

void directory_add(struct directory *directory, json_t *record)
{
    json_t *services = json_object_get(record, "services");

    if (json_is_array(services) && !json_object_get(record, "status")) {
        for (size_t i = 0; i < json_array_size(services); i++)
            service_of_organization(directory, record, json_array_get(services, i));
    } else if (json_is_object(json_object_get(record, "service"))) {
        service_of_place(directory, record);
    } else {
        service_add(directory, record);
    }
    json_decref(record);
}

/* ---- files ---- */

/* What is no record at all: whose it would have been nobody knows. */
static void bytes_refuse(struct directory *directory, const char *why)
{
    directory->notes.id[0] = '\0';
    hsds_refuse(&directory->notes, "", why);
    service_refused(directory);
}

static bool is_hopeless(const struct directory *directory)
{
    return directory->refused >= REFUSED_MAX;
}

void directory_add_json(struct directory *directory, const char *bytes, size_t len)
{
    struct json_split split;
    const char *start;
    size_t record_len;

    json_split_init(&split, bytes, len);
    directory->part |= split.paged;
    while (!is_hopeless(directory) &&
           json_split_next(&split, &start, &record_len, &directory->notes.line)) {
        json_error_t error = { .text = "it is larger than 8 MB" };
        bool took = false, fits = record_len <= RECORD_BYTES_MAX;
        json_t *record = fits ? json_load_plain(start, record_len, &error, &took) : NULL;

        directory->notes.id[0] = '\0';
        if (took) hsds_note(&directory->notes, "", "NUL characters taken out");
        if (record)
            directory_add(directory, record);
        else
            bytes_refuse(directory, fits && !utf8_is_valid(start, record_len)
                                        ? "it is not UTF-8 text"
                                        : error.text);
    }
    if (split.cut)
        bytes_refuse(directory, "the list has no end: the file was cut");
    else if (split.more)
        bytes_refuse(directory, "what stands behind the list is not read");
}

static enum err sheet_read(struct directory *directory, const char *path, char *bytes, size_t len,
                           const char *columns, char *why, size_t why_size)
{
    const char *trouble;
    struct csv csv;
    char reason[128];

    if (csv_read(&csv, bytes, len, reason, sizeof reason)) {
        snprintf(why, why_size, "%s: %s", path, reason);
        return ERR_INPUT;
    }
    trouble = hsds_sheet_trouble(&csv, columns);
    if (!trouble) hsds_sheet_tell(&csv, columns, &directory->notes);
    for (size_t row = 0; row < csv.rows && !trouble && !is_hopeless(directory); row++) {
        directory->notes.line = csv.line[row];
        directory_add(directory, hsds_sheet_row(&csv, row, columns, directory->feed));
    }
    csv_free(&csv);
    if (!trouble) return OK;
    snprintf(why, why_size, "%s: %s", path, trouble);
    return ERR_INPUT;
}

static enum err package_read(struct directory *directory, const char *path, char *why,
                             size_t why_size)
{
    struct hsds_package package;
    enum err err = hsds_package_read(path, &directory->notes, &package, why, why_size);

    if (err) return err;
    directory->notes.file = "services.csv";
    for (size_t i = 0; i < json_array_size(package.services) && !is_hopeless(directory); i++) {
        directory->notes.line = package.line[i];
        directory_add(directory, json_incref(json_array_get(package.services, i)));
    }
    hsds_package_wipe(&package);
    return OK;
}

/* What is wrong with what was read so far; NULL: it is whole. */
static const char *unpack_trouble(gzFile file, int got)
{
    int code;

    gzerror(file, &code);
    if (code == Z_BUF_ERROR) return "its end is missing: the file was cut";
    if (code == Z_ERRNO) return strerror(errno);
    return got < 0 || code < 0 ? "it is damaged and cannot be unpacked" : NULL;
}

/* Whole, and unpacked if it is packed; NULL: *trouble says why not. The caller frees it. */
static char *file_unpack(gzFile file, size_t *len, const char **trouble)
{
    size_t size = 1 << 20;
    char *bytes = xcalloc(size, 1);
    int got;

    *len = 0;
    while ((got = gzread(file, bytes + *len, (unsigned)(size - *len - 1))) > 0) {
        *len += (size_t)got;
        if (*len >= FILE_BYTES_MAX) break;
        if (size - *len < 2) bytes = xrealloc(bytes, size *= 2, 1);
    }
    *trouble = *len >= FILE_BYTES_MAX ? "it is too large" : unpack_trouble(file, got);
    bytes[*len] = '\0';
    if (!*trouble) return bytes;
    free(bytes);
    return NULL;
}

static bool begins_with(const char *bytes, size_t len, const char *start, size_t start_len)
{
    return len >= start_len && !memcmp(bytes, start, start_len);
}

/* What it is, if it is one of the files that people take for text; else NULL. */
static const char *kind_trouble(const char *bytes, size_t len)
{
    if (begins_with(bytes, len, "\xff\xfe", 2) || begins_with(bytes, len, "\xfe\xff", 2))
        return "it is UTF-16 text; save it as UTF-8";
    if (begins_with(bytes, len, "PK\x03\x04", 4))
        return "it is a spreadsheet or a ZIP archive; save it as CSV, or take the file out of it";
    return NULL;
}

/* The bytes, unless there is trouble with them: then they are freed, and `why` says so. */
static char *bytes_accept(char *bytes, size_t len, const char *name, size_t bytes_max,
                          const char *trouble, char *why, size_t why_size)
{
    bool too_large = len >= bytes_max;

    if (bytes && !trouble) trouble = kind_trouble(bytes, len);
    if (bytes && !trouble && !too_large) return bytes;
    free(bytes);
    if (too_large)
        snprintf(why, why_size, "%s: it is larger than %zu MB", name, bytes_max >> 20);
    else
        snprintf(why, why_size, "%s: %s", name, trouble);
    return NULL;
}

/* The file's bytes, which the caller frees; NULL: `why` says what is wrong with it. */
static char *file_load(const char *path, size_t *len, char *why, size_t why_size)
{
    const char *trouble = NULL;
    gzFile file = gzopen(path, "rb");
    char *bytes = file ? file_unpack(file, len, &trouble) : NULL;

    if (!file) trouble = strerror(errno);
    if (file) gzclose(file);
    return bytes_accept(bytes, *len, path, FILE_BYTES_MAX, trouble, why, why_size);
}

/* ---- files that are in memory already ---- */

static bool is_packed(const void *bytes, size_t len)
{
    return begins_with(bytes, len, "\x1f\x8b", 2);
}

/* One turn of it; false: that was all, or *trouble says why no more comes. */
static bool inflate_some(z_stream *stream, const char **trouble)
{
    int code = inflate(stream, Z_NO_FLUSH);

    if (code == Z_OK) return true;
    if (code == Z_STREAM_END && is_packed(stream->next_in, stream->avail_in))
        return inflateReset(stream) == Z_OK; /* packed in several pieces */
    if (code == Z_BUF_ERROR)
        *trouble = "its end is missing: the file was cut";
    else if (code != Z_STREAM_END)
        *trouble = "it is damaged and cannot be unpacked";
    return false;
}

/* As far as it goes, or is not too large. The caller frees it. */
static char *memory_unpack(const void *packed, size_t packed_len, size_t bytes_max, size_t *len,
                           const char **trouble)
{
    z_stream stream = { .next_in = packed, .avail_in = (uInt)packed_len };
    size_t size = 1 << 20;
    char *bytes = xcalloc(size, 1);
    bool more = true;

    must(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
    while (more && *len < bytes_max) {
        if (size - *len < 2) bytes = xrealloc(bytes, size *= 2, 1);
        stream.next_out = (Bytef *)bytes + *len;
        stream.avail_out = (uInt)(size - *len - 1);
        more = inflate_some(&stream, trouble);
        *len = size - 1 - stream.avail_out;
    }
    inflateEnd(&stream);
    bytes[*len] = '\0';
    return bytes;
}

static char *memory_copy(const void *from, size_t from_len, size_t *len)
{
    char *bytes = xcalloc(from_len + 1, 1);

    memcpy(bytes, from, from_len);
    *len = from_len;
    return bytes;
}

static bool ends_with(const char *s, const char *end)
{
    size_t len = strlen(s), end_len = strlen(end);

    return len >= end_len && !strcmp(s + len - end_len, end);
}

/* Takes the bytes; NULL: `why` says already why there are none. */
static enum err bytes_read(struct directory *directory, const char *name, char *bytes, size_t len,
                           const char *columns, char *why, size_t why_size)
{
    if (!bytes) return ERR_INPUT;
    if (columns || ends_with(name, ".csv") || ends_with(name, ".csv.gz"))
        return sheet_read(directory, name, bytes, len, columns, why, why_size);
    directory_add_json(directory, bytes, len);
    free(bytes);
    return OK;
}

static enum err read_end(struct directory *directory, const char *name, enum err err, char *why,
                         size_t why_size)
{
    if (is_hopeless(directory))
        bytes_refuse(directory, "the rest is not read: too much is refused");
    if (err || directory->count || directory->refused) return err;
    snprintf(why, why_size, "%s: there is no record in it", name);
    return ERR_INPUT;
}

enum err directory_file_read(struct directory *directory, const char *path, const char *columns,
                             char *why, size_t why_size)
{
    struct stat found;
    size_t len = 0;
    char *bytes;
    enum err err;

    if (stat(path, &found)) {
        snprintf(why, why_size, "%s: %s", path, strerror(errno));
        return ERR_MISSING;
    }
    if (S_ISDIR(found.st_mode)) {
        err = package_read(directory, path, why, why_size);
    } else {
        bytes = file_load(path, &len, why, why_size);
        err = bytes_read(directory, path, bytes, len, columns, why, why_size);
    }
    return read_end(directory, path, err, why, why_size);
}

enum err directory_bytes_read(struct directory *directory, const char *name, const void *bytes,
                              size_t len, size_t bytes_max, char *why, size_t why_size)
{
    const char *trouble = NULL;
    size_t plain_len = 0;
    char *plain = is_packed(bytes, len) ? memory_unpack(bytes, len, bytes_max, &plain_len, &trouble)
                                        : memory_copy(bytes, len, &plain_len);
    enum err err;

    plain = bytes_accept(plain, plain_len, name, bytes_max, trouble, why, why_size);
    err = bytes_read(directory, name, plain, plain_len, NULL, why, why_size);
    return read_end(directory, name, err, why, why_size);
}

void directory_file_feed(const char *path, char out[64])
{
    const char *slash = NULL;
    size_t len = strlen(path);

    while (len > 1 && path[len - 1] == '/') len--;
    for (size_t i = 0; i + 1 < len; i++)
        if (path[i] == '/') slash = path + i;
    if (slash) len -= (size_t)(slash + 1 - path), path = slash + 1;
    len = strcspn(path, "./") < len ? strcspn(path, "./") : len;
    if (!len || str_copy_len(out, 64, path, len)) must(!str_copy(out, 64, "directory"));
}
