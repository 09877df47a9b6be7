/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_LIST_TEXT_H
#define RULES_LIST_TEXT_H
/*
 * list_text.h — a numbered list as it is texted, and what is said about it.
 *
 * The wordings are content and come in as templates; {words} in braces are filled in. Numbers go
 * on from page to page and earlier ones stay valid, so a page names the whole range so far. A page
 * takes at most two segments if any number of its items does: rather fewer items than a third.
 */
#include "rules/list_reply.h"
#include "rules/model.h"

#define LIST_SEGMENTS_MAX 2

/* The caller owns the strings. Which placeholders each may have stands behind it. */
struct list_words {
    bool drop_accents;      /* the language can do without accents that GSM-7 has not */
    const char *intro;      /* above the first page */
    const char *intro_more; /* above later pages */
    const char *reply_more; /* below a page with more to come: {numbers} */
    const char *reply_last; /* below the last page: {numbers} */
    const char *expect;     /* after a choice: {number} {label} {expect} */
    const char *call;       /* how it is reached, where that is not said already: {call} */
    const char *text;       /* likewise: {text} */
    const char *follow_up;  /* the question that ends the last of these */
    const char *ask;        /* one gentle question: {items} */
    const char *ask_any;    /* the same with nothing to name */
    const char *item;       /* one of those named: {number} {label} */
    const char *separator;  /* between items named, ", " */
    const char *or_two;     /* between two items named, ", or " */
    const char *or_last;    /* before the last of three and more, ", or " */
};

/*
 * A place of the directory as an item. Where what to expect names no number, the number is put
 * before it, or the page of a place that has none: with that, all of it takes two segments at most,
 * the question behind it too, and what there is no room for is left out by whole sentences.
 */
void list_text_item(const struct resource *place, const struct list_words *words,
                    struct list_item *item);

/*
 * The page after list->shown. Returns how many items will have been shown with it; list->shown,
 * and an empty text, if there is none left.
 */
size_t list_text_page(const struct list *list, const struct list_words *words, struct text *out);

/* What to expect of item `number`. `last`: no other choice is told after it. */
void list_text_expect(const struct list *list, const struct list_words *words, int number,
                      bool last, struct text *out);

/* "Did you mean 1 Wildflower, or 3 Afiya?" */
void list_text_ask(const struct list *list, const struct list_words *words,
                   const struct item_numbers *candidates, struct text *out);

#endif
