/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "rules/letter.h"

/* Where reading stands. `next` is the code point after `point`, 0 at the end. */
struct reader {
    struct words *words;
    size_t max; /* words */
    uint32_t before, point, next;
    bool in_word; /* the last word may still grow */
    bool new_line;
};

/* Runs of digits and numbered signs; the first code point stands for `first`. */
static const struct {
    uint32_t from, to;
    unsigned first;
} digits[] = {
    { '0', '9', 0 },          { 0x660, 0x669, 0 },   { 0x6f0, 0x6f9, 0 },
    { 0x966, 0x96f, 0 },      { 0xff10, 0xff19, 0 }, { 0x2460, 0x2473, 1 }, /* ① to ⑳ */
    { 0x2776, 0x277f, 1 },    { 0x2780, 0x2789, 1 }, { 0x278a, 0x2793, 1 }, /* ❶ ➀ ➊ */
    { 0x1f51f, 0x1f51f, 10 },                                               /* keycap ten */
};

/* Emoji that mean no more than a friendly face beside a reply. Not among them: a broken heart. */
static const struct {
    uint32_t from, to;
} friendly[] = {
    { 0x1f600, 0x1f60f }, { 0x1f642, 0x1f643 }, { 0x1f64f, 0x1f64f }, { 0x1f917, 0x1f917 },
    { 0x1f970, 0x1f970 }, { 0x263a, 0x263a },   { 0x2764, 0x2764 },   { 0x1f493, 0x1f493 },
    { 0x1f495, 0x1f49f }, { 0x1f90d, 0x1f90e }, { 0x1f9e1, 0x1f9e1 },
};

static bool is_friendly(uint32_t point)
{
    for (size_t i = 0; i < sizeof friendly / sizeof friendly[0]; i++)
        if (point >= friendly[i].from && point <= friendly[i].to) return true;
    return false;
}

static bool is_yes_sign(uint32_t point)
{
    return point == 0x1f44d || point == 0x1f44c || point == 0x2705 || point == 0x2714 ||
           point == 0x2611;
}

/* The number that a digit or numbered sign stands for, or -1. */
static int digit_value(uint32_t point)
{
    for (size_t i = 0; i < sizeof digits / sizeof digits[0]; i++)
        if (point >= digits[i].from && point <= digits[i].to)
            return (int)(point - digits[i].from + digits[i].first);
    return -1;
}

/* Circled digits stand alone: ①② is 1 and 2, not 12. */
static bool is_plain_digit(uint32_t point)
{
    int value = digit_value(point);

    return value >= 0 && value <= 9 && (point < 0x2460 || point >= 0xff10) && point < 0x1f000;
}

/* A lower-case letter for an ASCII one, or 0. */
static char ascii_letter(char c)
{
    if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
    return c >= 'a' && c <= 'z' ? c : '\0';
}

/* The lower-case ASCII letter of a Latin one, or 0. */
static char letter_of(uint32_t point)
{
    if (point >= 0xff21 && point <= 0xff3a) point = point - 0xff21 + 'A';
    if (point >= 0xff41 && point <= 0xff5a) point = point - 0xff41 + 'a';
    return point <= 0x7f ? ascii_letter((char)point) : ascii_letter(letter_plain(point));
}

static bool is_apostrophe(uint32_t point)
{
    return point == '\'' || point == '`' || point == 0xb4 || point == 0x2018 || point == 0x2019 ||
           point == 0x2bc || point == 0xff07;
}

static bool is_dash(uint32_t point)
{
    return point == '-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212;
}

static bool is_line_end(uint32_t point)
{
    return point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029;
}

static struct word *last_word(struct reader *reader)
{
    struct words *words = reader->words;

    return words->count ? &words->word[words->count - 1] : NULL;
}

static void word_grow(struct word *word, char c)
{
    size_t len = strlen(word->s);

    if (len < WORD_BYTES_MAX) word->s[len] = c;
}

static struct word *word_begin(struct reader *reader)
{
    struct words *words = reader->words;

    if (words->count == reader->max) {
        words->cut = true;
        return NULL;
    }
    struct word *word = &words->word[words->count];

    *word = (struct word){ .starts_line = reader->new_line && words->count };
    words->count++;
    reader->new_line = false;
    return word;
}

/* A sign that is a whole word. */
static void add_sign(struct reader *reader, const char *sign)
{
    struct word *word = word_begin(reader);

    if (word) snprintf(word->s, sizeof word->s, "%s", sign);
    reader->in_word = false;
}

static bool ends_in_digit(const char *s)
{
    size_t len = strlen(s);

    return len && s[len - 1] >= '0' && s[len - 1] <= '9';
}

/* "option2" is two words, "2am" is one: what is glued to the end of a number changes it. */
static void add_char(struct reader *reader, char c)
{
    struct word *word = last_word(reader);
    bool is_digit = c >= '0' && c <= '9';

    if (reader->words->cut) return;
    if (!reader->in_word || (is_digit && !ends_in_digit(word->s))) word = word_begin(reader);
    if (word) word_grow(word, c);
    reader->in_word = true;
}

static void add_break(struct reader *reader)
{
    struct word *word = last_word(reader);

    if (word) word->breaks = true;
    reader->in_word = false;
}

static void add_digit(struct reader *reader)
{
    int value = digit_value(reader->point);
    char sign[12];

    if (is_plain_digit(reader->point)) {
        add_char(reader, (char)('0' + value));
        return;
    }
    snprintf(sign, sizeof sign, "%d", value);
    add_sign(reader, sign);
}

/* Signs between two digits change what they say: "1/3", "1-3", "2:30", "1.5". */
static bool add_joint(struct reader *reader)
{
    uint32_t point = reader->point;

    if (!is_plain_digit(reader->before) || !is_plain_digit(reader->next)) return false;
    if (point != '/' && point != '.' && point != ':' && !is_dash(point)) return false;
    add_sign(reader, point == ':' ? ":" : "/");
    return true;
}

static bool is_dash_between_spaces(const struct reader *reader)
{
    return is_dash(reader->point) && (letter_is_space(reader->next) || !reader->next);
}

/* Marks that only part words; false for a sign that says something of its own. */
static bool add_mark(struct reader *reader)
{
    uint32_t point = reader->point;

    if (point < 0x80 && strchr(".,;:!?)", (int)point)) {
        add_break(reader);
    } else if (point == 0x2026 || is_line_end(point) || is_dash_between_spaces(reader)) {
        add_break(reader);
    } else if (!is_dash(point) && !(point < 0x80 && strchr("/\\(\"*_[]{}|", (int)point)) &&
               point != 0xbf && point != 0xa1 && point != 0xab && point != 0xbb &&
               !(point >= 0x201a && point <= 0x201f)) {
        return false;
    }
    if (point == '?' && last_word(reader)) last_word(reader)->asks = true;
    if (is_line_end(point)) reader->new_line = true;
    reader->in_word = false;
    return true;
}

/* What is left: signs with a meaning, and everything that we cannot read. */
static void add_other(struct reader *reader)
{
    uint32_t point = reader->point;

    if (is_yes_sign(point))
        add_sign(reader, "\U0001F44D");
    else if (point == '&' || point == '+')
        add_sign(reader, "&");
    else if (point == '#' || point == 0x2116)
        add_sign(reader, "#");
    else if (point == 0xba || point == 0xaa || point == 0xb0 || point == 0x20e3)
        reader->in_word = false; /* 2º, 1ª and the frame of a keycap */
    else if (is_friendly(point))
        reader->in_word = false;
    else if (reader->in_word)
        add_char(reader, '?');
    else
        add_sign(reader, "?");
}

/* The bytes of a face or heart typed at s, or 0: "<3" is not the number three. */
static size_t typed_face(const char *s, uint32_t before)
{
    size_t len = s[1] == '-' || s[1] == '\'' ? 2 : 1;
    bool alone = !before || letter_is_space(before) || is_line_end(before);

    if (s[0] == '<' && s[1] == '3') return 2;
    if (!s[0] || !strchr(":;=", s[0])) return 0;
    if (s[len] && strchr(")]", s[len])) return len + 1;
    if (!alone || !s[len] || !strchr("dDpP3oO", s[len])) return 0;
    return !s[len + 1] || s[len + 1] == ' ' || s[len + 1] == '\n' ? len + 1 : 0;
}

static void read_point(struct reader *reader)
{
    uint32_t point = reader->point;
    char letter = letter_of(point);

    if (letter_is_invisible(point) || letter_is_combining(point)) return;
    if (letter)
        add_char(reader, letter);
    else if (digit_value(point) >= 0)
        add_digit(reader);
    else if (letter_is_space(point))
        reader->in_word = false;
    else if (!is_apostrophe(point) && !add_joint(reader) && !add_mark(reader))
        add_other(reader);
}

/* Most of most texts: the ASCII letters at s, without looking further. Returns how many. */
static size_t read_letters(struct reader *reader, const char *s)
{
    size_t count = 0;
    char letter;

    while (!reader->words->cut && (letter = ascii_letter(s[count]))) {
        add_char(reader, letter);
        reader->before = (unsigned char)s[count++];
    }
    return count;
}

void words_read_few(const char *s, size_t max, struct words *words)
{
    struct reader reader = { .words = words, .max = max };
    size_t at = 0;

    words->count = 0;
    words->cut = false;
    while (s[at] && !words->cut) {
        size_t letters = read_letters(&reader, s + at), face, after;

        at += letters;
        if (letters) continue;
        face = typed_face(s + at, reader.before);
        if (face) {
            reader.in_word = false;
            reader.before = ' ';
            at += face;
            continue;
        }
        reader.point = utf8_next(s, &at);
        after = at;
        reader.next = s[at] ? utf8_next(s, &after) : 0;
        read_point(&reader);
        reader.before = reader.point;
    }
}

void words_read(const char *s, struct words *words)
{
    words_read_few(s, WORDS_MAX, words);
}

/* The words of the phrase s[len] if all of it stands at words[at], else 0. */
static size_t phrase_match(const struct words *words, size_t at, const char *s, size_t len)
{
    const char *end = s + len;
    size_t count = 0;

    while (s < end) {
        const char *space = memchr(s, ' ', (size_t)(end - s));
        size_t word_len = (size_t)((space ? space : end) - s);
        const char *word = at + count < words->count ? words->word[at + count].s : "";

        if (strlen(word) != word_len || memcmp(word, s, word_len) != 0) return 0;
        s += word_len + (space != NULL);
        count++;
    }
    return count;
}

size_t words_match(const struct words *words, size_t at, const char *phrases)
{
    size_t longest = 0;

    while (*phrases) {
        size_t len = strcspn(phrases, "|");
        size_t count = phrase_match(words, at, phrases, len);

        if (count > longest) longest = count;
        phrases += len + (phrases[len] == '|');
    }
    return longest;
}
