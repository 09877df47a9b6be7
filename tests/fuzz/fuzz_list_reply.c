/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whatever is texted, only numbers of items shown are recorded, and nothing in danger. The first
 * bytes say what stands around the text; of the labels one is the texter's own words.
 */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/keyword.h"
#include "rules/list_reply.h"

#define CONTEXT_BYTES 4

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void list_fill(struct list *list, const uint8_t *bytes, const char *s)
{
    static const char *const labels[] = { "Harbor warmline", "City Crisis Line", "Elm House",
                                          "Night Owls (call or text)", "211 Helpline" };

    list->count = 1 + bytes[0] % LIST_ITEMS_MAX;
    list->shown = bytes[1] % (list->count + 1);
    list->open = bytes[2] & 1;
    list->asked = bytes[2] & 2;
    for (size_t i = 0; i < list->count; i++) {
        const char *label = i == 5 ? s : labels[i % 5];

        if (STR_COPY(list->item[i].label, label)) list->item[i].label[0] = '\0';
    }
}

static void check_numbers(const struct list *list, const struct item_numbers *numbers)
{
    must(numbers->count <= list->count);
    for (size_t i = 0; i < numbers->count; i++)
        must(numbers->number[i] >= 1 && (size_t)numbers->number[i] <= list->count);
}

static void check_reply(const struct list *list, const struct reply_context *context,
                        const struct list_reply *reply)
{
    bool recorded = reply->kind == REPLY_CHOICE || reply->kind == REPLY_CHOICES;
    bool automatic = reply->kind != REPLY_PEER && reply->kind != REPLY_RESERVED;

    check_numbers(list, &reply->items);
    check_numbers(list, &reply->candidates);
    check_numbers(list, &reply->about);
    must(recorded == (reply->items.count > 0));
    for (size_t i = 0; i < reply->items.count; i++)
        must((size_t)reply->items.number[i] <= list->shown);
    must(!automatic || (list->open && !reply->risk && !context->danger));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char s[TEXT_BYTES_MAX + 1], code[ALERT_CODE_BYTES + 1];
    struct list list = { .count = 0 };
    struct reply_context context = { .age = 0 };
    enum page_answer answer;
    struct list_reply reply;

    if (len < CONTEXT_BYTES) return 0;
    if (str_copy_len(s, sizeof s, (const char *)bytes + CONTEXT_BYTES, len - CONTEXT_BYTES))
        return 0;
    if (!utf8_is_valid(s, strlen(s))) return 0;
    list_fill(&list, bytes, s);
    context.age = HOURS(bytes[3] & 31);
    context.peer_asked_since = bytes[3] & 32;
    context.danger = bytes[3] & 64;
    if (bytes[3] & 128) context.previous = (struct item_numbers){ 1, { 1 } };
    reply = list_reply_read(&list, &context, s);
    check_reply(&list, &context, &reply);
    must(!page_reply_read(s, code, &answer) || strlen(code) == ALERT_CODE_BYTES);
    return 0;
}
