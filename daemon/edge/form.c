/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int percent_byte(const char *s, size_t left)
{
    int high, low;

    if (left < 3 || s[0] != '%') return -1;
    high = hex_digit(s[1]);
    low = hex_digit(s[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

bool percent_decode(const char *s, size_t len, bool plus_is_space, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t at = 0; at < len; at++) {
        int byte = (unsigned char)s[at];

        if (byte == '+' && plus_is_space) byte = ' ';
        if (byte == '%') {
            byte = percent_byte(s + at, len - at);
            at += 2;
        }
        if (byte <= 0 || used + 1 >= size) {
            out[0] = '\0';
            return false;
        }
        out[used++] = (char)byte;
    }
    out[used] = '\0';
    return true;
}

/* Decodes to *memory, which has room, and moves it past the string's end. */
static const char *decode_into(char **memory, const char *s, size_t len)
{
    char *out = *memory;

    if (!percent_decode(s, len, true, out, len + 1)) return NULL;
    *memory += strlen(out) + 1;
    return out;
}

static enum err pair_add(struct form *form, char **memory, const char *s, size_t len)
{
    const char *equals = memchr(s, '=', len);
    size_t name_len = equals ? (size_t)(equals - s) : len;
    struct form_pair pair;

    if (form->count == FORM_PAIRS_MAX) return ERR_INPUT;
    pair.name = decode_into(memory, s, name_len);
    pair.value = decode_into(memory, equals ? equals + 1 : "", equals ? len - name_len - 1 : 0);
    if (!pair.name || !pair.value) return ERR_INPUT;
    form->pair[form->count++] = pair;
    return OK;
}

enum err form_parse(struct form *form, const char *bytes, size_t len)
{
    enum err err = OK;
    char *memory;

    form->count = 0;
    /* Decoding only shrinks; each pair gets two ends, one of them in place of its "&". */
    form->memory = memory = xcalloc(len + FORM_PAIRS_MAX + 2, 1);
    while (len && !err) {
        const char *end = memchr(bytes, '&', len);
        size_t pair_len = end ? (size_t)(end - bytes) : len;

        if (pair_len) err = pair_add(form, &memory, bytes, pair_len);
        bytes += end ? pair_len + 1 : pair_len;
        len -= end ? pair_len + 1 : pair_len;
    }
    if (err) form->count = 0;
    return err;
}

void form_wipe(struct form *form)
{
    free(form->memory);
    form->memory = NULL;
    form->count = 0;
}

const char *form_get(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++)
        if (strcmp(form->pair[i].name, name) == 0) return form->pair[i].value;
    return NULL;
}

void form_percent_add(struct str *str, const char *s)
{
    for (; *s; s++) {
        bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
                     (*s >= '0' && *s <= '9') || strchr("-._~", *s);

        if (plain) str_add_len(str, s, 1);
        if (!plain) str_addf(str, "%%%02X", (unsigned char)*s);
    }
}

void form_field_add(struct str *str, const char *name, const char *value)
{
    if (str->len) str_add(str, "&");
    str_add(str, name);
    str_add(str, "=");
    form_percent_add(str, value);
}
