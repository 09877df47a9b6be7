/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/plain.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* ---- characters that have no place here ---- */

static bool is_control(uint32_t point)
{
    return point < ' ' || (point >= 0x7f && point < 0xa0);
}

/* Marks of direction, and what takes no room and could hide something. */
static bool is_hidden(uint32_t point)
{
    return (point >= 0x200b && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) ||
           (point >= 0x2060 && point <= 0x206f) || point == 0x061c || point == 0xfeff ||
           (point >= 0xfff9 && point <= 0xfffb) || (point >= 0xe0000 && point <= 0xe007f);
}

static bool is_break(uint32_t point)
{
    return point == '\n' || point == '\r' || point == 0x85 || point == 0x2028 || point == 0x2029;
}

static bool is_blank(uint32_t point)
{
    return point == ' ' || point == '\t' || point == 0xa0;
}

/* Joins emoji and letters of some scripts: not hidden where it stands between others. */
static bool is_joiner(uint32_t point)
{
    return point == 0x200c || point == 0x200d;
}

bool plain_clean(char *s, bool one_line)
{
    size_t to = 0;
    bool took = false, blank = true;

    for (size_t at = 0; s[at];) {
        size_t from = at;
        uint32_t point = utf8_next(s, &at);
        bool space = is_blank(point) || is_break(point);

        if (is_joiner(point) ? false : is_hidden(point) || (is_control(point) && !space)) {
            took = true;
            continue;
        }
        if (one_line && is_break(point)) took = true;
        if (one_line && space) {
            if (!blank) s[to++] = ' ';
            blank = true;
            continue;
        }
        memmove(s + to, s + from, at - from);
        to += at - from;
        blank = false;
    }
    while (to && strchr(" \t\r\n", s[to - 1])) to--;
    s[to] = '\0';
    return took;
}

/* ---- HTML ---- */

static const struct {
    const char *name, *means;
} entities[] = {
    { "&amp;", "&" },    { "&lt;", "<" },     { "&gt;", ">" },       { "&quot;", "\"" },
    { "&#39;", "'" },    { "&apos;", "'" },   { "&nbsp;", " " },     { "&#160;", " " },
    { "&ndash;", "-" },  { "&mdash;", "-" },  { "&rsquo;", "'" },    { "&lsquo;", "'" },
    { "&ldquo;", "\"" }, { "&rdquo;", "\"" }, { "&hellip;", "..." }, { "&bull;", "-" },
    { "&#8217;", "'" },  { "&#8211;", "-" },  { "&#8212;", "-" },    { "&#x27;", "'" },
};

static size_t entity_len(const char *s, const char **means)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t len = strlen(entities[i].name);

        *means = entities[i].means;
        if (!strncasecmp(s, entities[i].name, len)) return len;
    }
    return 0;
}

/* "<p>", "</b>", "<br/>", "<!-- … -->"; a lone < is a character like others. */
static size_t tag_len(const char *s)
{
    bool named = (s[1] | 0x20) >= 'a' && (s[1] | 0x20) <= 'z';
    const char *end = strchr(s, '>');

    return end && (named || s[1] == '/' || s[1] == '!') ? (size_t)(end - s) + 1 : 0;
}

/* Inside of a sentence; others part what stands on both sides. */
static bool is_inline(const char *tag)
{
    static const char *const names[] = { "b", "i", "u", "a", "em", "strong", "span", "font" };
    const char *name = tag + (tag[1] == '/' ? 2 : 1);
    size_t len = strcspn(name, " />");

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == len && !strncasecmp(name, names[i], len)) return true;
    return false;
}

static void html_drop(char *s)
{
    size_t to = 0;

    for (size_t at = 0; s[at];) {
        const char *means = "";
        size_t tag = s[at] == '<' ? tag_len(s + at) : 0;
        size_t entity = s[at] == '&' ? entity_len(s + at, &means) : 0;

        if (tag && !is_inline(s + at)) s[to++] = ' ';
        if (entity) {
            memcpy(s + to, means, strlen(means)); /* never longer than its name */
            to += strlen(means);
        }
        if (tag || entity)
            at += tag + entity;
        else
            s[to++] = s[at++];
    }
    s[to] = '\0';
}

void plain_flatten(char *s)
{
    html_drop(s);
    plain_clean(s, true);
}

/* ---- as much as fits ---- */

/* The bytes of the first `chars` characters. */
static size_t bytes_of(const char *s, size_t chars, size_t size)
{
    size_t at = 0;

    while (s[at] && chars--) {
        size_t next = at;

        utf8_next(s, &next);
        if (next >= size) break;
        at = next;
    }
    return at;
}

static void copy_trimmed(char *out, const char *s, size_t len)
{
    while (len && strchr(" ,;:-", s[len - 1])) len--;
    memcpy(out, s, len);
    out[len] = '\0';
}

void plain_words(const char *s, size_t chars, char *out, size_t size)
{
    size_t len = bytes_of(s, chars, size), word = len;

    if (s[len]) {
        while (word && s[word] != ' ') word--;
        if (word) len = word;
    }
    copy_trimmed(out, s, len);
}

void plain_sentences(const char *s, size_t chars, char *out, size_t size)
{
    size_t len = bytes_of(s, chars, size), end = 0;

    if (!s[len]) {
        copy_trimmed(out, s, len);
        return;
    }
    for (size_t i = 0; i < len; i++)
        if (strchr(".!?", s[i]) && (s[i + 1] == ' ' || !s[i + 1])) end = i + 1;
    if (end < 20) { /* "Dr." is no sentence */
        plain_words(s, chars, out, size);
        return;
    }
    memcpy(out, s, end);
    out[end] = '\0';
}

/* ---- links ---- */

void plain_url(char *url)
{
    char *query = strchr(url, '?');
    char *to = query;
    size_t len;

    if (!query) return;
    for (char *from = query; *from && *from != '#'; from += len) {
        len = 1 + strcspn(from + 1, "&#");
        if (!strncasecmp(from + 1, "utm_", 4)) continue;
        memmove(to, from, len);
        *to = to == query ? '?' : '&';
        to += len;
    }
    if (strchr(query, '#') && strchr(query, '#') >= to)
        memmove(to, strchr(query, '#'), strlen(strchr(query, '#')) + 1);
    else
        *to = '\0';
}
