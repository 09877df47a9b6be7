/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/answer.h"

#include "engine/caller.h"
#include "store/event.h"
#include "store/person.h"

struct answerer {
    enum err (*fill)(struct asking *asking);
    enum { BY_SESSION, BY_LOCKED_SESSION, BY_OPERATOR, BY_OPERATOR_OR_SESSION, BY_ANYBODY } who;
};

/* clang-format off */
static const struct answerer answerers[] = {
    [QUERY_ME]            = { answer_me, BY_SESSION },
    [QUERY_STATE]         = { answer_state, BY_SESSION },
    [QUERY_CONVERSATIONS] = { answer_conversations, BY_SESSION },
    [QUERY_CONVERSATION]  = { answer_conversation, BY_SESSION },
    [QUERY_MESSAGES]      = { answer_messages, BY_SESSION },
    [QUERY_MESSAGE]       = { answer_message, BY_SESSION },
    [QUERY_ALERTS]        = { answer_alerts, BY_SESSION },
    [QUERY_ROTA]          = { answer_rota, BY_SESSION },
    [QUERY_LADDER]        = { answer_ladder, BY_SESSION },
    [QUERY_CALL]          = { answer_call, BY_ANYBODY },
    [QUERY_NOTES]         = { answer_notes, BY_SESSION },
    [QUERY_RESOURCES]     = { answer_resources, BY_SESSION },
    [QUERY_RESOURCE]      = { answer_resource, BY_SESSION },
    [QUERY_RESOURCE_PREVIEW] = { answer_resource_preview, BY_SESSION },
    [QUERY_RESOURCE_SOURCES] = { answer_resource_sources, BY_OPERATOR_OR_SESSION },
    [QUERY_RESOURCE_IMPORT] = { answer_resource_import, BY_SESSION },
    [QUERY_PUBLIC_RESOURCES] = { answer_public_resources, BY_ANYBODY },
    [QUERY_PUBLIC_RESOURCE] = { answer_public_resource, BY_ANYBODY },
    [QUERY_LIST_PREVIEW]  = { answer_list_preview, BY_SESSION },
    [QUERY_LISTS]         = { answer_lists, BY_SESSION },
    [QUERY_WRAP_UP]       = { answer_wrap_up, BY_SESSION },
    [QUERY_STREAM]        = { answer_stream, BY_SESSION },
    [QUERY_CREDENTIAL]    = { answer_credential, BY_ANYBODY },
    [QUERY_OWN_CREDENTIAL] = { answer_own_credential, BY_LOCKED_SESSION },
    [QUERY_EVENTS]        = { answer_events, BY_OPERATOR },
    [QUERY_STATUS]        = { answer_status, BY_OPERATOR },
    [QUERY_PEOPLE]        = { answer_people, BY_OPERATOR },
    [QUERY_OPERATOR_CONVERSATIONS] = { answer_operator_conversations, BY_OPERATOR },
    [QUERY_OPERATOR_MESSAGES]      = { answer_operator_messages, BY_OPERATOR },
    [QUERY_AUDIT]                  = { answer_audit, BY_OPERATOR },
};
/* clang-format on */

static enum err asker_check(struct asking *asking, const struct answerer *answerer)
{
    const struct query *query = asking->query;
    enum outcome *outcome = &asking->answer->outcome;
    enum err err;

    switch (answerer->who) {
    case BY_ANYBODY: return OK;
    case BY_OPERATOR:
        if (!query->caller.is_operator) *outcome = REFUSED_ROLE;
        return OK;
    case BY_OPERATOR_OR_SESSION:
        if (query->caller.is_operator) return OK;
        break;
    case BY_LOCKED_SESSION:
    case BY_SESSION: break;
    }
    err = caller_resolve(asking->store, &query->caller, query->at, &asking->viewer, outcome);
    if (!err && *outcome == REFUSED_LOCKED && answerer->who == BY_LOCKED_SESSION) *outcome = DONE;
    if (err || *outcome != DONE) return err;
    return person_load(asking->store, asking->viewer.person, &asking->answer->me);
}

enum err answer_fill(struct reader *reader, struct query *query)
{
    const struct answerer *answerer = &answerers[query->kind];
    struct asking asking = {
        .store = &reader->store,
        .settings = reader->settings,
        .commands = reader->commands,
        .query = query,
        .answer = &query->answer,
    };
    enum err err = event_newest(&reader->store, &query->answer.cursor);

    must(answerer->fill != NULL);
    query->answer.epoch = reader->store.epoch;
    if (!err) err = asker_check(&asking, answerer);
    if (err || query->answer.outcome != DONE) return err;
    return answerer->fill(&asking);
}
