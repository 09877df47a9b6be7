/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_risk.h"

#include <string.h>

#include "edge/console_ask.h"
#include "edge/console_json.h"

/* The newest decision of this state, or NULL. */
static const struct decision_view *decision_find(const struct answer *answer,
                                                 enum decision_state state)
{
    for (size_t i = 0; i < answer->decision_count; i++)
        if (answer->decisions[i].decision.state == state) return &answer->decisions[i];
    return NULL;
}

/* Who made the tier what it is: nobody by name means triage, or the line itself. */
static void made_write(struct json_writer *writer, const struct answer *answer)
{
    const struct decision_view *made = decision_find(answer, DECISION_MADE);
    const struct decision_view nobody = { 0 };

    if (!made) made = &nobody;
    json_write_time(writer, "since", made->decision.settled_at);
    console_json_named(writer, "by", made->decision.by, made->by_name);
    console_json_named(writer, "confirmed_by", made->decision.second, made->second_name);
}

static void pending_write(struct json_writer *writer, const struct answer *answer)
{
    const struct decision_view *pending = decision_find(answer, DECISION_PENDING);

    if (!pending) {
        json_write_null(writer, "pending");
        return;
    }
    json_write_open(writer, "pending", '{');
    json_write_text(writer, "level", tier_name(pending->decision.to));
    console_json_named(writer, "by", pending->decision.by, pending->by_name);
    json_write_text(writer, "reason", pending->decision.reason);
    json_write_time(writer, "at", pending->decision.at);
    json_write_close(writer, '}');
}

static void risk_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    must(answer->row_count == 1);
    json_write_open(&writer, NULL, '{');
    json_write_text(&writer, "level", tier_name(answer->rows[0].conversation.tier));
    made_write(&writer, answer);
    console_json_reasons(&writer, "reasons", answer);
    pending_write(&writer, answer);
    json_write_number(&writer, "rev", answer->rows[0].conversation.version);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_risk(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_CONVERSATION)) return;
    ask.query->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_post_query(&ask, risk_known);
}

static void risk_show(struct console *console, struct http_ticket waiter,
                      const struct command *command, conversation_id conversation)
{
    struct query *query;

    if (!console_done(console, waiter, command)) return;
    query = console_follow_up(command, QUERY_CONVERSATION);
    query->conversation = conversation;
    console_look(console, waiter, query, risk_known);
}

static void risk_set(void *module, struct http_ticket waiter, const struct command *command)
{
    risk_show(module, waiter, command, command->u.tier_change.conversation);
}

void console_risk_set(const struct http_request *request, void *console)
{
    char level[NAME_BYTES_MAX + 1];
    struct tier_change *change;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_TIER)) return;
    change = &ask.command->u.tier_change;
    change->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    fields_text(&ask.fields, "level", level, sizeof level);
    if (!tier_from_name(level, &change->tier)) fields_note(&ask.fields, "level", "unknown");
    fields_text_if_any(&ask.fields, "reason", change->reason, sizeof change->reason);
    ask_post_command(&ask, risk_set);
}

static void risk_confirmed(void *module, struct http_ticket waiter, const struct command *command)
{
    risk_show(module, waiter, command, command->u.tier_confirm.conversation);
}

void console_risk_confirm(const struct http_request *request, void *console)
{
    char answer[NAME_BYTES_MAX + 1];
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_TIER_CONFIRM)) return;
    ask.command->u.tier_confirm.conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    ask_field_word(&ask, "answer", answer, (const char *const[]){ "yes", "no" }, 2);
    ask.command->u.tier_confirm.agree = !strcmp(answer, "yes");
    ask_post_command(&ask, risk_confirmed);
}
