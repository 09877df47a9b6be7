/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "rules/dial.h"
#include "rules/directory.h"
#include "rules/hours.h"
#include "rules/plain.h"
#include "rules/segment.h"

#define AGE_LIMIT 120 /* and above: anyone */
#define NOTE_CHARS 48 /* a phone's description that is short enough to be shown with it */

struct reading {
    const json_t *service;
    const struct hsds_notes *notes;
    struct resource *resource;
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *s = json_string_value(json_object_get(object, name));

    return s ? s : "";
}

/* As many words as the field has room for, as a phone shows them. */
static void field_set(struct reading *reading, enum resource_field field, const char *words)
{
    const struct resource_bounds *bounds = &resource_bounds[field];
    char *plain = xstrdup(words);
    char flat[2048], *out = resource_field_of(reading->resource, field);

    plain_flatten(plain);
    plain_words(plain, sizeof flat / 4 - 1, flat, sizeof flat);
    segment_flatten(plain, strlen(plain) + 1, flat, strlen(flat), false);
    if (field == RESOURCE_BLURB || field == RESOURCE_EXPECT)
        plain_sentences(plain, bounds->chars, out, bounds->size);
    else
        plain_words(plain, bounds->chars, out, bounds->size);
    free(plain);
}

/* The first of the words that says something. */
static const char *first_of(const char *a, const char *b)
{
    return *a ? a : b;
}

/* ---- where it is written ---- */

/* The same part of the service, else of where it is given, else of the place, else of who gives it.
 */
static const json_t *nearest(const json_t *service, const char *name)
{
    const json_t *places = json_object_get(service, "service_at_locations");
    const json_t *found = json_object_get(service, name);

    for (size_t i = 0; !found && i < json_array_size(places); i++)
        found = json_object_get(json_array_get(places, i), name);
    for (size_t i = 0; !found && i < json_array_size(places); i++)
        found = json_object_get(json_object_get(json_array_get(places, i), "location"), name);
    return found ? found : json_object_get(json_object_get(service, "organization"), name);
}

/* ---- phones ---- */

/* "Text HOME to 741741", "Dial 988, then press 1": told with the number, or instead of it. */
static void phone_words(const struct dial *dial, const json_t *phone, bool text, struct str *str)
{
    char note[NOTE_CHARS * 4 + 1], *all = xstrdup(text_of(phone, "description"));
    const char *keyword = text_of(phone, "x_sms_keyword");
    bool is_short;

    plain_flatten(all);
    plain_words(all, NOTE_CHARS, note, sizeof note);
    is_short = *all && !strcmp(all, note);
    free(all);
    if (is_short && strstr(note, dial->shown))
        str_add(str, note);
    else if (text && *keyword)
        str_addf(str, "Text %s to %s", keyword, dial->shown);
    else if (is_short)
        str_addf(str, "%s (%s)", dial->shown, note);
    else
        str_add(str, dial->shown);
    if (!str->cut) return;
    str_init(str, str->s, str->size);
    str_add(str, dial->shown);
}

static void phone_take(struct reading *reading, const json_t *phone, bool text)
{
    struct resource *resource = reading->resource;
    const json_t *extension = json_object_get(phone, "extension");
    char digits[24] = "";
    struct dial dial;
    struct str str;

    if (json_is_number(extension))
        snprintf(digits, sizeof digits, "%.0f", json_number_value(extension));
    if (!dial_read(text_of(phone, "number"), digits, &dial)) {
        hsds_note(reading->notes, "phones", "a number without digits, or too long, is not used");
        return;
    }
    if (text)
        str_init(&str, resource->text, sizeof resource->text);
    else
        str_init(&str, resource->call, sizeof resource->call);
    phone_words(&dial, phone, text, &str);
    if (!text) must(!STR_COPY(resource->dial, dial.digits));
    if (!*dial.digits)
        hsds_note(reading->notes, "phones", "a number is shown as it is: it cannot be dialled so");
}

static void phones_read(struct reading *reading)
{
    const json_t *phones = nearest(reading->service, "phones");

    for (size_t i = 0; i < json_array_size(phones); i++) {
        const json_t *phone = json_array_get(phones, i);
        struct dial_use use = dial_use_of(text_of(phone, "type"));

        if (use.call && !*reading->resource->call) phone_take(reading, phone, false);
        if (use.text && !*reading->resource->text) phone_take(reading, phone, true);
    }
}

/* ---- hours ---- */

static struct schedule schedule_of(const json_t *schedule)
{
    static const char *const narrowing[] = { "count", "byweekno", "byyearday" };
    char interval[24] = "", zone[24] = "";
    struct schedule_words words = {
        .freq = text_of(schedule, "freq"),
        .byday = text_of(schedule, "byday"),
        .bymonthday = text_of(schedule, "bymonthday"),
        .interval = interval,
        .dtstart = text_of(schedule, "dtstart"),
        .until = text_of(schedule, "until"),
        .valid_from = text_of(schedule, "valid_from"),
        .valid_to = text_of(schedule, "valid_to"),
        .opens_at = text_of(schedule, "opens_at"),
        .closes_at = text_of(schedule, "closes_at"),
        .timezone = zone,
    };

    if (json_object_get(schedule, "interval"))
        snprintf(interval, sizeof interval, "%.10g",
                 json_number_value(json_object_get(schedule, "interval")));
    if (json_object_get(schedule, "timezone"))
        snprintf(zone, sizeof zone, "%.10g",
                 json_number_value(json_object_get(schedule, "timezone")));
    for (size_t i = 0; i < sizeof narrowing / sizeof narrowing[0]; i++)
        words.odd |= json_object_get(schedule, narrowing[i]) != NULL;
    return schedule_read(&words);
}

/* "MO,TU 9am-noon": a schedule that has no words of its own. */
static void schedule_say(const json_t *schedule, struct str *str)
{
    const char *words = first_of(text_of(schedule, "description"), text_of(schedule, "notes"));

    if (*words) {
        str_add(str, words);
        return;
    }
    str_addf(str, "%s %s-%s", text_of(schedule, "byday"), text_of(schedule, "opens_at"),
             text_of(schedule, "closes_at"));
    words = first_of(text_of(schedule, "valid_to"), text_of(schedule, "until"));
    if (*words) str_addf(str, " until %s", words);
}

static void hours_read(struct reading *reading)
{
    const json_t *list = nearest(reading->service, "schedules");
    struct schedule schedules[SCHEDULES_MAX + 1];
    size_t count = 0;
    char words[1024];
    struct str str;

    str_init(&str, words, sizeof words);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i) str_add(&str, "; ");
        schedule_say(json_array_get(list, i), &str);
        if (count <= SCHEDULES_MAX) schedules[count++] = schedule_of(json_array_get(list, i));
    }
    hours_encode(schedules, count, reading->resource->schedules);
    field_set(reading, RESOURCE_HOURS, words);
}

/* ---- lists of words ---- */

static void name_add(struct str *str, const char *separator, const char *name)
{
    size_t before = str->len;

    if (!*name || strstr(str->s, name)) return;
    if (str->len) str_add(str, separator);
    str_add(str, name);
    if (str->cut) { /* one more than there is room for */
        str->s[before] = '\0';
        str->len = before;
    }
}

static void names_gather(const json_t *list, const char *member, const char *separator,
                         struct str *str)
{
    for (size_t i = 0; i < json_array_size(list) && !str->cut; i++) {
        char *name = xstrdup(text_of(json_array_get(list, i), member));

        plain_flatten(name);
        name_add(str, separator, name);
        free(name);
    }
}

static void languages_read(struct reading *reading)
{
    struct resource *resource = reading->resource;
    const json_t *languages = json_object_get(reading->service, "languages");
    const json_t *phones = nearest(reading->service, "phones");
    struct str names, codes;

    str_init(&names, resource->languages, sizeof resource->languages);
    str_init(&codes, resource->language_codes, sizeof resource->language_codes);
    names_gather(languages, "name", ", ", &names);
    names_gather(languages, "code", " ", &codes);
    for (size_t i = 0; i < json_array_size(phones); i++) {
        languages = json_object_get(json_array_get(phones, i), "languages");
        names_gather(languages, "name", ", ", &names);
        names_gather(languages, "code", " ", &codes);
    }
    if (!names.len)
        field_set(reading, RESOURCE_LANGUAGES,
                  text_of(reading->service, "interpretation_services"));
}

static void area_read(struct reading *reading)
{
    char words[1024];
    struct str str;

    str_init(&str, words, sizeof words);
    names_gather(json_object_get(reading->service, "service_areas"), "name", ", ", &str);
    field_set(reading, RESOURCE_AREA, words);
}

static bool is_ours(const json_t *term)
{
    const char *taxonomy = text_of(term, "taxonomy");

    return !strcmp(taxonomy, "sms-line");
}

/* Tags of lines like ours are short words; those of big taxonomies are left to the search. */
static void tags_read(struct reading *reading)
{
    const json_t *attributes = json_object_get(reading->service, "attributes");
    struct resource *resource = reading->resource;
    struct str str;

    str_init(&str, resource->tags, sizeof resource->tags);
    for (size_t i = 0; i < json_array_size(attributes) && !str.cut; i++) {
        const json_t *term = json_object_get(json_array_get(attributes, i), "taxonomy_term");
        char *tag =
            xstrdup(first_of(is_ours(term) ? text_of(term, "code") : "", text_of(term, "name")));

        plain_flatten(tag);
        for (char *c = tag; *c; c++)
            if (*c == ' ') *c = '-';
        name_add(&str, " ", tag);
        free(tag);
    }
}

/* ---- cost, and for whom ---- */

static void cost_read(struct reading *reading)
{
    const json_t *options = json_object_get(reading->service, "cost_options");
    const char *fees =
        first_of(text_of(reading->service, "fees_description"), text_of(reading->service, "fees"));

    reading->resource->free = !strncasecmp(fees, "free", 4);
    for (size_t i = 0; i < json_array_size(options); i++) {
        const json_t *amount = json_object_get(json_array_get(options, i), "amount");

        reading->resource->free |= json_is_number(amount) && json_number_value(amount) == 0;
    }
    field_set(reading, RESOURCE_COST, reading->resource->free ? "Free" : fees);
}

/* 0 and 120 or more are how feeds say that there is no limit. */
static void audience_read(struct reading *reading)
{
    double least = json_number_value(json_object_get(reading->service, "minimum_age"));
    double most = json_number_value(json_object_get(reading->service, "maximum_age"));
    const char *words = first_of(text_of(reading->service, "eligibility_description"),
                                 text_of(reading->service, "eligibility"));
    char all[1200];
    struct str str;

    str_init(&str, all, sizeof all);
    if (least > 0 && most > 0 && most < AGE_LIMIT)
        str_addf(&str, "Age %g to %g", least, most);
    else if (least > 0)
        str_addf(&str, "Age %g and over", least);
    else if (most > 0 && most < AGE_LIMIT)
        str_addf(&str, "Up to age %g", most);
    if (str.len && *words) str_add(&str, ". ");
    str_addf(&str, "%.1000s", words);
    while (!utf8_is_valid(all, str.len)) all[--str.len] = '\0'; /* the cut was inside of one */
    field_set(reading, RESOURCE_AUDIENCE, all);
}

/* ---- the rest ---- */

/* Whoever runs the line writes a better one. */
static void label_read(struct reading *reading)
{
    const char *own = text_of(reading->service, "x_label");
    const char *other = text_of(reading->service, "alternate_name");
    const char *name = text_of(reading->service, "name");

    if (utf8_count(other, strlen(other)) > resource_bounds[RESOURCE_LABEL].chars) other = name;
    field_set(reading, RESOURCE_LABEL, first_of(own, first_of(other, name)));
}

static void link_read(struct reading *reading)
{
    struct resource *resource = reading->resource;
    const char *url =
        first_of(text_of(reading->service, "url"),
                 text_of(json_object_get(reading->service, "organization"), "website"));
    char *link = xstrdup(url);

    plain_url(link);
    if (STR_COPY(resource->url, link))
        hsds_note(reading->notes, "url", "too long to be texted: not used");
    free(link);
}

static void alert_read(struct reading *reading)
{
    char *words = xstrdup(text_of(reading->service, "alert"));

    plain_flatten(words);
    plain_words(words, sizeof reading->resource->alert / 4, reading->resource->alert,
                sizeof reading->resource->alert);
    free(words);
}

static void checked_read(struct reading *reading)
{
    const char *day = text_of(reading->service, "assured_date");

    if (!*day) return;
    if (resource_field_trouble(RESOURCE_CHECKED, day)) {
        hsds_note(reading->notes, "assured_date", "it is no day, YYYY-MM-DD");
        return;
    }
    must(!STR_COPY(reading->resource->checked, day));
}

static void reach_note(struct reading *reading)
{
    const struct resource *resource = reading->resource;

    if (*resource->call || *resource->text || *resource->url) return;
    hsds_note(reading->notes, "phones",
              "no way to reach it: not offered (a fax cannot be called or texted)");
}

void hsds_read(const json_t *service, const char *feed, const struct hsds_notes *notes,
               struct resource_record *record)
{
    struct reading reading = { service, notes, &record->resource };
    struct resource *resource = &record->resource;

    *record = (struct resource_record){ .resource = { .rev = 1 } };
    must(!STR_COPY(resource->id, text_of(service, "id")));
    if (STR_COPY(resource->feed, feed)) must(!STR_COPY(resource->feed, "feed"));
    must(resource_status_from_name(text_of(service, "status"), &resource->status));
    field_set(&reading, RESOURCE_NAME, text_of(service, "name"));
    label_read(&reading);
    field_set(&reading, RESOURCE_BLURB,
              first_of(text_of(service, "x_blurb"), text_of(service, "description")));
    field_set(&reading, RESOURCE_EXPECT,
              first_of(text_of(service, "x_expect"), text_of(service, "application_process")));
    field_set(&reading, RESOURCE_EMERGENCY,
              first_of(text_of(service, "x_emergency_services"), "unknown"));
    phones_read(&reading);
    link_read(&reading);
    hours_read(&reading);
    languages_read(&reading);
    area_read(&reading);
    tags_read(&reading);
    cost_read(&reading);
    audience_read(&reading);
    alert_read(&reading);
    checked_read(&reading);
    reach_note(&reading);
    resource->active = resource_may_be_offered(resource);
    record->source = json_dumps(service, JSON_COMPACT | JSON_SORT_KEYS);
    must(record->source);
}
