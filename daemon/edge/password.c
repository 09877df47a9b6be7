/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/password.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/text.h"

#define LIST_BYTES_MAX ((size_t)1024 * 1024)
#define REPEATED_MAX 5 /* "abcabcabc…" up to this long a part is one that is guessed */

enum err password_list_load(struct password_list *list, const char *path, char *why,
                            size_t why_size)
{
    char *bytes, *line, *rest;
    struct str lines;
    size_t len;
    enum err err;

    if (!*path) return OK;
    err = file_read(path, LIST_BYTES_MAX, &bytes, &len, why, why_size);
    if (err) return err;
    list->lines = xcalloc(len + 3, 1);
    str_init(&lines, list->lines, len + 3);
    str_add(&lines, "\n");
    for (rest = bytes; (line = strsep(&rest, "\n"));) {
        if (!*line || *line == '#') continue;
        str_add(&lines, line);
        str_add(&lines, "\n");
    }
    free(bytes);
    return OK;
}

void password_list_wipe(struct password_list *list)
{
    free(list->lines);
    list->lines = NULL;
}

static size_t characters(const char *s)
{
    size_t at = 0, count = 0;

    while (s[at]) {
        utf8_next(s, &at);
        count++;
    }
    return count;
}

/* "aaaa…", "abcabc…": known as soon as its first part is. */
static bool is_repetition(const char *s)
{
    size_t len = strlen(s);

    for (size_t part = 1; part <= REPEATED_MAX && part * 2 <= len; part++)
        if (!memcmp(s, s + part, len - part)) return true;
    return false;
}

/* "123456789…", "zyxwvu…": each character is one more, or one less, than the one before it. */
static bool is_sequence(const char *s)
{
    int step = s[1] - s[0], breaks = 0;

    if (step != 1 && step != -1) return false;
    for (size_t i = 1; s[i]; i++) breaks += s[i] - s[i - 1] != step;
    return breaks <= 1; /* "…8901234…" goes round once */
}

/* Without spaces, signs and case, between line ends: as the list has it. */
static void plain_write(struct str *plain, const char *s)
{
    char c;

    str_add(plain, "\n");
    for (; *s; s++) {
        c = (char)tolower((unsigned char)*s);
        if (isalnum((unsigned char)c) || (unsigned char)c >= 0x80) str_add_len(plain, &c, 1);
    }
    str_add(plain, "\n");
}

/* Digits and signs at the end do not make a known word another one. */
static void plain_trim(struct str *plain)
{
    while (plain->len > 2 && isdigit((unsigned char)plain->s[plain->len - 2])) plain->len--;
    plain->s[plain->len - 1] = '\n';
    plain->s[plain->len] = '\0';
}

static bool is_listed(const char *password, const struct password_list *list)
{
    char line[PASSWORD_BYTES_MAX + 3];
    struct str plain;
    bool listed;

    if (!list->lines) return false;
    str_init(&plain, line, sizeof line);
    plain_write(&plain, password);
    listed = strstr(list->lines, line) != NULL;
    plain_trim(&plain);
    listed = listed || (plain.len > 2 && strstr(list->lines, line));
    crypt_wipe(line, sizeof line);
    return listed;
}

/* Little but the person's own name: "dana dana dana 1". */
static bool is_mostly_name(const char *password, const char *name)
{
    size_t name_len = strlen(name), named = 0;
    const char *at = password;

    while (name_len >= 3 && (at = strcasestr(at, name))) {
        named += name_len;
        at += name_len;
    }
    return named * 2 > strlen(password);
}

const char *password_trouble(const char *password, const char *name,
                             const struct password_list *list)
{
    if (strlen(password) > PASSWORD_BYTES_MAX) return "the password is longer than 255 bytes";
    if (!utf8_is_valid(password, strlen(password))) return "the password is not valid UTF-8";
    if (characters(password) < PASSWORD_CHARACTERS_MIN)
        return "the password is too short: it needs at least 15 characters";
    if (is_repetition(password) || is_sequence(password) || is_listed(password, list))
        return "the password is one that is guessed first; a few words of your own are better";
    if (is_mostly_name(password, name)) return "the password is little more than the name";
    return NULL;
}
