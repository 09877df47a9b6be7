/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_READER_H
#define ENGINE_READER_H
/*
 * reader.h — answers queries on a read-only connection of its own, so that looking never waits for
 * writing. Each query sees one moment: its rows and its cursor belong together.
 */
#include <pthread.h>

#include "base/mailbox.h"
#include "engine/query.h"
#include "engine/settings.h"
#include "store/store.h"

#define QUERIES_WAITING_MAX 4096

struct reader {
    struct store store;
    struct settings *settings; /* one share */
    struct mailbox *queries;   /* struct query, taken */
    struct mailbox *answers;   /* the same, given back answered */
    struct mailbox *commands;  /* the engine's: for what must be put on record before it is shown */
    pthread_t thread;
};

/* After engine_open(), which makes the database. Takes one share of the settings. */
MUST_CHECK enum err reader_open(struct reader *reader, const char *storage,
                                const struct crypt_keys *keys, struct settings *settings,
                                struct mailbox *commands, char *why, size_t why_size);
void reader_close(struct reader *reader);

/* Fills in the answer. */
void reader_answer(struct reader *reader, struct query *query);

void reader_start(struct reader *reader);
void reader_stop(struct reader *reader);

#endif
