/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_rota.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "edge/console_ask.h"
#include "edge/console_json.h"

/* ---- words of a rota ---- */

static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

static void clock_write(struct json_writer *writer, const char *name, int minutes)
{
    char text[8];

    snprintf(text, sizeof text, "%02d:%02d", minutes / 60 % 24, minutes % 60);
    json_write_text(writer, name, text);
}

/* "22:30"; -1 if it is no such time. */
static int clock_read(const char *text)
{
    bool digits = strlen(text) == 5 && text[2] == ':';

    for (size_t i = 0; digits && i < 5; i++)
        if (i != 2 && (text[i] < '0' || text[i] > '9')) digits = false;
    if (!digits || text[0] > '2' || (text[0] == '2' && text[1] > '3') || text[3] > '5') return -1;
    return ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
}

static int weekday_read(const char *text)
{
    for (int i = 0; i < 7; i++)
        if (!strcmp(weekdays[i], text)) return i;
    return -1;
}

/* RFC 3339 in UTC, as we write it; 0 if it is not. */
static ms time_read(const char *text)
{
    struct tm tm = { .tm_sec = 0 };
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);

    if (end && *end == '.') end += 1 + strspn(end + 1, "0123456789");
    return end && !strcmp(end, "Z") ? SECONDS((ms)timegm(&tm)) : 0;
}

static void ask_time(struct ask *ask, const char *name, bool needed, ms *at)
{
    char text[40];

    if (needed)
        fields_text(&ask->fields, name, text, sizeof text);
    else
        fields_text_if_any(&ask->fields, name, text, sizeof text);
    *at = text[0] ? time_read(text) : 0;
    if (text[0] && *at <= 0) fields_note(&ask->fields, name, "malformed");
}

/* ---- seeing ---- */

static const char *name_of(const struct answer *answer, person_id person)
{
    for (size_t i = 0; i < answer->person_count; i++)
        if (answer->people[i].id.n == person.n) return answer->people[i].name;
    return "";
}

static void duty_write(struct json_writer *writer, const struct answer *answer,
                       const struct duty *duty)
{
    json_write_open(writer, NULL, '{');
    json_write_id(writer, "id", LETTER_DUTY, duty->id.n);
    json_write_text(writer, "line", duty->line);
    console_json_named(writer, "person", duty->person, name_of(answer, duty->person));
    json_write_text(writer, "weekday", weekdays[duty->weekday]);
    clock_write(writer, "starts", duty->starts);
    clock_write(writer, "ends", duty->starts + duty->minutes);
    json_write_number(writer, "minutes", duty->minutes);
    json_write_text(writer, "zone", duty->zone);
    json_write_time(writer, "from", duty->from);
    json_write_time(writer, "until", duty->until);
    json_write_number(writer, "rev", duty->version);
    json_write_close(writer, '}');
}

static void change_write(struct json_writer *writer, const struct answer *answer,
                         const struct duty_change *change)
{
    json_write_open(writer, NULL, '{');
    json_write_id(writer, "id", LETTER_DUTY, change->id.n);
    json_write_text(writer, "line", change->line);
    console_json_named(writer, "out", change->out, name_of(answer, change->out));
    console_json_named(writer, "in", change->in, name_of(answer, change->in));
    json_write_time(writer, "from", change->from);
    json_write_time(writer, "until", change->until);
    json_write_close(writer, '}');
}

static void gaps_write(struct json_writer *writer, const struct rota_view *view)
{
    json_write_open(writer, "gaps", '[');
    for (size_t i = 0; i < view->gap_count; i++) {
        json_write_open(writer, NULL, '{');
        json_write_text(writer, "line", view->gaps[i].line);
        json_write_time(writer, "from", view->gaps[i].span.from);
        json_write_time(writer, "until", view->gaps[i].span.until);
        json_write_text(writer, "words", view->gaps[i].words);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}

static void shifts_show(struct console *console, struct http_ticket waiter,
                        const struct query *query, int status)
{
    const struct answer *answer = &query->answer;
    const struct rota_view *view = &answer->rota;
    struct json_writer writer = { 0 };

    if (!console_answered(console, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "items", '[');
    for (size_t i = 0; i < view->duty_count; i++) duty_write(&writer, answer, &view->duties[i]);
    json_write_close(&writer, ']');
    json_write_open(&writer, "changes", '[');
    for (size_t i = 0; i < view->change_count; i++)
        change_write(&writer, answer, &view->changes[i]);
    json_write_close(&writer, ']');
    gaps_write(&writer, view);
    json_write_close(&writer, '}');
    console_reply(console, waiter, status, &writer);
}

static void shifts_known(void *module, struct http_ticket waiter, const struct query *query)
{
    shifts_show(module, waiter, query, 200);
}

static void shifts_made(void *module, struct http_ticket waiter, const struct query *query)
{
    shifts_show(module, waiter, query, 201);
}

void console_shifts(const struct http_request *request, void *console)
{
    struct ask ask;

    if (ask_query(&ask, request, console, QUERY_ROTA)) ask_post_query(&ask, shifts_known);
}

static void roster_known(void *module, struct http_ticket waiter, const struct query *query)
{
    const struct rota_view *view = &query->answer.rota;
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    json_write_open(&writer, NULL, '{');
    json_write_open(&writer, "on_call", '[');
    for (size_t i = 0; i < view->on_call_count; i++) {
        const struct on_call_view *on_call = &view->on_call[i];

        json_write_open(&writer, NULL, '{');
        json_write_text(&writer, "line", on_call->line);
        console_json_named(&writer, "person", on_call->person.id, on_call->person.name);
        json_write_bool(&writer, "by_rota", on_call->by_rota);
        json_write_time(&writer, "paged_at", on_call->reached_at);
        json_write_close(&writer, '}');
    }
    json_write_close(&writer, ']');
    gaps_write(&writer, view);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 200, &writer);
}

void console_roster(const struct http_request *request, void *console)
{
    struct ask ask;

    if (ask_query(&ask, request, console, QUERY_ROTA)) ask_post_query(&ask, roster_known);
}

/* ---- editing ---- */

static void rota_show(struct console *console, struct http_ticket waiter,
                      const struct command *command, post_query_done *done)
{
    if (!console_done(console, waiter, command)) return;
    console_look(console, waiter, console_follow_up(command, QUERY_ROTA), done);
}

static void shift_added(void *module, struct http_ticket waiter, const struct command *command)
{
    rota_show(module, waiter, command, shifts_made);
}

static void shift_edited(void *module, struct http_ticket waiter, const struct command *command)
{
    rota_show(module, waiter, command, shifts_known);
}

static void ask_weekday(struct ask *ask, int *weekday)
{
    char text[8];

    fields_text(&ask->fields, "weekday", text, sizeof text);
    *weekday = weekday_read(text);
    if (*weekday < 0) fields_note(&ask->fields, "weekday", "unknown");
}

static void ask_starts(struct ask *ask, int *starts)
{
    char text[8];

    fields_text(&ask->fields, "starts", text, sizeof text);
    *starts = clock_read(text);
    if (*starts < 0) fields_note(&ask->fields, "starts", "malformed");
}

static void ask_minutes(struct ask *ask, int *minutes)
{
    int64_t number;

    fields_number(&ask->fields, "minutes", 1, WEEK_MINUTES, &number);
    *minutes = (int)number;
}

static bool ask_has(const struct ask *ask, const char *name)
{
    return fields_has(&ask->fields, name);
}

static void weekly_read(struct ask *ask, struct duty *duty)
{
    fields_text(&ask->fields, "line", duty->line, sizeof duty->line);
    duty->person.n = ask_field_id(ask, "person", LETTER_PERSON);
    ask_weekday(ask, &duty->weekday);
    ask_starts(ask, &duty->starts);
    ask_minutes(ask, &duty->minutes);
    fields_text(&ask->fields, "zone", duty->zone, sizeof duty->zone);
    ask_time(ask, "from", false, &duty->from);
    ask_time(ask, "until", false, &duty->until);
}

static void single_read(struct ask *ask, struct duty_change *change)
{
    fields_text(&ask->fields, "line", change->line, sizeof change->line);
    if (ask_has(ask, "in")) change->in.n = ask_field_id(ask, "in", LETTER_PERSON);
    if (ask_has(ask, "out")) change->out.n = ask_field_id(ask, "out", LETTER_PERSON);
    ask_time(ask, "from", true, &change->from);
    ask_time(ask, "until", true, &change->until);
}

/* With a weekday it is hours of every week; without, hours of one time only. */
void console_shift_add(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_DUTY_ADD)) return;
    if (ask_has(&ask, "weekday")) {
        weekly_read(&ask, &ask.command->u.duty);
    } else {
        ask.command->kind = COMMAND_DUTY_COVER;
        single_read(&ask, &ask.command->u.duty_change);
    }
    ask_post_command(&ask, shift_added);
}

void console_shift_edit(const struct http_request *request, void *console)
{
    struct duty_edit *edit;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_DUTY_EDIT)) return;
    edit = &ask.command->u.duty_edit;
    *edit = (struct duty_edit){ .weekday = -1, .starts = -1, .minutes = -1 };
    edit->id.n = ask_id(&ask, "id", LETTER_DUTY);
    if (ask_has(&ask, "rev")) fields_number(&ask.fields, "rev", 1, INT64_MAX, &edit->rev);
    if (ask_has(&ask, "person")) edit->person.n = ask_field_id(&ask, "person", LETTER_PERSON);
    if (ask_has(&ask, "weekday")) ask_weekday(&ask, &edit->weekday);
    if (ask_has(&ask, "starts")) ask_starts(&ask, &edit->starts);
    if (ask_has(&ask, "minutes")) ask_minutes(&ask, &edit->minutes);
    ask_time(&ask, "until", false, &edit->until);
    ask_post_command(&ask, shift_edited);
}

void console_shift_swap(const struct http_request *request, void *console)
{
    struct duty_swap *swap;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_DUTY_SWAP)) return;
    swap = &ask.command->u.duty_swap;
    swap->id.n = ask_id(&ask, "id", LETTER_DUTY);
    ask_time(&ask, "from", true, &swap->from);
    swap->to.n = ask_field_id(&ask, "to", LETTER_PERSON);
    ask_post_command(&ask, shift_edited);
}
