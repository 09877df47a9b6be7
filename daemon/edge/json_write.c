/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/text.h"

#define SIZE_FIRST 512

void json_write_raw(struct json_writer *writer, const char *bytes, size_t len)
{
    if (writer->size - writer->len <= len) {
        writer->size = writer->size ? writer->size : SIZE_FIRST;
        while (writer->size - writer->len <= len) writer->size *= 2;
        writer->s = xrealloc(writer->s, writer->size, 1);
    }
    memcpy(writer->s + writer->len, bytes, len);
    writer->len += len;
    writer->s[writer->len] = '\0';
}

static void raw(struct json_writer *writer, const char *s)
{
    json_write_raw(writer, s, strlen(s));
}

/* Control characters, quotes and backslashes; all else goes as it is. */
static void quoted(struct json_writer *writer, const char *text)
{
    char escape[8];

    raw(writer, "\"");
    while (*text) {
        size_t plain = 0;

        while ((unsigned char)text[plain] >= 0x20 && text[plain] != '"' && text[plain] != '\\')
            plain++;
        json_write_raw(writer, text, plain);
        text += plain;
        if (!*text) break;
        snprintf(escape, sizeof escape, "\\u%04x", (unsigned)(unsigned char)*text++);
        raw(writer, escape);
    }
    raw(writer, "\"");
}

/* The comma and the name before a value. */
static void member(struct json_writer *writer, const char *name)
{
    if (writer->comma) raw(writer, ",");
    writer->comma = true;
    if (!name) return;
    quoted(writer, name);
    raw(writer, ":");
}

void json_write_open(struct json_writer *writer, const char *name, char bracket)
{
    member(writer, name);
    json_write_raw(writer, &bracket, 1);
    writer->comma = false;
}

void json_write_close(struct json_writer *writer, char bracket)
{
    json_write_raw(writer, &bracket, 1);
    writer->comma = true;
}

void json_write_null(struct json_writer *writer, const char *name)
{
    member(writer, name);
    raw(writer, "null");
}

void json_write_text(struct json_writer *writer, const char *name, const char *text)
{
    if (!text) {
        json_write_null(writer, name);
        return;
    }
    member(writer, name);
    quoted(writer, text);
}

void json_write_some(struct json_writer *writer, const char *name, const char *text)
{
    json_write_text(writer, name, *text ? text : NULL);
}

void json_write_number(struct json_writer *writer, const char *name, int64_t number)
{
    char digits[24];
    struct str str;

    str_init(&str, digits, sizeof digits);
    str_add_number(&str, number);
    member(writer, name);
    json_write_raw(writer, str.s, str.len);
}

void json_write_bool(struct json_writer *writer, const char *name, bool value)
{
    member(writer, name);
    raw(writer, value ? "true" : "false");
}

void json_write_time(struct json_writer *writer, const char *name, ms time)
{
    time_t seconds = (time_t)(time / 1000);
    char out[40];
    struct tm utc;
    size_t len;

    if (time <= 0 || !gmtime_r(&seconds, &utc)) {
        json_write_null(writer, name);
        return;
    }
    len = strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out + len, sizeof out - len, ".%03dZ", (int)(time % 1000));
    json_write_text(writer, name, out);
}

void json_write_id(struct json_writer *writer, const char *name, char letter, int64_t id)
{
    char out[32] = { letter, '_' };
    struct str digits;

    str_init(&digits, out + 2, sizeof out - 2);
    str_add_number(&digits, id);
    json_write_text(writer, name, id ? out : NULL);
}

void json_write_base64(struct json_writer *writer, const char *name, const uint8_t *bytes,
                       size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    member(writer, name);
    raw(writer, "\"");
    for (size_t i = 0; i < len; i += 3) {
        size_t here = len - i < 3 ? len - i : 3;
        uint32_t three = (uint32_t)bytes[i] << 16;
        char out[4] = { '=', '=', '=', '=' };

        if (here > 1) three |= (uint32_t)bytes[i + 1] << 8;
        if (here > 2) three |= bytes[i + 2];
        for (size_t k = 0; k <= here; k++) out[k] = digits[three >> (18 - 6 * k) & 63];
        json_write_raw(writer, out, sizeof out);
    }
    raw(writer, "\"");
}

void json_writer_wipe(struct json_writer *writer)
{
    if (writer->s) crypt_wipe(writer->s, writer->size);
    free(writer->s);
    *writer = (struct json_writer){ 0 };
}
