/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/phones.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"

struct phone_text {
    uint64_t id;
    bool to_line;
    ms at;
    char *body;
};

struct simulated_phone {
    struct phone number;
    uint64_t last_id; /* of the newest text or call on it; 0: not in use */
    size_t count;
    struct phone_text text[PHONE_TEXTS_MAX]; /* by time */
};

struct phones {
    uint64_t last_id;
    struct simulated_phone phone[PHONES_MAX];
};

struct phones *phones_new(uint64_t last_id)
{
    struct phones *phones = xcalloc(1, sizeof *phones);

    phones->last_id = last_id;
    return phones;
}

static void phone_forget(struct simulated_phone *phone)
{
    for (size_t i = 0; i < phone->count; i++) free(phone->text[i].body);
    *phone = (struct simulated_phone){ .count = 0 };
}

void phones_free(struct phones *phones)
{
    if (!phones) return;
    for (size_t i = 0; i < PHONES_MAX; i++) phone_forget(&phones->phone[i]);
    free(phones);
}

static const struct simulated_phone *phone_get(const struct phones *phones, const char *number)
{
    for (size_t i = 0; i < PHONES_MAX; i++)
        if (phones->phone[i].last_id && strcmp(phones->phone[i].number.e164, number) == 0)
            return &phones->phone[i];
    return NULL;
}

bool phones_has(const struct phones *phones, const char *number)
{
    return phone_get(phones, number) != NULL;
}

/* The phone of this number, or a new one in the place of the one unused for longest. */
static struct simulated_phone *phone_get_or_add(struct phones *phones, const char *number)
{
    const struct simulated_phone *known = phone_get(phones, number);
    struct simulated_phone *phone = &phones->phone[0];

    if (known) return &phones->phone[known - phones->phone];
    for (size_t i = 1; i < PHONES_MAX; i++)
        if (phones->phone[i].last_id < phone->last_id) phone = &phones->phone[i];
    phone_forget(phone);
    must(!STR_COPY(phone->number.e164, number));
    return phone;
}

/* Most come in order; one that was written before another but heard of later moves before it. */
static void text_insert(struct simulated_phone *phone, struct phone_text text)
{
    size_t at;

    if (phone->count == PHONE_TEXTS_MAX) {
        free(phone->text[0].body);
        phone->count--;
        memmove(&phone->text[0], &phone->text[1], phone->count * sizeof text);
    }
    for (at = phone->count; at && phone->text[at - 1].at > text.at; at--)
        phone->text[at] = phone->text[at - 1];
    phone->text[at] = text;
    phone->count++;
}

uint64_t phones_add(struct phones *phones, const char *number, bool to_line, const char *body,
                    ms at)
{
    struct simulated_phone *phone = phone_get_or_add(phones, number);
    struct phone_text text = {
        .id = ++phones->last_id, .to_line = to_line, .at = at, .body = xstrdup(body)
    };

    text_insert(phone, text);
    phone->last_id = text.id;
    return text.id;
}

void phones_use(struct phones *phones, const char *number)
{
    phone_get_or_add(phones, number)->last_id = ++phones->last_id;
}

const char *phones_number(const struct phones *phones, size_t i)
{
    return phones->phone[i].last_id ? phones->phone[i].number.e164 : NULL;
}

void phone_text_write(struct json_writer *writer, const char *name, uint64_t id, bool to_line,
                      const char *body, ms at)
{
    char label[32];

    snprintf(label, sizeof label, "s-%" PRIu64, id);
    json_write_open(writer, name, '{');
    json_write_text(writer, "id", label);
    json_write_text(writer, "dir", to_line ? "to_line" : "to_phone");
    json_write_text(writer, "body", body);
    json_write_time(writer, "at", at);
    json_write_close(writer, '}');
}

void phones_write_texts(const struct phones *phones, const char *number, struct json_writer *writer)
{
    const struct simulated_phone *phone = phone_get(phones, number);

    for (size_t i = 0; phone && i < phone->count; i++) {
        const struct phone_text *text = &phone->text[i];

        phone_text_write(writer, NULL, text->id, text->to_line, text->body, text->at);
    }
}
