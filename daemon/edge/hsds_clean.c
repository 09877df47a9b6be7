/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/hsds_clean.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/hsds_form.h"
#include "rules/plain.h"

#define PATH_BYTES 96
#define OBJECTS_MAX 4096 /* in one service */

/* An object that waits to be cleaned. Each comes after the one it is part of. */
struct work {
    json_t *object;
    enum hsds_kind kind;
    char path[PATH_BYTES]; /* "phones[0]."; the service itself: "" */
};

struct cleaning {
    const char *feed;
    struct hsds_notes *notes;
    size_t count, size;
    struct work *work;
};

static void note_send(const struct hsds_notes *notes, const char *field, const char *why,
                      bool refused)
{
    if (!notes->note) return;
    notes->note(notes->arg, &(struct hsds_note){
                                .file = notes->file ? notes->file : "",
                                .line = notes->line,
                                .id = notes->id,
                                .field = field,
                                .why = why,
                                .refused = refused,
                            });
}

void hsds_note(const struct hsds_notes *notes, const char *field, const char *why)
{
    note_send(notes, field, why, false);
}

void hsds_refuse(const struct hsds_notes *notes, const char *field, const char *why)
{
    note_send(notes, field, why, true);
}

static void note_at(const struct cleaning *cleaning, const struct work *work, const char *field,
                    const char *why)
{
    char path[PATH_BYTES + 64];

    snprintf(path, sizeof path, "%s%s", work->path, field);
    hsds_note(cleaning->notes, path, why);
}

/* ---- values ---- */

/* Everything but text as text: "02139", "100", "true". */
static json_t *value_as_text(const json_t *value)
{
    char number[40];

    if (json_is_boolean(value)) return json_string(json_is_true(value) ? "true" : "false");
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(number, sizeof number, "%.15g", json_real_value(value));
    else
        return NULL;
    return json_string(number);
}

/* NULL: there is nothing in it, or it is no text. */
static json_t *as_text(const json_t *value, bool one_line, const char **why)
{
    json_t *other = value_as_text(value), *text;
    char *s;

    if (other) return other;
    if (!json_is_string(value)) {
        *why = "left out: it must be a text";
        return NULL;
    }
    s = xstrdup(json_string_value(value));
    if (plain_clean(s, one_line))
        *why = "line breaks, control characters or marks of direction taken out";
    text = *s ? json_string(s) : NULL;
    free(s);
    return text;
}

static bool is_link_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

static bool is_link(const char *s)
{
    size_t scheme = !strncasecmp(s, "https://", 8) ? 8 : !strncasecmp(s, "http://", 7) ? 7 : 0;

    if (!scheme || !s[scheme] || strchr("/?#:", s[scheme])) return false;
    for (; *s; s++) {
        if (!is_link_byte(*s)) return false;
        if (*s == '%' && strspn(s + 1, "0123456789abcdefABCDEF") < 2) return false;
    }
    return true;
}

/* Dots part words of letters, digits and what else mail allows; none of them is empty. */
static bool are_labels(const char *s, size_t len, const char *others)
{
    bool empty = true;

    for (size_t i = 0; i < len; i++) {
        bool plain = (s[i] >= '0' && s[i] <= '9') || ((s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'z');

        if (s[i] == '.' && empty) return false;
        if (s[i] != '.' && !plain && !strchr(others, s[i])) return false;
        empty = s[i] == '.';
    }
    return !empty;
}

static bool is_email(const char *s)
{
    const char *at = strchr(s, '@');
    const char *dot = at ? strchr(at, '.') : NULL;
    size_t len = strlen(s);

    if (!dot || at[1] == '-' || s[len - 1] == '-' || strstr(at, "-.") || strstr(at, ".-"))
        return false;
    return are_labels(s, (size_t)(at - s), "!#$%&'*+/=?^_`{|}~-") &&
           are_labels(at + 1, strlen(at + 1), "-");
}

/* "2026-03-01T09:00:00Z"; a day alone gets its midnight. */
static json_t *as_moment(const char *s)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    char whole[40];
    size_t at = 0;

    for (; form[at] && s[at]; at++)
        if (form[at] == 'd' ? s[at] < '0' || s[at] > '9' : (s[at] & ~0x20) != (form[at] & ~0x20))
            return NULL;
    if (at == 10 && !s[at]) {
        snprintf(whole, sizeof whole, "%.10sT00:00:00Z", s);
        return json_string(whole);
    }
    if (form[at]) return NULL;
    if (s[at] == '.') at += 1 + strspn(s + at + 1, "0123456789");
    if (!s[at] || (!strchr("Zz", s[at]) && strlen(s + at) != 6)) return NULL;
    return json_string(s);
}

/* The official example has a number with quotes inside of it. */
static json_t *as_dialled(const char *s)
{
    size_t start = strspn(s, "\"' "), len = strlen(s);

    while (len > start && strchr("\"' ", s[len - 1])) len--;
    return len > start ? json_stringn(s + start, len - start) : NULL;
}

static json_t *as_word(const char *s, const char *const *words)
{
    for (; *words; words++)
        if (!strcasecmp(*words, s)) return json_string(*words);
    return NULL;
}

static json_t *as_number(const json_t *value)
{
    const char *s = json_string_value(value);
    char *end;
    double number;

    if (json_is_integer(value)) return json_integer(json_integer_value(value));
    if (json_is_real(value))
        number = json_real_value(value);
    else if (s && *s)
        number = strtod(s, &end);
    else
        return NULL;
    if (s && (end == s || end[strspn(end, " ")])) return NULL;
    if (!isfinite(number) || fabs(number) > 1e15) return NULL;
    return number == floor(number) ? json_integer((json_int_t)number) : json_real(number);
}

/* ---- ids ---- */

static json_t *as_uuid(struct cleaning *cleaning, const char *s, enum hsds_kind kind)
{
    char uuid[UUID_BYTES + 1];

    if (uuid_is_valid(s)) {
        for (size_t i = 0; i <= UUID_BYTES; i++)
            uuid[i] = s[i] >= 'A' && s[i] <= 'F' ? (char)(s[i] | 0x20) : s[i];
    } else {
        uuid_from_name(cleaning->feed, hsds_form(kind)->name, s, uuid);
    }
    return json_string(uuid);
}

/* Of what is part of a service and has no id: its place in it. */
static json_t *id_by_place(struct cleaning *cleaning, const struct work *work)
{
    char uuid[UUID_BYTES + 1];

    uuid_from_name(cleaning->notes->id, hsds_form(work->kind)->name, work->path, uuid);
    return json_string(uuid);
}

/* ---- one field ---- */

/* The value as the field wants it; NULL and *why if it cannot be. */
static json_t *scalar_read(struct cleaning *cleaning, const struct hsds_field *field,
                           const json_t *value, const char **why)
{
    json_t *text, *read = NULL;
    const char *s;

    if (field->type == HSDS_NUMBER) {
        read = as_number(value);
        if (!read) *why = "left out: it must be a number";
        return read;
    }
    text = as_text(value, field->type != HSDS_TEXT, why);
    s = json_string_value(text);
    if (!s || field->type == HSDS_LINE || field->type == HSDS_TEXT) return text;
    if (field->type == HSDS_ID || field->type == HSDS_REFERENCE) {
        if (field->type == HSDS_ID && field->kind == HSDS_SERVICE && !uuid_is_valid(s))
            *why = "it is no UUID: one is made from it, the same at every import";
        read = as_uuid(cleaning, s, field->kind);
    } else if (field->type == HSDS_DIALLED) {
        read = as_dialled(s);
    } else if (field->type == HSDS_LINK) {
        read = is_link(s) ? json_string(s) : NULL;
        if (!read) *why = "left out: it is no link that begins with https:// or http://";
    } else if (field->type == HSDS_EMAIL) {
        read = is_email(s) ? json_string(s) : NULL;
        if (!read) *why = "left out: it is no mail address";
    } else if (field->type == HSDS_MOMENT) {
        read = as_moment(s);
        if (!read) *why = "left out: it is no time as 2026-03-01T09:00:00Z";
    } else {
        read = as_word(s, field->words);
        if (!read) *why = "left out: it is none of the words that may stand here";
    }
    json_decref(text);
    return read;
}

static void scalar_clean(struct cleaning *cleaning, const struct work *work,
                         const struct hsds_field *field, json_t *value)
{
    const char *why = NULL;
    json_t *read = scalar_read(cleaning, field, value, &why);

    if (why) note_at(cleaning, work, field->name, why);
    if (read)
        json_object_set_new(work->object, field->name, read);
    else
        json_object_del(work->object, field->name);
}

/* Whether anything is left of the value when it has been cleaned. */
static bool says_something(struct cleaning *cleaning, const struct hsds_field *field,
                           const json_t *value)
{
    const char *why;
    json_t *read = value ? scalar_read(cleaning, field, value, &why) : NULL;

    json_decref(read);
    return read != NULL;
}

/* The first field without which the object is none; NULL: it can stand. */
static const char *lacks(struct cleaning *cleaning, const json_t *object, enum hsds_kind kind)
{
    const struct hsds_form *form = hsds_form(kind);

    for (size_t i = 0; i < form->count; i++) {
        const struct hsds_field *field = &form->fields[i];

        if (!field->needed || field->fill || field->type == HSDS_ID) continue;
        if (!says_something(cleaning, field, json_object_get(object, field->name)))
            return field->name;
    }
    return NULL;
}

/* Puts a part on the list of what is still to be cleaned. False: it cannot stand. */
static bool part_add(struct cleaning *cleaning, const struct work *work,
                     const struct hsds_field *field, json_t *part, size_t number)
{
    struct work *added;
    const char *missing = json_is_object(part) ? lacks(cleaning, part, field->kind) : field->name;
    char path[PATH_BYTES];
    struct str str;

    str_init(&str, path, sizeof path);
    str_addf(&str, "%s%s", work->path, field->name);
    if (field->type == HSDS_OBJECTS) str_addf(&str, "[%zu]", number);
    str_add(&str, ".");
    if (missing || cleaning->count == OBJECTS_MAX) {
        struct work place = { .kind = field->kind };

        memcpy(place.path, path, sizeof path);
        note_at(cleaning, &place, json_is_object(part) && missing ? missing : "",
                missing ? "missing; this part is left out" : "one too many; left out");
        return false;
    }
    if (cleaning->count == cleaning->size) {
        cleaning->size = cleaning->size ? 2 * cleaning->size : 64;
        cleaning->work = xrealloc(cleaning->work, cleaning->size, sizeof *cleaning->work);
    }
    added = &cleaning->work[cleaning->count++];
    *added = (struct work){ .object = part, .kind = field->kind };
    memcpy(added->path, path, sizeof path);
    return true;
}

/* Older feeds have "English, Spanish" where there are objects with names now. */
static json_t *objects_of_words(const char *words)
{
    json_t *list = json_array();

    while (*words) {
        size_t start = strspn(words, " ,;"), len = strcspn(words + start, ",;");

        if (len) json_array_append_new(list, json_pack("{s:s%}", "name", words + start, len));
        words += start + len;
    }
    return list;
}

static bool has_names(enum hsds_kind kind)
{
    return kind == HSDS_LANGUAGE || kind == HSDS_SERVICE_AREA;
}

static void parts_clean(struct cleaning *cleaning, const struct work *work,
                        const struct hsds_field *field, json_t *value)
{
    struct work at = *work; /* what is added may move the list */
    json_t *list = json_incref(value);

    if (json_is_string(value) && has_names(field->kind)) {
        json_decref(list);
        list = objects_of_words(json_string_value(value));
    } else if (json_is_object(value)) { /* one, where there could be many */
        json_decref(list);
        list = json_array();
        json_array_append(list, value);
    }
    for (size_t i = 0; i < json_array_size(list);)
        if (part_add(cleaning, &at, field, json_array_get(list, i), i))
            i++;
        else
            json_array_remove(list, i);
    if (json_array_size(list))
        json_object_set(at.object, field->name, list);
    else
        json_object_del(at.object, field->name);
    json_decref(list);
}

static void part_clean(struct cleaning *cleaning, const struct work *work,
                       const struct hsds_field *field, json_t *value)
{
    json_t *object = work->object;

    if (!part_add(cleaning, work, field, value, 0)) json_object_del(object, field->name);
}

/* ---- one object ---- */

static bool is_nothing(const json_t *value)
{
    return json_is_null(value) || (json_is_string(value) && !json_string_length(value)) ||
           (json_is_array(value) && !json_array_size(value)) ||
           (json_is_object(value) && !json_object_size(value));
}

static void nothings_drop(json_t *object)
{
    void *next, *at = json_object_iter(object);

    for (; at; at = next) {
        next = json_object_iter_next(object, at);
        if (is_nothing(json_object_iter_value(at)))
            json_object_del(object, json_object_iter_key(at));
    }
}

static void field_fill(struct cleaning *cleaning, const struct work *work,
                       const struct hsds_field *field)
{
    if (field->type == HSDS_ID) {
        json_object_set_new(work->object, field->name, id_by_place(cleaning, work));
        return;
    }
    if (!strcmp(field->name, "status"))
        note_at(cleaning, work, field->name, "missing: inactive until a person has looked at it");
    if (field->fill) json_object_set_new(work->object, field->name, json_string(field->fill));
}

static void field_clean(struct cleaning *cleaning, size_t number, const struct hsds_field *field)
{
    struct work work = cleaning->work[number];
    json_t *value = json_object_get(work.object, field->name);

    if (value && field->type == HSDS_OBJECTS)
        parts_clean(cleaning, &work, field, value);
    else if (value && field->type == HSDS_OBJECT)
        part_clean(cleaning, &work, field, value);
    else if (value)
        scalar_clean(cleaning, &work, field, value);
    if (field->needed && !json_object_get(work.object, field->name))
        field_fill(cleaning, &work, field);
}

static void object_clean(struct cleaning *cleaning, size_t number)
{
    const struct hsds_form *form = hsds_form(cleaning->work[number].kind);

    nothings_drop(cleaning->work[number].object);
    for (size_t i = 0; i < form->count; i++) field_clean(cleaning, number, &form->fields[i]);
}

/* The UUID it will have, as soon as it can be told. */
static void id_tell(struct cleaning *cleaning, const json_t *service)
{
    const char *why = NULL;
    json_t *text = as_text(json_object_get(service, "id"), true, &why);
    json_t *uuid =
        json_string_length(text) ? as_uuid(cleaning, json_string_value(text), HSDS_SERVICE) : NULL;

    cleaning->notes->id[0] = '\0';
    if (uuid) must(!STR_COPY(cleaning->notes->id, json_string_value(uuid)));
    json_decref(text);
    json_decref(uuid);
}

/* Objects of other kinds have ids and names as well, and are taken for no service. */
static const char *other_kind(const json_t *object)
{
    static const struct {
        const char *member, *kind;
    } signs[] = {
        { "location_type", "left out: it is a location, not a service" },
        { "taxonomy", "left out: it is a taxonomy term, not a service" },
        { "term_uri", "left out: it is a taxonomy term, not a service" },
        { "website", "left out: it is an organization, not a service" },
        { "year_incorporated", "left out: it is an organization, not a service" },
        { "legal_status", "left out: it is an organization, not a service" },
        { "tax_status", "left out: it is an organization, not a service" },
        { "openapi_url", "left out: it describes an API, it is not a service" },
        { "uri", "left out: it is a taxonomy or an organization, not a service" },
    };

    if (json_object_get(object, "status")) return NULL;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (json_object_get(object, signs[i].member)) return signs[i].kind;
    return NULL;
}

static bool service_can_stand(struct cleaning *cleaning, json_t *service)
{
    const char *missing;

    if (!json_is_object(service)) {
        hsds_refuse(cleaning->notes, "", "it is no JSON object");
        return false;
    }
    id_tell(cleaning, service);
    if (other_kind(service)) {
        hsds_refuse(cleaning->notes, "", other_kind(service));
        return false;
    }
    if (!cleaning->notes->id[0]) {
        hsds_refuse(cleaning->notes, "id", "missing");
        return false;
    }
    missing = lacks(cleaning, service, HSDS_SERVICE);
    if (missing) hsds_refuse(cleaning->notes, missing, "missing");
    return !missing;
}

bool hsds_clean(json_t *service, const char *feed, struct hsds_notes *notes)
{
    struct cleaning cleaning = { .feed = feed, .notes = notes };

    notes->id[0] = '\0';
    if (!service_can_stand(&cleaning, service)) return false;
    cleaning.size = 64;
    cleaning.work = xcalloc(cleaning.size, sizeof *cleaning.work);
    cleaning.work[cleaning.count++] = (struct work){ .object = service, .kind = HSDS_SERVICE };
    for (size_t i = 0; i < cleaning.count; i++) object_clean(&cleaning, i);
    free(cleaning.work);
    return true;
}
