/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_SETTINGS_H
#define ENGINE_SETTINGS_H
/*
 * settings.h — everything the engine is told and does not decide: lines, times, content,
 * phrases, the directory. Made whole by setup.c, never changed afterwards; a reload makes a new
 * one. Engine and reader each hold a share; the last to let go frees it.
 */
#include "rules/content.h"
#include "rules/model.h"
#include "rules/triage.h"
#include "rules/zone.h"

struct settings {
    size_t line_count;
    struct line lines[LINES_MAX];
    char public_url[256]; /* links in pages begin with it */
    size_t zone_count;
    struct zone zones[LINES_MAX]; /* of all lines, the first line's first */
    size_t waker_count;
    struct waker wakers[WAKERS_MAX];
    struct timing timing;
    int64_t disk_reserve; /* bytes */
    size_t content_count;
    struct content content[LANGUAGES_MAX];
    size_t phrases_count;
    struct {
        char language[LANGUAGE_BYTES_MAX + 1];
        struct triage_phrases *phrases; /* owned */
    } phrases[LANGUAGES_MAX];
    size_t resource_count;      /* what an empty directory begins with */
    struct resource *resources; /* owned */
    _Atomic int shares;
};

/* All empty, with one share. */
struct settings *settings_new(void);
struct settings *settings_share(struct settings *settings);
void settings_drop(struct settings *settings);

/* Borrowed looks; NULL when there is none. Where a language has no content, the first one's. */
const struct line *settings_line(const struct settings *settings, const char *id);
const struct line *settings_line_by_number(const struct settings *settings, const char *e164);
const struct content *settings_content(const struct settings *settings, const char *language);
const struct triage_phrases *settings_phrases(const struct settings *settings,
                                              const char *language);
const struct waker *settings_waker(const struct settings *settings, const char *id);

/* The clocks of a line. */
const struct zone *settings_zone_of(const struct settings *settings, const struct line *line);

/* Where the clock of the first line hangs: the directory is that of all lines. */
const struct zone *settings_zone(const struct settings *settings);

#endif
