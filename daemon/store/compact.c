/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/compact.h"

#include <string.h>

#define SPAN_MAX INT64_C(1000000000000) /* ms; 31 years */

/* The way through a text; once something does not fit, nothing after it does. */
struct cursor {
    const char *at;
    bool failed;
};

/* A decimal number up to `max` and the border after it. */
static int64_t take_number(struct cursor *cursor, int64_t max, char border)
{
    int64_t number = 0;
    const char *from = cursor->at;

    for (; !cursor->failed && *cursor->at >= '0' && *cursor->at <= '9'; cursor->at++) {
        number = number * 10 + (*cursor->at - '0');
        if (number > max) cursor->failed = true;
    }
    if (cursor->at == from || *cursor->at != border) cursor->failed = true;
    if (cursor->failed) return 0;
    cursor->at++;
    return number;
}

/* "len:bytes" */
static void take_counted(struct cursor *cursor, char *to, size_t size)
{
    size_t len = (size_t)take_number(cursor, (int64_t)size - 1, ':');

    if (!cursor->failed && strnlen(cursor->at, len) < len) cursor->failed = true;
    if (cursor->failed || str_copy_len(to, size, cursor->at, len)) {
        cursor->failed = true;
        return;
    }
    cursor->at += len;
}

/* One of our own words and the border after it. */
static void take_word(struct cursor *cursor, char border, char *to, size_t size)
{
    const char *end = cursor->failed ? NULL : strchr(cursor->at, border);

    to[0] = '\0';
    if (!end || str_copy_len(to, size, cursor->at, (size_t)(end - cursor->at))) {
        cursor->failed = true;
        return;
    }
    cursor->at = end + 1;
}

static void take_border(struct cursor *cursor, char border)
{
    if (cursor->failed || *cursor->at != border) {
        cursor->failed = true;
        return;
    }
    cursor->at++;
}

static void add_counted(struct str *out, const char *word)
{
    str_addf(out, "%zu:%s", strlen(word), word);
}

void languages_write(struct str *out, const char languages[][LANGUAGE_BYTES_MAX + 1])
{
    for (size_t i = 0; i < LANGUAGES_MAX; i++)
        if (languages[i][0]) add_counted(out, languages[i]);
}

bool languages_read(const char *text, char languages[][LANGUAGE_BYTES_MAX + 1])
{
    struct cursor cursor = { .at = text };

    for (size_t i = 0; i < LANGUAGES_MAX; i++) {
        languages[i][0] = '\0';
        if (*cursor.at) take_counted(&cursor, languages[i], LANGUAGE_BYTES_MAX + 1);
        if (cursor.failed) return false;
    }
    return !*cursor.at;
}

void media_write(struct str *out, const struct message *message)
{
    must(message->media_count <= MEDIA_MAX);
    for (size_t i = 0; i < message->media_count; i++) add_counted(out, message->media[i].type);
}

bool media_read(const char *text, struct message *message)
{
    struct cursor cursor = { .at = text };
    size_t count = 0;

    for (; *cursor.at && !cursor.failed && count < MEDIA_MAX; count++)
        take_counted(&cursor, message->media[count].type, sizeof message->media[count].type);
    message->media_count = count;
    return !cursor.failed && !*cursor.at;
}

void reasons_write(struct str *out, const struct reasons *reasons)
{
    must(reasons->count <= REASONS_MAX);
    for (size_t i = 0; i < reasons->count; i++) {
        const struct reason *reason = &reasons->reason[i];

        add_counted(out, reason->rule);
        str_addf(out, "@%u+%u/%s/%s;", reason->start, reason->len, tier_name(reason->tier),
                 reason_source_name(reason->source));
    }
}

static void reason_take(struct cursor *cursor, struct reason *reason)
{
    char tier[16], source[16];

    take_counted(cursor, reason->rule, sizeof reason->rule);
    take_border(cursor, '@');
    reason->start = (uint16_t)take_number(cursor, UINT16_MAX, '+');
    reason->len = (uint16_t)take_number(cursor, UINT16_MAX, '/');
    take_word(cursor, '/', tier, sizeof tier);
    take_word(cursor, ';', source, sizeof source);
    if (!tier_from_name(tier, &reason->tier) || !reason_source_from_name(source, &reason->source))
        cursor->failed = true;
}

bool reasons_read(const char *text, struct reasons *reasons)
{
    struct cursor cursor = { .at = text };
    size_t count = 0;

    for (; *cursor.at && !cursor.failed && count < REASONS_MAX; count++)
        reason_take(&cursor, &reasons->reason[count]);
    reasons->count = count;
    return !cursor.failed && !*cursor.at;
}

void ladder_write(struct str *out, const struct ladder *ladder)
{
    must(ladder->count <= LADDER_STEPS_MAX);
    for (size_t i = 0; i < ladder->count; i++) {
        const struct ladder_step *step = &ladder->step[i];

        must(step->after >= 0 && step->after <= SPAN_MAX);
        str_addf(out, "%lld/%s/%s/", (long long)step->after, ladder_who_name(step->who),
                 way_name(step->way));
        add_counted(out, step->number.e164);
        add_counted(out, step->waker);
        str_add(out, ";");
    }
}

static void step_take(struct cursor *cursor, struct ladder_step *step)
{
    char who[16], way[16];

    step->after = take_number(cursor, SPAN_MAX, '/');
    take_word(cursor, '/', who, sizeof who);
    take_word(cursor, '/', way, sizeof way);
    take_counted(cursor, step->number.e164, sizeof step->number.e164);
    take_counted(cursor, step->waker, sizeof step->waker);
    take_border(cursor, ';');
    if (!ladder_who_from_name(who, &step->who) || !way_from_name(way, &step->way))
        cursor->failed = true;
}

bool ladder_read(const char *text, struct ladder *ladder)
{
    struct cursor cursor = { .at = text };
    size_t count = 0;

    for (; *cursor.at && !cursor.failed && count < LADDER_STEPS_MAX; count++)
        step_take(&cursor, &ladder->step[count]);
    ladder->count = count;
    return !cursor.failed && !*cursor.at;
}
