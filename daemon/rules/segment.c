/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/segment.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/letter.h"

#define GSM7_SINGLE 160
#define GSM7_PART 153
#define UCS2_SINGLE 70
#define UCS2_PART 67

/* The GSM-7 basic alphabet beyond ASCII. */
static const char gsm7_beyond_ascii[] = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";

/* Typographic characters and what says the same in GSM-7; never longer in bytes. */
static const struct {
    uint32_t point;
    const char *plain;
} typographic[] = {
    { '\t', " " },    { '`', "'" },      { 0xb4, "'" },    { 0xab, "\"" },   { 0xbb, "\"" },
    { 0xb7, "-" },    { 0x2018, "'" },   { 0x2019, "'" },  { 0x201a, "'" },  { 0x201b, "'" },
    { 0x201c, "\"" }, { 0x201d, "\"" },  { 0x201e, "\"" }, { 0x201f, "\"" }, { 0x2039, "'" },
    { 0x203a, "'" },  { 0x2032, "'" },   { 0x2033, "\"" }, { 0x2010, "-" },  { 0x2011, "-" },
    { 0x2012, "-" },  { 0x2013, "-" },   { 0x2014, "-" },  { 0x2015, "-" },  { 0x2212, "-" },
    { 0x2022, "-" },  { 0x2026, "..." }, { 0x2028, "\n" }, { 0x2029, "\n" },
};

/* Written with an escape before it. No strchr(): this is asked twice for each character. */
static bool is_escaped(uint32_t point)
{
    switch (point) {
    case '^':
    case '{':
    case '}':
    case '\\':
    case '[':
    case '~':
    case ']':
    case '|': return true;
    default: return false;
    }
}

/* Septets of a character, or 0 if GSM-7 has none for it. */
static int gsm7_units(uint32_t point)
{
    if ((point >= 'a' && point <= 'z') || (point >= ' ' && point <= 'Z')) return 1;
    if (point == 0x20ac || point == '\f') return 2;
    if (point == '\n' || point == '\r') return 1;
    if (point == '`' || point < ' ' || point == 0x7f) return 0;
    if (point < 0x7f) return is_escaped(point) ? 2 : 1;
    for (size_t at = 0; gsm7_beyond_ascii[at];)
        if (utf8_next(gsm7_beyond_ascii, &at) == point) return 1;
    return 0;
}

static bool is_gsm7(const char *s, size_t len)
{
    for (size_t at = 0; at < len;)
        if (!gsm7_units(utf8_next(s, &at))) return false;
    return true;
}

static int units_of(uint32_t point, bool gsm7)
{
    if (gsm7) return gsm7_units(point);
    return point > 0xffff ? 2 : 1;
}

/* Parts are filled one after the other; an escape or surrogate pair is never split. */
struct segments segment_count(const char *s, size_t len)
{
    struct segments segments = { .gsm7 = is_gsm7(s, len), .count = 1 };
    int single = segments.gsm7 ? GSM7_SINGLE : UCS2_SINGLE;
    int part = segments.gsm7 ? GSM7_PART : UCS2_PART;
    int filled = 0, parts = 1;

    for (size_t at = 0; at < len;) {
        int units = units_of(utf8_next(s, &at), segments.gsm7);

        segments.units += units;
        if (filled + units > part) {
            parts++;
            filled = 0;
        }
        filled += units;
    }
    if (segments.units > single) segments.count = parts;
    return segments;
}

static const char *typographic_plain(uint32_t point)
{
    if (letter_is_invisible(point)) return "";
    if (letter_is_space(point)) return " ";
    for (size_t i = 0; i < sizeof typographic / sizeof typographic[0]; i++)
        if (typographic[i].point == point) return typographic[i].plain;
    return NULL;
}

/* Adds one character, given as from[0..len), as plainly as is allowed. */
static void add_plainly(struct str *to, const char *from, size_t len, uint32_t point,
                        bool drop_accents)
{
    char letter = letter_plain(point);
    const char *plain;

    if (gsm7_units(point)) {
        str_add_len(to, from, len);
        return;
    }
    if (drop_accents && letter_is_combining(point)) return;
    plain = typographic_plain(point);
    if (drop_accents && letter)
        str_add_len(to, &letter, 1);
    else if (plain)
        str_add(to, plain);
    else
        str_add_len(to, from, len);
}

static void flatten(struct str *to, const char *from, size_t len, bool drop_accents)
{
    for (size_t at = 0; at < len;) {
        size_t start = at;
        uint32_t point = utf8_next(from, &at);

        add_plainly(to, from + start, at - start, point, drop_accents);
    }
}

size_t segment_flatten(char *to, size_t size, const char *from, size_t len, bool drop_accents)
{
    struct str flat;

    must(size > len);
    str_init(&flat, to, size);
    flatten(&flat, from, len, false);
    if (drop_accents && !is_gsm7(to, flat.len)) {
        str_init(&flat, to, size);
        flatten(&flat, from, len, true);
    }
    if (!is_gsm7(to, flat.len)) {
        str_init(&flat, to, size);
        str_add_len(&flat, from, len);
    }
    must(!flat.cut);
    return flat.len;
}
