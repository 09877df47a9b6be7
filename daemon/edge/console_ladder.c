/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_ladder.h"

#include "base/text.h"
#include "edge/console_ask.h"

#define AFTER_MAX HOURS(1)

/* ---- what is shown ---- */

static void step_write(struct json_writer *writer, const struct ladder_step *step)
{
    json_write_open(writer, NULL, '{');
    json_write_number(writer, "after_ms", step->after);
    json_write_text(writer, "who", ladder_who_name(step->who));
    json_write_text(writer, "way", way_name(step->way));
    json_write_some(writer, "number", step->number.e164);
    json_write_some(writer, "waker", step->waker);
    json_write_close(writer, '}');
}

static void wakes_write(struct json_writer *writer, const struct ladder_view *view)
{
    json_write_open(writer, "wakes", '{');
    for (size_t who = 0; who < LADDER_WHOS; who++)
        if (who != LADDER_NUMBER && who != LADDER_WAKER)
            json_write_number(writer, ladder_who_name((enum ladder_who)who),
                              (int64_t)view->wakes[who]);
    json_write_close(writer, '}');
}

static void ladder_write(struct json_writer *writer, const char *name, const struct query *query)
{
    const struct ladder_view *view = &query->answer.ladder;

    json_write_open(writer, name, '{');
    json_write_text(writer, "line", query->answer.line.id);
    json_write_text(writer, "tier", tier_name(query->tier));
    json_write_number(writer, "rev", view->rev);
    json_write_open(writer, "steps", '[');
    for (size_t i = 0; i < view->ladder.count; i++) step_write(writer, &view->ladder.step[i]);
    json_write_close(writer, ']');
    wakes_write(writer, view);
    json_write_open(writer, "wakers", '[');
    for (size_t i = 0; i < view->waker_count; i++) json_write_text(writer, NULL, view->waker[i]);
    json_write_close(writer, ']');
    json_write_bool(writer, "calls", query->answer.line.calls);
    json_write_number(writer, "repage_ms", view->repage);
    json_write_close(writer, '}');
}

static void ladder_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    ladder_write(&writer, NULL, query);
    console_reply(module, waiter, 200, &writer);
}

/* Somebody changed it meanwhile: both can be shown side by side. */
static void conflict_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct json_writer writer = { 0 };

    if (!console_answered(module, waiter, query)) return;
    console_conflict_open(&writer);
    ladder_write(&writer, "current", query);
    json_write_close(&writer, '}');
    console_reply(module, waiter, 409, &writer);
}

/* ---- what is asked ---- */

/* Line and tier stand in the address. */
static void ask_ladder(struct ask *ask, char *line, size_t size, enum tier *tier)
{
    char word[16];

    if (!http_query_get(ask->request, "line", line, size))
        fields_note(&ask->fields, "line", "missing");
    if (!http_query_get(ask->request, "tier", word, sizeof word) || !tier_from_name(word, tier))
        fields_note(&ask->fields, "tier", "unknown");
}

void console_ladder(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_query(&ask, request, console, QUERY_LADDER)) return;
    ask_ladder(&ask, ask.query->words, sizeof ask.query->words, &ask.query->tier);
    ask_post_query(&ask, ladder_known);
}

static void step_read(struct fields *row, struct ladder_step *step)
{
    char who[16], way[16];

    fields_number(row, "after_ms", 0, AFTER_MAX, &step->after);
    fields_text(row, "who", who, sizeof who);
    if (!ladder_who_from_name(who, &step->who)) fields_note(row, "who", "unknown");
    fields_text_if_any(row, "way", way, sizeof way);
    if (way[0] && !way_from_name(way, &step->way)) fields_note(row, "way", "unknown");
    fields_text_if_any(row, "number", step->number.e164, sizeof step->number.e164);
    if (step->number.e164[0] && !phone_is_valid(step->number.e164))
        fields_note(row, "number", "malformed");
    fields_text_if_any(row, "waker", step->waker, sizeof step->waker);
}

static void ladder_set(void *module, struct http_ticket waiter, const struct command *command)
{
    bool conflict = console_is_conflict(command);
    struct query *query;

    if (!conflict && !console_done(module, waiter, command)) return;
    query = console_follow_up(command, QUERY_LADDER);
    query->tier = command->u.ladder_set.tier;
    must(!STR_COPY(query->words, command->u.ladder_set.line));
    console_look(module, waiter, query, conflict ? conflict_known : ladder_known);
}

void console_ladder_set(const struct http_request *request, void *console)
{
    struct ladder_set *in;
    struct fields row;
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_LADDER_SET)) return;
    in = &ask.command->u.ladder_set;
    ask_ladder(&ask, in->line, sizeof in->line, &in->tier);
    if (!ask_rev(&ask, &in->rev)) fields_note(&ask.fields, "rev", "missing");
    in->ladder.count = fields_rows(&ask.fields, "steps", LADDER_STEPS_MAX);
    for (size_t i = 0; i < in->ladder.count; i++) {
        fields_row(&ask.fields, "steps", i, &row);
        step_read(&row, &in->ladder.step[i]);
        if (!fields_fit(&row)) fields_note(&ask.fields, row.problem[0].name, row.problem[0].why);
    }
    ask_post_command(&ask, ladder_set);
}
