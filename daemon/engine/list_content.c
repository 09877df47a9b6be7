/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/list_content.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
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
        .call = text[CONTENT_LIST_CALL],
        .text = text[CONTENT_LIST_TEXT],
        .follow_up = text[CONTENT_LIST_FOLLOW_UP],
        .ask = text[CONTENT_LIST_ASK],
        .ask_any = text[CONTENT_LIST_ASK_ANY],
        .item = text[CONTENT_LIST_ITEM],
        .separator = text[CONTENT_LIST_SEPARATOR],
        .or_two = text[CONTENT_LIST_OR_TWO],
        .or_last = text[CONTENT_LIST_OR_LAST],
    };
}

struct list_words list_words_asking(const struct content *content)
{
    struct list_words words = list_words_of(content);

    words.follow_up = content->text[CONTENT_CONSENT_ASK];
    return words;
}

void list_add_place(struct list *list, const struct resource *place, const struct content *content)
{
    struct list_words words = list_words_asking(content);

    list_text_item(place, &words, &list->item[list->count++]);
}

#define LABEL_CHARS_MAX 30

/* One short line, like every label: it is read on a small screen, by its number. */
static bool is_label(const char *words)
{
    size_t len = strlen(words);

    return len && !strpbrk(words, "\r\n") && utf8_count(words, len) <= LABEL_CHARS_MAX;
}

static enum err words_add(struct list *list, const char *words)
{
    struct list_item *item = &list->item[list->count++];

    return is_label(words) ? STR_COPY(item->label, words) : ERR_INPUT;
}

static enum err offered_add(struct store *store, const struct content *content, struct list *list,
                            const char *id)
{
    struct resource *resource = xcalloc(1, sizeof *resource);
    enum err err = resource_load(store, id, resource);

    if (err == ERR_MISSING || (!err && !resource->active)) err = ERR_INPUT;
    if (!err) list_add_place(list, resource, content);
    free(resource);
    return err;
}

enum err list_fill(struct store *store, const struct content *content, const struct list_send *in,
                   struct list *list)
{
    enum err err = OK;

    for (size_t i = 0; i < in->count && i < LIST_ITEMS_MAX && !err; i++) {
        const char *id = in->item[i].resource;

        err = id[0] ? offered_add(store, content, list, id) : words_add(list, in->item[i].words);
        if (!err) list->item[i].state = in->item[i].state;
    }
    return err;
}

bool list_freeze(const struct list *made, struct list *list)
{
    for (size_t i = 0; i < made->count; i++) {
        if (made->item[i].state == ITEM_NOT_FOR_THEM) continue;
        list->item[list->count] = made->item[i];
        list->item[list->count++].state = ITEM_OFFERED;
    }
    return list->count > 0;
}

enum err list_fill_standing(struct store *store, const struct content *content, struct list *list)
{
    struct resource_filter filter = { .offered = true, .tags = "standing" };
    struct resource *found = xcalloc(LIST_ITEMS_MAX, sizeof *found);
    size_t count;
    bool more;
    enum err err = resource_search(store, &filter, 0, LIST_ITEMS_MAX, found, &count, &more);

    filter.tags = NULL;
    if (!err && !count)
        err = resource_search(store, &filter, 0, LIST_ITEMS_MAX, found, &count, &more);
    for (size_t i = 0; i < count && !err; i++) list_add_place(list, &found[i], content);
    free(found);
    return !err && !count ? ERR_INPUT : err;
}
