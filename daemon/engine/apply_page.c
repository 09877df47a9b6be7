/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include "base/log.h"
#include "engine/alerting.h"
#include "engine/paging.h"
#include "rules/alert.h"
#include "store/alert.h"
#include "store/page.h"
#include "store/person.h"

static enum err alert_scene(struct turn *turn, alert_id id, struct scene *scene)
{
    struct alert alert;
    enum err err = alert_load(turn->store, id, &alert);

    if (!err && alert.state == ALERT_RESOLVED) return ERR_MISSING;
    return err ? err : scene_load(turn, alert.conversation, scene);
}

static enum err take_or_pass(struct turn *turn, struct scene *scene, person_id person, bool take)
{
    enum err err = OK;

    turn->ref = scene->alert.id.n;
    if (!take)
        err = alert_pass(turn, scene, person);
    else if (!scene->alert.holder.n)
        err = alert_take(turn, scene, person);
    return err ? err : scene_save(turn, scene);
}

/* ---- a key ---- */

/* The call's address names a page by a token that only its provider knows, and it has signed. */
enum err apply_call_key(struct turn *turn, const struct command *command)
{
    const struct call_key *in = &command->u.call_key;
    struct person person;
    struct scene scene;
    struct page page;
    enum err err = page_by_token(turn->store, in->token, &page);

    if (err == ERR_MISSING || (!err && (!page.person.n || page.way != WAY_CALL)))
        return turn_refuse(turn, REFUSED_MISSING);
    if (!err) err = person_load(turn->store, page.person, &person);
    if (!err) err = alert_scene(turn, page.alert, &scene);
    if (err) return err == ERR_MISSING ? OK : err;
    if (!access_takes_alerts(&person)) return turn_refuse(turn, REFUSED_ROLE);
    turn->viewer = (struct viewer){ .person = person.id, .role = person.role };
    err = turn_audit(turn, "page_key", scene.conversation.id, scene.alert.id.n);
    return err ? err : take_or_pass(turn, &scene, person.id, in->take);
}

/* ---- a service ---- */

/* By the name they have there, or as whoever the operator said stands for them. */
static enum err waker_person(struct turn *turn, const struct waker *waker, const char *name,
                             struct person *person)
{
    enum err err = name[0] ? person_by_name(turn->store, name, person) : ERR_MISSING;

    if (!err && !access_takes_alerts(person)) err = ERR_MISSING;
    if (err != ERR_MISSING || !waker->person[0]) return err;
    err = person_by_name(turn->store, waker->person, person);
    return !err && !access_takes_alerts(person) ? ERR_MISSING : err;
}

/* Over there is over here only after first contact; before it, it just means somebody has it. */
static enum err waker_ended(struct turn *turn, struct scene *scene, person_id person)
{
    enum err err;

    if (scene->alert.state != ALERT_JOINED || scene->alert.holder.n != person.n)
        return take_or_pass(turn, scene, person, true);
    err = alert_end(turn, scene, person, "other", "");
    return err ? err : scene_save(turn, scene);
}

static enum err waker_acts(struct turn *turn, const struct waker_news *news, struct scene *scene,
                           const struct waker *waker)
{
    struct person person;
    enum err err;

    if (news->word == WAKER_GAVE_BACK) {
        if (scene->alert.state != ALERT_HELD) return OK;
        return take_or_pass(turn, scene, scene->alert.holder, false);
    }
    err = waker_person(turn, waker, news->name, &person);
    if (err == ERR_MISSING) {
        log_warn("waker_names_nobody", "waker=%s alert=%lld", waker->id,
                 (long long)scene->alert.id.n);
        return alert_record(turn, scene, "taken_by_nobody", (person_id){ 0 }, (message_id){ 0 },
                            "");
    }
    if (err) return err;
    turn->viewer = (struct viewer){ .person = person.id, .role = person.role };
    if (news->word == WAKER_ENDED) return waker_ended(turn, scene, person.id);
    return take_or_pass(turn, scene, person.id, true);
}

/* News of a wave that is over says nothing about the present one. */
enum err apply_waker_news(struct turn *turn, const struct command *command)
{
    const struct waker_news *news = &command->u.waker_news;
    const struct waker *waker = settings_waker(turn->settings, news->waker);
    struct alert_key key;
    struct scene scene;
    enum err err;

    if (!waker || !alert_key_read(news->key, &key)) return turn_refuse(turn, REFUSED_MISSING);
    err = alert_scene(turn, key.alert, &scene);
    if (err) return err == ERR_MISSING ? OK : err;
    if (scene.alert.raised_at != key.raised_at || scene.alert.wave != key.wave) return OK;
    err = turn_audit(turn, "waker_news", scene.conversation.id, scene.alert.id.n);
    return err ? err : waker_acts(turn, news, &scene, waker);
}

/* ---- a link ---- */

/* Good for one opening, and only for the person it was sent to. It opens the card, no more. */
enum err apply_page_open(struct turn *turn, const struct command *command)
{
    struct page page;
    enum err err = page_by_token(turn->store, command->u.page_open.token, &page);

    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (!page.alert.n || (page.person.n && page.person.n != turn->viewer.person.n) ||
        !access_may(turn->viewer, ACT_TAKE_ALERT, &(struct access_facts){ .alert_open = true }))
        return turn_refuse(turn, REFUSED_MISSING);
    if (page.opened_at) return turn_refuse(turn, REFUSED_GONE);
    page.opened_at = turn->now;
    page.state = PAGE_DELIVERED;
    turn->ref = page.alert.n;
    return page_save(turn->store, &page);
}

/* ---- tests ---- */

enum err apply_page_test(struct turn *turn, const struct command *command)
{
    person_id to = command->u.page_test.person;
    struct person person;
    enum err err;

    if (!to.n) to = turn->viewer.person;
    if (to.n != turn->viewer.person.n &&
        !access_may(turn->viewer, ACT_EDIT_ROTA, &(struct access_facts){ 0 }))
        return turn_refuse(turn, REFUSED_ROLE);
    err = person_load(turn->store, to, &person);
    if (err == ERR_MISSING || (!err && !person.enabled)) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (!person.phone.e164[0]) return turn_refuse(turn, REFUSED_STATE);
    return paging_test(turn, &turn->settings->lines[0], &person);
}
