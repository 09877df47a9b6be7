/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_DB_H
#define STORE_DB_H
/*
 * db.h — transactions and statements, the same for every database behind it.
 *
 * SQL is written once, with $1 $2 … placeholders. Values are bound and columns read in order, so
 * a statement reads like the row it speaks of. A statement is prepared on first use and kept;
 * stmt_get() lends it until the next stmt_get() of the same text. Errors are logged here, once.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

struct db;
struct stmt;

enum db_mode { DB_WRITER, DB_READER };

/*
 * Opens "sqlite:PATH". The writer creates and migrates the file; there is one per process and it
 * alone checkpoints. A reader cannot change anything. `why` says what is wrong, for the operator.
 */
MUST_CHECK enum err db_open(const char *url, enum db_mode mode, struct db **db, char *why,
                            size_t why_size);
void db_close(struct db *db);

/* A reader's transaction sees one moment; a writer's is durable when db_commit() returns OK. */
MUST_CHECK enum err db_begin(struct db *db);
MUST_CHECK enum err db_commit(struct db *db);
void db_rollback(struct db *db);

/* One level inside a transaction: db_undo() takes back what came since db_mark(). */
MUST_CHECK enum err db_mark(struct db *db);
MUST_CHECK enum err db_keep(struct db *db);
MUST_CHECK enum err db_undo(struct db *db);

/*
 * A read, write or sync of the disk has failed: nobody knows what is on it, and no later success
 * can be believed. Whoever owns the writer ends the process; what was committed is found again.
 */
bool db_is_broken(const struct db *db);

/* What the disk has left, and what of it the log has that must still be emptied. */
MUST_CHECK enum err db_space(const struct db *db, int64_t *free_bytes, int64_t *log_bytes);

/*
 * Moves the log into the main file when there is enough of it; call between transactions. Never
 * blocks readers. `under_load`: somebody waits for the writer.
 */
void db_checkpoint(struct db *db, bool under_load);

/*
 * Empties the log into the main file, so that what was erased is gone from both. ERR_BUSY: a
 * reader still looks at the past; try again.
 */
MUST_CHECK enum err db_checkpoint_all(struct db *db);

/*
 * A consistent copy of everything into a new file; ERR_CONFLICT if it exists. It takes as long as
 * the database is big: a reader makes it, and holds up nobody.
 */
MUST_CHECK enum err db_copy(struct db *db, const char *path);

/* `sql` must be a string that lives for ever: statements are kept by its address. */
struct stmt *stmt_get(struct db *db, const char *sql);

void stmt_bind_int(struct stmt *stmt, int64_t value);
void stmt_bind_text(struct stmt *stmt, const char *value);
void stmt_bind_blob(struct stmt *stmt, const void *bytes, size_t len);
void stmt_bind_null(struct stmt *stmt);

/* OK: a row is there to be read; ERR_MISSING: no more rows. */
MUST_CHECK enum err stmt_step(struct stmt *stmt);

/* For statements without rows. ERR_CONFLICT: a constraint said no. */
MUST_CHECK enum err stmt_run(struct stmt *stmt);

/* How many rows the last stmt_run() changed. */
int64_t stmt_changed(const struct stmt *stmt);

/* The next column of the present row. Texts and blobs are borrowed until the next step. */
int64_t stmt_int(struct stmt *stmt);
bool stmt_is_null(struct stmt *stmt); /* looks, does not move on */
const char *stmt_text(struct stmt *stmt);
const void *stmt_blob(struct stmt *stmt, size_t *len);

/* The next text into to[size]; ERR_DOWN if it does not fit, for then the row is not ours. */
MUST_CHECK enum err stmt_text_copy(struct stmt *stmt, char *to, size_t size);

#endif
