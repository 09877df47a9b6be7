/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/dial.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

#define NATIONAL_DIGITS 10
#define SHORT_DIGITS_MAX 6

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char key_of(char letter)
{
    static const char keys[] = "22233344455566677778889999";

    return keys[(letter | 0x20) - 'a'];
}

/* Where " x12", "ext. 12", "extension 12" begins; the end if there is none. */
static size_t extension_at(const char *s)
{
    for (size_t i = 1; s[i]; i++) {
        bool word = !is_letter(s[i - 1]);

        if (!word) continue;
        if (!strncasecmp(s + i, "ext", 3)) return i;
        if ((s[i] | 0x20) == 'x' && (is_digit(s[i + 1]) || s[i + 1] == ' ')) return i;
        if (s[i] == '#') return i;
    }
    return strlen(s);
}

/* Letters of a word to remember it by are followed by what they stand for: "SAFE (7233)". */
static bool repeats(const char *digits, size_t len, const char *again)
{
    size_t count = strspn(again, "0123456789");

    return count >= 3 && count <= len && !strncmp(digits + len - count, again, count);
}

/* The digits before `end`, letters as the keys they are on; 0: more than any number has. */
static size_t digits_gather(const char *s, size_t end, char digits[24])
{
    size_t len = 0;
    bool letters = false;

    for (size_t i = 0; i < end; i++) {
        if (letters && s[i] == '(' && repeats(digits, len, s + i + 1)) {
            i += strspn(s + i + 1, "0123456789");
            continue;
        }
        if (!is_digit(s[i]) && !is_letter(s[i])) continue;
        letters |= is_letter(s[i]);
        if (len == 23) return 0;
        digits[len++] = is_letter(s[i]) ? key_of(s[i]) : s[i];
    }
    digits[len] = '\0';
    return len;
}

static size_t letters_in(const char *s, size_t end)
{
    size_t count = 0;

    for (size_t i = 0; i < end; i++) count += is_letter(s[i]);
    return count;
}

/* Without quotes around it and blanks at its ends. */
static void trimmed(const char *s, struct str *str)
{
    size_t start = strspn(s, " \t\r\n\"'"), len = strlen(s);

    while (len > start && strchr(" \t\r\n\"'", s[len - 1])) len--;
    str_add_len(str, s + start, len - start);
}

static void national_show(const char *digits, struct str *str)
{
    str_addf(str, "%.3s-%.3s-%s", digits, digits + 3, digits + 6);
}

/* Ten digits, the country's own 1 left out; false: it is another kind of number. */
static bool is_national(char *digits, size_t len)
{
    if (len == NATIONAL_DIGITS + 1 && digits[0] == '1') {
        memmove(digits, digits + 1, len);
        return true;
    }
    return len == NATIONAL_DIGITS;
}

bool dial_read(const char *number, const char *extension, struct dial *dial)
{
    char given[64];
    struct str clean, shown;
    size_t end, len;

    *dial = (struct dial){ .shown = "" };
    str_init(&clean, given, sizeof given);
    str_init(&shown, dial->shown, sizeof dial->shown);
    trimmed(number, &clean);
    if (clean.cut || !clean.len) return false;
    end = extension_at(given);
    len = letters_in(given, end) <= 7 ? digits_gather(given, end, dial->digits) : 0;
    if (given[0] == '+' && given[1] != '1' && len) {
        memmove(dial->digits + 1, dial->digits, len + 1);
        dial->digits[0] = '+';
        str_add(&shown, given);
    } else if (is_national(dial->digits, len)) {
        if (letters_in(given, end))
            str_add(&shown, given);
        else
            national_show(dial->digits, &shown), str_add(&shown, given[end] ? " " : ""),
                str_add(&shown, given + end);
    } else {
        if (len < 3 || len > SHORT_DIGITS_MAX) dial->digits[0] = '\0';
        str_add(&shown, given);
    }
    if (*extension && !given[end]) str_addf(&shown, " ext. %s", extension);
    return !shown.cut && strpbrk(given, "0123456789");
}

struct dial_use dial_use_of(const char *type)
{
    static const char *const neither[] = { "fax", "pager", "video", "textphone", "tty", "tdd" };
    bool text = !strcasecmp(type, "sms") || strcasestr(type, "text") != NULL;

    for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i++)
        if (strcasestr(type, neither[i])) return (struct dial_use){ false, false };
    return (struct dial_use){ .call = !text || strcasestr(type, "voice") != NULL, .text = text };
}
