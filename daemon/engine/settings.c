/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/settings.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct settings *settings_new(void)
{
    struct settings *settings = xcalloc(1, sizeof *settings);

    atomic_init(&settings->shares, 1);
    return settings;
}

struct settings *settings_share(struct settings *settings)
{
    atomic_fetch_add(&settings->shares, 1);
    return settings;
}

void settings_drop(struct settings *settings)
{
    if (!settings || atomic_fetch_sub(&settings->shares, 1) > 1) return;
    for (size_t i = 0; i < settings->phrases_count; i++)
        triage_phrases_free(settings->phrases[i].phrases);
    free(settings->resources);
    free(settings);
}

const struct line *settings_line(const struct settings *settings, const char *id)
{
    for (size_t i = 0; i < settings->line_count; i++)
        if (!strcmp(settings->lines[i].id, id)) return &settings->lines[i];
    return NULL;
}

const struct zone *settings_zone_of(const struct settings *settings, const struct line *line)
{
    for (size_t i = 0; i < settings->zone_count; i++)
        if (!strcmp(settings->zones[i].name, line->zone)) return &settings->zones[i];
    return &settings->zones[0];
}

const struct line *settings_line_by_number(const struct settings *settings, const char *e164)
{
    for (size_t i = 0; i < settings->line_count; i++)
        if (!strcmp(settings->lines[i].number.e164, e164)) return &settings->lines[i];
    return NULL;
}

const struct content *settings_content(const struct settings *settings, const char *language)
{
    for (size_t i = 0; i < settings->content_count; i++)
        if (!strcmp(settings->content[i].language, language)) return &settings->content[i];
    return settings->content_count ? &settings->content[0] : NULL;
}

const struct triage_phrases *settings_phrases(const struct settings *settings, const char *language)
{
    for (size_t i = 0; i < settings->phrases_count; i++)
        if (!strcmp(settings->phrases[i].language, language)) return settings->phrases[i].phrases;
    return NULL;
}

const struct waker *settings_waker(const struct settings *settings, const char *id)
{
    for (size_t i = 0; i < settings->waker_count; i++)
        if (!strcmp(settings->wakers[i].id, id)) return &settings->wakers[i];
    return NULL;
}

const struct zone *settings_zone(const struct settings *settings)
{
    return &settings->zones[0];
}
