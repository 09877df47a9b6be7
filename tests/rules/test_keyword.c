/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A whole message is a keyword or it is a person speaking. Likewise for answers to pages. */
#include "rules/keyword.h"

#include <string.h>

#include "../check.h"

static const struct {
    const char *text;
    enum keyword keyword;
} texts[] = {
    { "STOP", KEYWORD_STOP },
    { "stop", KEYWORD_STOP },
    { "  Stop. \n", KEYWORD_STOP },
    { "STOP!!!", KEYWORD_STOP },
    { "\u201cSTOP\u201d", KEYWORD_STOP },
    { "stop all", KEYWORD_STOP },
    { "Opt-out", KEYWORD_STOP },
    { "unsubscribe", KEYWORD_STOP },
    { "end", KEYWORD_STOP },
    { "Quit.", KEYWORD_STOP },
    { "alto", KEYWORD_STOP },
    { "Cancelar", KEYWORD_STOP },
    { "START", KEYWORD_START },
    { "unstop", KEYWORD_START },
    { "help", KEYWORD_HELP },
    { "\u00a1AYUDA!", KEYWORD_HELP },
    { "Informaci\u00f3n", KEYWORD_HELP },
    { "list", KEYWORD_LIST },
    { "Lista", KEYWORD_LIST },
    { "NOW!", KEYWORD_NOW },
    { "ahora", KEYWORD_NOW },

    { "", KEYWORD_NONE },
    { "...", KEYWORD_NONE },
    { "I want to end it", KEYWORD_NONE },
    { "please stop hurting me", KEYWORD_NONE },
    { "stop it", KEYWORD_NONE },
    { "stop \u2764\u2764\u2764\u2764\u2764\u2764\u2764\u2764\u2764 !!! \u2764", KEYWORD_STOP },
    { "what will happen now", KEYWORD_WHAT_HAPPENS },
    { "stop stop stop stop stop stop stop stop stop stop", KEYWORD_NONE },
    { "stop \U0001F52A", KEYWORD_NONE },
    { "make it stop", KEYWORD_NONE },
    { "help me", KEYWORD_NONE },
    { "I need help", KEYWORD_NONE },
    { "the end", KEYWORD_NONE },
    { "nonstop", KEYWORD_NONE },
    { "not now", KEYWORD_NONE },
    { "yes", KEYWORD_NONE },
    { "para", KEYWORD_NONE },
    { "\u0441\u0442\u043e\u043f", KEYWORD_NONE },
};

static const struct {
    const char *text, *code; /* no code: not an answer */
    enum page_answer answer;
} replies[] = {
    { "7K2 YES", "7K2", PAGE_ANSWER_YES },
    { "7k2 yes.", "7K2", PAGE_ANSWER_YES },
    { "YES 7K2", "7K2", PAGE_ANSWER_YES },
    { " 7K2 ", "7K2", PAGE_ANSWER_YES },
    { "7 k 2, yes!", "7K2", PAGE_ANSWER_YES },
    { "7K2YES", "7K2", PAGE_ANSWER_YES },
    { "7K2: y", "7K2", PAGE_ANSWER_YES },
    { "S\u00ed, 7k2", "7K2", PAGE_ANSWER_YES },
    { "7K2 \U0001F44D", "7K2", PAGE_ANSWER_YES },
    { "7K2 NO", "7K2", PAGE_ANSWER_NO },
    { "no - 7k2", "7K2", PAGE_ANSWER_NO },
    { "yes", "", PAGE_ANSWER_YES },
    { "", "", PAGE_ANSWER_YES },
    { "7K2 not now", "", PAGE_ANSWER_YES },
    { "7K2 yes no", "", PAGE_ANSWER_YES },
    { "is 7K2 mine?", "", PAGE_ANSWER_YES },
    { "7K2 7K3", "", PAGE_ANSWER_YES },
    { "7K22", "", PAGE_ANSWER_YES },
    { "K72 YES", "", PAGE_ANSWER_YES },
    { "7O2 YES", "", PAGE_ANSWER_YES },
    { "yes yes yes yes yes yes yes", "", PAGE_ANSWER_YES },
};

static void check_replies(void)
{
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        char code[ALERT_CODE_BYTES + 1] = "";
        enum page_answer answer = PAGE_ANSWER_YES;
        bool read = page_reply_read(replies[i].text, code, &answer);

        CHECK_CASE(read == (replies[i].code[0] != '\0'), replies[i].text);
        CHECK_STR(code, replies[i].code);
        CHECK_CASE(!read || answer == replies[i].answer, replies[i].text);
    }
}

/* Every code that can be made is read back as it was made. */
static void check_codes(void)
{
    uint32_t random = 1;
    bool all_read = true;

    for (int i = 0; i < 5000; i++) {
        char made[ALERT_CODE_BYTES + 1], read[ALERT_CODE_BYTES + 1] = "";
        enum page_answer answer;

        random = random * 1664525u + 1013904223u;
        alert_code_make(random, made);
        all_read = all_read && page_reply_read(made, read, &answer) && strcmp(made, read) == 0;
        all_read = all_read && !strpbrk(made, "01OIL");
    }
    CHECK(all_read);
}

int main(void)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CHECK_CASE(keyword_read(texts[i].text) == texts[i].keyword, texts[i].text);
    check_replies();
    check_codes();
    return check_end();
}
