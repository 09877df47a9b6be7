/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_write.h"

#include <string.h>

#include "base/text.h"
#include "base/uuid.h"
#include "edge/hsds_sheet.h"

static void text_set(json_t *object, const char *member, const char *words)
{
    if (*words) json_object_set_new(object, member, json_string(words));
}

static void text_set_if_none(json_t *object, const char *member, const char *words)
{
    if (!json_object_get(object, member)) text_set(object, member, words);
}

/* ---- an entry of the line's own ---- */

static json_t *part_of(const struct resource *resource, const char *kind, const char *name)
{
    char uuid[UUID_BYTES + 1];

    uuid_from_name(resource->id, kind, name, uuid);
    return json_pack("{s:s}", "id", uuid);
}

static void call_add(json_t *phones, const struct resource *resource)
{
    json_t *phone = part_of(resource, "phone", "call");

    text_set(phone, "number", resource->call);
    text_set(phone, "type", "voice");
    json_array_append_new(phones, phone);
}

/* "HOME to 741741" is a number and a word that is texted to it. */
static void text_add(json_t *phones, const struct resource *resource)
{
    json_t *phone = part_of(resource, "phone", "text");
    const char *to = strstr(resource->text, " to ");
    const char *words = strncmp(resource->text, "Text ", 5) ? "Text " : "";

    text_set(phone, "number", to ? to + 4 : resource->text);
    text_set(phone, "type", "text");
    if (to) json_object_set_new(phone, "description", json_sprintf("%s%s", words, resource->text));
    json_array_append_new(phones, phone);
}

static void names_set(json_t *service, const struct resource *resource, const char *member,
                      const char *kind, const char *words)
{
    json_t *list = json_array();

    while (*words) {
        size_t start = strspn(words, " ,;"), len = strcspn(words + start, ",;");
        char name[128];

        if (len && !str_copy_len(name, sizeof name, words + start, len)) {
            json_t *part = part_of(resource, kind, name);

            text_set(part, "name", name);
            json_array_append_new(list, part);
        }
        words += start + len;
    }
    if (json_array_size(list)) json_object_set(service, member, list);
    json_decref(list);
}

static json_t *own_entry(const struct resource *resource)
{
    json_t *service = json_pack("{s:s, s:s, s:s}", "id", resource->id, "name", resource->name,
                                "status", resource_status_name(resource->status));
    json_t *phones = json_array();

    text_set(service, "x_label", resource->label);
    text_set(service, "description", resource->blurb);
    text_set(service, "application_process", resource->expect);
    text_set(service, "x_expect", resource->expect);
    text_set(service, "x_emergency_services", resource->emergency);
    text_set(service, "url", resource->url);
    text_set(service, "fees_description", resource->cost);
    text_set(service, "eligibility_description", resource->audience);
    if (*resource->call) call_add(phones, resource);
    if (*resource->text) text_add(phones, resource);
    if (json_array_size(phones)) json_object_set(service, "phones", phones);
    json_decref(phones);
    if (*resource->hours) {
        json_t *schedule = part_of(resource, "schedule", "hours");

        text_set(schedule, "description", resource->hours);
        json_object_set_new(service, "schedules", json_pack("[o]", schedule));
    }
    names_set(service, resource, "languages", "language", resource->languages);
    names_set(service, resource, "service_areas", "service_area", resource->area);
    if (*resource->tags) hsds_tags_set(service, resource->tags);
    return service;
}

/* ---- the line's words over its publisher's ---- */

static bool is_own(const struct resource *resource, enum resource_field field)
{
    return resource->own >> field & 1;
}

enum resource_status hsds_status_told(const struct resource *resource)
{
    bool open = resource->status == RESOURCE_ACTIVE || resource->status == RESOURCE_INACTIVE;

    if (!open) return resource->status;
    if (resource->gone || resource->approval == APPROVAL_OFF) return RESOURCE_INACTIVE;
    return resource->approval == APPROVAL_ON ? RESOURCE_ACTIVE : resource->status;
}

static void own_words_set(json_t *service, const struct resource *resource)
{
    if (is_own(resource, RESOURCE_LABEL)) {
        text_set(service, "x_label", resource->label);
        text_set_if_none(service, "alternate_name", resource->label);
    }
    if (is_own(resource, RESOURCE_BLURB)) {
        text_set(service, "x_blurb", resource->blurb);
        text_set_if_none(service, "description", resource->blurb);
    }
    if (is_own(resource, RESOURCE_EXPECT)) {
        text_set(service, "x_expect", resource->expect);
        text_set_if_none(service, "application_process", resource->expect);
    }
    if (is_own(resource, RESOURCE_EMERGENCY))
        text_set(service, "x_emergency_services", resource->emergency);
    if (is_own(resource, RESOURCE_TAGS)) hsds_tags_set(service, resource->tags);
    if (is_own(resource, RESOURCE_CHECKED)) text_set(service, "assured_date", resource->checked);
}

json_t *hsds_write(const struct resource *resource, const char *source)
{
    json_t *service = *source ? json_loads(source, 0, NULL) : own_entry(resource);

    must(json_is_object(service)); /* we wrote it */
    own_words_set(service, resource);
    json_object_set_new(service, "status",
                        json_string(resource_status_name(hsds_status_told(resource))));
    return service;
}

json_t *hsds_page(json_t *services, int64_t total, int64_t number, int64_t size)
{
    int64_t pages = total ? (total + size - 1) / size : 1;

    return json_pack("{s:I, s:I, s:I, s:I, s:b, s:b, s:b, s:o}", "total_items", (json_int_t)total,
                     "total_pages", (json_int_t)pages, "page_number", (json_int_t)number, "size",
                     (json_int_t)json_array_size(services), "first_page", number == 1, "last_page",
                     number >= pages, "empty", json_array_size(services) == 0, "contents",
                     services);
}
