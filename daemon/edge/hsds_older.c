/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_older.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "rules/zone.h"

#define DAY_BYTES 10 /* "2026-12-24" */

static const char *text_of(const json_t *row, const char *column)
{
    const char *s = json_string_value(json_object_get(row, column));

    return s ? s : "";
}

/* ---- names ---- */

static const struct {
    enum hsds_kind kind;
    const char *was, *is;
} renamed[] = {
    { HSDS_SERVICE, "website", "url" },
    { HSDS_SERVICE, "eligibility", "eligibility_description" },
    { HSDS_SERVICE, "audience", "eligibility_description" },
    { HSDS_SERVICE, "fees", "fees_description" },
    { HSDS_ORGANIZATION, "url", "website" },
    { HSDS_PHONE, "number_type", "type" },
    { HSDS_PHONE, "department", "description" },
    { HSDS_LANGUAGE, "language", "name" },
    { HSDS_SERVICE_AREA, "service_area", "name" },
};
#define RENAMED (sizeof renamed / sizeof renamed[0])

bool hsds_older_has(enum hsds_kind kind, const char *column)
{
    if (kind == HSDS_SERVICE && !strcmp(column, "location_id")) return true;
    if (kind == HSDS_SCHEDULE && !strcmp(column, "weekday")) return true;
    for (size_t i = 0; i < RENAMED; i++)
        if (renamed[i].kind == kind && !strcmp(renamed[i].was, column)) return true;
    return false;
}

void hsds_older_members(json_t *rows, enum hsds_kind kind)
{
    for (size_t i = 0; i < RENAMED; i++)
        for (size_t row = 0; renamed[i].kind == kind && row < json_array_size(rows); row++) {
            json_t *object = json_array_get(rows, row);
            json_t *value = json_object_get(object, renamed[i].was);

            if (!value || json_object_get(object, renamed[i].is)) continue;
            json_object_set(object, renamed[i].is, value);
            json_object_del(object, renamed[i].was);
        }
}

/* ---- weekdays ---- */

/* "Monday", "Mon", "1": the code of iCalendar, or NULL. */
static const char *weekday_code(const char *word)
{
    static const char *const codes[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };

    if (word[0] >= '1' && word[0] <= '7' && !word[1]) return codes[word[0] - '1'];
    for (size_t i = 0; i < 7; i++)
        if (!strncasecmp(word, codes[i], 2)) return codes[i];
    return NULL;
}

static bool weekday_translate(json_t *schedule)
{
    const char *weekday = json_string_value(json_object_get(schedule, "weekday"));
    const char *code = weekday ? weekday_code(weekday) : NULL;

    if (!weekday) return true;
    if (!code || !json_object_get(schedule, "opens_at")) return false;
    json_object_set_new(schedule, "freq", json_string("WEEKLY"));
    json_object_set_new(schedule, "byday", json_string(code));
    json_object_del(schedule, "weekday");
    return true;
}

void hsds_older_weekdays(json_t *schedules)
{
    for (size_t i = 0; i < json_array_size(schedules);)
        if (weekday_translate(json_array_get(schedules, i)))
            i++;
        else
            json_array_remove(schedules, i);
}

/* ---- places, people ---- */

void hsds_older_places(json_t *services, json_t *services_at_locations)
{
    for (size_t i = 0; i < json_array_size(services); i++) {
        json_t *service = json_array_get(services, i);
        json_t *place = json_object_get(service, "location_id");

        if (!place || !json_object_get(service, "id")) continue;
        json_array_append_new(services_at_locations,
                              json_pack("{s:O, s:O}", "service_id", json_object_get(service, "id"),
                                        "location_id", place));
        json_object_del(service, "location_id");
    }
}

static void sentence_add(json_t *object, const char *member, const char *words)
{
    const char *before = json_string_value(json_object_get(object, member));

    json_object_set_new(object, member,
                        before ? json_sprintf("%s; %s", before, words) : json_string(words));
}

void hsds_older_eligibilities(const json_t *rows, const json_t *services_by_id)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        json_t *service = json_object_get(services_by_id, text_of(row, "service_id"));
        const char *words = text_of(row, "eligibility");

        if (service && *words) sentence_add(service, "eligibility_description", words);
    }
}

/* ---- holidays ---- */

static bool month_read(const char *word, int *month)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    for (*month = 1; *month <= 12; ++*month)
        if (!strncasecmp(word, months + 3 * (*month - 1), 3)) return true;
    return false;
}

/* "2026-12-24", "12/24/2026", "12/24/26", "December 24, 2026". False: none of them. */
static bool day_read(const char *s, char day[DAY_BYTES + 1])
{
    int year, month, number, known;
    char word[16];

    if (!day_parse(s, &known)) {
        if (sscanf(s, "%2d/%2d/%4d", &month, &number, &year) == 3)
            year += year > 1 && year < 100 ? 2000 : 0;
        else if (sscanf(s, "%15[A-Za-z] %2d, %4d", word, &number, &year) != 3 ||
                 !month_read(word, &month))
            return false;
        if (year < 0 || year > 9999 || month < 0 || month > 99 || number < 0 || number > 99)
            return false;
        snprintf(day, DAY_BYTES + 1, "%04d-%02d-%02d", year, month, number);
        return day_parse(day, &known);
    }
    return !str_copy_len(day, DAY_BYTES + 1, s, DAY_BYTES);
}

static bool is_yes(const char *word)
{
    return *word && strchr("tTyY1", *word);
}

/* Hours of those days alone; without hours they are words, which nobody takes for open. */
static json_t *holiday_schedule(const json_t *row, const char *from, const char *to)
{
    const char *opens = text_of(row, "opens_at"), *closes = text_of(row, "closes_at");
    bool closed = is_yes(text_of(row, "closed")) || !*opens || !*closes;
    bool one = !strcmp(from, to);
    json_t *schedule = json_pack("{s:s, s:s}", "valid_from", from, "valid_to", to);

    json_object_set_new(schedule, "description",
                        json_sprintf("%s%s%s %s%s%s", from, one ? "" : " to ", one ? "" : to,
                                     closed ? "closed" : opens, closed ? "" : "-",
                                     closed ? "" : closes));
    if (closed) return schedule;
    json_object_set_new(schedule, "freq", json_string("WEEKLY"));
    json_object_set_new(schedule, "byday", json_string("MO,TU,WE,TH,FR,SA,SU"));
    json_object_set_new(schedule, "opens_at", json_string(opens));
    json_object_set_new(schedule, "closes_at", json_string(closes));
    return schedule;
}

/* Schedules of weekdays have numbers of their own, and may have the same ones. */
static void holiday_add(const json_t *row, json_t *schedule, json_t *schedules)
{
    static const char *const owners[] = { "service_id", "location_id", "service_at_location_id" };
    const char *id = text_of(row, "id");

    if (*id) json_object_set_new(schedule, "id", json_sprintf("holiday %s", id));
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++)
        if (json_object_get(row, owners[i]))
            json_object_set(schedule, owners[i], json_object_get(row, owners[i]));
    json_array_append_new(schedules, schedule);
}

void hsds_older_holidays(const json_t *rows, const size_t *line, json_t *schedules,
                         const struct hsds_notes *notes)
{
    struct hsds_notes there = *notes;

    there.file = "holiday_schedules.csv";
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        char from[DAY_BYTES + 1], to[DAY_BYTES + 1];
        bool known =
            day_read(text_of(row, "start_date"), from) && day_read(text_of(row, "end_date"), to);

        there.line = line[i];
        if (!known)
            hsds_note(&there, "start_date", "left out: its days are not understood");
        else if (!strncmp(from, "0001", 4)) /* as Ohana writes "each year" */
            hsds_note(&there, "start_date",
                      "left out: HSDS has no holiday of every year; say it in the service's hours");
        else
            holiday_add(row, holiday_schedule(row, from, to), schedules);
    }
}
