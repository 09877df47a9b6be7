/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/json_split.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the string that begins at `at`. */
static size_t string_end(const char *s, size_t len, size_t at)
{
    for (at++; at < len && s[at] != '"'; at++)
        if (s[at] == '\\') at++;
    return at < len ? at + 1 : len;
}

/*
 * Behind the value that begins at `at`; `none` if it has no end. What stands in an array without
 * brackets of its own ends at the comma.
 */
static size_t value_end_or(const char *s, size_t len, size_t at, size_t none)
{
    size_t depth = 0;

    while (at < len) {
        if (s[at] == '"') {
            at = string_end(s, len, at);
            if (!depth) return at;
            continue;
        }
        if (!depth && (s[at] == ',' || s[at] == ']' || s[at] == '}')) return at;
        if (s[at] == '{' || s[at] == '[') depth++;
        if ((s[at] == '}' || s[at] == ']') && !--depth) return at + 1;
        at++;
    }
    return none;
}

static size_t value_end(const char *s, size_t len, size_t at)
{
    return value_end_or(s, len, at, len);
}

static void blanks_skip(struct json_split *split, bool commas)
{
    for (; split->at < split->len; split->at++) {
        char c = split->s[split->at];

        if (c == '\n') split->line++;
        if (!is_blank(c) && !(commas && c == ',')) return;
    }
}

static void skip_to(struct json_split *split, size_t to)
{
    for (; split->at < to; split->at++) split->line += split->s[split->at] == '\n';
}

static bool member_is(const struct json_split *split, size_t at, const char *name)
{
    size_t len = strlen(name);

    return split->len - at > len + 1 && !memcmp(split->s + at + 1, name, len) &&
           split->s[at + 1 + len] == '"';
}

/* Where the members of the object at split->at have their values; 0: it has no such member. */
static size_t member_value(const struct json_split *split, const char *name)
{
    const char *s = split->s;
    size_t at = split->at + 1;

    while (at < split->len && s[at] != '}') {
        size_t key = at;

        if (s[at] != '"') {
            at++;
            continue;
        }
        at = string_end(s, split->len, at);
        while (at < split->len && (is_blank(s[at]) || s[at] == ':')) at++;
        if (member_is(split, key, name)) return at;
        at = value_end(s, split->len, at);
    }
    return 0;
}

/* Whether the first record ends on the line where it begins: then each has one. */
static bool is_by_lines(const struct json_split *split)
{
    size_t end = value_end(split->s, split->len, split->at);
    const char *broken = memchr(split->s + split->at, '\n', split->len - split->at);

    return broken && (size_t)(broken - split->s) >= end;
}

/* A list without an end was cut; what stands behind one is no part of it. */
static void end_look(struct json_split *split)
{
    size_t end = value_end_or(split->s, split->len, split->at, split->len + 1);

    split->cut = end > split->len;
    while (end < split->len && is_blank(split->s[end])) end++;
    split->more = end < split->len;
}

void json_split_init(struct json_split *split, const char *s, size_t len)
{
    size_t contents = 0, pages = 0;
    bool page;

    *split = (struct json_split){ .s = s, .len = len, .line = 1 };
    if (len >= 3 && !memcmp(s, "\xef\xbb\xbf", 3)) split->at = 3;
    blanks_skip(split, false);
    if (split->at == len) return;
    if (s[split->at] == '{') contents = member_value(split, "contents");
    page = contents && contents < len && s[contents] == '[';
    if (page || s[split->at] == '[') end_look(split);
    if (page) {
        pages = member_value(split, "total_pages");
        split->paged =
            pages && !(s[pages] == '1' && (is_blank(s[pages + 1]) || strchr(",}", s[pages + 1])));
        skip_to(split, contents);
    }
    split->array = s[split->at] == '[';
    if (split->array)
        split->at++;
    else
        split->lines = is_by_lines(split);
}

bool json_split_next(struct json_split *split, const char **record, size_t *len, size_t *line)
{
    const char *s = split->s, *broken;
    size_t end;

    blanks_skip(split, split->array);
    if (split->at >= split->len || (split->array && s[split->at] == ']')) return false;
    if (split->lines) {
        broken = memchr(s + split->at, '\n', split->len - split->at);
        end = broken ? (size_t)(broken - s) : split->len;
    } else {
        end = value_end(s, split->len, split->at);
        if (end == split->at) end++; /* a bracket that closes nothing */
    }
    *record = s + split->at;
    *len = end - split->at;
    *line = split->line;
    skip_to(split, end);
    return true;
}
