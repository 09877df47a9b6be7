/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_ENGINE_TALK_H
#define TESTS_ENGINE_TALK_H
/*
 * talk.h — how far a conversation between a texter and Dana has come: begun, with a list, chosen,
 * agreed to be asked later, asked.
 */
#include "line.h"

/* The nth entry of the directory; the first few may be offered. */
static inline const char *talk_resource(const struct line_world *line, size_t at)
{
    return line->settings->resources[at].id;
}

/* As the supervisor sees it, who may look in at any time. */
static inline struct query *talk_look(struct line_world *line, enum query_kind kind,
                                      conversation_id conversation)
{
    struct query *query = query_new(kind, line->now);

    line_sign_in(line, KIM);
    query->caller = line->caller[KIM];
    query->conversation = conversation;
    reader_answer(&line->reader, query);
    CHECK(!query->answer.err && query->answer.outcome == DONE);
    return query;
}

static inline struct query *talk_ask(struct line_world *line, conversation_id conversation)
{
    return talk_look(line, QUERY_CONVERSATION, conversation);
}

static inline struct line_status talk_status(struct line_world *line)
{
    struct query *query = query_new(QUERY_STATUS, line->now);
    struct line_status status;

    query->caller.is_operator = true;
    reader_answer(&line->reader, query);
    status = query->answer.status;
    query_free(query);
    return status;
}

static inline struct follow_up talk_follow_up(struct line_world *line, conversation_id conversation)
{
    struct query *query = talk_ask(line, conversation);
    struct follow_up follow_up = query->answer.follow_up;

    CHECK(query->answer.has_follow_up);
    query_free(query);
    return follow_up;
}

/* How the referral of an item stands, of the first list that was sent. */
static inline enum referral_state talk_referral(struct line_world *line,
                                                conversation_id conversation, int number)
{
    struct query *query = talk_look(line, QUERY_LISTS, conversation);
    enum referral_state state = REFERRAL_OFFERED;
    const struct list_view *first;

    CHECK(query->answer.list_count > 0);
    first = &query->answer.lists[query->answer.list_count - 1];
    for (size_t i = 0; i < first->choice_count; i++)
        if (first->choices[i].number == number) state = first->choices[i].state;
    query_free(query);
    return state;
}

static inline struct resource_outcomes talk_outcomes(struct line_world *line, const char *resource)
{
    struct query *query = query_new(QUERY_RESOURCES, line->now);
    struct resource_outcomes outcomes = { 0 };

    line_sign_in(line, KIM);
    query->caller = line->caller[KIM];
    query->limit = 50;
    reader_answer(&line->reader, query);
    for (size_t i = 0; i < query->answer.resource_count; i++)
        if (!strcmp(query->answer.resources[i].id, resource)) outcomes = query->answer.outcomes[i];
    query_free(query);
    return outcomes;
}

static inline conversation_id talk_begin(struct line_world *line)
{
    conversation_id conversation;

    line_shift(line, DANA, 2);
    line_text(line, TEXTER, "hello");
    conversation = line_accept(line, DANA);
    CHECK(conversation.n != 0);
    return conversation;
}

/* A command with the first `count` entries of the directory. */
static inline struct command *talk_list(struct line_world *line, enum command_kind kind,
                                        conversation_id conversation, size_t count)
{
    struct command *command = line_command(line, kind, DANA);
    struct list_send *in = &command->u.list_send;

    in->conversation = conversation;
    in->count = count;
    for (size_t i = 0; i < count; i++)
        snprintf(in->item[i].resource, sizeof in->item[i].resource, "%s", talk_resource(line, i));
    return command;
}

static inline conversation_id talk_listed(struct line_world *line, size_t count)
{
    conversation_id conversation = talk_begin(line);

    line_apply(line, talk_list(line, COMMAND_LIST_SEND, conversation, count));
    CHECK(line->receipt.outcome == DONE);
    return conversation;
}

static inline void talk_choose(struct line_world *line, conversation_id conversation, int number,
                               enum item_state state)
{
    struct command *command = line_command(line, COMMAND_LIST_CHOICE, DANA);

    command->u.list_choice.conversation = conversation;
    command->u.list_choice.number = number;
    command->u.list_choice.state = state;
    line_apply(line, command);
    CHECK(line->receipt.outcome == DONE);
}

static inline void talk_agree(struct line_world *line, conversation_id conversation,
                              message_id message, bool agreed)
{
    struct command *command = line_command(line, COMMAND_FOLLOW_UP, DANA);

    command->u.consent.conversation = conversation;
    command->u.consent.message = message;
    command->u.consent.agreed = agreed;
    line_apply(line, command);
}

static inline void talk_close(struct line_world *line, conversation_id conversation)
{
    struct command *command = line_command(line, COMMAND_CLOSE, DANA);

    command->u.close.conversation = conversation;
    command->u.close.ending = ENDING_GOODBYE;
    line_apply(line, command);
    CHECK(line->receipt.outcome == DONE);
}

static inline conversation_id talk_agreed(struct line_world *line)
{
    conversation_id conversation = talk_listed(line, 2);

    line_text(line, TEXTER, "1");
    line_text(line, TEXTER, "yes");
    CHECK(talk_follow_up(line, conversation).state == FOLLOW_UP_PLANNED);
    return conversation;
}

/* Time goes on, as the timer sees it. Dana stays signed in. */
static inline void talk_until(struct line_world *line, ms until)
{
    while (line->now < until) {
        ms step = until - line->now < MINUTES(20) ? until - line->now : MINUTES(20);

        line_time(line, step);
        line_apply(line, line_command(line, COMMAND_SESSION_SEEN, DANA));
        if (line->receipt.outcome != DONE) line_sign_in(line, DANA);
    }
}

static inline conversation_id talk_asked(struct line_world *line)
{
    conversation_id conversation = talk_agreed(line);

    talk_close(line, conversation);
    talk_until(line, line->now + DAYS(4));
    CHECK(talk_follow_up(line, conversation).state == FOLLOW_UP_SENT);
    return conversation;
}

#endif
