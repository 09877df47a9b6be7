/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_REPLY_CHOICE_H
#define RULES_REPLY_CHOICE_H
/*
 * reply_choice.h — which items the numbers, names and label words of a reply point at.
 *
 * Words that stand together must agree: "4 samaritans" is one item, "3 samaritans" is unclear.
 * Only `items` of a selection that is not unclear may be recorded; all else is for asking.
 */
#include "rules/list_reply.h"
#include "rules/reply_tokens.h"

struct selection {
    struct item_numbers items; /* pointed at without doubt, in the order of the text */
    struct item_numbers maybe; /* what else it may be; for naming when asking */
    bool unclear;
};

/* Reads tokens [from, to). */
struct selection reply_choice_read(const struct list *list, const struct tokens *tokens,
                                   size_t from, size_t to);

/* Adds a number that is not there yet. */
void item_numbers_add(struct item_numbers *numbers, int number);

void item_numbers_add_all(struct item_numbers *numbers, const struct item_numbers *more);

bool item_numbers_have(const struct item_numbers *numbers, int number);

#endif
