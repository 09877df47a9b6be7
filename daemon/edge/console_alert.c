/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_alert.h"

#include <string.h>

#include "edge/console_ask.h"
#include "edge/console_json.h"

/* ---- seeing ---- */

static void alert_answer(struct console *console, struct http_ticket waiter,
                         const struct query *query, int status)
{
    struct json_writer writer = { 0 };

    if (!console_answered(console, waiter, query)) return;
    must(query->answer.alert_count == 1);
    json_write_open(&writer, NULL, '{');
    console_json_alert_members(&writer, &query->answer.alerts[0]);
    console_json_timeline(&writer, "timeline", &query->answer);
    json_write_close(&writer, '}');
    console_reply(console, waiter, status, &writer);
}

static void alert_known(void *module, struct http_ticket waiter, const struct query *query)
{
    alert_answer(module, waiter, query, 200);
}

static void alert_made(void *module, struct http_ticket waiter, const struct query *query)
{
    alert_answer(module, waiter, query, 201);
}

void console_alert(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_ALERTS)) return;
    ask.query->alert.n = ask_id(&ask, "id", LETTER_ALERT);
    ask_post_query(&ask, alert_known);
}

static void alerts_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct answer *answer = &query->answer;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "items", '[');
    for (size_t i = 0; i < answer->alert_count; i++)
        console_json_alert(&writer, NULL, &answer->alerts[i]);
    json_write_close(&writer, ']');
    json_write_id(&writer, "next", LETTER_ALERT, answer->next);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_alerts(const struct http_request *request, void *console)
{
    char state[16];
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_ALERTS)) return;
    if (http_query_get(request, "state", state, sizeof state) && strcmp(state, "open"))
        fields_note(&ask.fields, "state", "unknown");
    ask_page(&ask, LETTER_ALERT, QUERY_ROWS_MAX);
    ask_post_query(&ask, alerts_known);
}

/* ---- asking for help ---- */

static void alert_show(struct console *console, struct http_ticket waiter,
                       const struct command *command, alert_id alert, post_query_done *done)
{
    struct query *query;

    if (!console_done(console, waiter, command)) return;
    query = console_follow_up(command, QUERY_ALERTS);
    query->alert = alert;
    console_look(console, waiter, query, done);
}

static void flag_raised(void *module, struct http_ticket waiter, const struct command *command)
{
    alert_show(module, waiter, command, (alert_id){ command->receipt.ref }, alert_made);
}

static bool flag_from_name(const char *name, enum alert_cause *cause)
{
    static const struct {
        const char *name;
        enum alert_cause cause;
    } flags[] = {
        { "watch", CAUSE_FLAG_WATCH },
        { "join", CAUSE_FLAG_JOIN },
        { "danger", CAUSE_FLAG_DANGER },
    };

    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (strcmp(flags[i].name, name)) continue;
        *cause = flags[i].cause;
        return true;
    }
    return false;
}

void console_flag(const struct http_request *request, void *console)
{
    char kind[NAME_BYTES_MAX + 1];
    struct flag *flag;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_FLAG)) return;
    flag = &ask.command->u.flag;
    flag->conversation.n = ask_id(&ask, "id", LETTER_CONVERSATION);
    fields_text(&ask.fields, "kind", kind, sizeof kind);
    if (!flag_from_name(kind, &flag->cause)) fields_note(&ask.fields, "kind", "unknown");
    fields_text_if_any(&ask.fields, "note", flag->note, sizeof flag->note);
    ask_post_command(&ask, flag_raised);
}

/* ---- answering ---- */

static void alert_acted(void *module, struct http_ticket waiter, const struct command *command)
{
    alert_show(module, waiter, command, command->u.alert_answer.alert, alert_known);
}

static void alert_act(const struct http_request *request, void *console, enum command_kind kind,
                      post_command_done *done)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, kind)) return;
    ask.command->u.alert_answer.alert.n = ask_id(&ask, "id", LETTER_ALERT);
    ask_post_command(&ask, done);
}

void console_alert_ack(const struct http_request *request, void *console)
{
    alert_act(request, console, COMMAND_ALERT_ACK, alert_acted);
}

void console_alert_pass(const struct http_request *request, void *console)
{
    alert_act(request, console, COMMAND_ALERT_PASS, alert_acted);
}

/* ---- coming into the conversation ---- */

void console_alert_join(const struct http_request *request, void *console)
{
    char as[NAME_BYTES_MAX + 1] = "";
    struct alert_answer *joined;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_ALERT_JOIN)) return;
    joined = &ask.command->u.alert_answer;
    joined->alert.n = ask_id(&ask, "id", LETTER_ALERT);
    joined->as = JOINING_COACH;
    fields_text_if_any(&ask.fields, "as", as, sizeof as);
    if (as[0] && !joining_state_from_name(as, &joined->as))
        fields_note(&ask.fields, "as", "unknown");
    ask_post_command(&ask, alert_acted);
}

void console_take_over(const struct http_request *request, void *console)
{
    char how[NAME_BYTES_MAX + 1];
    struct alert_answer *taken;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_TAKE_OVER)) return;
    taken = &ask.command->u.alert_answer;
    taken->alert.n = ask_id(&ask, "id", LETTER_ALERT);
    ask_field_word(&ask, "how", how, (const char *const[]){ "ask", "force" }, 2);
    taken->force = !strcmp(how, "force");
    fields_text_if_any(&ask.fields, "reason", taken->reason, sizeof taken->reason);
    ask_post_command(&ask, alert_acted);
}

void console_hand_over(const struct http_request *request, void *console)
{
    char answer[NAME_BYTES_MAX + 1];
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_HAND_OVER)) return;
    ask.command->u.alert_answer.alert.n = ask_id(&ask, "id", LETTER_ALERT);
    ask_field_word(&ask, "answer", answer, (const char *const[]){ "yes", "no" }, 2);
    ask.command->u.alert_answer.agree = !strcmp(answer, "yes");
    ask_post_command(&ask, alert_acted);
}

/* ---- ending ---- */

void console_alert_resolve(const struct http_request *request, void *console)
{
    static const char *const outcomes[] = { "safe_for_now", "plan_made",    "emergency_services",
                                            "no_contact",   "not_a_crisis", "other" };
    struct alert_answer *resolved;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_ALERT_RESOLVE)) return;
    resolved = &ask.command->u.alert_answer;
    resolved->alert.n = ask_id(&ask, "id", LETTER_ALERT);
    ask_field_word(&ask, "outcome", resolved->outcome, outcomes,
                   sizeof outcomes / sizeof outcomes[0]);
    fields_text_if_any(&ask.fields, "note", resolved->reason, sizeof resolved->reason);
    ask_post_command(&ask, alert_acted);
}

/* What was tried before and with emergency services, stamped step by step. */
void console_alert_emergency(const struct http_request *request, void *console)
{
    static const char *const steps[] = { "danger_asked", "plan_tried",  "company_asked",
                                         "told",         "agreed",      "not_agreed",
                                         "not_asked",    "place_asked", "called",
                                         "help_told",    "arrived" };
    struct alert_answer *taken;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_ALERT_EMERGENCY)) return;
    taken = &ask.command->u.alert_answer;
    taken->alert.n = ask_id(&ask, "id", LETTER_ALERT);
    ask_field_word(&ask, "step", taken->outcome, steps, sizeof steps / sizeof steps[0]);
    fields_text_if_any(&ask.fields, "note", taken->reason, sizeof taken->reason);
    ask_post_command(&ask, alert_acted);
}

/* ---- pages ---- */

static void page_opened(void *module, struct http_ticket waiter, const struct command *command)
{
    alert_show(module, waiter, command, (alert_id){ command->receipt.ref }, alert_known);
}

/* The link of a page: good once, for whoever it was sent to, and only after signing in. */
void console_page_open(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_PAGE_OPEN)) return;
    if (!http_param_get(request, "token", ask.command->u.page_open.token,
                        sizeof ask.command->u.page_open.token))
        ask.refusal = refusal_of_query(REFUSED_MISSING);
    ask_post_command(&ask, page_opened);
}

/* Without a name: to whoever asks. */
void console_oncall_test(const struct http_request *request, void *console)
{
    char person[NAME_BYTES_MAX + 1];
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_PAGE_TEST)) return;
    fields_text_if_any(&ask.fields, "person", person, sizeof person);
    if (person[0] && !console_id_parse(person, LETTER_PERSON, &ask.command->u.page_test.person.n))
        fields_note(&ask.fields, "person", "unknown");
    ask_post_command(&ask, console_done_nothing);
}
