/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/turn.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "rules/conversation.h"
#include "rules/segment.h"
#include "rules/space.h"
#include "store/alert.h"
#include "store/conversation.h"
#include "store/event.h"
#include "store/joining.h"
#include "store/message.h"
#include "store/offer.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/record.h"
#include "store/texter.h"

/* More than anybody writes to one person before the first of it has left. */
#define TAKE_BACK_MAX 256

enum err turn_refuse(struct turn *turn, enum outcome outcome)
{
    turn->outcome = outcome;
    return OK;
}

enum err turn_part_end(struct turn *turn, enum err part, const char *what, int64_t id)
{
    if (!part) return db_keep(turn->store->db);
    log_error("part_failed", "what=%s id=%lld err=%s", what, (long long)id, err_name(part));
    return store_undo(turn->store);
}

enum err turn_event(struct turn *turn, enum event_kind kind, conversation_id conversation,
                    int64_t ref, person_id person, int64_t seq)
{
    struct event_row event = {
        .at = turn->now,
        .kind = kind,
        .conversation = conversation,
        .ref = ref,
        .person = person,
        .seq = seq,
    };

    return event_append(turn->store, &event);
}

enum err turn_audit(struct turn *turn, const char *action, conversation_id conversation,
                    int64_t ref)
{
    return audit_add(turn->store, turn->now, turn->viewer.person, action, conversation, ref);
}

enum err scene_set(struct turn *turn, const struct conversation *conversation,
                   const struct texter *texter, struct scene *scene)
{
    enum err err;

    scene->conversation = *conversation;
    scene->before = *conversation;
    scene->texter = *texter;
    scene->erased = false;
    scene->line = settings_line(turn->settings, texter->line);
    scene->content = settings_content(turn->settings, texter->language);
    if (!scene->line || !scene->content) return ERR_MISSING;
    err = alert_open_of(turn->store, conversation->id, &scene->alert);
    scene->alert_open = err == OK;
    if (err) return err == ERR_MISSING ? OK : err;
    return joining_load(turn->store, scene->alert.id, &scene->joining);
}

enum err scene_load(struct turn *turn, conversation_id id, struct scene *scene)
{
    struct conversation conversation;
    struct texter texter;
    enum err err = conversation_load(turn->store, id, &conversation);

    if (!err) err = texter_load(turn->store, conversation.texter, &texter);
    return err ? err : scene_set(turn, &conversation, &texter, scene);
}

struct access_facts scene_facts(const struct scene *scene)
{
    return access_facts_of(&scene->conversation, scene->alert_open ? &scene->alert : NULL,
                           &scene->joining);
}

/*
 * Whoever may not even read it is not told that it exists; but a peer whose words were meant for
 * somebody they had a moment ago hears that another has them now.
 */
static enum outcome refusal_for(struct turn *turn, enum act act, const struct access_facts *facts)
{
    bool meant_to_answer = act == ACT_ANSWER || act == ACT_MOVE || act == ACT_WRAP_UP;

    if (meant_to_answer && turn->viewer.role == ROLE_PEER) return REFUSED_NOT_ASSIGNED;
    if (!access_may(turn->viewer, ACT_READ, facts)) return REFUSED_MISSING;
    return meant_to_answer ? REFUSED_NOT_ASSIGNED : REFUSED_ROLE;
}

enum err scene_load_for(struct turn *turn, conversation_id id, enum act act, struct scene *scene,
                        bool *may)
{
    enum err err = scene_load(turn, id, scene);
    struct access_facts facts;

    *may = false;
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (act != ACT_READ && !scene->conversation.has_words) return turn_refuse(turn, REFUSED_GONE);
    facts = scene_facts(scene);
    *may = access_may(turn->viewer, act, &facts);
    return *may ? OK : turn_refuse(turn, refusal_for(turn, act, &facts));
}

static bool is_queued(enum conversation_state state)
{
    return state == CONVERSATION_WAITING || state == CONVERSATION_OFFERED;
}

static bool stands_as_before(const struct conversation *now, const struct conversation *before)
{
    return now->state == before->state && now->tier == before->tier &&
           now->peer.n == before->peer.n && now->offer.n == before->offer.n &&
           now->offered_to.n == before->offered_to.n && now->waiting_since == before->waiting_since;
}

enum err scene_save(struct turn *turn, struct scene *scene)
{
    struct conversation *now = &scene->conversation;
    const struct conversation *before = &scene->before;
    bool left_queue = is_queued(before->state) && !is_queued(now->state);
    person_id lost = { before->peer.n != now->peer.n ? before->peer.n : 0 };
    enum err err;

    now->due = conversation_due_at(now, &turn->settings->timing, scene->texter.stopped_at != 0);
    err = stands_as_before(now, before) ? conversation_save_course(turn->store, now)
                                        : conversation_save(turn->store, now);
    if (!err) err = turn_event(turn, EVENT_CONVERSATION_UPDATED, now->id, 0, lost, left_queue);
    if (now->state != before->state || now->tier != before->tier || lost.n)
        turn->queue_changed = true;
    scene->before = *now;
    return err;
}

enum err scene_add_message(struct turn *turn, struct scene *scene, struct message *message,
                           const char *provider, const char *content_version)
{
    struct segments segments = segment_count(message->body.s, message->body.len);
    enum err err;

    message->conversation = scene->conversation.id;
    message->seq = ++scene->conversation.last_seq;
    message->at = turn->now;
    message->segments = message->body.len ? segments.count : 0;
    err = message_add(turn->store, message, provider, content_version);
    if (err) return err;
    return turn_event(turn, EVENT_MESSAGE_CREATED, message->conversation, message->id.n,
                      (person_id){ 0 }, message->seq);
}

enum err turn_message_moves(struct turn *turn, message_id id, enum message_state state,
                            const char *provider_id, const char *error)
{
    struct message *message = xcalloc(1, sizeof *message);
    enum err err = message_load(turn->store, id, message);

    if (!err) {
        message->state = state;
        if (provider_id[0])
            err = str_copy(message->provider_id, sizeof message->provider_id, provider_id);
        if (!err) err = str_copy(message->error, sizeof message->error, error);
    }
    if (!err) err = message_save(turn->store, message);
    if (!err)
        err = turn_event(turn, EVENT_MESSAGE_UPDATED, message->conversation, id.n, (person_id){ 0 },
                         message->seq);
    free(message);
    return err;
}

enum err turn_rest(struct turn *turn, person_id peer, ms span)
{
    struct person person;
    enum err err;

    if (!peer.n) return OK;
    err = person_load(turn->store, peer, &person);
    if (err) return err;
    if (person.resting_until >= turn->now + span) return OK;
    person.resting_until = turn->now + span;
    return person_save(turn->store, &person);
}

enum err turn_take_back(struct turn *turn, texter_id texter)
{
    message_id waiting[TAKE_BACK_MAX];
    size_t count;
    enum err err = outbox_queued_replies(turn->store, texter, TAKE_BACK_MAX, waiting, &count);

    if (!err) err = outbox_drop_replies(turn->store, texter);
    for (size_t i = 0; i < count && !err; i++)
        err = turn_message_moves(turn, waiting[i], MESSAGE_BLOCKED, "", "");
    return err;
}

void scene_read_all(const struct turn *turn, struct scene *scene)
{
    if (scene->conversation.peer.n == turn->viewer.person.n)
        conversation_read_all(&scene->conversation);
}

enum err scene_note(struct turn *turn, struct scene *scene, enum message_kind kind,
                    person_id author, const char *detail)
{
    struct message note = {
        .direction = DIRECTION_SYSTEM,
        .kind = kind,
        .state = MESSAGE_RECEIVED,
        .author = author,
    };
    enum err err = STR_COPY(note.body.s, detail);

    note.body.len = (uint16_t)strlen(note.body.s);
    return err ? err : scene_add_message(turn, scene, &note, "", "");
}

enum err scene_say_text(struct turn *turn, struct scene *scene, enum message_kind kind,
                        const struct text *text)
{
    struct message message = {
        .direction = DIRECTION_OUT,
        .kind = kind,
        .state = MESSAGE_QUEUED,
        .body = *text,
    };
    enum err err =
        scene_add_message(turn, scene, &message, scene->line->provider, scene->content->version);

    if (err) return err;
    return outbox_add_reply(turn->store, scene->line->id, scene->texter.id, message.id, turn->now);
}

/* Two machines that answer each other must come to an end. */
#define AUTOMATIC_PER_HOUR 20

enum err scene_say(struct turn *turn, struct scene *scene, enum content_text which,
                   struct content_words words)
{
    struct text text;
    int64_t said;
    enum err err;

    if (scene->texter.stopped_at) return OK; /* P9 */
    if (!space_allows(turn->space, which)) return OK;
    err = message_automatic(turn->store, scene->conversation.id, scene->conversation.last_seq,
                            turn->now - HOURS(1), turn->now, &said);
    if (err) return err;
    if (said >= AUTOMATIC_PER_HOUR) {
        log_warn("automatic_text_held_back", "conv=%lld text=%s",
                 (long long)scene->conversation.id.n, content_text_name(which));
        return OK;
    }
    words.line = scene->line->name;
    words.fallback = scene->line->fallback_text;
    if (!content_fill(scene->content, which, &words, &text)) return ERR_DOWN;
    return scene_say_text(turn, scene, MESSAGE_AUTOMATIC, &text);
}

enum err scene_end_offer(struct turn *turn, struct scene *scene, const char *ending)
{
    struct conversation *conversation = &scene->conversation;
    offer_id offer = conversation->offer;
    person_id person = conversation->offered_to;
    enum err err;

    if (!offer.n) return OK;
    err = offer_end(turn->store, offer, ending, turn->now);
    if (err) return err;
    return turn_event(turn, EVENT_OFFER_GONE, conversation->id, offer.n, person, 0);
}

enum err scene_lose_offer(struct turn *turn, struct scene *scene, const char *ending)
{
    struct conversation *conversation = &scene->conversation;
    enum err err = scene_end_offer(turn, scene, ending);

    if (err) return err;
    if (conversation->state == CONVERSATION_OFFERED)
        conversation->declined_by = conversation->offered_to;
    must(conversation_happens(conversation, OFFER_LOST, turn->now));
    turn->queue_changed = true;
    return OK;
}

enum err scene_make_offer(struct turn *turn, struct scene *scene, struct offer *offer)
{
    struct conversation *conversation = &scene->conversation;
    enum err err = offer_add(turn->store, offer);

    if (err) return err;
    conversation->offer = offer->id;
    conversation->offered_to = offer->person;
    conversation->offer_ends = offer->ends_at;
    must(conversation_happens(conversation, OFFER_MADE, turn->now));
    err = turn_event(turn, EVENT_OFFER_CREATED, conversation->id, offer->id.n, offer->person, 0);
    return err ? err : scene_save(turn, scene);
}
