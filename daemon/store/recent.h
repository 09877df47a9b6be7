/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_RECENT_H
#define STORE_RECENT_H
/*
 * recent.h — the last texts of those who write now, kept open.
 *
 * Triage reads the texts before with each new one: without this each of them would be found and
 * unsealed again five times. Nothing is of record here: what has no place, is too long, or may have
 * been undone is read from its row.
 */
#include "rules/model.h"

#define RECENT_TEXTS_MAX 5

struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *recent);

/* Its texts since `since` are kept from here on, none yet; another's in its place are forgotten. */
void recent_begin(struct recent *recent, conversation_id conversation, ms since);

/* The next text; nothing happens unless the conversation's are kept. */
void recent_add(struct recent *recent, conversation_id conversation, ms at,
                const struct text *text);

/* The last `max` since `since`, oldest first, as the rows have them; false when not kept. */
bool recent_get(const struct recent *recent, conversation_id conversation, ms since, size_t max,
                struct text *texts, size_t *count);

void recent_forget(struct recent *recent, conversation_id conversation);
void recent_forget_all(struct recent *recent);

#endif
