/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum err str_copy_len(char *to, size_t size, const char *from, size_t len)
{
    to[0] = '\0';
    if (len >= size || memchr(from, '\0', len)) return ERR_INPUT;
    memcpy(to, from, len);
    to[len] = '\0';
    return OK;
}

enum err str_copy(char *to, size_t size, const char *from)
{
    return str_copy_len(to, size, from, strlen(from));
}

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

/* The length of the well-formed sequence at s, at most `left` bytes, or 0. Unicode table 3-7. */
static size_t utf8_sequence(const unsigned char *s, size_t left)
{
    if (s[0] < 0x80) return 1;
    if (s[0] < 0xc2 || s[0] > 0xf4) return 0;
    if (left < 2 || !is_tail(s[1])) return 0;
    if (s[0] < 0xe0) return 2;
    if (left < 3 || !is_tail(s[2])) return 0;
    if (s[0] == 0xe0 && s[1] < 0xa0) return 0;
    if (s[0] == 0xed && s[1] > 0x9f) return 0;
    if (s[0] < 0xf0) return 3;
    if (left < 4 || !is_tail(s[3])) return 0;
    if (s[0] == 0xf0 && s[1] < 0x90) return 0;
    if (s[0] == 0xf4 && s[1] > 0x8f) return 0;
    return 4;
}

bool utf8_is_valid(const char *s, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t step = utf8_sequence((const unsigned char *)s + at, len - at);

        if (!step) return false;
        at += step;
    }
    return true;
}

uint32_t utf8_next(const char *s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s + *at;
    uint32_t point;
    size_t len;

    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    point = p[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) point = point << 6 | (p[i] & 0x3f);
    *at += len;
    return point;
}

size_t utf8_count(const char *s, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++) count += ((unsigned char)s[i] & 0xc0) != 0x80;
    return count;
}

bool phone_is_valid(const char *s)
{
    bool international = s[0] == '+';
    size_t digits = 0;

    for (s += international; *s; s++, digits++)
        if (*s < '0' || *s > '9') return false;
    return international ? digits >= 3 && digits <= 15 : digits >= 3 && digits <= 8;
}

void str_init(struct str *str, char *buffer, size_t size)
{
    must(size > 0);
    *str = (struct str){ .s = buffer, .size = size };
    buffer[0] = '\0';
}

void str_add_len(struct str *str, const char *s, size_t len)
{
    if (str->cut || len >= str->size - str->len) {
        str->cut = true;
        return;
    }
    memcpy(str->s + str->len, s, len);
    str->len += len;
    str->s[str->len] = '\0';
}

void str_add(struct str *str, const char *s)
{
    str_add_len(str, s, strlen(s));
}

void str_add_number(struct str *str, int64_t number)
{
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    char digits[20];
    size_t at = sizeof digits;

    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) str_add(str, "-");
    str_add_len(str, digits + at, sizeof digits - at);
}

void str_addf(struct str *str, const char *format, ...)
{
    size_t room = str->size - str->len;
    va_list args;
    int len;

    if (str->cut) return;
    va_start(args, format);
    len = vsnprintf(str->s + str->len, room, format, args);
    va_end(args);
    if (len < 0 || (size_t)len >= room) {
        str->s[str->len] = '\0';
        str->cut = true;
        return;
    }
    str->len += (size_t)len;
}

enum err number_parse(const char *s, int64_t min, int64_t max, int64_t *number)
{
    char *end;
    long long value;

    if (*s != '-' && (*s < '0' || *s > '9')) return ERR_INPUT;
    errno = 0;
    value = strtoll(s, &end, 10);
    if (errno || *end || end == s || value < min || value > max) return ERR_INPUT;
    *number = value;
    return OK;
}

void hex_write(char *out, const uint8_t *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}
