/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/normalise.h"

#include <string.h>
#include <utf8proc.h>

#include "base/err.h"

/* A quotation longer than this is taken for a forgotten mark: words are not excused by it. */
#define QUOTE_BYTES_MAX 240

/* More code points than this from one are decoration, not letters. */
#define FOLDED_MAX 4

enum kind {
    KIND_LETTER,
    KIND_DIGIT,
    KIND_APOSTROPHE, /* dropped: "don't" and "dont" are one word */
    KIND_INVISIBLE,  /* dropped: joiners, marks, variation selectors */
    KIND_SYMBOL,     /* a letter in disguise when it touches letters */
    KIND_PICTURE,    /* a word by itself: emoji, ideographs */
    KIND_MARK,       /* ends a sentence */
    KIND_QUOTE,
    KIND_OTHER,
};

struct point {
    int32_t code;
    size_t bytes;
    enum kind kind;
};

static enum kind ascii_kind(int32_t code)
{
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')) return KIND_LETTER;
    if (code >= '0' && code <= '9') return KIND_DIGIT;
    switch (code) {
    case '\'':
    case '`': return KIND_APOSTROPHE;
    case '!':
    case '$':
    case '*':
    case '@': return KIND_SYMBOL;
    case '.':
    case '?':
    case '\n': return KIND_MARK;
    case '"': return KIND_QUOTE;
    default: return KIND_OTHER;
    }
}

/* Scripts that are written without spaces: each character is read as a word. */
static bool is_ideograph(int32_t code)
{
    return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) ||
           (code >= 0x20000 && code <= 0x3ffff);
}

static enum kind category_kind(int32_t code)
{
    utf8proc_category_t category = utf8proc_category(code);

    switch ((int)category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return is_ideograph(code) ? KIND_PICTURE : KIND_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return KIND_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_SK: return KIND_INVISIBLE;
    case UTF8PROC_CATEGORY_SO: return KIND_PICTURE;
    default: return KIND_OTHER;
    }
}

static enum kind wide_kind(int32_t code)
{
    switch (code) {
    case 0x00b4: /* acute accent used for an apostrophe */
    case 0x2018:
    case 0x2019:
    case 0x02bc:
    case 0xff07: return KIND_APOSTROPHE;
    case 0x00ab:
    case 0x00bb:
    case 0x201c:
    case 0x201d:
    case 0x201e: return KIND_QUOTE;
    case 0x00a1:
    case 0x00bf:
    case 0x3002:
    case 0xff01:
    case 0xff1f:
    case 0x061f: return KIND_MARK;
    default: return category_kind(code);
    }
}

/* The code point at `at`; beyond the end, and for broken bytes, something that separates. */
static struct point point_at(const struct normaliser *n, size_t at)
{
    struct point point = { .bytes = 1, .kind = KIND_OTHER };

    if (at >= n->len) return point;
    unsigned char first = (unsigned char)n->s[at];
    if (first < 0x80) {
        point.code = first;
        point.kind = ascii_kind(first);
        return point;
    }
    utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)n->s + at,
                                              (utf8proc_ssize_t)(n->len - at), &point.code);
    if (bytes <= 0) return point;
    point.bytes = (size_t)bytes;
    point.kind = wide_kind(point.code);
    return point;
}

static bool is_word_kind(enum kind kind)
{
    return kind == KIND_LETTER || kind == KIND_DIGIT;
}

static void token_add(struct token *token, const char *bytes, size_t len)
{
    if (token->word_len + len > WORD_BYTES_MAX) return;
    memcpy(token->word + token->word_len, bytes, len);
    token->word_len = (uint8_t)(token->word_len + len);
}

/* Folded, taken apart, and without its accents. */
static void token_add_wide(struct token *token, int32_t code)
{
    const int options = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
                        UTF8PROC_STRIPMARK;
    int32_t folded[FOLDED_MAX];
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(code, folded, FOLDED_MAX, (utf8proc_option_t)options, &boundary);

    for (utf8proc_ssize_t i = 0; i < count && i < FOLDED_MAX; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t len = utf8proc_encode_char(folded[i], bytes);

        token_add(token, (const char *)bytes, (size_t)len);
    }
}

static void token_add_point(struct token *token, const struct point *point)
{
    if (point->code >= 0x80) {
        token_add_wide(token, point->code);
        return;
    }
    char c = (char)point->code;
    if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
    token_add(token, &c, 1);
}

/* Does this byte belong to the word although it is no letter? */
static bool symbol_is_letter(const struct normaliser *n, const struct point *symbol, size_t at,
                             bool in_word)
{
    if (symbol->kind != KIND_SYMBOL || at < n->plain_until) return false;
    if (!in_word && symbol->code != '$') return false;
    return point_at(n, at + 1).kind == KIND_LETTER;
}

/* "13,000" is one number. */
static bool separates_thousands(const struct normaliser *n, const struct token *token, size_t at)
{
    if (!token->number || n->s[at] != ',') return false;
    for (size_t i = 1; i <= 3; i++)
        if (point_at(n, at + i).kind != KIND_DIGIT) return false;
    return point_at(n, at + 4).kind != KIND_DIGIT;
}

/* Most of most texts: plain letters and digits, without looking at Unicode. True if any. */
static bool ascii_read(struct normaliser *n, struct token *token)
{
    size_t began = n->at;

    for (; n->at < n->len; n->at++) {
        char c = n->s[n->at];

        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c >= 'a' && c <= 'z')
            token->number = false;
        else if (c < '0' || c > '9')
            break;
        if (token->word_len < WORD_BYTES_MAX) token->word[token->word_len++] = c;
    }
    return n->at > began;
}

static void word_read(struct normaliser *n, struct token *token)
{
    size_t end = n->at;

    for (;;) {
        if (ascii_read(n, token)) end = n->at;
        if (n->at < n->len && n->s[n->at] == ' ') break; /* as most words end */
        struct point point = point_at(n, n->at);

        if (is_word_kind(point.kind) || symbol_is_letter(n, &point, n->at, true)) {
            if (point.kind != KIND_DIGIT) token->number = false;
            if (point.kind == KIND_SYMBOL) token->symbols = true;
            token_add_point(token, &point);
            end = n->at + point.bytes;
        } else if (n->at >= n->len ||
                   (point.kind != KIND_APOSTROPHE && point.kind != KIND_INVISIBLE &&
                    !separates_thousands(n, token, n->at))) {
            break;
        }
        n->at += point.bytes;
    }
    token->len = (uint16_t)(end - token->start);
}

/* Looks for the closing mark near by; without one the opening mark means nothing. */
static void quote_toggle(struct normaliser *n, size_t at)
{
    if (n->quote_ends) {
        if (at >= n->quote_ends) n->quote_ends = 0;
        return;
    }
    for (size_t i = at + 1; i < n->len && i - at <= QUOTE_BYTES_MAX; i++) {
        struct point point = point_at(n, i);

        if (point.kind == KIND_QUOTE) {
            n->quote_ends = i;
            return;
        }
    }
}

/* A mark ends a sentence unless it is one of several dots, which only hesitate. */
static bool mark_ends_sentence(const struct normaliser *n, const struct point *point)
{
    if (point->code == 0x00a1 || point->code == 0x00bf) return true;
    if (point->code != '.') return point->kind == KIND_MARK || point->code == '!';
    if (n->at + 1 < n->len && n->s[n->at + 1] == '.') return false;
    return n->at == 0 || n->s[n->at - 1] != '.';
}

static void separator_skip(struct normaliser *n, const struct point *point)
{
    if (point->kind == KIND_QUOTE) quote_toggle(n, n->at);
    if ((point->kind == KIND_MARK || point->kind == KIND_SYMBOL) && mark_ends_sentence(n, point))
        n->starts_sentence = true;
    n->at += point->bytes;
}

static void token_begin(struct normaliser *n, struct token *token)
{
    token->start = (uint16_t)n->at;
    token->starts_sentence = n->starts_sentence;
    token->quoted = n->quote_ends != 0;
    token->symbols = false;
    token->number = true;
    token->word_len = 0;
    n->starts_sentence = false;
}

void normalise_init(struct normaliser *normaliser, const char *s, size_t len)
{
    must(len <= UINT16_MAX);
    *normaliser = (struct normaliser){ .s = s, .len = len, .starts_sentence = true };
}

bool normalise_next(struct normaliser *normaliser, struct token *token)
{
    struct normaliser *n = normaliser;

    while (n->at < n->len) {
        if (n->s[n->at] == ' ') {
            n->at++;
            continue;
        }
        struct point point = point_at(n, n->at);

        if (is_word_kind(point.kind) || symbol_is_letter(n, &point, n->at, false)) {
            token_begin(n, token);
            word_read(n, token);
        } else if (point.kind == KIND_PICTURE) {
            token_begin(n, token);
            token->number = false;
            token_add_point(token, &point);
            token->len = (uint16_t)point.bytes;
            n->at += point.bytes;
        } else {
            separator_skip(n, &point);
            continue;
        }
        token->word[token->word_len] = '\0';
        if (token->word_len) return true;
    }
    return false;
}

void normalise_again(struct normaliser *normaliser, const struct token *token)
{
    normaliser->at = token->start;
    normaliser->plain_until = (size_t)token->start + token->len;
    normaliser->starts_sentence = token->starts_sentence;
}
