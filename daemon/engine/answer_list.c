/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/answer.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "engine/list_content.h"
#include "engine/view.h"
#include "rules/segment.h"
#include "store/follow_up.h"
#include "store/list.h"
#include "store/texter.h"
#include "store/win.h"

/* ---- lists ---- */

static void preview_add(struct answer *answer, const struct text *text)
{
    struct preview_text *preview = &answer->previews[answer->preview_count++];

    preview->body = *text;
    preview->segments = segment_count(text->s, text->len).count;
}

/* The list that would be sent: of the items given, or the one in the making. */
static enum err list_meant(struct asking *asking, const struct content *content, struct list *list)
{
    const struct list_send *in = &asking->query->list;
    struct list *made = xcalloc(1, sizeof *made);
    enum err err = in->count ? list_fill(asking->store, content, in, made)
                             : list_made_load(asking->store, asking->query->conversation, made);

    if (!err && !list_freeze(made, list)) err = ERR_INPUT;
    if (err == ERR_INPUT || err == ERR_MISSING) { /* there is nothing to send */
        asking->answer->outcome = REFUSED_INPUT;
        err = OK;
    }
    free(made);
    return err;
}

/* Page after page, as MORE would bring them. */
static void pages_view(struct asking *asking, const struct content *content, struct list *list)
{
    struct list_words words = list_words_of(content);

    asking->answer->previews = xcalloc(PREVIEW_TEXTS_MAX, sizeof *asking->answer->previews);
    while (list->shown < list->count) {
        struct text text;

        list->shown = list_text_page(list, &words, &text);
        preview_add(asking->answer, &text);
    }
}

enum err answer_list_preview(struct asking *asking)
{
    struct conversation conversation;
    const struct content *content;
    struct texter texter;
    struct list *list;
    enum err err = conversation_for(asking, &conversation, false);

    if (err || asking->answer->outcome != DONE) return err;
    err = texter_load(asking->store, conversation.texter, &texter);
    if (err) return err;
    content = settings_content(asking->settings, texter.language);
    list = xcalloc(1, sizeof *list);
    err = list_meant(asking, content, list);
    if (!err && asking->answer->outcome == DONE) pages_view(asking, content, list);
    free(list);
    return err;
}

/* What is told when it is chosen. */
static void expect_view(struct asking *asking, const struct content *content,
                        const struct list *list)
{
    struct list_words words = list_words_asking(content);
    struct text text;

    if (!list->item[0].expect[0]) return; /* the peer says it */
    list_text_expect(list, &words, 1, true, &text);
    preview_add(asking->answer, &text);
}

enum err answer_resource_preview(struct asking *asking)
{
    const struct content *content =
        settings_content(asking->settings, asking->settings->lines[0].languages[0]);
    struct list *list = xcalloc(1, sizeof *list);

    list_add_place(list, &asking->query->entry, content);
    pages_view(asking, content, list);
    expect_view(asking, content, list);
    free(list);
    return OK;
}

enum err answer_lists(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct conversation conversation;
    struct list *lists;
    enum err err = conversation_for(asking, &conversation, true);

    if (err || answer->outcome != DONE) return err;
    lists = xcalloc(QUERY_LISTS_MAX, sizeof *lists);
    err = list_sent(asking->store, conversation.id, QUERY_LISTS_MAX, lists, &answer->list_count);
    answer->lists = xcalloc(answer->list_count, sizeof *answer->lists);
    for (size_t i = 0; i < answer->list_count && !err; i++) {
        answer->lists[i].list = lists[i];
        err = view_choices(asking->store, &answer->lists[i]);
    }
    free(lists);
    return err;
}

/* ---- what was agreed ---- */

enum err agreed_view(struct asking *asking, const struct conversation *conversation)
{
    struct answer *answer = asking->answer;
    enum err err = list_made_load(asking->store, conversation->id, &answer->list_made);

    answer->has_list_made = !err;
    if (err && err != ERR_MISSING) return err;
    err = follow_up_of(asking->store, conversation->id, &answer->follow_up);
    answer->has_follow_up = !err;
    if (err && err != ERR_MISSING) return err;
    answer->wins = xcalloc(WINS_MAX, sizeof *answer->wins);
    return win_of_texter(asking->store, conversation->texter, WINS_MAX, answer->wins,
                         &answer->win_count);
}

enum err answer_wrap_up(struct asking *asking)
{
    struct conversation conversation;
    enum err err = conversation_for(asking, &conversation, true);

    if (err || asking->answer->outcome != DONE) return err;
    return agreed_view(asking, &conversation);
}
