/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config_value.h"

#include <string.h>

#include "base/text.h"
#include "edge/address.h"

/* What a value is read into, and with what. */
struct place {
    const struct option *option;
    const char *folder;
    char *row, *field;
};

static const char *const too_long = "is too long";

static bool is_lower_word(const char *s)
{
    return *s && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-")];
}

static bool has_control_characters(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || *s == 0x7f) return true;
    return false;
}

static const char *copy(const struct place *place, const char *s)
{
    return str_copy(place->field, place->option->size, s) ? too_long : NULL;
}

static const char *read_note(const struct place *place, const char *s)
{
    (void)place;
    (void)s;
    return NULL;
}

static const char *read_id(const struct place *place, const char *s)
{
    if (!is_lower_word(s)) return "may only have the letters a-z, digits and dashes";
    return copy(place, s);
}

const char *url_host(const char *url)
{
    const char *authority = strstr(url, "://") + 3;
    const char *login_end = memrchr(authority, '@', strcspn(authority, "/"));

    return login_end ? login_end + 1 : authority;
}

static const char *read_address(const struct place *place, const char *s)
{
    const char *colon = strrchr(s, ':');
    int64_t port;

    if (!colon || colon == s || number_parse(colon + 1, 0, 65535, &port))
        return "must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080";
    return copy(place, s);
}

/* A host, perhaps a port and a path, and nothing else; before it a login where one is allowed. */
static const char *url_trouble(const char *url, bool login_allowed)
{
    const char *authority = strstr(url, "://") + 3;
    const char *host = url_host(url);

    if (!*host || *host == '/' || *host == ':') return "names no host";
    if (strpbrk(authority, " ?#\\\"<>") || strchr(host, '@') ||
        (host > authority && !login_allowed))
        return "must be a plain address: scheme, host, port and path";
    if (host[strlen(host) - 1] == '/') return "must not end with a slash";
    return NULL;
}

static const char *read_url(const struct place *place, const char *s)
{
    bool secure = !strncmp(s, "https://", 8);
    const char *trouble;

    if (!secure && strncmp(s, "http://", 7)) return "must begin with https://";
    trouble = url_trouble(s, place->option->login);
    if (trouble) return trouble;
    if (!secure && !address_names_loopback(url_host(s)))
        return "must begin with https://; http is for this machine alone";
    return copy(place, s);
}

static const char *read_path(const struct place *place, const char *s)
{
    struct str path;

    str_init(&path, place->field, place->option->size);
    if (*s != '/') str_add(&path, place->folder);
    str_add(&path, s);
    return path.cut ? too_long : NULL;
}

static const char *read_storage(const struct place *place, const char *s)
{
    if (strncmp(s, "sqlite:", 7) || !s[7]) return "must be sqlite: and a path";
    return read_path(place, s + 7);
}

static const char *read_phone(const struct place *place, const char *s)
{
    if (!phone_is_valid(s)) return "must be + and up to 15 digits, or a short code";
    return copy(place, s);
}

/* The milliseconds of one unit, or 0. */
static int64_t unit_span(const char *unit)
{
    if (!strcmp(unit, "ms")) return 1;
    if (!strcmp(unit, "s")) return SECONDS(1);
    if (!strcmp(unit, "m")) return MINUTES(1);
    if (!strcmp(unit, "h")) return HOURS(1);
    if (!strcmp(unit, "d")) return DAYS(1);
    return 0;
}

/* The bytes of one unit, or 0. */
static int64_t unit_bytes(const char *unit)
{
    if (!strcmp(unit, "MB")) return INT64_C(1) << 20;
    return strcmp(unit, "GB") ? 0 : INT64_C(1) << 30;
}

/* A number with its unit, which is worth something. */
static bool amount_read(const char *s, int64_t (*worth)(const char *unit), int64_t *amount)
{
    size_t digits = strspn(s, "0123456789");
    int64_t unit = worth(s + digits), number;
    char figure[16];

    if (!unit || str_copy_len(figure, sizeof figure, s, digits) ||
        number_parse(figure, 0, INT64_C(100000000), &number))
        return false;
    *amount = number * unit;
    return true;
}

static const char *amount_put(const struct place *place, int64_t amount)
{
    if (amount < place->option->min) return "is too short";
    if (amount > place->option->max) return too_long;
    memcpy(place->field, &amount, sizeof amount);
    return NULL;
}

static const char *read_time(const struct place *place, const char *s)
{
    int64_t span;

    if (!amount_read(s, unit_span, &span))
        return "must be a number with its unit: ms, s, m, h or d, such as \"60s\"";
    return amount_put(place, span);
}

static const char *read_size(const struct place *place, const char *s)
{
    int64_t bytes;

    if (!amount_read(s, unit_bytes, &bytes))
        return "must be a number with its unit: MB or GB, such as \"256MB\"";
    return amount_put(place, bytes);
}

/* Enums are written as ints: `size` of the option says that they are. */
static const char *read_word(const struct place *place, const char *s)
{
    for (int number = 0; number < place->option->max; number++) {
        if (strcmp(place->option->word(number), s)) continue;
        must(place->option->size == sizeof number);
        memcpy(place->field, &number, sizeof number);
        return NULL;
    }
    return "is not one of the words allowed here";
}

/* "09:00" as minutes of the day, or -1. */
static int minutes_read(const char *s)
{
    char parts[2][3];
    int64_t hour, minute;

    if (strlen(s) < 5 || s[2] != ':' || str_copy_len(parts[0], sizeof parts[0], s, 2) ||
        str_copy_len(parts[1], sizeof parts[1], s + 3, 2) || number_parse(parts[0], 0, 23, &hour) ||
        number_parse(parts[1], 0, 59, &minute))
        return -1;
    return (int)(60 * hour + minute);
}

static const char *read_hours(const struct place *place, const char *s)
{
    struct day_hours hours = { .opens = minutes_read(s), .closes = -1 };

    if (strlen(s) == 11 && s[5] == '-') hours.closes = minutes_read(s + 6);
    if (hours.opens < 0 || hours.closes < 0) return "must be two times of day, such as 09:00-20:00";
    memcpy(place->field, &hours, sizeof hours);
    return NULL;
}

/* Of the kinds that are strings in the file; the others have functions of another shape. */
static const char *(*const read_string[])(const struct place *place, const char *s) = {
    [OPTION_NOTE] = read_note,       [OPTION_STRING] = copy,      [OPTION_ID] = read_id,
    [OPTION_ADDRESS] = read_address, [OPTION_URL] = read_url,     [OPTION_PATH] = read_path,
    [OPTION_STORAGE] = read_storage, [OPTION_PHONE] = read_phone, [OPTION_TIME] = read_time,
    [OPTION_SIZE] = read_size,       [OPTION_WORD] = read_word,   [OPTION_LANGUAGES] = NULL,
    [OPTION_HOURS] = read_hours,
};

static const char *read_bool(const struct place *place, const json_t *json)
{
    bool value = json_is_true(json);

    if (!json_is_boolean(json)) return "must be true or false";
    memcpy(place->field, &value, sizeof value);
    return NULL;
}

static const char *read_languages(const struct place *place, const json_t *json)
{
    size_t count = json_array_size(json);
    const size_t code_size = LANGUAGE_BYTES_MAX + 1;

    if (!json_is_array(json)) return "must be a list of language codes, such as [\"en\"]";
    if ((int64_t)count < place->option->min) return "is empty";
    if ((int64_t)count > place->option->max) return "has too many entries";
    for (size_t i = 0; i < count; i++) {
        const char *code = json_string_value(json_array_get(json, i));

        if (!code || !is_lower_word(code)) return "has an entry that is no language code";
        if (str_copy(place->field + i * code_size, code_size, code)) return too_long;
    }
    memcpy(place->row + place->option->count_at, &count, sizeof count);
    return NULL;
}

const char *config_value_read(const struct option *option, const json_t *json, const char *folder,
                              void *row)
{
    struct place place = { option, folder, row, (char *)row + option->at };
    const char *s = json_string_value(json);

    if (option->kind == OPTION_BOOL) return read_bool(&place, json);
    if (option->kind == OPTION_LANGUAGES) return read_languages(&place, json);
    if (option->kind == OPTION_TIME && json_is_number(json))
        return "is a bare number; a time needs its unit, such as \"60s\"";
    if (!s) return "must be a string";
    if (!*s) return "is empty";
    if (has_control_characters(s)) return "has a control character";
    return read_string[option->kind](&place, s);
}
