/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "rules/say.h"
#include "store/alert.h"
#include "store/conversation.h"
#include "store/count.h"
#include "store/joining.h"
#include "store/list.h"
#include "store/message.h"
#include "store/note.h"
#include "store/offer.h"
#include "store/page.h"
#include "store/person.h"
#include "store/record.h"
#include "store/resource.h"
#include "store/texter.h"

void phone_mask(const struct phone *phone, char out[24])
{
    size_t len = strlen(phone->e164);

    snprintf(out, 24, "•••• %s", len > 4 ? phone->e164 + len - 4 : "");
}

static enum err name_load(struct store *store, person_id id, char name[NAME_BYTES_MAX + 1])
{
    name[0] = '\0';
    return id.n ? person_name(store, id, name) : OK;
}

/* `open_alert` is NULL when there is none. */
static enum err facts_load(struct store *store, const struct conversation *conversation,
                           const struct alert *open_alert, struct access_facts *facts)
{
    struct joining joining = { 0 };
    enum err err = open_alert ? joining_load(store, open_alert->id, &joining) : OK;

    *facts = access_facts_of(conversation, open_alert, &joining);
    return err;
}

enum err view_facts(struct store *store, const struct conversation *conversation,
                    struct access_facts *facts)
{
    struct alert alert;
    enum err err = alert_open_of(store, conversation->id, &alert);

    if (err && err != ERR_MISSING) return err;
    return facts_load(store, conversation, err ? NULL : &alert, facts);
}

/* The last words, cut between two characters: only a hint of what the conversation holds whole. */
static void preview_cut(const struct text *text, char *out, size_t size)
{
    size_t at = 0, end = 0;

    while (text->s[at] && at < size) {
        end = at;
        utf8_next(text->s, &at);
    }
    if (at < size) end = at;
    memcpy(out, text->s, end);
    out[end] = '\0';
    for (char *c = out; *c; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t') *c = ' ';
}

static enum err row_words(struct store *store, struct viewer viewer,
                          const struct conversation *conversation, struct row *row)
{
    struct message *last = xcalloc(1, sizeof *last);
    int64_t draft = 0;
    size_t count;
    enum err err = message_page(store, conversation->id, 0, 1, last, &count);

    if (!err && count) preview_cut(&last->body, row->preview, sizeof row->preview);
    if (!err) err = draft_rev(store, conversation->id, viewer.person, &draft);
    row->draft = draft != 0;
    free(last);
    return err;
}

static enum err row_alert(struct store *store, const struct conversation *conversation,
                          struct row *row, struct access_facts *facts)
{
    struct alert alert;
    enum err err = alert_open_of(store, conversation->id, &alert);

    if (err && err != ERR_MISSING) return err;
    if (err) return facts_load(store, conversation, NULL, facts);
    row->alert = alert.id;
    row->alert_state = alert.state;
    memcpy(row->alert_code, alert.code, sizeof row->alert_code);
    return facts_load(store, conversation, &alert, facts);
}

enum err view_row(struct store *store, struct viewer viewer,
                  const struct conversation *conversation, struct row *row)
{
    struct access_facts facts;
    struct texter texter;
    enum err err = texter_load(store, conversation->texter, &texter);

    memset(row, 0, sizeof *row);
    if (err) return err;
    row->conversation = *conversation;
    row->stopped = texter.stopped_at != 0;
    memcpy(row->alias, texter.alias, sizeof row->alias);
    memcpy(row->language, texter.language, sizeof row->language);
    phone_mask(&texter.phone, row->phone_masked);
    err = name_load(store, conversation->peer, row->peer_name);
    if (!err) err = name_load(store, conversation->offered_to, row->offered_to_name);
    if (!err) err = row_alert(store, conversation, row, &facts);
    if (!err) row->speaker = facts.speaker;
    if (!err) err = name_load(store, row->speaker, row->speaker_name);
    if (err || !viewer.person.n || !access_may(viewer, ACT_READ, &facts)) return err;
    if (access_is_look_in(viewer, &facts)) return OK; /* words only where it goes on record */
    return row_words(store, viewer, conversation, row);
}

enum err view_offer(struct store *store, offer_id id, struct offer_view *view)
{
    struct conversation conversation;
    struct texter texter;
    enum err err;

    memset(view, 0, sizeof *view);
    err = offer_load(store, id, &view->offer);
    if (!err) err = conversation_load(store, view->offer.conversation, &conversation);
    if (!err) err = texter_load(store, conversation.texter, &texter);
    if (!err) err = name_load(store, view->offer.from, view->from_name);
    if (err) return err;
    view->tier = conversation.tier;
    view->waiting_since = conversation.waiting_since;
    memcpy(view->alias, texter.alias, sizeof view->alias);
    return OK;
}

static enum err alert_pages_view(struct store *store, struct alert_view *view)
{
    struct page pages[ALERT_PAGES_MAX];
    enum err err = page_of_alert(store, view->alert.id, ALERT_PAGES_MAX, pages, &view->page_count);

    for (size_t i = 0; i < view->page_count && !err; i++) {
        view->page[i].page = pages[i];
        err = name_load(store, pages[i].person, view->page[i].name);
    }
    return err;
}

enum err view_alert(struct store *store, const struct alert *alert, struct alert_view *view)
{
    struct conversation conversation;
    struct texter texter;
    enum err err = conversation_load(store, alert->conversation, &conversation);

    memset(view, 0, sizeof *view);
    if (!err) err = texter_load(store, conversation.texter, &texter);
    if (err) return err;
    view->alert = *alert;
    view->danger_now = is_danger_now(alert->tier);
    memcpy(view->alias, texter.alias, sizeof view->alias);
    err = name_load(store, conversation.peer, view->peer_name);
    if (!err) err = name_load(store, alert->holder, view->holder_name);
    if (!err) err = name_load(store, alert->raised_by, view->raised_by_name);
    if (!err) err = joining_load(store, alert->id, &view->joining);
    return err ? err : alert_pages_view(store, view);
}

enum err view_choices(struct store *store, struct list_view *view)
{
    return referral_of_list(store, view->list.id, LIST_ITEMS_MAX, view->choices,
                            &view->choice_count);
}

enum err view_list(struct store *store, conversation_id conversation, struct list_view *view)
{
    enum err err = list_newest_of(store, conversation, &view->list);

    return err ? err : view_choices(store, view);
}

/* ---- timelines and decisions ---- */

enum err view_timeline(struct store *store, const struct alert *alert, size_t max,
                       struct timeline_view *views, size_t *count)
{
    struct alert_line *lines = xcalloc(max, sizeof *lines);
    enum err err = alert_lines(store, alert, max, lines, count);

    for (size_t i = 0; i < *count && !err; i++) {
        views[i] = (struct timeline_view){ .at = lines[i].at,
                                           .person = lines[i].person,
                                           .message = lines[i].message };
        memcpy(views[i].what, lines[i].what, sizeof views[i].what);
        memcpy(views[i].note, lines[i].note, sizeof views[i].note);
        err = name_load(store, lines[i].person, views[i].name);
    }
    free(lines);
    return err;
}

enum err view_decision(struct store *store, const struct decision *decision,
                       struct decision_view *view)
{
    enum err err = name_load(store, decision->by, view->by_name);

    view->decision = *decision;
    return err ? err : name_load(store, decision->second, view->second_name);
}

/* ---- events ---- */

static void audience_add(struct audience *audience, person_id person)
{
    if (person.n && audience->count < AUDIENCE_PEOPLE_MAX)
        audience->person[audience->count++] = person;
}

/* Who waits is known to all who work the line; who talks with whom, to whom it concerns. */
static enum act act_of_row(const struct conversation *conversation)
{
    return conversation->state == CONVERSATION_WAITING ||
                   conversation->state == CONVERSATION_OFFERED
               ? ACT_SEE_QUEUE
               : ACT_READ;
}

static enum err event_conversation(struct store *store, const struct event_row *row,
                                   const struct conversation *conversation,
                                   const struct access_facts *facts, struct event *event)
{
    event->audience = access_audience(act_of_row(conversation), facts);
    if (row->seq) /* it left the queue, which everybody saw */
        event->removed = access_audience(ACT_SEE_QUEUE, facts);
    audience_add(&event->removed, row->person);
    return view_row(store, (struct viewer){ 0 }, conversation, &event->about.row);
}

static enum err event_message(struct store *store, const struct event_row *row,
                              const struct access_facts *facts, struct event *event)
{
    event->audience = access_audience(ACT_READ, facts);
    return message_load(store, (message_id){ row->ref }, &event->about.message);
}

static enum err event_alert(struct store *store, const struct event_row *row,
                            const struct access_facts *facts, struct event *event)
{
    struct alert alert;
    enum err err = alert_load(store, (alert_id){ row->ref }, &alert);

    event->audience = access_audience(ACT_SEE_ALERT, facts);
    return err ? err : view_alert(store, &alert, &event->about.alert);
}

static enum err event_list(struct store *store, conversation_id conversation, struct event *event)
{
    struct list_view *view = xcalloc(1, sizeof *view);
    enum err err = event->kind == EVENT_LIST_MADE ? list_made_load(store, conversation, &view->list)
                                                  : view_list(store, conversation, view);

    if (err)
        free(view);
    else
        event->about.list = view;
    return err;
}

/* Of no one in particular when an import has changed many. */
static enum err event_resource(struct store *store, const struct event_row *row,
                               struct event *event)
{
    struct resource *resource;
    enum err err;

    if (!row->ref) return OK;
    resource = xcalloc(1, sizeof *resource);
    err = resource_by_seq(store, row->ref, resource);
    memcpy(event->about.resource.id, resource->id, sizeof event->about.resource.id);
    event->about.resource.rev = resource->rev;
    free(resource);
    return err;
}

static enum err event_talk(struct store *store, const struct event_row *row, struct talk_view *talk)
{
    enum err err = person_load(store, row->person, &talk->person);

    talk->taken_by.n = row->ref;
    return err ? err : name_load(store, talk->taken_by, talk->taken_by_name);
}

static enum err event_fill(struct store *store, const struct event_row *row,
                           const struct conversation *conversation,
                           const struct access_facts *facts, struct event *event, ms now)
{
    switch (row->kind) {
    case EVENT_QUEUE_UPDATED:
        event->audience = access_audience(ACT_SEE_QUEUE, facts);
        return queue_count(store, now, &event->about.queue);
    case EVENT_ROSTER_UPDATED:
        event->audience = access_audience(ACT_SEE_ROSTER, facts);
        return person_load(store, row->person, &event->about.person);
    case EVENT_SESSION_ENDED: audience_add(&event->audience, row->person); return OK;
    case EVENT_OFFER_GONE:
        audience_add(&event->audience, row->person);
        return offer_ending(store, (offer_id){ row->ref }, event->about.ending,
                            sizeof event->about.ending);
    case EVENT_OFFER_CREATED:
        audience_add(&event->audience, row->person);
        return view_offer(store, (offer_id){ row->ref }, &event->about.offer);
    case EVENT_CONVERSATION_UPDATED:
        return event_conversation(store, row, conversation, facts, event);
    case EVENT_MESSAGE_CREATED:
    case EVENT_MESSAGE_UPDATED: return event_message(store, row, facts, event);
    case EVENT_MESSAGE_READ:
        audience_add(&event->audience, row->person);
        event->about.seq = row->seq;
        return OK;
    case EVENT_ALERT_RAISED:
    case EVENT_ALERT_UPDATED:
    case EVENT_ALERT_CLOSED: return event_alert(store, row, facts, event);
    case EVENT_NOTE_CREATED:
        event->audience = access_audience(ACT_SEE_NOTES, facts);
        return note_load(store, (note_id){ row->ref }, &event->about.note);
    case EVENT_LIST_UPDATED:
    case EVENT_LIST_MADE:
        event->audience = access_audience(ACT_READ, facts);
        return event_list(store, conversation->id, event);
    case EVENT_WRAP_UP_UPDATED: event->audience = access_audience(ACT_READ, facts); return OK;
    case EVENT_ROTA_UPDATED: event->audience = access_audience(ACT_SEE_ROSTER, facts); return OK;
    case EVENT_TALK_UPDATED:
        event->audience = access_audience(ACT_HEAR_PEERS, facts);
        audience_add(&event->audience, row->person);
        return event_talk(store, row, &event->about.talk);
    case EVENT_RESOURCE_UPDATED:
        event->audience = access_audience(ACT_SEE_DIRECTORY, facts);
        return event_resource(store, row, event);
    case EVENT_CONVERSATION_ERASED: return ERR_MISSING; /* there is nothing to load */
    }
    return ERR_MISSING;
}

static enum err event_scene_set(struct store *store, conversation_id id, struct event_scene *scene)
{
    enum err err;

    if (scene->conversation.id.n == id.n) return OK;
    *scene = (struct event_scene){ 0 };
    if (!id.n) return OK;
    err = conversation_load(store, id, &scene->conversation);
    if (!err) err = view_facts(store, &scene->conversation, &scene->facts);
    if (err) scene->conversation.id.n = 0;
    return err;
}

enum err view_event(struct store *store, const struct event_row *row, struct event_scene *scene,
                    struct event *event, ms now)
{
    enum err err;

    event->id = row->id;
    event->kind = row->kind;
    event->at = row->at;
    event->conversation = row->conversation;
    event->ref = row->ref;
    if (row->kind == EVENT_CONVERSATION_ERASED) { /* whoever saw it: it is gone */
        event->audience = access_audience(ACT_SEE_QUEUE, &(struct access_facts){ 0 });
        return OK;
    }
    err = event_scene_set(store, row->conversation, scene);
    return err ? err : event_fill(store, row, &scene->conversation, &scene->facts, event, now);
}
