/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/list_content.h"

#include <string.h>

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

bool list_fill(const struct settings *settings, const struct list_send *in, struct list *list)
{
    for (size_t i = 0; i < in->count && i < LIST_ITEMS_MAX; i++) {
        const struct resource *resource = settings_resource(settings, in->resource[i]);

        if (!resource || !resource->active) return false;
        item_add(list, resource);
    }
    return list->count > 0;
}

bool list_fill_standing(const struct settings *settings, struct list *list)
{
    for (size_t i = 0; i < settings->resource_count && list->count < LIST_ITEMS_MAX; i++)
        if (settings->resources[i].active) item_add(list, &settings->resources[i]);
    return list->count > 0;
}
