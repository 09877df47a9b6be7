/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/view.h"
#include "store/alert.h"
#include "store/conversation.h"
#include "store/count.h"
#include "store/decision.h"
#include "store/message.h"
#include "store/page.h"
#include "store/note.h"
#include "store/person.h"
#include "store/record.h"

static enum err refuse(struct asking *asking, enum outcome outcome)
{
    asking->answer->outcome = outcome;
    return OK;
}

static bool may(const struct asking *asking, enum act act)
{
    return access_may(asking->viewer, act, &(struct access_facts){ 0 });
}

enum err answer_me(struct asking *asking)
{
    if (asking->settings->line_count) asking->answer->line = asking->settings->lines[0];
    return page_reached_at(asking->store, asking->viewer.person, &asking->answer->page_reached_at);
}

/* ---- rows ---- */

static enum err rows_view(struct asking *asking, const struct conversation *conversations,
                          size_t count)
{
    struct answer *answer = asking->answer;
    size_t room = answer->row_count + count;
    enum err err = OK;

    answer->rows = xrealloc(answer->rows, room, sizeof *answer->rows);
    for (size_t i = 0; i < count && !err; i++)
        err = view_row(asking->store, asking->viewer, &conversations[i],
                       &answer->rows[answer->row_count++]);
    return err;
}

static enum err rows_page(struct asking *asking, bool all, int64_t before, size_t limit)
{
    struct conversation *found = xcalloc(limit, sizeof *found);
    size_t count;
    enum err err = conversation_page(asking->store, all, before, limit, found, &count);

    if (!err) err = rows_view(asking, found, count);
    if (!err && count == limit) asking->answer->next = found[count - 1].id.n;
    free(found);
    return err;
}

static enum err rows_mine(struct asking *asking)
{
    struct conversation *found = xcalloc(QUERY_ROWS_MAX, sizeof *found);
    size_t count;
    enum err err =
        conversation_of_person(asking->store, asking->viewer.person, QUERY_ROWS_MAX, found, &count);

    if (!err) err = rows_view(asking, found, count);
    free(found);
    return err;
}

enum err answer_conversations(struct asking *asking)
{
    const struct query *query = asking->query;
    int64_t limit =
        query->limit > 0 && query->limit < QUERY_ROWS_MAX ? query->limit : QUERY_ROWS_MAX;

    switch (query->view) {
    case VIEW_MINE: return rows_mine(asking);
    case VIEW_WAITING:
        if (!may(asking, ACT_SEE_QUEUE)) return refuse(asking, REFUSED_ROLE);
        return rows_page(asking, false, query->before, (size_t)limit);
    case VIEW_ALL:
        if (asking->viewer.role != ROLE_SUPERVISOR) return refuse(asking, REFUSED_ROLE);
        return rows_page(asking, true, query->before, (size_t)limit);
    }
    return refuse(asking, REFUSED_INPUT);
}

/* ---- the first load ---- */

static enum err offers_view(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err = OK;

    answer->offers = xcalloc(answer->row_count, sizeof *answer->offers);
    for (size_t i = 0; i < answer->row_count && !err; i++) {
        const struct conversation *conversation = &answer->rows[i].conversation;

        if (conversation->offered_to.n != asking->viewer.person.n) continue;
        err =
            view_offer(asking->store, conversation->offer, &answer->offers[answer->offer_count++]);
    }
    return err;
}

static enum err alerts_view(struct asking *asking, const struct alert *alerts, size_t count)
{
    struct answer *answer = asking->answer;
    enum err err = OK;

    answer->alerts = xcalloc(count, sizeof *answer->alerts);
    for (size_t i = 0; i < count && !err; i++) {
        struct conversation conversation;
        struct access_facts facts;

        err = conversation_load(asking->store, alerts[i].conversation, &conversation);
        if (err) break;
        err = view_facts(asking->store, &conversation, &facts);
        if (err) break;
        if (access_may(asking->viewer, ACT_SEE_ALERT, &facts))
            err = view_alert(asking->store, &alerts[i], &answer->alerts[answer->alert_count++]);
    }
    return err;
}

#define ALERTS_MAX 200

static enum err alerts_open_view(struct asking *asking)
{
    struct alert *open = xcalloc(ALERTS_MAX, sizeof *open);
    size_t count;
    enum err err = alert_open_all(asking->store, ALERTS_MAX, open, &count);

    if (!err) err = alerts_view(asking, open, count);
    free(open);
    return err;
}

enum err answer_alerts(struct asking *asking)
{
    struct alert alert;
    enum err err;

    if (!asking->query->alert.n) return alerts_open_view(asking);
    err = alert_load(asking->store, asking->query->alert, &alert);
    if (!err) err = alerts_view(asking, &alert, 1);
    if (err == ERR_MISSING || (!err && !asking->answer->alert_count))
        return refuse(asking, REFUSED_MISSING);
    if (err) return err;
    asking->answer->timeline = xcalloc(QUERY_TIMELINE_MAX, sizeof *asking->answer->timeline);
    return view_timeline(asking->store, &alert, QUERY_TIMELINE_MAX, asking->answer->timeline,
                         &asking->answer->timeline_count);
}

static enum err roster_view(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err;

    if (!may(asking, ACT_SEE_ROSTER)) return OK;
    answer->people = xcalloc(PEOPLE_MAX, sizeof *answer->people);
    err = person_all(asking->store, true, PEOPLE_MAX, answer->people, &answer->person_count);
    for (size_t i = 0; i < answer->person_count && !may(asking, ACT_HEAR_PEERS); i++)
        answer->people[i].talk_since = 0;
    return err;
}

static void lines_view(struct asking *asking)
{
    const struct settings *settings = asking->settings;
    struct answer *answer = asking->answer;

    answer->lines = xcalloc(settings->line_count, sizeof *answer->lines);
    memcpy(answer->lines, settings->lines, settings->line_count * sizeof *answer->lines);
    answer->line_count = settings->line_count;
}

enum err answer_state(struct asking *asking)
{
    enum err err = answer_me(asking);

    lines_view(asking);
    if (!err) err = queue_count(asking->store, asking->query->at, &asking->answer->queue);
    if (!err) err = rows_mine(asking);
    if (!err) err = offers_view(asking);
    if (!err && may(asking, ACT_SEE_QUEUE)) err = rows_page(asking, false, 0, QUERY_ROWS_MAX);
    if (!err) err = alerts_open_view(asking);
    return err ? err : roster_view(asking);
}

/* ---- one conversation ---- */

enum err asking_record(struct asking *asking, enum command_kind kind, conversation_id conversation)
{
    struct command *command = command_new(kind, asking->query->at);
    enum err err;

    command->caller = asking->query->caller;
    command->u.conversation = conversation;
    err = mailbox_put(asking->commands, command);
    if (err) command_free(command);
    return err;
}

enum err conversation_for(struct asking *asking, struct conversation *conversation, bool on_record)
{
    struct access_facts facts;
    enum err err = conversation_load(asking->store, asking->query->conversation, conversation);

    if (!err) err = view_facts(asking->store, conversation, &facts);
    if (err == ERR_MISSING) return refuse(asking, REFUSED_MISSING);
    if (err) return err;
    if (!access_may(asking->viewer, ACT_READ, &facts)) return refuse(asking, REFUSED_MISSING);
    if (on_record && access_is_look_in(asking->viewer, &facts))
        return asking_record(asking, COMMAND_LOOK_IN, conversation->id);
    return OK;
}

static enum err messages_view(struct asking *asking, conversation_id conversation, int64_t before)
{
    struct answer *answer = asking->answer;
    enum err err;

    answer->messages = xcalloc(QUERY_MESSAGES_MAX, sizeof *answer->messages);
    err = message_page(asking->store, conversation, before, QUERY_MESSAGES_MAX, answer->messages,
                       &answer->message_count);
    if (!err && answer->message_count && answer->messages[0].seq > 1)
        answer->next = answer->messages[0].seq;
    return err;
}

static enum err reason_view(struct asking *asking, conversation_id conversation)
{
    struct message *message = xcalloc(1, sizeof *message);
    struct answer *answer = asking->answer;
    enum err err = message_reason(asking->store, conversation, message);

    answer->reasons = message->reasons;
    answer->reason_message = message->id;
    if (!err)
        err = message_content_version(asking->store, message->id, answer->reason_version,
                                      sizeof answer->reason_version);
    free(message);
    return err == ERR_MISSING ? OK : err;
}

static enum err decisions_view(struct asking *asking, conversation_id conversation)
{
    struct decision decisions[QUERY_DECISIONS_MAX];
    struct answer *answer = asking->answer;
    enum err err = decision_page(asking->store, conversation, QUERY_DECISIONS_MAX, decisions,
                                 &answer->decision_count);

    for (size_t i = 0; i < answer->decision_count && !err; i++)
        err = view_decision(asking->store, &decisions[i], &answer->decisions[i]);
    return err;
}

/* Only for those the notes are for; the others may read the conversation, and find none. */
static enum err notes_view(struct asking *asking, const struct conversation *conversation)
{
    struct answer *answer = asking->answer;
    struct access_facts facts;
    enum err err = view_facts(asking->store, conversation, &facts);

    if (err || !access_may(asking->viewer, ACT_SEE_NOTES, &facts)) return err;
    answer->notes = xcalloc(QUERY_NOTES_MAX, sizeof *answer->notes);
    return note_page(asking->store, conversation->id, QUERY_NOTES_MAX, answer->notes,
                     &answer->note_count);
}

static enum err list_draft_view(struct asking *asking, conversation_id conversation)
{
    struct answer *answer = asking->answer;
    struct list_view *list = xcalloc(1, sizeof *list);
    enum err err = view_list(asking->store, conversation, list);

    answer->has_list = !err;
    answer->list = list->list;
    answer->choice_count = list->choice_count;
    memcpy(answer->choices, list->choices, sizeof answer->choices);
    free(list);
    if (err && err != ERR_MISSING) return err;
    err = draft_rev(asking->store, conversation, asking->viewer.person, &answer->draft_rev);
    if (err || !answer->draft_rev) return err;
    return draft_load(asking->store, conversation, asking->viewer.person, &answer->draft);
}

static enum err alert_of_view(struct asking *asking, conversation_id conversation)
{
    struct alert alert;
    enum err err = alert_open_of(asking->store, conversation, &alert);

    if (err) return err == ERR_MISSING ? OK : err;
    return alerts_view(asking, &alert, 1);
}

enum err answer_conversation(struct asking *asking)
{
    struct conversation conversation;
    enum err err = conversation_for(asking, &conversation, true);

    if (err || asking->answer->outcome != DONE) return err;
    err = rows_view(asking, &conversation, 1);
    if (asking->query->row_only) return err;
    if (!err) err = messages_view(asking, conversation.id, 0);
    if (!err) err = reason_view(asking, conversation.id);
    if (!err) err = decisions_view(asking, conversation.id);
    if (!err) err = notes_view(asking, &conversation);
    if (!err) err = list_draft_view(asking, conversation.id);
    if (!err && conversation.offer.n) {
        asking->answer->offers = xcalloc(1, sizeof *asking->answer->offers);
        asking->answer->offer_count = 1;
        err = view_offer(asking->store, conversation.offer, asking->answer->offers);
    }
    if (!err) err = agreed_view(asking, &conversation);
    return err ? err : alert_of_view(asking, conversation.id);
}

enum err answer_messages(struct asking *asking)
{
    struct conversation conversation;
    enum err err = conversation_for(asking, &conversation, true);

    if (err || asking->answer->outcome != DONE) return err;
    return messages_view(asking, conversation.id, asking->query->before);
}

enum err answer_message(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct conversation conversation;
    enum err err = conversation_for(asking, &conversation, false);

    if (err || answer->outcome != DONE) return err;
    answer->messages = xcalloc(1, sizeof *answer->messages);
    if (asking->query->message.n)
        err = message_load(asking->store, asking->query->message, answer->messages);
    else
        err = message_by_key(asking->store, asking->viewer.person, asking->query->key,
                             answer->messages);
    if (err == ERR_MISSING || (!err && answer->messages->conversation.n != conversation.id.n))
        return refuse(asking, REFUSED_MISSING);
    if (!err) answer->message_count = 1;
    return err;
}

static enum err note_view(struct asking *asking, const struct conversation *conversation)
{
    struct answer *answer = asking->answer;
    struct access_facts facts;
    enum err err = view_facts(asking->store, conversation, &facts);

    if (err) return err;
    if (!access_may(asking->viewer, ACT_SEE_NOTES, &facts)) return refuse(asking, REFUSED_MISSING);
    answer->notes = xcalloc(1, sizeof *answer->notes);
    err = note_load(asking->store, asking->query->note, answer->notes);
    if (err == ERR_MISSING || (!err && answer->notes->conversation.n != conversation->id.n))
        return refuse(asking, REFUSED_MISSING);
    if (!err) answer->note_count = 1;
    return err;
}

enum err answer_notes(struct asking *asking)
{
    struct conversation conversation;
    enum err err = conversation_for(asking, &conversation, true);

    if (err || asking->answer->outcome != DONE) return err;
    return asking->query->note.n ? note_view(asking, &conversation)
                                 : notes_view(asking, &conversation);
}
