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
#include "base/uuid.h"
#include "rules/directory.h"

#define FILE_BYTES_MAX ((size_t)2 * 1024 * 1024)
#define NOTE_BYTES_MAX 480

#define ID_BYTES_MAX 63

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

/* What was wrong, in words for whoever keeps the file. */
static enum err refuse_field(struct loading *loading, enum resource_field field,
                             const char *trouble)
{
    const struct resource_bounds *bounds = &resource_bounds[field];

    if (!strcmp(trouble, "missing"))
        return refuse_entry(loading, ".%s must be a text", resource_field_name(field));
    if (!strcmp(trouble, "too_long"))
        return refuse_entry(loading, ".%s is longer than %zu characters",
                            resource_field_name(field), bounds->chars);
    if (field == RESOURCE_URL)
        return refuse_entry(loading, ".url must begin with https:// or http://");
    if (field == RESOURCE_CHECKED)
        return refuse_entry(loading, ".checked must be a day, YYYY-MM-DD");
    return refuse_entry(loading, ".%s has a control character", resource_field_name(field));
}

static enum err field_read(struct loading *loading, enum resource_field field, const json_t *entry,
                           struct resource *resource)
{
    const struct resource_bounds *bounds = &resource_bounds[field];
    const json_t *value = json_object_get(entry, resource_field_name(field));
    const char *s = json_string_value(value);
    const char *trouble;

    if (!value && !bounds->needed) return OK;
    if (!s) return refuse_field(loading, field, "missing");
    trouble = resource_field_trouble(field, s);
    if (trouble) return refuse_field(loading, field, trouble);
    return str_copy(resource_field_of(resource, field), bounds->size, s);
}

/* The file's ids are words for whoever keeps it; the directory has UUIDs. */
static enum err id_read(struct loading *loading, const json_t *entry, struct resource *resource)
{
    const char *id = json_string_value(json_object_get(entry, "id"));
    const struct resource *earlier = loading->out->resource;

    if (!id || !*id || strlen(id) > ID_BYTES_MAX)
        return refuse_entry(loading, ".id must be a text of at most %d bytes", ID_BYTES_MAX);
    if (uuid_is_valid(id))
        must(!STR_COPY(resource->id, id));
    else
        uuid_from_name("", "service", id, resource->id);
    for (size_t i = 0; i < loading->at; i++)
        if (!strcmp(earlier[i].id, resource->id))
            return refuse_entry(loading, ".id is that of resources[%zu] too", i);
    return OK;
}

static bool is_known(const char *key)
{
    enum resource_field field;

    return !strcmp(key, "id") || !strcmp(key, "active") || !strcmp(key, "note") ||
           resource_field_from_name(key, &field);
}

static enum err keys_check(struct loading *loading, json_t *entry)
{
    const char *names[RESOURCE_FIELDS], *nearest;

    for (size_t i = 0; i < RESOURCE_FIELDS; i++)
        names[i] = resource_field_name((enum resource_field)i);
    for (void *at = json_object_iter(entry); at; at = json_object_iter_next(entry, at)) {
        const char *key = json_object_iter_key(at);

        if (is_known(key)) continue;
        nearest = nearest_word(key, names, RESOURCE_FIELDS);
        if (nearest) return refuse_entry(loading, ".%s is unknown; did you mean %s?", key, nearest);
        return refuse_entry(loading, ".%s is unknown", key);
    }
    return OK;
}

/* What fits each field and still makes no sense as a whole. */
static enum err entry_check(struct loading *loading, const struct resource *resource)
{
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
    if (!err) err = id_read(loading, entry, resource);
    for (int i = 0; i < RESOURCE_FIELDS && !err; i++)
        err = field_read(loading, (enum resource_field)i, entry, resource);
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
