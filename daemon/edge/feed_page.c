/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/feed_page.h"

#include <string.h>

#define PATH_ID_MAX 128

void feed_list_init(struct feed_list *list)
{
    *list = (struct feed_list){ .ids = json_object() };
}

void feed_list_wipe(struct feed_list *list)
{
    json_decref(list->ids);
    *list = (struct feed_list){ .ids = NULL };
}

static const char *id_of(const json_t *service)
{
    const char *id = json_string_value(json_object_get(service, "id"));

    return id ? id : "";
}

/* How many of them no page before has had. */
static size_t new_ones(struct feed_list *list, const json_t *contents)
{
    size_t before = json_object_size(list->ids);

    for (size_t i = 0; i < json_array_size(contents); i++) {
        const char *id = id_of(json_array_get(contents, i));

        if (*id) json_object_set_new(list->ids, id, json_true());
    }
    return json_object_size(list->ids) - before;
}

/* What says that there is more, or that there is not; false: nothing does. */
static bool end_is_told(const json_t *answer, int64_t number, bool *last)
{
    const json_t *told = json_object_get(answer, "last_page");
    const json_t *pages = json_object_get(answer, "total_pages");

    *last = json_is_boolean(told) ? json_is_true(told)
                                  : json_is_integer(pages) && number >= json_integer_value(pages);
    return json_is_boolean(told) || json_is_integer(pages);
}

static bool total_has_moved(struct feed_list *list, const json_t *answer)
{
    int64_t total = json_integer_value(json_object_get(answer, "total_items"));
    int64_t before = list->total;

    list->total = total;
    return before && total != before;
}

const char *feed_page_read(const json_t *answer, int64_t number, struct feed_list *list,
                           struct feed_page *page)
{
    const json_t *told = json_object_get(answer, "page_number");
    bool is_told, empty, brings;

    *page = (struct feed_page){ .contents = json_object_get(answer, "contents") };
    if (!json_is_array(page->contents)) return "its answer is no page of services";
    if (json_is_integer(told) && json_integer_value(told) != number)
        return "it gives another page than was asked for";
    empty = !json_array_size(page->contents);
    brings = new_ones(list, page->contents) > 0;
    if (json_object_size(list->ids) > FEED_SERVICES_MAX) return "it has too many services";
    page->moved = total_has_moved(list, answer);
    is_told = end_is_told(answer, number, &page->last);
    if (page->last) return NULL;
    if (is_told && empty) return "it gives an empty page that is not the last";
    if (is_told && !brings) return "it gives the same services again and again";
    page->last = !brings; /* nobody tells: then it ends where nothing new comes */
    return NULL;
}

bool feed_service_is_thin(const json_t *service)
{
    static const char *const parts[] = { "phones", "schedules", "organization",
                                         "service_at_locations" };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (json_object_get(service, parts[i])) return false;
    return true;
}

bool feed_service_has_path(const json_t *service)
{
    const char *id = id_of(service);

    return *id && strlen(id) <= PATH_ID_MAX && strcmp(id, ".") && strcmp(id, "..");
}
