/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/keyword.h"

#include <string.h>

#include "base/text.h"
#include "rules/words.h"

#define CODE_DIGITS "23456789"
#define CODE_LETTERS "ACDEFHJKMNPRTUVWXY"

/* As words_read() gives them: lower case, without accents. See words_match(). */
static const struct {
    enum keyword keyword;
    const char *phrases;
} keywords[] = {
    /* 47 CFR 64.1200(a)(10), and what providers add to it. */
    { KEYWORD_STOP, "stop|stopall|stop all|quit|end|revoke|optout|opt out|cancel|unsubscribe"
                    "|alto|pare|parar|detener|cancelar|baja" },
    { KEYWORD_START, "start|unstop|iniciar|comenzar|empezar" },
    { KEYWORD_HELP, "help|info|ayuda|informacion" },
    { KEYWORD_LIST, "list|lista" },
    { KEYWORD_NOW, "now|ahora" },
    { KEYWORD_WHY, "why|porque|por que|y por que" },
    { KEYWORD_WHAT_HAPPENS, "what happens|what happens now|what happens next|what will happen"
                            "|what will happen now|que pasa|que pasa ahora|que va a pasar"
                            "|que va a pasar ahora|que pasara" },
    { KEYWORD_WINS, "wins|my wins|logros|mis logros|conquistas|minhas conquistas" },
    { KEYWORD_FORGET, "forget me|olvidame|esqueca me|me esqueca" },
};

/* What may stand beside an alert's code. */
static const struct {
    const char *word;
    enum page_answer answer;
} answers[] = {
    { "", PAGE_ANSWER_YES },   { "yes", PAGE_ANSWER_YES },        { "y", PAGE_ANSWER_YES },
    { "ok", PAGE_ANSWER_YES }, { "\U0001F44D", PAGE_ANSWER_YES }, { "si", PAGE_ANSWER_YES },
    { "no", PAGE_ANSWER_NO },  { "n", PAGE_ANSWER_NO },
};

/* Nothing here has more words, however it is spaced: most texts are not read to their end. */
#define SHORT_WORDS_MAX 8

enum keyword keyword_read(const char *s)
{
    struct words words;

    words_read_few(s, SHORT_WORDS_MAX, &words);
    if (!words.count || words.cut) return KEYWORD_NONE;
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (words_match(&words, 0, keywords[i].phrases) == words.count) return keywords[i].keyword;
    return KEYWORD_NONE;
}

void alert_code_make(uint32_t random, char code[ALERT_CODE_BYTES + 1])
{
    static const char digits[] = CODE_DIGITS, letters[] = CODE_LETTERS;
    uint32_t digit_count = sizeof digits - 1, letter_count = sizeof letters - 1;

    code[0] = digits[random % digit_count];
    code[1] = letters[random / digit_count % letter_count];
    code[2] = digits[random / digit_count / letter_count % digit_count];
    code[3] = '\0';
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Whether s begins with a code, which is then copied. */
static bool code_read(const char *s, char code[ALERT_CODE_BYTES + 1])
{
    char letter = upper(s[0] ? s[1] : '\0');

    if (!s[0] || !strchr(CODE_DIGITS, s[0])) return false;
    if (!letter || !strchr(CODE_LETTERS, letter)) return false;
    if (!s[2] || !strchr(CODE_DIGITS, s[2])) return false;
    code[0] = s[0];
    code[1] = letter;
    code[2] = s[2];
    code[3] = '\0';
    return true;
}

/* With the spaces gone, a reply is the code with an answer before or behind it. */
bool page_reply_read(const char *s, char code[ALERT_CODE_BYTES + 1], enum page_answer *answer)
{
    char glued[16];
    struct words words;
    struct str reply;

    words_read_few(s, SHORT_WORDS_MAX, &words);
    if (words.cut) return false;
    str_init(&reply, glued, sizeof glued);
    for (size_t i = 0; i < words.count; i++) str_add(&reply, words.word[i].s);
    if (reply.cut) return false;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        size_t len = strlen(answers[i].word);
        bool before, behind;

        if (reply.len != ALERT_CODE_BYTES + len) continue;
        before = memcmp(glued, answers[i].word, len) == 0 && code_read(glued + len, code);
        behind = !before && strcmp(glued + ALERT_CODE_BYTES, answers[i].word) == 0 &&
                 code_read(glued, code);
        if (!before && !behind) continue;
        *answer = answers[i].answer;
        return true;
    }
    return false;
}
