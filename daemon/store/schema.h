/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H
/*
 * schema.h — the tables, as numbered migrations: forward only, each one transaction.
 */
#include <stddef.h>

/* The statements of migration `number` (1 …), NULL-ended, or NULL after the last migration. */
const char *const *schema_migration(size_t number);

/* The newest schema this program knows; it refuses a database that is newer. */
size_t schema_newest(void);

/*
 * Conditions of partial indexes, for queries that use them. Not as IN with a list: for that SQLite
 * builds a table in memory each time a row is written. What is open in the outbox is not settled
 * yet: what comes later to the same texter waits for it.
 */
#define MESSAGE_IN_TROUBLE "(state = 'unconfirmed' OR state = 'failed' OR state = 'undelivered')"
#define OUTBOX_OPEN                                                                                \
    "(state = 'queued' OR state = 'claimed' OR state = 'unknown' OR state = 'looking_up')"

#endif
