/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "engine/answer.h"
#include "engine/paging.h"
#include "store/alert.h"
#include "store/conversation.h"
#include "store/page.h"
#include "store/person.h"
#include "store/texter.h"

/* An alert as far as somebody on the phone may hear of it. */
static enum err call_scene(struct asking *asking, const struct page *page, struct scene *scene)
{
    struct conversation conversation;
    struct texter texter;
    enum err err = alert_load(asking->store, page->alert, &scene->alert);

    if (!err) err = conversation_load(asking->store, scene->alert.conversation, &conversation);
    if (!err) err = texter_load(asking->store, conversation.texter, &texter);
    if (!err) scene->line = settings_line(asking->settings, texter.line);
    return err;
}

static enum err call_holder(struct asking *asking, const struct page *page,
                            const struct scene *scene, enum content_text *which,
                            struct person *holder)
{
    bool theirs = page->person.n && scene->alert.holder.n == page->person.n;

    *which = theirs ? CONTENT_CALL_HELD : CONTENT_PAGE_TAKEN;
    return person_load(asking->store, scene->alert.holder, holder);
}

/* Only people of the line may take an alert by a key: a fixed number hears it, and no more. */
static enum err call_state(struct asking *asking, const struct page *page,
                           const struct scene *scene, enum content_text *which,
                           struct person *holder)
{
    *which = CONTENT_PAGE_OVER;
    if (scene->alert.state == ALERT_RESOLVED) return OK;
    if (scene->alert.holder.n) return call_holder(asking, page, scene, which, holder);
    *which = asking->query->answered ? CONTENT_PAGE_PASSED : CONTENT_CALL;
    asking->answer->call.asks = !asking->query->answered && page->person.n;
    return OK;
}

enum err answer_call(struct asking *asking)
{
    struct call_words *call = &asking->answer->call;
    struct person holder = { .name = "" };
    enum content_text which;
    struct scene scene = { 0 };
    struct page page;
    enum err err = page_by_token(asking->store, asking->query->words, &page);

    if (!err && page.way != WAY_CALL) err = ERR_MISSING;
    if (!err) err = call_scene(asking, &page, &scene);
    if (!err && scene.line)
        scene.content = settings_content(asking->settings, scene.line->languages[0]);
    if (err == ERR_MISSING || (!err && !scene.content)) {
        asking->answer->outcome = REFUSED_MISSING;
        return OK;
    }
    if (!err) err = call_state(asking, &page, &scene, &which, &holder);
    if (err) return err;
    if (!paging_words_spoken(&scene, which, holder.name, &call->text)) return ERR_DOWN;
    return str_copy(call->language, sizeof call->language, scene.content->language);
}
