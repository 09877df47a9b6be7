/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_package.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "edge/csv.h"
#include "edge/hsds_columns.h"
#include "edge/hsds_older.h"

#define TABLE_BYTES_MAX ((size_t)128 * 1024 * 1024)

struct tables {
    const char *folder;
    struct hsds_notes notes;
    json_t *rows[HSDS_KINDS];  /* arrays of objects */
    json_t *by_id[HSDS_KINDS]; /* the same objects by their ids */
    size_t *service_line;
};

/* A table of a version that has no such table any more. */
struct older_table {
    json_t *rows;
    size_t *line;
};

/* ---- reading ---- */

static json_t *row_object(const struct csv *csv, size_t row)
{
    json_t *object = json_object();

    for (size_t i = 0; i < csv->columns; i++)
        if (*csv_cell(csv, row, i))
            json_object_set_new(object, csv->name[i], json_string(csv_cell(csv, row, i)));
    return object;
}

static bool column_is_known(const void *arg, const char *column)
{
    const enum hsds_kind *kind = arg;
    const struct hsds_form *form = hsds_form(*kind);

    for (size_t i = 0; i < form->count; i++)
        if (!strcmp(form->fields[i].name, column)) return true;
    return !strncmp(column, "x_", 2) || hsds_older_has(*kind, column);
}

/* The table's bytes as rows; ERR_MISSING: there is no such table, or it is empty. */
static enum err table_load(const struct tables *tables, const char *name, struct csv *csv,
                           char *why, size_t why_size)
{
    char path[4096], reason[128], *bytes;
    size_t len;
    enum err err;

    snprintf(path, sizeof path, "%s/%s", tables->folder, name);
    err = file_read(path, TABLE_BYTES_MAX, &bytes, &len, why, why_size);
    if (!err && !len) {
        free(bytes);
        err = ERR_MISSING;
    }
    if (err) return err;
    err = csv_read(csv, bytes, len, reason, sizeof reason);
    if (err) snprintf(why, why_size, "%s: %s", name, reason);
    return err;
}

/* A missing table is an empty one; one that cannot be read is an error. */
static enum err table_read(struct tables *tables, enum hsds_kind kind, const char *name, char *why,
                           size_t why_size)
{
    struct hsds_notes there = tables->notes;
    struct csv csv;
    enum err err = table_load(tables, name, &csv, why, why_size);

    if (err) return err == ERR_MISSING ? OK : err;
    there.file = name;
    hsds_columns_tell(&csv, column_is_known, &kind, &there);
    for (size_t i = 0; i < csv.rows; i++)
        json_array_append_new(tables->rows[kind], row_object(&csv, i));
    if (kind == HSDS_SERVICE) {
        tables->service_line = csv.line;
        csv.line = NULL;
    }
    csv_free(&csv);
    return OK;
}

static enum err older_read(const struct tables *tables, const char *name, struct older_table *table,
                           char *why, size_t why_size)
{
    struct csv csv;
    enum err err = table_load(tables, name, &csv, why, why_size);

    *table = (struct older_table){ .rows = json_array() };
    if (err) return err == ERR_MISSING ? OK : err;
    for (size_t i = 0; i < csv.rows; i++) json_array_append_new(table->rows, row_object(&csv, i));
    table->line = csv.line;
    csv.line = NULL;
    csv_free(&csv);
    return OK;
}

static void older_wipe(struct older_table *table)
{
    json_decref(table->rows);
    free(table->line);
}

static enum err tables_read(struct tables *tables, char *why, size_t why_size)
{
    enum err err = OK;

    for (int i = 0; i < HSDS_KINDS; i++) {
        tables->rows[i] = json_array();
        tables->by_id[i] = json_object();
    }
    for (int i = 0; i < HSDS_KINDS && !err; i++)
        err = table_read(tables, (enum hsds_kind)i, hsds_table((enum hsds_kind)i), why, why_size);
    if (!err)
        err =
            table_read(tables, HSDS_SERVICE_AT_LOCATION, "service_at_locations.csv", why, why_size);
    if (!err) err = table_read(tables, HSDS_SCHEDULE, "regular_schedules.csv", why, why_size);
    if (err || json_array_size(tables->rows[HSDS_SERVICE])) return err;
    snprintf(why, why_size, "%s: it has no services.csv with services in it", tables->folder);
    return ERR_INPUT;
}

/* ---- tables that nobody reads ---- */

static bool is_read(const char *name)
{
    static const char *const others[] = { "service_at_locations.csv", "regular_schedules.csv",
                                          "eligibilities.csv", "holiday_schedules.csv" };

    for (int kind = 0; kind < HSDS_KINDS; kind++)
        if (!strcmp(name, hsds_table((enum hsds_kind)kind))) return true;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (!strcmp(name, others[i])) return true;
    return false;
}

static void others_tell(const struct tables *tables)
{
    struct hsds_notes there = tables->notes;
    DIR *folder = opendir(tables->folder);
    const struct dirent *found;

    while (folder && (found = readdir(folder))) {
        size_t len = strlen(found->d_name);

        if (len < 5 || strcmp(found->d_name + len - 4, ".csv") || is_read(found->d_name)) continue;
        there.file = found->d_name;
        hsds_note(&there, "", "this table is not read");
    }
    if (folder) closedir(folder);
}

/* ---- older versions ---- */

static enum err eligibilities_read(const struct tables *tables, char *why, size_t why_size)
{
    struct older_table table;
    enum err err = older_read(tables, "eligibilities.csv", &table, why, why_size);

    if (!err) hsds_older_eligibilities(table.rows, tables->by_id[HSDS_SERVICE]);
    older_wipe(&table);
    return err;
}

static enum err holidays_read(const struct tables *tables, char *why, size_t why_size)
{
    struct older_table table;
    enum err err = older_read(tables, "holiday_schedules.csv", &table, why, why_size);

    if (!err)
        hsds_older_holidays(table.rows, table.line, tables->rows[HSDS_SCHEDULE], &tables->notes);
    older_wipe(&table);
    return err;
}

/* ---- putting together ---- */

/* Rows of `part` belong to the row of `whole` that `column` names, as one of `member`. */
struct link {
    enum hsds_kind part;
    const char *column;
    enum hsds_kind whole;
    const char *member;
};

/* Of several, the first that a row has counts: the nearest to the service. */
static const struct link many[] = {
    { HSDS_PHONE, "service_id", HSDS_SERVICE, "phones" },
    { HSDS_PHONE, "service_at_location_id", HSDS_SERVICE_AT_LOCATION, "phones" },
    { HSDS_PHONE, "location_id", HSDS_LOCATION, "phones" },
    { HSDS_PHONE, "contact_id", HSDS_CONTACT, "phones" },
    { HSDS_PHONE, "organization_id", HSDS_ORGANIZATION, "phones" },
    { HSDS_SCHEDULE, "service_id", HSDS_SERVICE, "schedules" },
    { HSDS_SCHEDULE, "service_at_location_id", HSDS_SERVICE_AT_LOCATION, "schedules" },
    { HSDS_SCHEDULE, "location_id", HSDS_LOCATION, "schedules" },
    { HSDS_CONTACT, "service_id", HSDS_SERVICE, "contacts" },
    { HSDS_CONTACT, "service_at_location_id", HSDS_SERVICE_AT_LOCATION, "contacts" },
    { HSDS_CONTACT, "location_id", HSDS_LOCATION, "contacts" },
    { HSDS_CONTACT, "organization_id", HSDS_ORGANIZATION, "contacts" },
    { HSDS_LANGUAGE, "phone_id", HSDS_PHONE, "languages" },
    { HSDS_LANGUAGE, "service_id", HSDS_SERVICE, "languages" },
    { HSDS_LANGUAGE, "location_id", HSDS_LOCATION, "languages" },
    { HSDS_SERVICE_AT_LOCATION, "service_id", HSDS_SERVICE, "service_at_locations" },
    { HSDS_SERVICE_AREA, "service_id", HSDS_SERVICE, "service_areas" },
    { HSDS_COST_OPTION, "service_id", HSDS_SERVICE, "cost_options" },
    { HSDS_REQUIRED_DOCUMENT, "service_id", HSDS_SERVICE, "required_documents" },
    { HSDS_FUNDING, "service_id", HSDS_SERVICE, "funding" },
    { HSDS_FUNDING, "organization_id", HSDS_ORGANIZATION, "funding" },
    { HSDS_ATTRIBUTE, "link_id", HSDS_SERVICE, "attributes" },
    { HSDS_ATTRIBUTE, "link_id", HSDS_LOCATION, "attributes" },
    { HSDS_ATTRIBUTE, "link_id", HSDS_PHONE, "attributes" },
    { HSDS_ATTRIBUTE, "link_id", HSDS_ORGANIZATION, "attributes" },
    { HSDS_ADDRESS, "location_id", HSDS_LOCATION, "addresses" },
    { HSDS_ACCESSIBILITY, "location_id", HSDS_LOCATION, "accessibility" },
    { HSDS_ORGANIZATION_IDENTIFIER, "organization_id", HSDS_ORGANIZATION,
      "organization_identifiers" },
    { HSDS_METADATA, "resource_id", HSDS_SERVICE, "metadata" },
};

/* The row of `part` that the whole names in `column` is its `member`. */
static const struct link one[] = {
    { HSDS_LOCATION, "location_id", HSDS_SERVICE_AT_LOCATION, "location" },
    { HSDS_ORGANIZATION, "organization_id", HSDS_SERVICE, "organization" },
    { HSDS_PROGRAM, "program_id", HSDS_SERVICE, "program" },
    { HSDS_TAXONOMY_TERM, "taxonomy_term_id", HSDS_ATTRIBUTE, "taxonomy_term" },
    { HSDS_TAXONOMY, "taxonomy_id", HSDS_TAXONOMY_TERM, "taxonomy_detail" },
};

static json_t *row_named(const struct tables *tables, enum hsds_kind kind, const json_t *row,
                         const char *column)
{
    const char *id = json_string_value(json_object_get(row, column));

    return id ? json_object_get(tables->by_id[kind], id) : NULL;
}

static void ids_gather(struct tables *tables)
{
    for (int kind = 0; kind < HSDS_KINDS; kind++)
        for (size_t i = 0; i < json_array_size(tables->rows[kind]); i++) {
            json_t *row = json_array_get(tables->rows[kind], i);
            const char *id = json_string_value(json_object_get(row, "id"));

            if (id) json_object_set(tables->by_id[kind], id, row);
        }
}

/* False: nothing that is there is named in it. */
static bool part_give(const struct tables *tables, enum hsds_kind part, json_t *row)
{
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++) {
        json_t *whole =
            many[i].part == part ? row_named(tables, many[i].whole, row, many[i].column) : NULL;
        json_t *list;

        if (!whole) continue;
        list = json_object_get(whole, many[i].member);
        if (!json_is_array(list)) {
            list = json_array();
            json_object_set_new(whole, many[i].member, list);
        }
        json_array_append(list, row);
        return true;
    }
    return false;
}

static bool is_part(enum hsds_kind kind)
{
    for (size_t i = 0; i < sizeof many / sizeof many[0]; i++)
        if (many[i].part == kind) return true;
    return false;
}

static void parts_give(const struct tables *tables, enum hsds_kind kind)
{
    struct hsds_notes there = tables->notes;
    size_t lost = 0;
    char why[128];

    if (!is_part(kind)) return;
    for (size_t i = 0; i < json_array_size(tables->rows[kind]); i++)
        lost += !part_give(tables, kind, json_array_get(tables->rows[kind], i));
    if (!lost) return;
    there.file = hsds_table(kind);
    snprintf(why, sizeof why, "%zu rows belong to nothing that is in these tables: left out", lost);
    hsds_note(&there, "", why);
}

static void tables_join(const struct tables *tables)
{
    for (int kind = 0; kind < HSDS_KINDS; kind++) parts_give(tables, (enum hsds_kind)kind);
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        json_t *rows = tables->rows[one[i].whole];

        for (size_t row = 0; row < json_array_size(rows); row++) {
            json_t *whole = json_array_get(rows, row);
            json_t *part = row_named(tables, one[i].part, whole, one[i].column);

            if (part) json_object_set(whole, one[i].member, part);
        }
    }
}

static enum err older_translate(struct tables *tables, char *why, size_t why_size)
{
    enum err err;

    for (int kind = 0; kind < HSDS_KINDS; kind++)
        hsds_older_members(tables->rows[kind], (enum hsds_kind)kind);
    hsds_older_weekdays(tables->rows[HSDS_SCHEDULE]);
    hsds_older_places(tables->rows[HSDS_SERVICE], tables->rows[HSDS_SERVICE_AT_LOCATION]);
    err = holidays_read(tables, why, why_size);
    ids_gather(tables);
    return err ? err : eligibilities_read(tables, why, why_size);
}

enum err hsds_package_read(const char *folder, const struct hsds_notes *notes,
                           struct hsds_package *package, char *why, size_t why_size)
{
    struct tables tables = { .folder = folder, .notes = *notes };
    enum err err = tables_read(&tables, why, why_size);

    *package = (struct hsds_package){ .services = NULL };
    if (!err) others_tell(&tables);
    if (!err) err = older_translate(&tables, why, why_size);
    if (!err) {
        tables_join(&tables);
        package->services = json_incref(tables.rows[HSDS_SERVICE]);
        package->line = tables.service_line;
        tables.service_line = NULL;
    }
    free(tables.service_line);
    for (int kind = 0; kind < HSDS_KINDS; kind++) {
        json_decref(tables.by_id[kind]);
        json_decref(tables.rows[kind]);
    }
    return err;
}

void hsds_package_wipe(struct hsds_package *package)
{
    json_decref(package->services);
    free(package->line);
}
