/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P13. A page of somebody else's list is believed only as far as it can be true. */
#include "edge/feed_page.h"

#include "../check.h"

#define SOME "\"contents\":[{\"id\":\"a\"},{\"id\":\"b\"}]"
#define MORE "\"contents\":[{\"id\":\"b\"},{\"id\":\"c\"}]"
#define NONE "\"contents\":[]"

/* The second page of a list whose first one was `first`; `trouble` may be NULL. */
static void second_page(const char *first, const char *second, const char *trouble, bool last,
                        bool moved)
{
    json_t *answers[] = { json_loads(first, 0, NULL), json_loads(second, 0, NULL) };
    struct feed_list list;
    struct feed_page page;
    const char *why;

    feed_list_init(&list);
    CHECK_CASE(!feed_page_read(answers[0], 1, &list, &page) && !page.last, first);
    why = feed_page_read(answers[1], 2, &list, &page);
    CHECK_STR(why ? why : "", trouble ? trouble : "");
    if (!why) CHECK_CASE(page.last == last && page.moved == moved, second);
    feed_list_wipe(&list);
    json_decref(answers[0]);
    json_decref(answers[1]);
}

static void thin(const char *text, bool is_thin, bool has_path)
{
    json_t *service = json_loads(text, 0, NULL);

    CHECK_CASE(feed_service_is_thin(service) == is_thin, text);
    CHECK_CASE(feed_service_has_path(service) == has_path, text);
    json_decref(service);
}

int main(void)
{
    const char *more = "{\"last_page\":false," SOME "}";
    const char *untold = "{" SOME "}";

    second_page(more, "{\"last_page\":true," MORE "}", NULL, true, false);
    second_page(more, "{\"last_page\":false," MORE "}", NULL, false, false);
    second_page(more, "{\"last_page\":true," NONE "}", NULL, true, false);
    second_page(more, "{\"total_pages\":2," MORE "}", NULL, true, false);
    second_page(more, "{\"total_pages\":3," MORE "}", NULL, false, false);
    second_page("{\"total_items\":4,\"total_pages\":2," SOME "}",
                "{\"total_items\":3,\"total_pages\":2," MORE "}", NULL, true, true);
    second_page(more, "{\"last_page\":false," SOME "}",
                "it gives the same services again and again", false, false);
    second_page(more, "{\"last_page\":false," NONE "}",
                "it gives an empty page that is not the last", false, false);
    second_page(more, "{\"page_number\":1,\"last_page\":true," MORE "}",
                "it gives another page than was asked for", false, false);
    second_page(more, "{\"contents\":{}}", "its answer is no page of services", false, false);
    second_page(more, "[]", "its answer is no page of services", false, false);
    second_page(untold, "{" MORE "}", NULL, false, false);
    second_page(untold, "{" SOME "}", NULL, true, false);
    second_page(untold, "{" NONE "}", NULL, true, false);

    thin("{\"id\":\"a b/c\"}", true, true);
    thin("{\"id\":\"a\",\"phones\":[]}", false, true);
    thin("{\"id\":\"a\",\"organization\":{}}", false, true);
    thin("{\"id\":\"..\"}", true, false);
    thin("{\"id\":7}", true, false);
    thin("[]", true, false);
    return check_end();
}
