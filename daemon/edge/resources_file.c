/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/resources_file.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"

#define FILE_BYTES_MAX ((size_t)2 * 1024 * 1024)
#define NOTE_BYTES_MAX 480

/* A text field of struct resource; `chars` is less than its bytes where texts are paid by part. */
struct field {
    const char *name;
    size_t offset, size;
    size_t chars;
    bool needed;
};

#define FIELD(name) #name, offsetof(struct resource, name), sizeof((struct resource *)0)->name

static const struct field fields[] = {
    { FIELD(id), 63, true },       { FIELD(name), 127, true },
    { FIELD(label), 30, true },    { FIELD(blurb), 160, false },
    { FIELD(call), 63, false },    { FIELD(text), 63, false },
    { FIELD(url), 255, false },    { FIELD(hours), 127, false },
    { FIELD(area), 127, false },   { FIELD(languages), 63, false },
    { FIELD(cost), 63, false },    { FIELD(audience), 127, false },
    { FIELD(tags), 127, false },   { FIELD(emergency), 31, false },
    { FIELD(checked), 10, false }, { FIELD(expect), 306, false },
};
#define FIELDS (sizeof fields / sizeof fields[0])

struct loading {
    const char *path;
    size_t at; /* the entry that is being read */
    struct resources *out;
    char *why;
    size_t why_size;
};

static void why_begin(const struct loading *loading, struct str *why)
{
    str_init(why, loading->why, loading->why_size);
    str_addf(why, "%s: ", loading->path);
}

/* The sentence goes on behind `why`; a cut one still tells the place. */
__attribute__((format(printf, 3, 0))) static enum err
refuse_from(struct loading *loading, struct str *why, const char *format, va_list args)
{
    vsnprintf(loading->why + why->len, loading->why_size - why->len, format, args);
    return ERR_INPUT;
}

__attribute__((format(printf, 2, 3))) static enum err refuse(struct loading *loading,
                                                             const char *format, ...)
{
    struct str why;
    enum err err;
    va_list args;

    why_begin(loading, &why);
    va_start(args, format);
    err = refuse_from(loading, &why, format, args);
    va_end(args);
    return err;
}

/* The same for the entry that is being read: "…: resources[3].label is too long". */
__attribute__((format(printf, 2, 3))) static enum err refuse_entry(struct loading *loading,
                                                                   const char *format, ...)
{
    struct str why;
    enum err err;
    va_list args;

    why_begin(loading, &why);
    str_addf(&why, "resources[%zu]", loading->at);
    va_start(args, format);
    err = refuse_from(loading, &why, format, args);
    va_end(args);
    return err;
}

/* Characters, or SIZE_MAX if one of them would break the line or its direction on a phone. */
static size_t line_chars(const char *s)
{
    size_t chars = 0;

    for (size_t at = 0; s[at]; chars++) {
        uint32_t point = utf8_next(s, &at);

        if (point < ' ' || (point >= 0x7f && point < 0xa0)) return SIZE_MAX;
        if ((point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069))
            return SIZE_MAX;
    }
    return chars;
}

static enum err field_read(struct loading *loading, const struct field *field, const json_t *entry,
                           struct resource *resource)
{
    const json_t *value = json_object_get(entry, field->name);
    const char *s = json_string_value(value);
    size_t chars;

    if (!value && !field->needed) return OK;
    if (!s || (field->needed && !*s))
        return refuse_entry(loading, ".%s must be a text", field->name);
    chars = line_chars(s);
    if (chars == SIZE_MAX) return refuse_entry(loading, ".%s has a control character", field->name);
    if (chars > field->chars || str_copy((char *)resource + field->offset, field->size, s))
        return refuse_entry(loading, ".%s is longer than %zu characters", field->name,
                            field->chars);
    return OK;
}

static bool is_known(const char *key)
{
    if (!strcmp(key, "active") || !strcmp(key, "note")) return true;
    for (size_t i = 0; i < FIELDS; i++)
        if (!strcmp(key, fields[i].name)) return true;
    return false;
}

static enum err keys_check(struct loading *loading, json_t *entry)
{
    const char *names[FIELDS], *nearest;

    for (size_t i = 0; i < FIELDS; i++) names[i] = fields[i].name;
    for (void *at = json_object_iter(entry); at; at = json_object_iter_next(entry, at)) {
        const char *key = json_object_iter_key(at);

        if (is_known(key)) continue;
        nearest = nearest_word(key, names, FIELDS);
        if (nearest) return refuse_entry(loading, ".%s is unknown; did you mean %s?", key, nearest);
        return refuse_entry(loading, ".%s is unknown", key);
    }
    return OK;
}

/* YYYY-MM-DD, as far as a look can tell. */
static bool is_day(const char *s)
{
    int64_t month, day;

    if (strlen(s) != 10 || s[4] != '-' || s[7] != '-') return false;
    if (strspn(s, "0123456789") != 4) return false;
    char digits[6] = { s[5], s[6], '\0', s[8], s[9], '\0' };

    return !number_parse(digits, 1, 12, &month) && !number_parse(digits + 3, 1, 31, &day);
}

static bool is_link(const char *url)
{
    return !strncmp(url, "https://", 8) || !strncmp(url, "http://", 7);
}

/* What fits each field and still makes no sense as a whole. */
static enum err entry_check(struct loading *loading, const struct resource *resource)
{
    const struct resource *earlier = loading->out->resource;

    for (size_t i = 0; i < loading->at; i++)
        if (!strcmp(earlier[i].id, resource->id))
            return refuse_entry(loading, ".id is that of resources[%zu] too", i);
    if (*resource->checked && !is_day(resource->checked))
        return refuse_entry(loading, ".checked must be a day, YYYY-MM-DD");
    if (*resource->url && !is_link(resource->url))
        return refuse_entry(loading, ".url must begin with https:// or http://");
    if (!resource->active) return OK;
    if (!*resource->checked)
        return refuse_entry(loading, " is active, but nobody has checked it: set checked");
    if (!*resource->expect)
        return refuse_entry(loading, " is active, but does not say what to expect");
    if (!*resource->call && !*resource->text && !*resource->url)
        return refuse_entry(loading, " is active, but cannot be reached");
    return OK;
}

static enum err entry_read(struct loading *loading, json_t *entry, struct resource *resource)
{
    const json_t *active = json_object_get(entry, "active");
    const json_t *note = json_object_get(entry, "note");
    enum err err;

    if (!json_is_object(entry)) return refuse_entry(loading, " must be an object");
    if (active && !json_is_boolean(active))
        return refuse_entry(loading, ".active must be true or false");
    if (note && (!json_is_string(note) || json_string_length(note) > NOTE_BYTES_MAX))
        return refuse_entry(loading, ".note must be a text of at most %d bytes", NOTE_BYTES_MAX);
    resource->active = json_is_true(active);
    err = keys_check(loading, entry);
    for (size_t i = 0; i < FIELDS && !err; i++)
        err = field_read(loading, &fields[i], entry, resource);
    return err ? err : entry_check(loading, resource);
}

static enum err root_check(struct loading *loading, json_t *root)
{
    const json_t *entries = json_object_get(root, "resources");

    if (!json_is_object(root)) return refuse(loading, "it must be an object");
    for (void *at = json_object_iter(root); at; at = json_object_iter_next(root, at)) {
        const char *key = json_object_iter_key(at);

        if (strcmp(key, "resources") && strcmp(key, "$schema") && strcmp(key, "about"))
            return refuse(loading, "%s does not belong here", key);
    }
    if (!json_is_array(entries)) return refuse(loading, "resources must be a list of entries");
    if (json_array_size(entries) > RESOURCES_MAX)
        return refuse(loading, "it has %zu entries, and %d are the most", json_array_size(entries),
                      RESOURCES_MAX);
    return OK;
}

static enum err root_read(struct loading *loading, json_t *root)
{
    json_t *entries = json_object_get(root, "resources");
    struct resources *out = loading->out;
    enum err err = root_check(loading, root);

    if (err) return err;
    out->count = json_array_size(entries);
    out->resource = xcalloc(out->count + 1, sizeof *out->resource);
    for (loading->at = 0; loading->at < out->count && !err; loading->at++)
        err =
            entry_read(loading, json_array_get(entries, loading->at), &out->resource[loading->at]);
    return err;
}

enum err resources_file_load(const char *path, struct resources *out, char *why, size_t why_size)
{
    struct loading loading = { .path = path, .out = out, .why = why, .why_size = why_size };
    json_error_t error;
    json_t *root;
    char *bytes;
    size_t len;
    enum err err;

    *out = (struct resources){ .count = 0 };
    err = file_read(path, FILE_BYTES_MAX, &bytes, &len, why, why_size);
    if (err) return err;
    root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    err =
        root ? root_read(&loading, root) : refuse(&loading, "line %d: %s", error.line, error.text);
    json_decref(root);
    free(bytes);
    if (err) resources_free(out);
    return err;
}

void resources_free(struct resources *resources)
{
    free(resources->resource);
    *resources = (struct resources){ .count = 0 };
}
