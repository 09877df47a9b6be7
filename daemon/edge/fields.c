/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/fields.h"

#include <jansson.h>
#include <string.h>

#include "base/text.h"

#define DEPTH_MAX 4 /* none of our bodies is deeper than an array in an object */

void fields_note(struct fields *fields, const char *name, const char *why)
{
    for (size_t i = 0; i < fields->problem_count; i++)
        if (!strcmp(fields->problem[i].name, name)) return;
    if (fields->problem_count == FIELD_PROBLEMS_MAX) return;
    fields->problem[fields->problem_count++] = (struct field_problem){ name, why };
}

/* Looked at before parsing: the parser calls itself for each level. */
static bool depth_is_bounded(const char *s, size_t len)
{
    bool in_text = false;
    int depth = 0;

    for (size_t i = 0; i < len; i++) {
        if (in_text && s[i] == '\\')
            i++;
        else if (s[i] == '"')
            in_text = !in_text;
        else if (!in_text && (s[i] == '{' || s[i] == '[') && ++depth > DEPTH_MAX)
            return false;
        else if (!in_text && (s[i] == '}' || s[i] == ']'))
            depth--;
    }
    return true;
}

void fields_open(struct fields *fields, const char *body, size_t len)
{
    json_error_t error;
    json_t *root;

    *fields = (struct fields){ 0 };
    if (!len) return;
    root =
        depth_is_bounded(body, len) ? json_loadb(body, len, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (json_is_object(root)) {
        fields->root = root;
        return;
    }
    json_decref(root);
    fields_note(fields, "body", "malformed");
}

void fields_close(struct fields *fields)
{
    json_decref(fields->root);
    fields->root = NULL;
}

bool fields_fit(const struct fields *fields)
{
    return fields->problem_count == 0;
}

static json_t *field_get(const struct fields *fields, const char *name)
{
    json_t *value = fields->root ? json_object_get(fields->root, name) : NULL;

    return json_is_null(value) ? NULL : value;
}

bool fields_has(const struct fields *fields, const char *name)
{
    return field_get(fields, name) != NULL;
}

static void text_take(struct fields *fields, const char *name, const json_t *value, char *out,
                      size_t size)
{
    if (!json_is_string(value)) {
        fields_note(fields, name, "wrong_type");
    } else if (str_copy_len(out, size, json_string_value(value), json_string_length(value))) {
        fields_note(fields, name, "too_long");
    }
}

void fields_text_if_any(struct fields *fields, const char *name, char *out, size_t size)
{
    const json_t *value = field_get(fields, name);

    out[0] = '\0';
    if (value) text_take(fields, name, value, out, size);
}

void fields_text(struct fields *fields, const char *name, char *out, size_t size)
{
    if (!field_get(fields, name)) fields_note(fields, name, "missing");
    fields_text_if_any(fields, name, out, size);
}

void fields_number_if_any(struct fields *fields, const char *name, int64_t min, int64_t max,
                          int64_t *out)
{
    const json_t *value = field_get(fields, name);

    *out = 0;
    if (!value) return;
    if (!json_is_integer(value)) {
        fields_note(fields, name, "wrong_type");
    } else if (json_integer_value(value) < min || json_integer_value(value) > max) {
        fields_note(fields, name, "out_of_range");
    } else {
        *out = json_integer_value(value);
    }
}

void fields_number(struct fields *fields, const char *name, int64_t min, int64_t max, int64_t *out)
{
    if (!field_get(fields, name)) fields_note(fields, name, "missing");
    fields_number_if_any(fields, name, min, max, out);
}

size_t fields_count(struct fields *fields, const char *name, size_t min, size_t max)
{
    const json_t *value = field_get(fields, name);
    size_t count = json_array_size(value);

    if (value && !json_is_array(value))
        fields_note(fields, name, "wrong_type");
    else if (value && count < min)
        fields_note(fields, name, "empty");
    else if (count > max)
        fields_note(fields, name, "too_long");
    else
        return count;
    return 0;
}

bool fields_is_text(const struct fields *fields, const char *name, size_t at)
{
    return json_is_string(json_array_get(field_get(fields, name), at));
}

void fields_text_at(struct fields *fields, const char *name, size_t at, char *out, size_t size)
{
    out[0] = '\0';
    text_take(fields, name, json_array_get(field_get(fields, name), at), out, size);
}

size_t fields_rows(struct fields *fields, const char *name, size_t max)
{
    const json_t *value = field_get(fields, name);
    size_t count = json_array_size(value);

    if (!value || !json_is_array(value)) {
        fields_note(fields, name, value ? "wrong_type" : "missing");
        return 0;
    }
    if (count && count <= max) return count;
    fields_note(fields, name, count ? "too_long" : "empty");
    return 0;
}

void fields_row(const struct fields *fields, const char *name, size_t i, struct fields *row)
{
    *row = (struct fields){ .root = json_array_get(field_get(fields, name), i) };
    if (!json_is_object((const json_t *)row->root)) fields_note(row, name, "wrong_type");
}

void fields_row_done(struct fields *fields, const char *name, const struct fields *row)
{
    if (!fields_fit(row)) fields_note(fields, name, row->problem[0].why);
}

void fields_write_problems(const struct fields *fields, struct json_writer *writer,
                           const char *name)
{
    json_write_open(writer, name, '{');
    for (size_t i = 0; i < fields->problem_count; i++)
        json_write_text(writer, fields->problem[i].name, fields->problem[i].why);
    json_write_close(writer, '}');
}
