/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_ENGINE_CRISIS_H
#define TESTS_ENGINE_CRISIS_H
/*
 * crisis.h — a conversation of Dana's with an open alert that Sam has, and what each of them, the
 * texter and the supervisor can do next. Every verb returns how the command ended.
 */
#include "line.h"

#define SAM_PHONE "+15559000001"
#define KIM_PHONE "+15559000002"

static conversation_id crisis_conversation; /* the one a test is about */

/* The newest alert, open or not, as the supervisor sees it. */
static inline struct alert_view alert_view_now(struct line_world *line)
{
    struct query *alerts = line_ask(line, QUERY_ALERTS, KIM);
    struct alert_view view = { .alert = { .state = ALERT_RESOLVED } };

    if (alerts->answer.alert_count) view = alerts->answer.alerts[0];
    query_free(alerts);
    return view;
}

static inline struct query *ask_conversation(struct line_world *line, enum query_kind kind,
                                             enum who who)
{
    struct query *query = query_new(kind, line->now);

    query->caller = line->caller[who];
    query->conversation = crisis_conversation;
    reader_answer(&line->reader, query);
    return query;
}

static inline struct conversation conversation_now(struct line_world *line)
{
    struct query *query = ask_conversation(line, QUERY_CONVERSATION, KIM);
    struct conversation conversation = { .id = { 0 } };

    if (query->answer.row_count) conversation = query->answer.rows[0].conversation;
    query_free(query);
    return conversation;
}

static inline size_t message_count(struct line_world *line, enum who who)
{
    struct query *query = ask_conversation(line, QUERY_CONVERSATION, who);
    size_t count = query->answer.message_count;

    query_free(query);
    return count;
}

static inline bool message_has(struct line_world *line, enum who who, size_t at, const char *words)
{
    struct query *query = ask_conversation(line, QUERY_CONVERSATION, who);
    bool has = strstr(query->answer.messages[at].body.s, words) != NULL;

    query_free(query);
    return has;
}

/* Whether the conversation has a message of this kind that says exactly this. */
static inline bool conversation_says(struct line_world *line, enum who who, enum message_kind kind,
                                     const char *says)
{
    struct query *query = ask_conversation(line, QUERY_CONVERSATION, who);
    bool found = false;

    for (size_t i = 0; i < query->answer.message_count; i++)
        found |= query->answer.messages[i].kind == kind &&
                 !strcmp(query->answer.messages[i].body.s, says);
    query_free(query);
    return found;
}

static inline bool stands_in(struct line_world *line, alert_id alert, const char *what,
                             person_id person, const char *reason)
{
    struct query *query = query_new(QUERY_ALERTS, line->now);
    bool found = false;

    query->caller = line->caller[KIM];
    query->alert = alert;
    reader_answer(&line->reader, query);
    for (size_t i = 0; i < query->answer.timeline_count; i++) {
        const struct timeline_view *at = &query->answer.timeline[i];

        found |= !strcmp(at->what, what) && at->person.n == person.n && !strcmp(at->note, reason) &&
                 at->at > 0 && (!person.n || at->name[0]);
    }
    query_free(query);
    return found;
}

static alert_id crisis_alert; /* the one that crisis_open() raised */

static inline bool stands_in_timeline(struct line_world *line, const char *what, enum who who,
                                      const char *reason)
{
    return stands_in(line, alert_view_now(line).alert.id, what, line->person[who], reason);
}

static inline bool stands_in_timeline_of_last(struct line_world *line, const char *what,
                                              enum who who, const char *reason)
{
    return stands_in(line, crisis_alert, what, line->person[who], reason);
}

static inline struct person person_now(struct line_world *line, enum who who)
{
    struct query *query = line_ask(line, QUERY_ME, who);
    struct person person = query->answer.me;

    query_free(query);
    return person;
}

/* ---- what people do ---- */

static inline enum outcome acknowledges(struct line_world *line, enum who who)
{
    struct command *ack = line_command(line, COMMAND_ALERT_ACK, who);

    ack->u.alert_answer.alert = alert_view_now(line).alert.id;
    line_apply(line, ack);
    return line->receipt.outcome;
}

static inline enum outcome flags(struct line_world *line, enum who who, enum alert_cause cause)
{
    struct command *flag = line_command(line, COMMAND_FLAG, who);

    flag->u.flag.conversation = crisis_conversation;
    flag->u.flag.cause = cause;
    line_apply(line, flag);
    return line->receipt.outcome;
}

/* Dana talks with the texter and flags; Sam has it. Nothing has left yet that counts. */
static inline void crisis_open(struct line_world *line, enum alert_cause cause)
{
    line_open(line);
    line_shift(line, DANA, 2);
    line_text(line, TEXTER, "hello");
    crisis_conversation = line_accept(line, DANA);
    CHECK(crisis_conversation.n != 0);
    CHECK(flags(line, DANA, cause) == DONE);
    crisis_alert = alert_view_now(line).alert.id;
    CHECK(acknowledges(line, SAM) == DONE);
}

static inline enum outcome joins(struct line_world *line, enum who who, enum joining_state as)
{
    struct command *join = line_command(line, COMMAND_ALERT_JOIN, who);

    join->u.alert_answer.alert = alert_view_now(line).alert.id;
    join->u.alert_answer.as = as;
    line_apply(line, join);
    return line->receipt.outcome;
}

static inline enum outcome takes_over(struct line_world *line, enum who who, bool force,
                                      const char *reason)
{
    struct command *take = line_command(line, COMMAND_TAKE_OVER, who);
    struct alert_answer *answer = &take->u.alert_answer;

    answer->alert = alert_view_now(line).alert.id;
    answer->force = force;
    snprintf(answer->reason, sizeof answer->reason, "%s", reason);
    line_apply(line, take);
    return line->receipt.outcome;
}

static inline enum outcome hands_over(struct line_world *line, enum who who, bool agree)
{
    struct command *hand = line_command(line, COMMAND_HAND_OVER, who);

    hand->u.alert_answer.alert = alert_view_now(line).alert.id;
    hand->u.alert_answer.agree = agree;
    line_apply(line, hand);
    return line->receipt.outcome;
}

static inline enum outcome resolves(struct line_world *line, enum who who, const char *outcome,
                                    const char *note)
{
    struct command *resolve = line_command(line, COMMAND_ALERT_RESOLVE, who);
    struct alert_answer *answer = &resolve->u.alert_answer;

    answer->alert = alert_view_now(line).alert.id;
    snprintf(answer->outcome, sizeof answer->outcome, "%s", outcome);
    snprintf(answer->reason, sizeof answer->reason, "%s", note);
    line_apply(line, resolve);
    return line->receipt.outcome;
}

static inline enum outcome says(struct line_world *line, enum who who, const char *words)
{
    struct command *send = line_command(line, COMMAND_SEND, who);

    line->now += 1;
    send->at = line->now;
    send->u.send.conversation = crisis_conversation;
    send->u.send.body.len =
        (uint16_t)snprintf(send->u.send.body.s, sizeof send->u.send.body.s, "%s", words);
    line_apply(line, send);
    return line->receipt.outcome;
}

static inline enum outcome notes(struct line_world *line, enum who who, const char *words)
{
    struct command *note = line_command(line, COMMAND_NOTE, who);
    struct text *body = &note->u.note_write.body;

    note->u.note_write.conversation = crisis_conversation;
    body->len = (uint16_t)snprintf(body->s, sizeof body->s, "%s", words);
    line_apply(line, note);
    return line->receipt.outcome;
}

static inline enum outcome returns(struct line_world *line, enum who who)
{
    struct command *back = line_command(line, COMMAND_RETURN, who);

    back->u.give_back.conversation = crisis_conversation;
    line_apply(line, back);
    return line->receipt.outcome;
}

static inline void presence(struct line_world *line, enum who who, bool connected)
{
    struct command *there = command_new(COMMAND_PRESENCE, line->now);

    there->u.presence.person = line->person[who];
    there->u.presence.connected = connected;
    line_apply(line, there);
}

#endif
