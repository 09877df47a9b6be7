/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/list_content.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "store/resource.h"

struct list_words list_words_of(const struct content *content)
{
    const char(*text)[CONTENT_BYTES_MAX + 1] = content->text;

    return (struct list_words){
        .drop_accents = !strcmp(content->language, "es") || !strcmp(content->language, "pt"),
        .intro = text[CONTENT_LIST_INTRO],
        .intro_more = text[CONTENT_LIST_INTRO_MORE],
        .reply_more = text[CONTENT_LIST_REPLY_MORE],
        .reply_last = text[CONTENT_LIST_REPLY_LAST],
        .expect = text[CONTENT_LIST_EXPECT],
        .follow_up = text[CONTENT_LIST_FOLLOW_UP],
        .ask = text[CONTENT_LIST_ASK],
        .ask_any = text[CONTENT_LIST_ASK_ANY],
        .item = text[CONTENT_LIST_ITEM],
        .separator = text[CONTENT_LIST_SEPARATOR],
        .or_two = text[CONTENT_LIST_OR_TWO],
        .or_last = text[CONTENT_LIST_OR_LAST],
    };
}

static void item_add(struct list *list, const struct resource *resource)
{
    struct list_item *item = &list->item[list->count++];

    memcpy(item->resource, resource->id, sizeof item->resource);
    memcpy(item->label, resource->label, sizeof item->label);
    memcpy(item->expect, resource->expect, sizeof item->expect);
}

enum err list_fill(struct store *store, const struct list_send *in, struct list *list)
{
    struct resource *resource = xcalloc(1, sizeof *resource);
    enum err err = in->count ? OK : ERR_INPUT;

    for (size_t i = 0; i < in->count && i < LIST_ITEMS_MAX && !err; i++) {
        err = resource_load(store, in->resource[i], resource);
        if (err == ERR_MISSING || (!err && !resource->active)) err = ERR_INPUT;
        if (!err) item_add(list, resource);
    }
    free(resource);
    return err;
}

enum err list_fill_standing(struct store *store, struct list *list)
{
    struct resource_filter filter = { .offered = true, .tags = "standing" };
    struct resource *found = xcalloc(LIST_ITEMS_MAX, sizeof *found);
    size_t count;
    bool more;
    enum err err = resource_search(store, &filter, 0, LIST_ITEMS_MAX, found, &count, &more);

    filter.tags = NULL;
    if (!err && !count)
        err = resource_search(store, &filter, 0, LIST_ITEMS_MAX, found, &count, &more);
    for (size_t i = 0; i < count && !err; i++) item_add(list, &found[i]);
    free(found);
    return !err && !count ? ERR_INPUT : err;
}
