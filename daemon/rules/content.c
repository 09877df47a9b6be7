/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/content.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"

static const char *const names[] = {
    [CONTENT_WELCOME] = "welcome",
    [CONTENT_NOBODY_ON] = "nobody_on",
    [CONTENT_NOT_FORGOTTEN] = "not_forgotten",
    [CONTENT_TAKEN] = "taken",
    [CONTENT_MOVED] = "moved",
    [CONTENT_BACK_IN_QUEUE] = "back_in_queue",
    [CONTENT_CHECK_IN] = "check_in",
    [CONTENT_CLOSED_QUIET] = "closed_quiet",
    [CONTENT_STOP] = "stop",
    [CONTENT_START] = "start",
    [CONTENT_HELP] = "help",
    [CONTENT_NOW] = "now",
    [CONTENT_PAGING] = "paging",
    [CONTENT_PAGING_READ] = "paging_read",
    [CONTENT_PAGE] = "page",
    [CONTENT_PAGE_HELD] = "page_held",
    [CONTENT_PAGE_TAKEN] = "page_taken",
    [CONTENT_PAGE_PASSED] = "page_passed",
    [CONTENT_PAGE_UNKNOWN] = "page_unknown",
    [CONTENT_PAGE_OVER] = "page_over",
    [CONTENT_PAGE_SUMMARY] = "page_summary",
    [CONTENT_PAGE_TEST] = "page_test",
    [CONTENT_CALL] = "call",
    [CONTENT_CALL_HELD] = "call_held",
    [CONTENT_LIST_INTRO] = "list_intro",
    [CONTENT_LIST_INTRO_MORE] = "list_intro_more",
    [CONTENT_LIST_REPLY_MORE] = "list_reply_more",
    [CONTENT_LIST_REPLY_LAST] = "list_reply_last",
    [CONTENT_LIST_EXPECT] = "list_expect",
    [CONTENT_LIST_CALL] = "list_call",
    [CONTENT_LIST_TEXT] = "list_text",
    [CONTENT_LIST_FOLLOW_UP] = "list_follow_up",
    [CONTENT_LIST_ASK] = "list_ask",
    [CONTENT_LIST_ASK_ANY] = "list_ask_any",
    [CONTENT_LIST_ITEM] = "list_item",
    [CONTENT_LIST_SEPARATOR] = "list_separator",
    [CONTENT_LIST_OR_TWO] = "list_or_two",
    [CONTENT_LIST_OR_LAST] = "list_or_last",
    [CONTENT_LIST_END] = "list_end",
    [CONTENT_LIST_NONE] = "list_none",
    [CONTENT_LIST_EMPTY] = "list_empty",
    [CONTENT_CRISIS_ASK] = "crisis_ask",
    [CONTENT_CRISIS_ASK_READ] = "crisis_ask_read",
    [CONTENT_CRISIS_MORE] = "crisis_more",
    [CONTENT_CRISIS_YES] = "crisis_yes",
    [CONTENT_CRISIS_NOT_NOW] = "crisis_not_now",
    [CONTENT_CRISIS_READS] = "crisis_reads",
    [CONTENT_CRISIS_SPEAKS] = "crisis_speaks",
    [CONTENT_CRISIS_HERE] = "crisis_here",
    [CONTENT_CRISIS_BACK] = "crisis_back",
    [CONTENT_CRISIS_OVER] = "crisis_over",
    [CONTENT_CRISIS_AFTER] = "crisis_after",
    [CONTENT_WHY_WORDS] = "why_words",
    [CONTENT_WHY_PEER] = "why_peer",
    [CONTENT_WHY_NOW] = "why_now",
    [CONTENT_WHY_WAITING] = "why_waiting",
    [CONTENT_WHY_STOPPED] = "why_stopped",
    [CONTENT_WHAT_HAPPENS] = "what_happens",
    [CONTENT_PAGE_AGREED] = "page_agreed",
    [CONTENT_PAGE_NOT_NOW] = "page_not_now",
    [CONTENT_PAGE_NO_ANSWER] = "page_no_answer",
    [CONTENT_PAGE_WORSE] = "page_worse",
    [CONTENT_PAGE_LOST] = "page_lost",
    [CONTENT_LIST_OFFER] = "list_offer",
    [CONTENT_CONSENT_ASK] = "consent_ask",
    [CONTENT_CONSENT_YES] = "consent_yes",
    [CONTENT_CONSENT_NO] = "consent_no",
    [CONTENT_FOLLOW_UP] = "follow_up",
    [CONTENT_FOLLOW_UP_LINE] = "follow_up_line",
    [CONTENT_OUTCOME_HELPED] = "outcome_helped",
    [CONTENT_OUTCOME_NOT_FOR_ME] = "outcome_not_for_me",
    [CONTENT_OUTCOME_NOT_REACHED] = "outcome_not_reached",
    [CONTENT_OUTCOME_NOT_TRIED] = "outcome_not_tried",
    [CONTENT_WINS] = "wins",
    [CONTENT_WINS_NONE] = "wins_none",
    [CONTENT_FORGET_ASK] = "forget_ask",
    [CONTENT_FORGET_DONE] = "forget_done",
    [CONTENT_FORGET_KEPT] = "forget_kept",
    [CONTENT_FORGET_LATER] = "forget_later",
    [CONTENT_TIER_STEADY] = "tier_steady",
    [CONTENT_TIER_WATCH] = "tier_watch",
    [CONTENT_TIER_HIGH] = "tier_high",
    [CONTENT_TIER_IMMINENT] = "tier_imminent",
};
_Static_assert(sizeof names / sizeof names[0] == CONTENT_TEXTS, "a name for each text");

static const char *const allowed[] = {
    "LINE",   "PEER",  "NAME",  "CODE",    "TIER",   "FALLBACK", /* filled here */
    "LINK",   "WORDS", "LABEL", "numbers", "number", "label",
    "expect", "items", "call",  "text",    NULL, /* filled by rules/list_text.h */
};

const char *content_text_name(enum content_text text)
{
    must((size_t)text < CONTENT_TEXTS);
    return names[text];
}

bool content_text_from_name(const char *name, enum content_text *text)
{
    for (size_t i = 0; i < CONTENT_TEXTS; i++) {
        if (strcmp(names[i], name)) continue;
        *text = (enum content_text)i;
        return true;
    }
    return false;
}

const char *const *content_words_allowed(void)
{
    return allowed;
}

/* The value of a word of `len` bytes, or NULL if it is not filled here. */
static const char *word_value(const struct content_words *words, const char *word, size_t len)
{
    const char *values[] = { words->line,     words->peer, words->name,  words->code, words->tier,
                             words->fallback, words->link, words->words, words->label };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strlen(allowed[i]) == len && !memcmp(allowed[i], word, len))
            return values[i] ? values[i] : "";
    return NULL;
}

bool content_fill(const struct content *content, enum content_text which,
                  const struct content_words *words, struct text *text)
{
    const char *from = content->text[which];
    struct str out;

    must((size_t)which < CONTENT_TEXTS);
    str_init(&out, text->s, sizeof text->s);
    while (*from) {
        const char *end = *from == '{' ? strchr(from, '}') : NULL;
        const char *value = end ? word_value(words, from + 1, (size_t)(end - from - 1)) : NULL;

        if (value) {
            str_add(&out, value);
            from = end + 1;
        } else {
            str_add_len(&out, from++, 1);
        }
    }
    text->len = (uint16_t)out.len;
    return !out.cut;
}
