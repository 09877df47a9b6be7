/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"

#define CONVERSATIONS_KEPT 1024 /* memory is touched only for those who write */
#define KEPT_BYTES_MAX 320 /* two segments in the largest letters, and most of what is written */

struct kept_text {
    ms at;
    uint16_t len;
    char s[KEPT_BYTES_MAX];
};

struct kept {
    conversation_id conversation; /* 0: an empty place */
    ms since;                     /* what is older was never looked for */
    size_t count;
    struct kept_text text[RECENT_TEXTS_MAX]; /* oldest first */
};

struct recent {
    struct kept kept[CONVERSATIONS_KEPT]; /* by id modulo */
};

struct recent *recent_new(void)
{
    return xcalloc(1, sizeof(struct recent));
}

void recent_free(struct recent *recent)
{
    if (!recent) return;
    recent_forget_all(recent);
    free(recent);
}

static size_t place_of(conversation_id conversation)
{
    return (uint64_t)conversation.n % CONVERSATIONS_KEPT;
}

void recent_begin(struct recent *recent, conversation_id conversation, ms since)
{
    struct kept *kept = &recent->kept[place_of(conversation)];

    recent_forget(recent, kept->conversation);
    kept->conversation = conversation;
    kept->since = since;
}

void recent_add(struct recent *recent, conversation_id conversation, ms at, const struct text *text)
{
    struct kept *kept = &recent->kept[place_of(conversation)];
    struct kept_text *next;

    if (kept->conversation.n != conversation.n) return;
    if (text->len > KEPT_BYTES_MAX) {
        recent_forget(recent, conversation);
        return;
    }
    if (kept->count == RECENT_TEXTS_MAX)
        memmove(&kept->text[0], &kept->text[1], --kept->count * sizeof kept->text[0]);
    next = &kept->text[kept->count++];
    next->at = at;
    next->len = text->len;
    memcpy(next->s, text->s, text->len);
}

bool recent_get(const struct recent *recent, conversation_id conversation, ms since, size_t max,
                struct text *texts, size_t *count)
{
    const struct kept *kept = &recent->kept[place_of(conversation)];
    size_t first = kept->count > max ? kept->count - max : 0;

    *count = 0;
    if (kept->conversation.n != conversation.n || since < kept->since) return false;
    for (size_t i = first; i < kept->count; i++) {
        const struct kept_text *text = &kept->text[i];

        if (text->at < since) continue;
        texts[*count].len = text->len;
        memcpy(texts[*count].s, text->s, text->len);
        texts[(*count)++].s[text->len] = '\0';
    }
    return true;
}

void recent_forget(struct recent *recent, conversation_id conversation)
{
    struct kept *kept = &recent->kept[place_of(conversation)];

    if (kept->conversation.n == conversation.n) crypt_wipe(kept, sizeof *kept);
}

/* Only what was used: the rest of the memory has never been touched. */
void recent_forget_all(struct recent *recent)
{
    for (size_t i = 0; i < CONVERSATIONS_KEPT; i++)
        if (recent->kept[i].conversation.n) recent_forget(recent, recent->kept[i].conversation);
}
