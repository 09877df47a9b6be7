/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/paging.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/roster.h"
#include "rules/alert.h"
#include "store/alert.h"
#include "store/page.h"
#include "store/person.h"

/* More than one step of a ladder makes; older ones are of steps before. */
#define PAGES_LOOKED_AT 64

/* ---- words ---- */

_Static_assert(CONTENT_TIER_STEADY + (int)TIER_IMMINENT == CONTENT_TIER_IMMINENT, "in their order");

/* Line, code, tier and link: never a text, a name or a number. */
static bool words_fill(const struct scene *scene, enum content_text which, const char *code,
                       const char *name, const char *link, struct text *text)
{
    struct content_words words = {
        .line = scene->line->name,
        .code = code,
        .tier = scene->content->text[CONTENT_TIER_STEADY + (int)scene->alert.tier],
        .name = name,
        .fallback = scene->line->fallback_text,
        .link = link,
    };

    return content_fill(scene->content, which, &words, text);
}

/* "7 K 2", so that it is read letter by letter. */
bool paging_words_spoken(const struct scene *scene, enum content_text which, const char *name,
                         struct text *text)
{
    const char *code = scene->alert.code;
    char spoken[2 * ALERT_CODE_BYTES + 1] = "";
    struct str str;

    str_init(&str, spoken, sizeof spoken);
    for (; *code; code++) str_addf(&str, str.len ? " %c" : "%c", *code);
    return words_fill(scene, which, spoken, name, "", text);
}

static void link_write(const struct turn *turn, const char *token, char link[LINK_BYTES_MAX + 1])
{
    struct str str;

    str_init(&str, link, LINK_BYTES_MAX + 1);
    str_addf(&str, "%s/#/p/%s", turn->settings->public_url, token);
    must(!str.cut);
}

static bool page_words(struct turn *turn, const struct scene *scene, const struct page *page,
                       struct text *text)
{
    char link[LINK_BYTES_MAX + 1];

    if (page->waker[0])
        return words_fill(scene, CONTENT_PAGE_SUMMARY, scene->alert.code, NULL, NULL, text);
    if (page->way == WAY_CALL) return paging_words_spoken(scene, CONTENT_CALL, NULL, text);
    link_write(turn, page->token, link);
    return words_fill(scene, CONTENT_PAGE, scene->alert.code, NULL, link, text);
}

enum err paging_answer(struct turn *turn, const struct scene *scene, const struct phone *phone,
                       enum content_text which, const char *name)
{
    struct text text;

    if (!words_fill(scene, which, scene->alert.code, name, NULL, &text)) return ERR_DOWN;
    return outbox_add_page(turn->store, scene->line->id, phone, (page_id){ 0 }, NOTICE_WAKE, &text,
                           turn->now);
}

/* ---- pages ---- */

static enum err page_out(struct turn *turn, const struct scene *scene, struct page *page,
                         const struct phone *phone)
{
    struct text text;
    enum err err;

    page->alert = scene->alert.id;
    page->state = PAGE_QUEUED;
    page->step = scene->alert.step;
    page->round = scene->alert.round;
    page->wave = scene->alert.wave;
    page->turn = scene->alert.turns;
    page->at = turn->now;
    crypt_random_hex(page->token, PAGE_TOKEN_BYTES);
    if (!page_words(turn, scene, page, &text)) return ERR_DOWN;
    err = page_add(turn->store, page);
    if (!err)
        err = alert_line_add(turn->store, &scene->alert, turn->now, "page", page->person,
                             (message_id){ 0 }, page->waker[0] ? page->waker : way_name(page->way));
    if (err) return err;
    return outbox_add_page(turn->store, scene->line->id, phone, page->id, NOTICE_WAKE, &text,
                           turn->now);
}

/* To a phone; where the provider cannot call, a text is better than nothing. */
static enum err page_to_phone(struct turn *turn, const struct scene *scene, enum way way,
                              person_id person, const struct phone *phone)
{
    struct page page = { .person = person, .way = way };

    if (way == WAY_CALL && !scene->line->calls) page.way = WAY_TEXT;
    return page_out(turn, scene, &page, phone);
}

static enum err page_to_waker(struct turn *turn, const struct scene *scene, const char *id,
                              size_t *woken)
{
    const struct waker *waker = settings_waker(turn->settings, id);
    struct page page = { .state = PAGE_QUEUED };

    if (!waker) {
        log_error("waker_missing", "waker=%s alert=%lld", id, (long long)scene->alert.id.n);
        return OK;
    }
    ++*woken;
    page.way = waker->way;
    must(!STR_COPY(page.waker, waker->id));
    return page_out(turn, scene, &page, &(struct phone){ "" });
}

/* Those whom the rota or the ladder names; who has no phone cannot be woken. */
static enum err page_to_those(struct turn *turn, const struct scene *scene,
                              const struct ladder_step *step, const struct roster *roster,
                              size_t *woken)
{
    enum err err = OK;

    for (size_t i = 0; i < roster->person_count && !err; i++) {
        const struct person *person = &roster->people[i];
        bool wanted = step->who == LADDER_ON_CALL
                          ? roster_is_on(roster, scene->line->id, person, turn->now)
                          : ladder_wakes(step, person);

        if (!wanted || !person->phone.e164[0]) continue;
        err = page_to_phone(turn, scene, step->way, person->id, &person->phone);
        ++*woken;
    }
    return err;
}

/* Where the rota names nobody, all responders are on call: never nobody. */
static enum err page_to_people(struct turn *turn, const struct scene *scene,
                               const struct ladder_step *step, size_t *woken)
{
    struct ladder_step responders = { .who = LADDER_RESPONDERS, .way = step->way };
    struct roster roster;
    enum err err = roster_load(turn->store, turn->settings, turn->now, &roster);

    if (!err) err = page_to_those(turn, scene, step, &roster, woken);
    if (!err && !*woken && step->who == LADDER_ON_CALL)
        err = page_to_those(turn, scene, &responders, &roster, woken);
    roster_wipe(&roster);
    return err;
}

enum err paging_wake(struct turn *turn, struct scene *scene, const struct ladder_step *step,
                     size_t *woken)
{
    *woken = 0;
    switch (step->who) {
    case LADDER_WAKER: return page_to_waker(turn, scene, step->waker, woken);
    case LADDER_NUMBER:
        ++*woken;
        return page_to_phone(turn, scene, step->way, (person_id){ 0 }, &step->number);
    case LADDER_ON_CALL:
    case LADDER_RESPONDERS:
    case LADDER_SUPERVISORS:
    case LADDER_EVERYONE: break;
    }
    return page_to_people(turn, scene, step, woken);
}

enum err paging_test(struct turn *turn, const struct line *line, const struct person *person)
{
    struct scene scene = { .line = line,
                           .content = settings_content(turn->settings, line->languages[0]) };
    struct page page = { .person = person->id, .state = PAGE_QUEUED, .at = turn->now };
    struct text text;
    enum err err;

    crypt_random_hex(page.token, PAGE_TOKEN_BYTES);
    if (!scene.content || !words_fill(&scene, CONTENT_PAGE_TEST, "", NULL, NULL, &text))
        return ERR_DOWN;
    err = page_add(turn->store, &page);
    turn->ref = page.id.n;
    if (err) return err;
    return outbox_add_page(turn->store, line->id, &person->phone, page.id, NOTICE_WAKE, &text,
                           turn->now);
}

/* ---- what did not get through ---- */

static bool page_may_arrive(const struct page *page)
{
    return page->state != PAGE_FAILED && page->state != PAGE_UNKNOWN;
}

static bool same_round(const struct page *a, const struct page *b)
{
    return a->round == b->round && a->wave == b->wave;
}

static bool same_step(const struct page *a, const struct page *b)
{
    return a->step == b->step && same_round(a, b);
}

static bool page_has_arrived(const struct page *page)
{
    return page->state == PAGE_SENT || page->state == PAGE_DELIVERED;
}

/*
 * In its step, or in this round without success so far: a dead provider must not make two pages
 * of each step.
 */
static bool is_other_way(const struct page *page, const struct page *failed)
{
    if (page->person.n != failed->person.n || page->way == failed->way) return false;
    return same_step(page, failed) || (same_round(page, failed) && !page_has_arrived(page));
}

/*
 * What the alert's other pages are for a failed one. Hope is counted in turns, not in time: a step
 * is woken again when nobody answered its first pages, and a clock may be set in between.
 */
struct siblings {
    bool other_way; /* the same person has been tried by another way */
    bool hope;      /* one of the ladder's last turn may have reached somebody, or still will */
};

static enum err siblings_load(struct turn *turn, const struct alert *alert,
                              const struct page *failed, struct siblings *siblings)
{
    struct page *pages = xcalloc(PAGES_LOOKED_AT, sizeof *pages);
    size_t count;
    enum err err = page_of_alert(turn->store, alert->id, PAGES_LOOKED_AT, pages, &count);

    *siblings = (struct siblings){ 0 };
    for (size_t i = 0; i < count && !err; i++) {
        const struct page *page = &pages[i];

        if (page->id.n == failed->id.n) continue;
        if (is_other_way(page, failed)) siblings->other_way = true;
        if (page->turn == alert->turns && page_may_arrive(page)) siblings->hope = true;
    }
    free(pages);
    return err;
}

/* Whose phone it went to: a person's, or the ladder's own. */
static enum err page_phone(struct turn *turn, const struct alert *alert, const struct page *page,
                           struct phone *phone)
{
    struct person person;
    enum err err = OK;

    if (page->person.n) {
        err = person_load(turn->store, page->person, &person);
        if (!err) *phone = person.phone;
    } else {
        must(page->step >= 1 && (size_t)page->step <= alert->ladder.count);
        *phone = alert->ladder.step[page->step - 1].number;
    }
    return err;
}

static enum err page_other_way(struct turn *turn, const struct scene *scene,
                               const struct page *failed)
{
    struct phone phone;
    enum err err = page_phone(turn, &scene->alert, failed, &phone);

    if (err) return err;
    return page_to_phone(turn, scene, failed->way == WAY_TEXT ? WAY_CALL : WAY_TEXT, failed->person,
                         &phone);
}

static enum err ladder_hurry(struct turn *turn, struct alert *alert)
{
    alert_hurry(alert, turn->now);
    return alert_save(turn->store, alert);
}

enum err paging_failed(struct turn *turn, const struct page *page)
{
    struct siblings siblings;
    struct scene scene;
    struct alert alert;
    bool has_other;
    enum err err;

    if (!page->alert.n) return OK; /* a test */
    err = alert_load(turn->store, page->alert, &alert);
    if (err || !alert_pages(alert.state)) return err;
    if (alert.step != page->step || alert.round != page->round || alert.wave != page->wave)
        return OK; /* the ladder is further already */
    err = scene_load(turn, alert.conversation, &scene);
    if (!err) err = siblings_load(turn, &alert, page, &siblings);
    if (err) return err;
    has_other = !page->waker[0] && scene.line->calls && !siblings.other_way;
    if (has_other) return page_other_way(turn, &scene, page);
    return siblings.hope ? OK : ladder_hurry(turn, &alert);
}

/* ---- services ---- */

/* Who takes no news, or has none to pass on, is not told. */
static bool way_takes(enum way way, enum notice notice)
{
    switch (way) {
    case WAY_PAGERDUTY:
    case WAY_GOALERT:
    case WAY_WEBHOOK: return true;
    case WAY_NTFY:
    case WAY_TEXT:
    case WAY_CALL: return notice == NOTICE_WAKE;
    }
    return false;
}

enum err paging_tell(struct turn *turn, const struct scene *scene, enum notice notice)
{
    struct page pages[WAKERS_MAX];
    struct text text;
    size_t count;
    enum err err = page_of_wakers(turn->store, scene->alert.id, scene->alert.wave, pages, &count);

    if (!words_fill(scene, CONTENT_PAGE_SUMMARY, scene->alert.code, NULL, NULL, &text))
        return ERR_DOWN;
    for (size_t i = 0; i < count && !err; i++)
        if (way_takes(pages[i].way, notice))
            err = outbox_add_page(turn->store, scene->line->id, &(struct phone){ "" }, pages[i].id,
                                  notice, &text, turn->now);
    return err;
}

/* ---- on its way out ---- */

enum err paging_item_fill(struct turn *turn, const struct outbox_row *row, struct outbox_item *item)
{
    struct page page;
    struct alert alert;
    enum err err = page_load(turn->store, row->page, &page);

    if (err) return err;
    item->way = page.way;
    item->page.notice = row->notice;
    memcpy(item->page.waker, page.waker, sizeof item->page.waker);
    memcpy(item->page.token, page.token, sizeof item->page.token);
    link_write(turn, page.token, item->page.link);
    if (!page.alert.n) return OK;
    err = alert_load(turn->store, page.alert, &alert);
    if (err) return err;
    alert_key_write(&alert, page.wave, item->page.key);
    memcpy(item->page.code, alert.code, sizeof item->page.code);
    item->page.tier = alert.tier;
    item->page.raised_at = alert.raised_at;
    return OK;
}
