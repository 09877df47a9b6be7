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

#endif
