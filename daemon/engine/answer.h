/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_ANSWER_H
#define ENGINE_ANSWER_H
/*
 * answer.h — one function per kind of query, inside the reader's transaction. A refusal is
 * answer.outcome; an error is the storage's.
 */
#include "engine/reader.h"

MUST_CHECK enum err answer_fill(struct reader *reader, struct query *query);

/* What each of them works with. */
struct asking {
    struct store *store;
    const struct settings *settings;
    struct mailbox *commands;
    const struct query *query;
    struct answer *answer;
    struct viewer viewer; /* person 0: the operator, or anybody */
};

/* What is read outside one's duty is put on record before it is shown; no record, no look. */
MUST_CHECK enum err asking_record(struct asking *asking, enum command_kind kind,
                                  conversation_id conversation);

/* For the console, about conversations (answer_console.c). */
MUST_CHECK enum err answer_me(struct asking *asking);
MUST_CHECK enum err answer_state(struct asking *asking);
MUST_CHECK enum err answer_conversations(struct asking *asking);
MUST_CHECK enum err answer_conversation(struct asking *asking);
MUST_CHECK enum err answer_messages(struct asking *asking);
MUST_CHECK enum err answer_message(struct asking *asking);
MUST_CHECK enum err answer_alerts(struct asking *asking);
MUST_CHECK enum err answer_notes(struct asking *asking);

/* The conversation asked for; a refusal is the answer's outcome. */
MUST_CHECK enum err conversation_for(struct asking *asking, struct conversation *conversation,
                                     bool on_record);

/* The directory (answer_resource.c). */
MUST_CHECK enum err answer_resources(struct asking *asking);
MUST_CHECK enum err answer_resource(struct asking *asking);
MUST_CHECK enum err answer_resource_sources(struct asking *asking);
MUST_CHECK enum err answer_resource_import(struct asking *asking);
MUST_CHECK enum err answer_public_resources(struct asking *asking);
MUST_CHECK enum err answer_public_resource(struct asking *asking);

/* Lists, and what was agreed beside them (answer_list.c). */
MUST_CHECK enum err answer_list_preview(struct asking *asking);
MUST_CHECK enum err answer_resource_preview(struct asking *asking);
MUST_CHECK enum err answer_lists(struct asking *asking);
MUST_CHECK enum err answer_wrap_up(struct asking *asking);
MUST_CHECK enum err agreed_view(struct asking *asking, const struct conversation *conversation);

/* Who is on call (answer_rota.c), and what is said to whoever is called (answer_page.c). */
MUST_CHECK enum err answer_rota(struct asking *asking);
MUST_CHECK enum err answer_ladder(struct asking *asking);
MUST_CHECK enum err answer_call(struct asking *asking);

/* For the edge itself and the operator (answer_operator.c). */
MUST_CHECK enum err answer_events(struct asking *asking);
MUST_CHECK enum err answer_stream(struct asking *asking);
MUST_CHECK enum err answer_credential(struct asking *asking);
MUST_CHECK enum err answer_own_credential(struct asking *asking);
MUST_CHECK enum err answer_status(struct asking *asking);
MUST_CHECK enum err answer_people(struct asking *asking);
MUST_CHECK enum err answer_operator_conversations(struct asking *asking);
MUST_CHECK enum err answer_operator_messages(struct asking *asking);
MUST_CHECK enum err answer_audit(struct asking *asking);

#endif
