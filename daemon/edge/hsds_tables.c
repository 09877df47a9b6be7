/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "edge/csv.h"
#include "edge/hsds_form.h"

/* Members of our own; every directory that does not know them leaves them alone. */
static const char *const service_extras[] = { "x_label", "x_blurb", "x_expect",
                                              "x_emergency_services", NULL };
static const char *const phone_extras[] = { "x_sms_keyword", NULL };
static const char *const no_extras[] = { NULL };

struct work {
    json_t *object;
    enum hsds_kind kind;
};

struct tables {
    size_t count, size;
    struct work *work;
    json_t *seen[HSDS_KINDS]; /* ids that have a row */
    struct json_writer csv[HSDS_KINDS];
};

static const char *const *extras_of(enum hsds_kind kind)
{
    if (kind == HSDS_SERVICE) return service_extras;
    return kind == HSDS_PHONE ? phone_extras : no_extras;
}

static bool is_column(const struct hsds_field *field)
{
    return field->type != HSDS_OBJECT && field->type != HSDS_OBJECTS;
}

static bool has_column(enum hsds_kind kind, const char *name)
{
    const struct hsds_form *form = hsds_form(kind);

    for (size_t i = 0; i < form->count; i++)
        if (is_column(&form->fields[i]) && !strcmp(form->fields[i].name, name)) return true;
    return false;
}

static void header_write(struct json_writer *csv, enum hsds_kind kind)
{
    const struct hsds_form *form = hsds_form(kind);
    const char *const *extra = extras_of(kind);
    bool first = true;

    for (size_t i = 0; i < form->count; i++) {
        if (!is_column(&form->fields[i])) continue;
        csv_write_cell(csv, form->fields[i].name, first);
        first = false;
    }
    for (; *extra; extra++) csv_write_cell(csv, *extra, false);
    json_write_raw(csv, "\r\n", 2);
}

static void cell_write(struct json_writer *csv, const json_t *value, bool first)
{
    char *number = json_is_number(value) ? json_dumps(value, JSON_ENCODE_ANY) : NULL;

    csv_write_cell(csv,
                   number                  ? number
                   : json_is_string(value) ? json_string_value(value)
                                           : "",
                   first);
    free(number);
}

static void row_write(struct json_writer *csv, enum hsds_kind kind, const json_t *object)
{
    const struct hsds_form *form = hsds_form(kind);
    const char *const *extra = extras_of(kind);
    bool first = true;

    if (!csv->len) header_write(csv, kind);
    for (size_t i = 0; i < form->count; i++) {
        if (!is_column(&form->fields[i])) continue;
        cell_write(csv, json_object_get(object, form->fields[i].name), first);
        first = false;
    }
    for (; *extra; extra++) cell_write(csv, json_object_get(object, *extra), false);
    json_write_raw(csv, "\r\n", 2);
}

/* A part says whose it is, as far as its table has a column for that. */
static void owner_tell(const struct work *whole, json_t *part, enum hsds_kind kind)
{
    json_t *id = json_object_get(whole->object, "id");
    const char *owner = hsds_form(whole->kind)->name;
    char column[64];

    snprintf(column, sizeof column, "%s_id", owner);
    if (has_column(kind, column)) json_object_set(part, column, id);
    if (kind == HSDS_ATTRIBUTE) {
        json_object_set(part, "link_id", id);
        json_object_set_new(part, "link_entity", json_string(owner));
    }
    if (kind != HSDS_METADATA) return;
    json_object_set(part, "resource_id", id);
    json_object_set_new(part, "resource_type", json_string(owner));
}

static void work_add(struct tables *tables, json_t *object, enum hsds_kind kind)
{
    if (tables->count == tables->size) {
        tables->size = tables->size ? 2 * tables->size : 256;
        tables->work = xrealloc(tables->work, tables->size, sizeof *tables->work);
    }
    tables->work[tables->count++] = (struct work){ object, kind };
}

/* The one that a whole names by a column of its own: its organization, its location. */
static void part_name(const struct work *whole, json_t *part, enum hsds_kind kind)
{
    char column[64];

    snprintf(column, sizeof column, "%s_id", hsds_form(kind)->name);
    if (has_column(whole->kind, column))
        json_object_set(whole->object, column, json_object_get(part, "id"));
}

static void parts_add(struct tables *tables, const struct work *whole)
{
    const struct hsds_form *form = hsds_form(whole->kind);

    for (size_t i = 0; i < form->count; i++) {
        const struct hsds_field *field = &form->fields[i];
        json_t *value = json_object_get(whole->object, field->name);

        if (field->type == HSDS_OBJECT && value) {
            part_name(whole, value, field->kind);
            work_add(tables, value, field->kind);
        }
        for (size_t part = 0; field->type == HSDS_OBJECTS && part < json_array_size(value);
             part++) {
            owner_tell(whole, json_array_get(value, part), field->kind);
            work_add(tables, json_array_get(value, part), field->kind);
        }
    }
}

static void object_take(struct tables *tables, size_t number)
{
    const struct work work = tables->work[number];
    const char *id = json_string_value(json_object_get(work.object, "id"));

    parts_add(tables, &work);
    if (!id || json_object_get(tables->seen[work.kind], id)) return;
    json_object_set_new(tables->seen[work.kind], id, json_true());
    row_write(&tables->csv[work.kind], work.kind, work.object);
}

/* ---- files ---- */

static enum err file_write(const char *folder, const char *name, const char *s, size_t len,
                           char *why, size_t why_size)
{
    char path[4096];
    FILE *file;
    bool whole;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wxe");
    whole = file && fwrite(s, 1, len, file) == len;
    if (file && fclose(file)) whole = false;
    if (whole) return OK;
    snprintf(why, why_size, "%s: %s", path, strerror(errno));
    return ERR_DOWN;
}

static json_t *column_describe(const char *name, enum hsds_type type)
{
    return json_pack("{s:s, s:s}", "name", name, "type", type == HSDS_NUMBER ? "number" : "string");
}

static json_t *table_describe(enum hsds_kind kind)
{
    const struct hsds_form *form = hsds_form(kind);
    const char *const *extra = extras_of(kind);
    json_t *columns = json_array();

    for (size_t i = 0; i < form->count; i++)
        if (is_column(&form->fields[i]))
            json_array_append_new(columns,
                                  column_describe(form->fields[i].name, form->fields[i].type));
    for (; *extra; extra++) json_array_append_new(columns, column_describe(*extra, HSDS_TEXT));
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:o}}", "name", form->name, "path",
                     hsds_table(kind), "format", "csv", "mediatype", "text/csv", "profile",
                     "tabular-data-resource", "schema", "primaryKey", "id", "fields", columns);
}

static enum err description_write(const struct tables *tables, const char *folder, char *why,
                                  size_t why_size)
{
    json_t *resources = json_array(), *package;
    char *text;
    enum err err;

    for (int kind = 0; kind < HSDS_KINDS; kind++)
        if (tables->csv[kind].len)
            json_array_append_new(resources, table_describe((enum hsds_kind)kind));
    package = json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", "human_services_data", "title",
                        "Human Services Data Specification", "profile", "tabular-data-package",
                        "version", "3.0.0", "resources", resources);
    text = json_dumps(package, JSON_INDENT(1));
    json_decref(package);
    err = file_write(folder, "datapackage.json", text, strlen(text), why, why_size);
    free(text);
    return err;
}

static enum err tables_save(const struct tables *tables, const char *folder, char *why,
                            size_t why_size)
{
    enum err err = OK;

    if (mkdir(folder, 0777)) {
        snprintf(why, why_size, "%s: %s", folder, strerror(errno));
        return ERR_CONFLICT;
    }
    for (int kind = 0; kind < HSDS_KINDS && !err; kind++)
        if (tables->csv[kind].len)
            err = file_write(folder, hsds_table((enum hsds_kind)kind), tables->csv[kind].s,
                             tables->csv[kind].len, why, why_size);
    return err ? err : description_write(tables, folder, why, why_size);
}

enum err hsds_tables_write(json_t *services, const char *folder, char *why, size_t why_size)
{
    struct tables *tables = xcalloc(1, sizeof *tables);
    enum err err;

    for (int kind = 0; kind < HSDS_KINDS; kind++) tables->seen[kind] = json_object();
    for (size_t i = 0; i < json_array_size(services); i++)
        work_add(tables, json_array_get(services, i), HSDS_SERVICE);
    for (size_t i = 0; i < tables->count; i++) object_take(tables, i);
    err = tables_save(tables, folder, why, why_size);
    for (int kind = 0; kind < HSDS_KINDS; kind++) {
        json_decref(tables->seen[kind]);
        json_writer_wipe(&tables->csv[kind]);
    }
    free(tables->work);
    free(tables);
    return err;
}
