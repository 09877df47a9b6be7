/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "setup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "edge/content_file.h"
#include "edge/phrases_file.h"
#include "edge/resources_file.h"
#include "edge/zone_file.h"

static bool has_content(const struct settings *settings, const char *language)
{
    for (size_t i = 0; i < settings->content_count; i++)
        if (!strcmp(settings->content[i].language, language)) return true;
    return false;
}

static enum err language_add(struct settings *settings, const char *dir, const char *language,
                             char *why, size_t why_size)
{
    struct triage_phrases *phrases;
    enum err err;

    if (has_content(settings, language)) return OK;
    if (settings->content_count == LANGUAGES_MAX) {
        snprintf(why, why_size, "more than %d languages in all lines", LANGUAGES_MAX);
        return ERR_INPUT;
    }
    err = content_file_load(dir, language, &settings->content[settings->content_count], why,
                            why_size);
    if (err) return err;
    settings->content_count++;
    phrases = phrases_file_new(dir, language, why, why_size);
    if (!phrases) return ERR_INPUT;
    settings->phrases[settings->phrases_count].phrases = phrases;
    return str_copy(settings->phrases[settings->phrases_count++].language,
                    sizeof settings->phrases[0].language, language);
}

static enum err zone_add(struct settings *settings, const char *dir, const char *name, char *why,
                         size_t why_size)
{
    for (size_t i = 0; i < settings->zone_count; i++)
        if (!strcmp(settings->zones[i].name, name)) return OK;
    return zone_file_load(dir, name, &settings->zones[settings->zone_count++], why, why_size);
}

static enum err line_add(struct settings *settings, const struct config *config,
                         const struct line *line, char *why, size_t why_size)
{
    struct line *ours = &settings->lines[settings->line_count++];
    enum err err;

    *ours = *line;
    ours->calls = provider_can_call(
        provider_type_get(provider_kind_name(config_provider(config, line->provider)->kind)));
    err = zone_add(settings, config->zoneinfo_dir, line->zone, why, why_size);
    for (size_t i = 0; i < line->language_count && !err; i++)
        err = language_add(settings, config->content_dir, line->languages[i], why, why_size);
    return err;
}

static void waker_add(struct settings *settings, const struct waker_config *from)
{
    struct waker *waker = &settings->wakers[settings->waker_count++];

    waker->way = from->type;
    must(!STR_COPY(waker->id, from->id) && !STR_COPY(waker->person, from->person));
}

static struct settings *settings_read(const struct config *config, char *why, size_t why_size)
{
    struct settings *settings = settings_new();
    struct resources resources = { 0 };
    enum err err = OK;

    settings->timing = config->timing;
    settings->disk_reserve = config->disk_reserve;
    must(!STR_COPY(settings->public_url, config->people_url));
    for (size_t i = 0; i < config->waker_count; i++) waker_add(settings, &config->wakers[i]);
    for (size_t i = 0; i < config->line_count && !err; i++)
        err = line_add(settings, config, &config->lines[i], why, why_size);
    if (!err && config->resources_file[0])
        err = resources_file_load(config->resources_file, &resources, why, why_size);
    settings->resources = resources.resource;
    settings->resource_count = resources.count;
    if (!err) return settings;
    settings_drop(settings);
    return NULL;
}

/* It works all the same: who may read it is the operator's to decide, and to be told. */
static void secret_look(FILE *file, const char *path)
{
    struct stat info;

    if (!fstat(fileno(file), &info) && info.st_mode & 007)
        log_warn("secret_open_to_all", "path=\"%s\"", path);
}

/* A secret is the first line of its file. */
static enum err secret_read(const char *path, char *out, size_t size, char *why, size_t why_size)
{
    FILE *file = fopen(path, "re");
    char *read = file ? fgets(out, (int)size, file) : NULL;
    bool whole = read && (strchr(out, '\n') || feof(file));

    if (!file)
        snprintf(why, why_size, "cannot read the secret %s: %s", path, strerror(errno));
    else if (!read)
        snprintf(why, why_size, "the secret file %s is empty", path);
    else if (!whole)
        snprintf(why, why_size, "the secret in %s is too long", path);
    if (file) {
        secret_look(file, path);
        fclose(file);
    }
    if (whole) out[strcspn(out, "\r\n")] = '\0';
    return whole ? OK : ERR_INPUT;
}

static enum err provider_fill(const struct config *config, const struct provider_config *from,
                              struct provider_settings *to, char *why, size_t why_size)
{
    enum err err = STR_COPY(to->id, from->id);

    if (!err) err = STR_COPY(to->type, provider_kind_name(from->kind));
    if (!err) err = STR_COPY(to->account_sid, from->account_sid);
    if (!err) err = STR_COPY(to->api_url, from->api_url);
    if (!err) err = STR_COPY(to->public_url, config->public_url);
    if (err) snprintf(why, why_size, "provider %s: a value is too long", from->id);
    if (!err && from->auth_token_file[0])
        err = secret_read(from->auth_token_file, to->auth_token, sizeof to->auth_token, why,
                          why_size);
    if (!err && from->auth_token_old_file[0])
        err = secret_read(from->auth_token_old_file, to->auth_token_old, sizeof to->auth_token_old,
                          why, why_size);
    return err ? err : provider_settings_check(to, why, why_size);
}

static enum err providers_read(struct setup *setup, char *why, size_t why_size)
{
    const struct config *config = &setup->config;
    enum err err = OK;

    for (size_t i = 0; i < config->provider_count && !err; i++)
        err = provider_fill(config, &config->providers[i], &setup->providers[i], why, why_size);
    return err;
}

static enum err waker_fill(const struct waker_config *from, struct waker_settings *to, char *why,
                           size_t why_size)
{
    enum err err = OK;

    to->way = from->type;
    to->inside = from->inside;
    must(!STR_COPY(to->id, from->id) && !STR_COPY(to->url, from->url));
    if (from->secret_file[0])
        err = secret_read(from->secret_file, to->secret, sizeof to->secret, why, why_size);
    if (!err && from->hook_secret_file[0])
        err = secret_read(from->hook_secret_file, to->hook_secret, sizeof to->hook_secret, why,
                          why_size);
    return err ? err : waker_settings_check(to, why, why_size);
}

static enum err wakers_read(struct setup *setup, char *why, size_t why_size)
{
    enum err err = OK;

    for (size_t i = 0; i < setup->config.waker_count && !err; i++)
        err = waker_fill(&setup->config.wakers[i], &setup->wakers[i], why, why_size);
    return err;
}

struct setup *setup_new(const char *config_path, char *why, size_t why_size)
{
    struct setup *setup = xcalloc(1, sizeof *setup);
    const struct config *config = &setup->config;
    enum err err = config_load(config_path, &setup->config, why, why_size);

    if (!err)
        err = password_list_load(&setup->passwords, config->blocked_passwords_file, why, why_size);
    if (!err) err = providers_read(setup, why, why_size);
    if (!err) err = wakers_read(setup, why, why_size);
    if (!err) setup->settings = settings_read(config, why, why_size);
    if (setup->settings) return setup;
    setup_free(setup);
    return NULL;
}

void setup_free(struct setup *setup)
{
    settings_drop(setup->settings);
    password_list_wipe(&setup->passwords);
    crypt_wipe(setup, sizeof *setup);
    free(setup);
}

const struct provider_config *setup_simulator(const struct config *config)
{
    for (size_t i = 0; i < config->provider_count; i++)
        if (config->providers[i].kind == PROVIDER_SIMULATOR) return &config->providers[i];
    return NULL;
}

const struct line *setup_line_of(const struct config *config, const char *provider)
{
    for (size_t i = 0; i < config->line_count; i++)
        if (!strcmp(config->lines[i].provider, provider)) return &config->lines[i];
    return NULL;
}
