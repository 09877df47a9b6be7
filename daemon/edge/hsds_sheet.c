/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_sheet.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "base/uuid.h"
#include "edge/hsds_columns.h"
#include "edge/hsds_write.h"

#define TAXONOMY "sms-line"

/* Our columns that are not HSDS members of the same kind. All others are kept as x_<name>. */
/* clang-format off */
static const char *const known[] = {
    "key",   "id",       "name",    "label",  "call",  "text",   "keyword",            "hours",
    "audience", "area",  "languages", "cost", "blurb", "expect", "emergency_services", "tags",
    "url",   "status",   "checked",
};
/* clang-format on */
#define KNOWN (sizeof known / sizeof known[0])

/* What the map calls our column `name` in their table: its length in *len. */
static const char *mapped(const char *columns, const char *name, size_t *len)
{
    size_t name_len = strlen(name);

    for (const char *at = columns; at && *at; at += strcspn(at, ","), at += *at == ',') {
        size_t key = strcspn(at, "=,");

        if (key != name_len || at[key] != '=' || memcmp(at, name, key)) continue;
        *len = strcspn(at + key + 1, ",");
        return at + key + 1;
    }
    *len = name_len;
    return name;
}

static size_t column_of(const struct csv *csv, const char *columns, const char *name)
{
    char theirs[256];
    size_t len;
    const char *word = mapped(columns, name, &len);

    if (str_copy_len(theirs, sizeof theirs, word, len)) return csv->columns;
    return csv_column(csv, theirs);
}

static bool is_known(const char *word, size_t len)
{
    for (size_t i = 0; i < KNOWN; i++)
        if (strlen(known[i]) == len && !memcmp(known[i], word, len)) return true;
    return false;
}

const char *hsds_sheet_trouble(const struct csv *csv, const char *columns)
{
    for (const char *at = columns; at && *at; at += strcspn(at, ","), at += *at == ',') {
        size_t key = strcspn(at, "=,");

        if (at[key] != '=') return "a map of columns reads ours=theirs,ours=theirs";
        if (!is_known(at, key)) return "the map names a column that is none of ours";
    }
    if (column_of(csv, columns, "name") == csv->columns)
        return "it has no column for the name; peerlinectl's --columns name=… says which it is";
    return NULL;
}

/* It has one of our names, or the map names it. */
static bool column_is_used(const void *arg, const char *column)
{
    const char *columns = arg;

    for (size_t i = 0; i < KNOWN; i++) {
        size_t len;
        const char *theirs = mapped(columns, known[i], &len);

        if (strlen(column) == len && !memcmp(theirs, column, len)) return true;
    }
    return false;
}

void hsds_sheet_tell(const struct csv *csv, const char *columns, const struct hsds_notes *notes)
{
    hsds_columns_tell(csv, column_is_used, columns, notes);
}

static const char *cell_of(const struct csv *csv, size_t row, const char *columns, const char *name)
{
    return csv_cell(csv, row, column_of(csv, columns, name));
}

static void text_set(json_t *object, const char *member, const char *words)
{
    if (*words) json_object_set_new(object, member, json_string(words));
}

static json_t *words_apart(const char *words)
{
    json_t *list = json_array();

    while (*words) {
        size_t start = strspn(words, " ;,"), len = strcspn(words + start, ";,");

        if (len) json_array_append_new(list, json_pack("{s:s%}", "name", words + start, len));
        words += start + len;
    }
    return list;
}

static void phones_set(json_t *service, const char *call, const char *text, const char *keyword)
{
    json_t *phones = json_array();

    if (*call)
        json_array_append_new(phones, json_pack("{s:s, s:s}", "number", call, "type", "voice"));
    if (*text) {
        json_t *phone = json_pack("{s:s, s:s}", "number", text, "type", "text");

        text_set(phone, "x_sms_keyword", keyword);
        json_array_append_new(phones, phone);
    }
    json_object_set_new(service, "phones", phones);
}

static json_t *tag_attribute(const char *service, const char *tag)
{
    char attribute[UUID_BYTES + 1], term[UUID_BYTES + 1], taxonomy[UUID_BYTES + 1];

    uuid_from_name(service, "attribute", tag, attribute);
    uuid_from_name(TAXONOMY, "taxonomy_term", tag, term);
    uuid_from_name(TAXONOMY, "taxonomy", TAXONOMY, taxonomy);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:s, s:s, s:s, s:s, s:s}}", "id", attribute,
                     "link_id", service, "link_entity", "service", "link_type", "service",
                     "taxonomy_term_id", term, "taxonomy_term", "id", term, "code", tag, "name",
                     tag, "description", tag, "taxonomy", TAXONOMY, "taxonomy_id", taxonomy);
}

static bool is_tag(const json_t *attribute)
{
    const json_t *term = json_object_get(attribute, "taxonomy_term");
    const char *taxonomy = json_string_value(json_object_get(term, "taxonomy"));

    return taxonomy && !strcmp(taxonomy, TAXONOMY);
}

void hsds_tags_set(json_t *service, const char *tags)
{
    const char *id = json_string_value(json_object_get(service, "id"));
    json_t *attributes = json_object_get(service, "attributes");

    if (!json_is_array(attributes)) {
        attributes = json_array();
        json_object_set_new(service, "attributes", attributes);
    }
    for (size_t i = json_array_size(attributes); i-- > 0;)
        if (is_tag(json_array_get(attributes, i))) json_array_remove(attributes, i);
    while (*tags) {
        size_t start = strspn(tags, " "), len = strcspn(tags + start, " ");
        char tag[128];

        if (len && !str_copy_len(tag, sizeof tag, tags + start, len))
            json_array_append_new(attributes, tag_attribute(id, tag));
        tags += start + len;
    }
    if (!json_array_size(attributes)) json_object_del(service, "attributes");
}

/* What only they know stays with the service. */
static void others_set(json_t *service, const struct csv *csv, size_t row)
{
    for (size_t i = 0; i < csv->columns; i++) {
        char member[256];

        if (is_known(csv->name[i], strlen(csv->name[i])) || !*csv_cell(csv, row, i)) continue;
        snprintf(member, sizeof member, "x_%s", csv->name[i]);
        text_set(service, member, csv_cell(csv, row, i));
    }
}

static void id_set(json_t *service, const char *feed, const char *key, const char *name)
{
    char uuid[UUID_BYTES + 1];

    uuid_from_name(feed, "service by name", name, uuid);
    text_set(service, "id", *key ? key : *name ? uuid : "");
}

json_t *hsds_sheet_row(const struct csv *csv, size_t row, const char *columns, const char *feed)
{
#define CELL(name) cell_of(csv, row, columns, name)
    json_t *service = json_object();

    id_set(service, feed, *CELL("key") ? CELL("key") : CELL("id"), CELL("name"));
    text_set(service, "name", CELL("name"));
    text_set(service, "x_label", CELL("label"));
    text_set(service, "description", CELL("blurb"));
    text_set(service, "application_process", CELL("expect"));
    text_set(service, "x_expect", CELL("expect"));
    text_set(service, "x_emergency_services", CELL("emergency_services"));
    text_set(service, "eligibility_description", CELL("audience"));
    text_set(service, "fees_description", CELL("cost"));
    text_set(service, "url", CELL("url"));
    text_set(service, "status", CELL("status"));
    text_set(service, "assured_date", CELL("checked"));
    phones_set(service, CELL("call"), CELL("text"), CELL("keyword"));
    if (*CELL("hours"))
        json_object_set_new(service, "schedules",
                            json_pack("[{s:s}]", "description", CELL("hours")));
    json_object_set_new(service, "languages", words_apart(CELL("languages")));
    if (*CELL("area"))
        json_object_set_new(service, "service_areas", json_pack("[{s:s}]", "name", CELL("area")));
    others_set(service, csv, row);
    text_set(service, "x_tags", CELL("tags"));
    return service;
#undef CELL
}

/* ---- written ---- */

/* "Text HOME to 741741" is a word that is texted to a number. */
static const char *text_split(const char *text, char keyword[64])
{
    const char *to = strstr(text, " to ");
    const char *word = strncmp(text, "Text ", 5) ? text : text + 5;

    keyword[0] = '\0';
    if (!to || to < word) return text;
    must(!str_copy_len(keyword, 64, word, (size_t)(to - word)));
    return to + 4;
}

static void row_write(struct json_writer *writer, const char *const *cell, size_t count)
{
    for (size_t i = 0; i < count; i++) csv_write_cell(writer, cell[i], i == 0);
    json_write_raw(writer, "\r\n", 2);
}

/* clang-format off */
void hsds_sheet_write_head(struct json_writer *writer)
{
    static const char *const names[] = {
        "key",     "name", "label",     "call", "text",  "keyword", "hours",              "audience",
        "area",    "languages", "cost", "blurb", "expect", "emergency_services", "tags", "url",
        "status",  "checked",
    };

    row_write(writer, names, sizeof names / sizeof names[0]);
}
/* clang-format on */

void hsds_sheet_write_row(struct json_writer *writer, const struct resource *resource)
{
    char keyword[64];
    const char *text = text_split(resource->text, keyword);
    const char *status = resource_status_name(hsds_status_told(resource));
    const char *const cells[] = {
        resource->id,
        resource->name,
        resource->label,
        resource->call,
        text,
        keyword,
        resource->hours,
        resource->audience,
        resource->area,
        resource->languages,
        resource->cost,
        resource->blurb,
        resource->expect,
        resource->emergency,
        resource->tags,
        resource->url,
        status,
        resource->checked,
    };

    row_write(writer, cells, sizeof cells / sizeof cells[0]);
}
