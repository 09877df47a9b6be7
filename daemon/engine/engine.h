/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H
/*
 * engine.h — applies commands one after another, many to a transaction, and is the only writer.
 *
 * Nobody is told yes before the commit has returned. No state of record lives here: crash and
 * restart are the same as opening again.
 */
#include <pthread.h>

#include "base/mailbox.h"
#include "engine/route.h"
#include "engine/turn.h"

#define ENGINE_BATCH_MAX 256
#define COMMANDS_WAITING_MAX 4096 /* of the loop, and as many of the reader */

struct engine {
    struct store store;
    struct settings *settings; /* one share */
    struct mailbox *commands;  /* struct command, taken */
    struct mailbox *receipts;  /* the same, given back with their receipts */
    struct mailbox *flights;   /* struct outbox_item, given to the courier */
    pthread_t thread;
    ms texted_at;        /* the newest text that was there at the start; 0: none */
    enum space space;    /* what the disk had left, */
    ms space_looked;     /* when it was last asked */
    ms events_looked;    /* when events too old to keep were last looked for */
    ms retention_looked; /* when words too old to keep were last looked for */
    bool empties_log;    /* the database's log has something erased in it, or its room is needed */
};

/*
 * Opens the storage and settles what the last process left: whatever was in flight is unknown,
 * everybody's stream is gone. `now` as for commands. Takes one share of the settings.
 */
MUST_CHECK enum err engine_open(struct engine *engine, const char *storage,
                                const struct crypt_keys *keys, struct settings *settings, ms now,
                                char *why, size_t why_size);
void engine_close(struct engine *engine);

/* One transaction: all receipts are filled in, flights are in their mailbox. */
void engine_batch(struct engine *engine, struct command **commands, size_t count);

/* Between batches, when nobody waits for its receipts: moves the log into the database's file. */
void engine_rest(struct engine *engine);

/* A thread that does so with whatever comes into `commands`, until that is closed and empty. */
void engine_start(struct engine *engine);
void engine_stop(struct engine *engine);

#endif
