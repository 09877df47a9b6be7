/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"
#include "config_options.h"
#include "config_value.h"
#include "edge/address.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024)
#define PLACE_BYTES_MAX 127

/* An object of the file that is still to be read. */
struct pending {
    json_t *object;
    const struct option_group *group;
    char *row;
    char place[PLACE_BYTES_MAX + 1]; /* "lines[0].", for messages */
};

/* The file, its providers, wakers and lines with their ladders and policies, and the times. */
#define PENDING_MAX (2 + PROVIDERS_MAX + WAKERS_MAX + LINES_MAX * (2 + LADDER_STEPS_MAX))

/* Objects wait in a queue instead of being read one inside the other. */
struct reader {
    const char *path;
    char folder[PATH_BYTES_MAX + 1]; /* with a slash at its end; empty: the working directory */
    char *why;
    size_t why_size;
    size_t count;
    struct pending pending[PENDING_MAX];
};

__attribute__((format(printf, 2, 3))) static enum err refuse(struct reader *reader,
                                                             const char *format, ...)
{
    struct str why;
    va_list args;

    str_init(&why, reader->why, reader->why_size);
    str_addf(&why, "%s: ", reader->path);
    va_start(args, format);
    vsnprintf(reader->why + why.len, reader->why_size - why.len, format, args);
    va_end(args);
    return ERR_INPUT;
}

/* ---- the shape of the file ---- */

static void pending_add(struct reader *reader, json_t *object, const struct option_group *group,
                        char *row, const char *place)
{
    struct pending *pending = &reader->pending[reader->count++];

    must(reader->count <= PENDING_MAX);
    *pending = (struct pending){ .object = object, .group = group, .row = row };
    must(!STR_COPY(pending->place, place));
}

static enum err read_list(struct reader *reader, const struct pending *in,
                          const struct option *option, const json_t *list)
{
    size_t count = json_array_size(list);
    char place[PLACE_BYTES_MAX + 1];

    if (!json_is_array(list)) return refuse(reader, "%s%s must be a list", in->place, option->name);
    if ((int64_t)count < option->min || (int64_t)count > option->max)
        return refuse(reader, "%s%s has %zu entries, but %lld to %lld are possible", in->place,
                      option->name, count, (long long)option->min, (long long)option->max);
    for (size_t i = 0; i < count; i++) {
        snprintf(place, sizeof place, "%s%s[%zu].", in->place, option->name, i);
        pending_add(reader, json_array_get(list, i), option->group,
                    in->row + option->at + i * option->group->size, place);
    }
    memcpy(in->row + option->count_at, &count, sizeof count);
    return OK;
}

static enum err refuse_word(struct reader *reader, const char *place, const struct option *option)
{
    char words[256];
    struct str list;

    str_init(&list, words, sizeof words);
    for (int number = 0; number < option->max; number++)
        str_addf(&list, "%s%s", number ? ", " : "", option->word(number));
    return refuse(reader, "%s%s is not one of %s", place, option->name, words);
}

static enum err read_value(struct reader *reader, const struct pending *in,
                           const struct option *option, json_t *json)
{
    char place[PLACE_BYTES_MAX + 1];
    const char *trouble;

    if (option->kind == OPTION_LIST) return read_list(reader, in, option, json);
    if (option->kind == OPTION_OBJECT) {
        snprintf(place, sizeof place, "%s%s.", in->place, option->name);
        pending_add(reader, json, option->group, in->row + option->at, place);
        return OK;
    }
    trouble = config_value_read(option, json, reader->folder, in->row);
    if (!trouble) return OK;
    if (option->kind == OPTION_WORD && json_is_string(json))
        return refuse_word(reader, in->place, option);
    return refuse(reader, "%s%s %s", in->place, option->name, trouble);
}

static enum err refuse_unknown(struct reader *reader, const struct pending *in, const char *key)
{
    const char *known[OPTIONS_MAX], *nearest;

    for (size_t i = 0; i < in->group->count; i++) known[i] = in->group->options[i].name;
    nearest = nearest_word(key, known, in->group->count);
    if (!nearest) return refuse(reader, "%s%s is not an option", in->place, key);
    return refuse(reader, "%s%s is not an option; did you mean %s?", in->place, key, nearest);
}

/* Fills in what the file leaves out, so that reading knows no defaults. */
static enum err add_presets(struct reader *reader, const struct pending *in, json_t *object)
{
    for (size_t i = 0; i < in->group->count; i++) {
        const struct option *option = &in->group->options[i];

        if (json_object_get(object, option->name)) continue;
        if (option->presence == OPTION_NEEDED)
            return refuse(reader, "%s%s is missing. %s", in->place, option->name, option->help);
        if (option->presence == OPTION_PRESET && option->value)
            must(!json_object_set_new(object, option->name, option_value(option)));
    }
    return OK;
}

static enum err read_object(struct reader *reader, const struct pending *in)
{
    json_t *object = in->object;
    const char *key;
    json_t *value;
    enum err err;

    if (!json_is_object(object))
        return refuse(reader, "%s must be an object", *in->place ? in->place : "it");
    json_object_foreach(object, key, value) if (!option_find(in->group, key)) return refuse_unknown(
        reader, in, key);
    err = add_presets(reader, in, object);
    for (size_t i = 0; i < in->group->count && !err; i++) {
        const struct option *option = &in->group->options[i];

        value = json_object_get(object, option->name);
        if (value) err = read_value(reader, in, option, value);
    }
    return err;
}

static enum err read_all(struct reader *reader, json_t *root, struct config *config)
{
    enum err err = OK;

    pending_add(reader, root, option_groups[0], (char *)config, "");
    for (size_t i = 0; i < reader->count && !err; i++)
        err = read_object(reader, &reader->pending[i]);
    return err;
}

/* ---- what must fit together ---- */

static enum err check_provider(struct reader *reader, const struct config *config, size_t at)
{
    const struct provider_config *provider = &config->providers[at];

    if (config_provider(config, provider->id) != provider)
        return refuse(reader, "providers[%zu].id %s is there twice", at, provider->id);
    if (provider->kind == PROVIDER_TWILIO &&
        (!*provider->account_sid || !*provider->auth_token_file))
        return refuse(reader, "providers[%zu] needs account_sid and auth_token_file", at);
    if (provider->kind == PROVIDER_SIMULATOR && !address_names_loopback(config->listen))
        return refuse(reader,
                      "providers[%zu] is a simulator: only with a listen address on this "
                      "machine alone, such as 127.0.0.1:8080",
                      at);
    return OK;
}

static bool way_is_service(enum way way)
{
    return way != WAY_TEXT && way != WAY_CALL;
}

/* Ids of wakers and providers are both the second word of an address under /hooks. */
static enum err check_waker(struct reader *reader, const struct config *config, size_t at)
{
    const struct waker_config *waker = &config->wakers[at];

    if (config_waker(config, waker->id) != waker || config_provider(config, waker->id))
        return refuse(reader, "wakers[%zu].id %s is there twice", at, waker->id);
    if (!way_is_service(waker->type))
        return refuse(reader, "wakers[%zu].type must be a service, not text or call", at);
    return OK;
}

/* A service's way is its own, so that nobody has to say it twice. */
static enum err step_waker_fill(struct reader *reader, const struct config *config,
                                struct ladder_step *step, size_t at, size_t i)
{
    const struct waker_config *waker = config_waker(config, step->waker);

    if ((step->who == LADDER_WAKER) != (*step->waker != '\0'))
        return refuse(reader, "lines[%zu].ladder[%zu] has a waker exactly when who is waker", at,
                      i);
    if (step->who != LADDER_WAKER && way_is_service(step->way))
        return refuse(reader, "lines[%zu].ladder[%zu].way is text or call for people", at, i);
    if (step->who != LADDER_WAKER) return OK;
    if (!waker)
        return refuse(reader, "lines[%zu].ladder[%zu].waker %s is not one of wakers", at, i,
                      step->waker);
    step->way = waker->type;
    return OK;
}

static enum err check_ladder(struct reader *reader, struct config *config, size_t at)
{
    struct ladder *ladder = &config->lines[at].ladder;

    for (size_t i = 0; i < ladder->count; i++) {
        struct ladder_step *step = &ladder->step[i];
        enum err err = step_waker_fill(reader, config, step, at, i);

        if (err) return err;
        if ((step->who == LADDER_NUMBER) != (*step->number.e164 != '\0'))
            return refuse(reader, "lines[%zu].ladder[%zu] has a number exactly when who is number",
                          at, i);
        if (i && step->after < step[-1].after)
            return refuse(reader, "lines[%zu].ladder[%zu] comes before the step above it", at, i);
    }
    return OK;
}

static enum err check_line(struct reader *reader, struct config *config, size_t at)
{
    const struct line *line = &config->lines[at];

    for (size_t i = 0; i < at; i++) {
        if (!strcmp(config->lines[i].id, line->id))
            return refuse(reader, "lines[%zu].id %s is there twice", at, line->id);
        if (!strcmp(config->lines[i].number.e164, line->number.e164))
            return refuse(reader, "lines[%zu].number is there twice", at);
    }
    if (!config_provider(config, line->provider))
        return refuse(reader, "lines[%zu].provider %s is not one of providers", at, line->provider);
    return check_ladder(reader, config, at);
}

static void people_url_fill(struct config *config)
{
    const char *host = url_host(config->public_url);
    size_t scheme = (size_t)(strstr(config->public_url, "://") + 3 - config->public_url);
    struct str url;

    str_init(&url, config->people_url, sizeof config->people_url);
    str_add_len(&url, config->public_url, scheme);
    str_add(&url, host);
}

static enum err check_all(struct reader *reader, struct config *config)
{
    enum err err = OK;

    if (strlen(config->control_socket) >= sizeof((struct sockaddr_un *)NULL)->sun_path)
        return refuse(reader, "control_socket is too long for a socket's name");
    for (size_t i = 0; i < config->provider_count && !err; i++)
        err = check_provider(reader, config, i);
    for (size_t i = 0; i < config->waker_count && !err; i++) err = check_waker(reader, config, i);
    for (size_t i = 0; i < config->line_count && !err; i++) err = check_line(reader, config, i);
    return err;
}

/* ---- the whole ---- */

static enum err reader_init(struct reader *reader, const char *path, char *why, size_t why_size)
{
    const char *slash = strrchr(path, '/');
    size_t folder_len = slash ? (size_t)(slash - path) + 1 : 0;

    *reader = (struct reader){ .path = path, .why = why, .why_size = why_size };
    if (str_copy_len(reader->folder, sizeof reader->folder, path, folder_len))
        return refuse(reader, "the path is too long");
    return OK;
}

static enum err read_text(struct reader *reader, const char *bytes, size_t len,
                          struct config *config)
{
    json_error_t error;
    json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
    enum err err;

    if (!root) return refuse(reader, "line %d: %s", error.line, error.text);
    err = read_all(reader, root, config);
    json_decref(root);
    if (err) return err;
    people_url_fill(config);
    return check_all(reader, config);
}

enum err config_load(const char *path, struct config *config, char *why, size_t why_size)
{
    struct reader reader;
    char *bytes;
    size_t len;
    enum err err;

    *config = (struct config){ 0 };
    err = reader_init(&reader, path, why, why_size);
    if (!err) err = file_read(path, FILE_BYTES_MAX, &bytes, &len, why, why_size);
    if (err) return err;
    err = read_text(&reader, bytes, len, config);
    free(bytes);
    return err;
}

const struct provider_config *config_provider(const struct config *config, const char *id)
{
    for (size_t i = 0; i < config->provider_count; i++)
        if (!strcmp(config->providers[i].id, id)) return &config->providers[i];
    return NULL;
}

const struct waker_config *config_waker(const struct config *config, const char *id)
{
    for (size_t i = 0; i < config->waker_count; i++)
        if (!strcmp(config->wakers[i].id, id)) return &config->wakers[i];
    return NULL;
}
