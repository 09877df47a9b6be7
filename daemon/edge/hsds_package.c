/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_package.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "edge/csv.h"
#include "edge/hsds_form.h"

#define TABLE_BYTES_MAX ((size_t)128 * 1024 * 1024)

struct tables {
    const char *folder;
    json_t *rows[HSDS_KINDS];  /* arrays of objects */
    json_t *by_id[HSDS_KINDS]; /* the same objects by their ids */
    size_t *service_line;
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

/* A missing table is an empty one; one that cannot be read is an error. */
static enum err table_read(const char *folder, const char *name, json_t *rows, size_t **lines,
                           char *why, size_t why_size)
{
    char path[4096], reason[128], *bytes;
    struct csv csv;
    size_t len;
    enum err err;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    err = file_read(path, TABLE_BYTES_MAX, &bytes, &len, why, why_size);
    if (err) return err == ERR_MISSING ? OK : err;
    if (!len) {
        free(bytes);
        return OK;
    }
    err = csv_read(&csv, bytes, len, reason, sizeof reason);
    if (err) {
        snprintf(why, why_size, "%s: %s", name, reason);
        return err;
    }
    for (size_t i = 0; i < csv.rows; i++) json_array_append_new(rows, row_object(&csv, i));
    if (lines) {
        *lines = csv.line;
        csv.line = NULL;
    }
    csv_free(&csv);
    return OK;
}

static enum err tables_read(struct tables *tables, char *why, size_t why_size)
{
    enum err err = OK;

    for (int i = 0; i < HSDS_KINDS && !err; i++) {
        enum hsds_kind kind = (enum hsds_kind)i;

        tables->rows[i] = json_array();
        tables->by_id[i] = json_object();
        err = table_read(tables->folder, hsds_table(kind), tables->rows[i],
                         kind == HSDS_SERVICE ? &tables->service_line : NULL, why, why_size);
    }
    if (!err)
        err = table_read(tables->folder, "service_at_locations.csv",
                         tables->rows[HSDS_SERVICE_AT_LOCATION], NULL, why, why_size);
    if (!err)
        err = table_read(tables->folder, "regular_schedules.csv", tables->rows[HSDS_SCHEDULE], NULL,
                         why, why_size);
    if (err || json_array_size(tables->rows[HSDS_SERVICE])) return err;
    snprintf(why, why_size, "%s: it has no services.csv with services in it", tables->folder);
    return ERR_INPUT;
}

/* ---- older versions ---- */

static const struct {
    enum hsds_kind kind;
    const char *was, *is;
} renamed[] = {
    { HSDS_SERVICE, "website", "url" },
    { HSDS_SERVICE, "eligibility", "eligibility_description" },
    { HSDS_SERVICE, "audience", "eligibility_description" },
    { HSDS_SERVICE, "fees", "fees_description" },
    { HSDS_ORGANIZATION, "url", "website" },
    { HSDS_PHONE, "number_type", "type" },
    { HSDS_PHONE, "department", "description" },
    { HSDS_LANGUAGE, "language", "name" },
    { HSDS_SERVICE_AREA, "service_area", "name" },
};

static void members_rename(struct tables *tables)
{
    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++) {
        json_t *rows = tables->rows[renamed[i].kind];

        for (size_t row = 0; row < json_array_size(rows); row++) {
            json_t *object = json_array_get(rows, row);
            json_t *value = json_object_get(object, renamed[i].was);

            if (!value || json_object_get(object, renamed[i].is)) continue;
            json_object_set(object, renamed[i].is, value);
            json_object_del(object, renamed[i].was);
        }
    }
}

/* "Monday", "Mon", "1": the code of iCalendar, or NULL. */
static const char *weekday_code(const char *word)
{
    static const char *const codes[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

    if (word[0] >= '1' && word[0] <= '7' && !word[1]) return codes[word[0] - '1'];
    for (size_t i = 0; i < 7; i++)
        if (!strncasecmp(word, codes[i], 2)) return codes[i];
    return NULL;
}

/* A weekday with hours recurs each week; one without is no time at which it is open. */
static bool weekday_translate(json_t *schedule)
{
    const char *weekday = json_string_value(json_object_get(schedule, "weekday"));
    const char *code = weekday ? weekday_code(weekday) : NULL;

    if (!weekday) return true;
    if (!code || !json_object_get(schedule, "opens_at")) return false;
    json_object_set_new(schedule, "freq", json_string("WEEKLY"));
    json_object_set_new(schedule, "byday", json_string(code));
    json_object_del(schedule, "weekday");
    return true;
}

static void weekdays_translate(struct tables *tables)
{
    json_t *rows = tables->rows[HSDS_SCHEDULE];

    for (size_t i = 0; i < json_array_size(rows);)
        if (weekday_translate(json_array_get(rows, i)))
            i++;
        else
            json_array_remove(rows, i);
}

/* A service that names its place itself gets what stands between them today. */
static void places_translate(struct tables *tables)
{
    json_t *services = tables->rows[HSDS_SERVICE];

    for (size_t i = 0; i < json_array_size(services); i++) {
        json_t *service = json_array_get(services, i);
        json_t *place = json_object_get(service, "location_id");

        if (!place || !json_object_get(service, "id")) continue;
        json_array_append_new(tables->rows[HSDS_SERVICE_AT_LOCATION],
                              json_pack("{s:O, s:O}", "service_id", json_object_get(service, "id"),
                                        "location_id", place));
        json_object_del(service, "location_id");
    }
}

static void sentence_add(json_t *object, const char *member, const char *words)
{
    const char *before = json_string_value(json_object_get(object, member));

    json_object_set_new(object, member,
                        before ? json_sprintf("%s; %s", before, words) : json_string(words));
}

static enum err eligibilities_read(struct tables *tables, char *why, size_t why_size)
{
    json_t *rows = json_array();
    enum err err = table_read(tables->folder, "eligibilities.csv", rows, NULL, why, why_size);

    for (size_t i = 0; i < json_array_size(rows) && !err; i++) {
        const json_t *row = json_array_get(rows, i);
        const char *id = json_string_value(json_object_get(row, "service_id"));
        const char *words = json_string_value(json_object_get(row, "eligibility"));
        json_t *service = id ? json_object_get(tables->by_id[HSDS_SERVICE], id) : NULL;

        if (service && words) sentence_add(service, "eligibility_description", words);
    }
    json_decref(rows);
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

static void part_give(const struct tables *tables, enum hsds_kind part, json_t *row)
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
        return;
    }
}

static void tables_join(const struct tables *tables)
{
    for (int kind = 0; kind < HSDS_KINDS; kind++)
        for (size_t i = 0; i < json_array_size(tables->rows[kind]); i++)
            part_give(tables, (enum hsds_kind)kind, json_array_get(tables->rows[kind], i));
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        json_t *rows = tables->rows[one[i].whole];

        for (size_t row = 0; row < json_array_size(rows); row++) {
            json_t *whole = json_array_get(rows, row);
            json_t *part = row_named(tables, one[i].part, whole, one[i].column);

            if (part) json_object_set(whole, one[i].member, part);
        }
    }
}

enum err hsds_package_read(const char *folder, struct hsds_package *package, char *why,
                           size_t why_size)
{
    struct tables tables = { .folder = folder };
    enum err err = tables_read(&tables, why, why_size);

    *package = (struct hsds_package){ .services = NULL };
    if (!err) {
        members_rename(&tables);
        weekdays_translate(&tables);
        places_translate(&tables);
        ids_gather(&tables);
        err = eligibilities_read(&tables, why, why_size);
    }
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
