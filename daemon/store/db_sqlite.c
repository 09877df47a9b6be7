/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "store/schema.h"

#define STATEMENTS_MAX 512 /* a power of two, more than twice the statements of the program */
#define BINDS_MAX 40

/*
 * Pages of 4 kB in the log before the writer moves them: few when nobody waits meanwhile, so that
 * whoever comes next does not wait long; many under load, for then most are pages written before,
 * and are moved once.
 */
#define CHECKPOINT_PAGES 250
#define CHECKPOINT_PAGES_UNDER_LOAD 2000

#define BUSY_MS 5000 /* how long another connection may keep a lock */

struct stmt {
    struct db *db;
    const char *sql;
    sqlite3_stmt *sqlite;
    int place[BINDS_MAX + 1]; /* SQLite numbers $n by first appearance: its number of our $n */
    int binds, bound, column;
    int64_t changed;
};

struct db {
    sqlite3 *sqlite;
    enum db_mode mode;
    bool began;        /* between db_begin() and its commit or rollback */
    bool broken;       /* see db_is_broken() */
    int log_pages;     /* in the log after the last commit */
    int checkpoint_at; /* so many in the log, and they are moved */
    size_t stmt_count;
    struct stmt stmt[STATEMENTS_MAX];
};

/* The one place where SQLite's words become ours; logged here and only here. */
static enum err db_err(struct db *db, int rc, const char *sql)
{
    must(rc != SQLITE_MISUSE);
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW: return OK;
    case SQLITE_CONSTRAINT: return ERR_CONFLICT; /* expected: not logged */
    case SQLITE_IOERR: db->broken = true; break;
    default: break;
    }
    log_error("db_failed", "rc=%d why=\"%s\" sql=\"%.80s\"", sqlite3_extended_errcode(db->sqlite),
              sqlite3_errmsg(db->sqlite), sql);
    return ERR_DOWN;
}

static enum err db_exec(struct db *db, const char *sql)
{
    return db_err(db, sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL), sql);
}

static int on_wal(void *arg, sqlite3 *sqlite, const char *name, int pages)
{
    struct db *db = arg;

    (void)sqlite;
    (void)name;
    db->log_pages = pages;
    return SQLITE_OK;
}

/* Only the writer checkpoints: SQLite 3.40.1 has a race when several connections do. */
static enum err db_configure(struct db *db)
{
    static const char *const writer[] = {
        "PRAGMA journal_mode=WAL",     "PRAGMA synchronous=FULL",
        "PRAGMA wal_autocheckpoint=0", "PRAGMA journal_size_limit=67108864",
        "PRAGMA secure_delete=ON",     "PRAGMA foreign_keys=ON",
        "PRAGMA trusted_schema=OFF",   "PRAGMA cache_size=-8000",
        "PRAGMA temp_store=MEMORY",    NULL,
    };
    static const char *const reader[] = {
        "PRAGMA query_only=ON",    "PRAGMA wal_autocheckpoint=0", "PRAGMA trusted_schema=OFF",
        "PRAGMA cache_size=-4000", "PRAGMA temp_store=MEMORY",    NULL,
    };
    const char *const *pragma = db->mode == DB_WRITER ? writer : reader;
    enum err err = OK;

    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    for (; *pragma && !err; pragma++) err = db_exec(db, *pragma);
    sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, db->mode == DB_READER, NULL);
    if (db->mode == DB_WRITER) sqlite3_wal_hook(db->sqlite, on_wal, db);
    return err;
}

/* The one value of a pragma into value[size]. */
static enum err pragma_read(struct db *db, const char *sql, char *value, size_t size)
{
    sqlite3_stmt *stmt;
    int rc = sqlite3_prepare_v2(db->sqlite, sql, -1, &stmt, NULL);

    if (rc == SQLITE_OK) rc = sqlite3_step(stmt);
    value[0] = '\0';
    if (rc == SQLITE_ROW) snprintf(value, size, "%s", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return db_err(db, rc, sql);
}

/* Where there is no shared memory, SQLite quietly keeps another journal than the one asked for. */
static enum err log_check(struct db *db, char *why, size_t why_size)
{
    char mode[16];
    enum err err = pragma_read(db, "PRAGMA journal_mode", mode, sizeof mode);

    if (err || !strcmp(mode, "wal") || !strcmp(mode, "memory")) return err;
    snprintf(why, why_size, "the file system cannot keep a write-ahead log");
    return ERR_INPUT;
}

static enum err version_read(struct db *db, size_t *version)
{
    char value[24];
    int64_t number;
    enum err err = pragma_read(db, "PRAGMA user_version", value, sizeof value);

    if (err || number_parse(value, 0, INT32_MAX, &number)) return ERR_DOWN;
    *version = (size_t)number;
    return OK;
}

/* One migration is one transaction; the number is written with it. */
static enum err migration_run(struct db *db, size_t number, char *why, size_t why_size)
{
    const char *const *sql = schema_migration(number);
    char version[48];
    enum err err;

    snprintf(version, sizeof version, "PRAGMA user_version=%zu", number);
    err = db_exec(db, "BEGIN IMMEDIATE");
    for (; !err && *sql; sql++) err = db_exec(db, *sql);
    if (!err) err = db_exec(db, version);
    if (!err) err = db_exec(db, "COMMIT");
    if (!err) {
        log_info("db_migrated", "version=%zu", number);
        return OK;
    }
    snprintf(why, why_size, "migration %zu: %s", number, sqlite3_errmsg(db->sqlite));
    sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    return err;
}

static enum err db_migrate(struct db *db, char *why, size_t why_size)
{
    size_t version = 0;
    enum err err = version_read(db, &version);

    if (!err && version > schema_newest()) {
        snprintf(why, why_size, "the database has schema %zu, this program knows %zu", version,
                 schema_newest());
        return ERR_INPUT;
    }
    if (!err && version < schema_newest() && db->mode == DB_READER) {
        snprintf(why, why_size, "the database has an older schema: its writer has not opened it");
        return ERR_INPUT;
    }
    while (!err && version < schema_newest()) err = migration_run(db, ++version, why, why_size);
    return err;
}

/* Only its owner may read it; SQLite gives the log the same mode. What exists is not touched. */
static void file_make(const char *path)
{
    int fd =
        strcmp(path, ":memory:") ? open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) : -1;

    if (fd >= 0) close(fd);
}

/* The schema is read here, so that preparing a statement later cannot meet a reading error. */
static enum err db_prepare(struct db *db, char *why, size_t why_size)
{
    enum err err = db_configure(db);

    if (!err) err = log_check(db, why, why_size);
    if (!err) err = db_migrate(db, why, why_size);
    if (!err) err = db_exec(db, "SELECT 1 FROM sqlite_schema LIMIT 1");
    return err;
}

enum err db_open(const char *url, enum db_mode mode, struct db **out, char *why, size_t why_size)
{
    struct db *db;
    enum err err;

    *out = NULL;
    why[0] = '\0';
    if (strncmp(url, "sqlite:", 7) || !url[7]) {
        snprintf(why, why_size, "storage must read sqlite:PATH");
        return ERR_INPUT;
    }
    /*
     * SQLite counts its memory under one lock for all threads, for which writer and reader stand in
     * line; nobody reads the count. Only the first call of a process has an effect.
     */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (mode == DB_WRITER) file_make(url + 7);
    db = xcalloc(1, sizeof *db);
    db->mode = mode;
    db->checkpoint_at = CHECKPOINT_PAGES;
    err = sqlite3_open_v2(url + 7, &db->sqlite, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE, NULL)
              ? ERR_DOWN
              : db_prepare(db, why, why_size);
    if (!err) {
        *out = db;
        return OK;
    }
    if (!why[0]) snprintf(why, why_size, "%s: %s", url + 7, sqlite3_errmsg(db->sqlite));
    db_close(db);
    return err;
}

void db_close(struct db *db)
{
    if (!db) return;
    for (size_t i = 0; i < STATEMENTS_MAX; i++) sqlite3_finalize(db->stmt[i].sqlite);
    sqlite3_close(db->sqlite);
    free(db);
}

bool db_is_broken(const struct db *db)
{
    return db->broken;
}

enum err db_space(const struct db *db, int64_t *free_bytes, int64_t *log_bytes)
{
    const char *path = sqlite3_db_filename(db->sqlite, "main");
    struct statvfs disk;
    struct stat log;

    *free_bytes = INT64_MAX;
    *log_bytes = 0;
    if (!path || !path[0]) return OK; /* in memory */
    if (statvfs(path, &disk)) {
        log_error("db_space_unknown", "why=\"%s\"", strerror(errno));
        return ERR_DOWN;
    }
    *free_bytes = (int64_t)(disk.f_bavail * disk.f_frsize);
    if (!stat(sqlite3_filename_wal(path), &log)) *log_bytes = log.st_size;
    return OK;
}

/* Rows still being read would keep the old moment, and the log, alive after the end. */
static void reads_end(struct db *db)
{
    for (sqlite3_stmt *stmt = sqlite3_next_stmt(db->sqlite, NULL); stmt;
         stmt = sqlite3_next_stmt(db->sqlite, stmt))
        if (sqlite3_stmt_busy(stmt)) sqlite3_reset(stmt);
}

enum err db_begin(struct db *db)
{
    enum err err = stmt_run(stmt_get(db, db->mode == DB_WRITER ? "BEGIN IMMEDIATE" : "BEGIN"));

    db->began = err == OK;
    return err;
}

enum err db_commit(struct db *db)
{
    enum err err;

    reads_end(db);
    err = stmt_run(stmt_get(db, "COMMIT"));
    if (!err) db->began = false;
    return err;
}

void db_rollback(struct db *db)
{
    reads_end(db);
    if (!sqlite3_get_autocommit(db->sqlite)) sqlite3_exec(db->sqlite, "ROLLBACK", NULL, NULL, NULL);
    db->began = false;
}

enum err db_mark(struct db *db)
{
    return stmt_run(stmt_get(db, "SAVEPOINT command"));
}

enum err db_keep(struct db *db)
{
    return stmt_run(stmt_get(db, "RELEASE command"));
}

enum err db_undo(struct db *db)
{
    enum err err = stmt_run(stmt_get(db, "ROLLBACK TO command"));

    return err ? err : db_keep(db);
}

/*
 * What a reader still looks at cannot be moved, and a full disk takes nothing: then it is tried
 * again when as much more has come.
 */
void db_checkpoint(struct db *db, bool under_load)
{
    int in_log = 0, moved = 0, rc;

    if (db->log_pages < db->checkpoint_at) return;
    if (under_load && db->log_pages < CHECKPOINT_PAGES_UNDER_LOAD) return;
    rc = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    if (rc != SQLITE_BUSY && db_err(db, rc, "checkpoint")) moved = 0;
    db->checkpoint_at = CHECKPOINT_PAGES + (moved < in_log ? db->log_pages : 0);
    db->log_pages = 0;
}

enum err db_checkpoint_all(struct db *db)
{
    int rc;

    reads_end(db);
    sqlite3_busy_timeout(db->sqlite, 0); /* the line does not stand still for a reader */
    rc = sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(db->sqlite, BUSY_MS);
    if (rc == SQLITE_OK) db->log_pages = 0;
    return rc == SQLITE_BUSY ? ERR_BUSY : db_err(db, rc, "checkpoint");
}

/* SQLite does not promise to have synced a copy. */
static enum err copy_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool synced = fd >= 0 && fsync(fd) == 0;

    if (!synced) log_error("db_copy_failed", "why=\"%s\"", strerror(errno));
    if (fd >= 0) close(fd);
    return synced ? OK : ERR_DOWN;
}

/* Attaching and writing are what a copy needs, and nobody else here does. */
static enum err copy_write(struct db *db, const char *path)
{
    struct stmt *stmt = stmt_get(db, "VACUUM INTO $1");
    enum err err = OK;

    stmt_bind_text(stmt, path);
    sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 1);
    if (db->mode == DB_READER) err = db_exec(db, "PRAGMA query_only=OFF");
    if (!err) err = stmt_run(stmt);
    if (db->mode == DB_READER && db_exec(db, "PRAGMA query_only=ON")) err = ERR_DOWN;
    sqlite3_limit(db->sqlite, SQLITE_LIMIT_ATTACHED, 0);
    return err;
}

enum err db_copy(struct db *db, const char *path)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    enum err err;

    if (fd < 0 && errno == EEXIST) return ERR_CONFLICT;
    if (fd < 0) {
        log_error("db_copy_failed", "why=\"%s\"", strerror(errno));
        return ERR_DOWN;
    }
    close(fd);
    reads_end(db);
    err = copy_write(db, path);
    if (!err) err = copy_sync(path);
    if (err) unlink(path);
    return err;
}

/* ---- statements ---- */

static size_t slot_of(const char *sql)
{
    return (size_t)(((uintptr_t)sql * UINT64_C(0x9e3779b97f4a7c15)) >> 40) % STATEMENTS_MAX;
}

static void stmt_prepare(struct stmt *stmt, struct db *db, const char *sql)
{
    int rc =
        sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->sqlite, NULL);

    if (rc != SQLITE_OK) log_error("db_prepare_failed", "why=\"%s\"", sqlite3_errmsg(db->sqlite));
    must(rc == SQLITE_OK); /* our own SQL on our own schema */
    must(++db->stmt_count < STATEMENTS_MAX / 2);
    stmt->db = db;
    stmt->sql = sql;
    stmt->binds = sqlite3_bind_parameter_count(stmt->sqlite);
    must(stmt->binds <= BINDS_MAX);
    for (int i = 1; i <= stmt->binds; i++) {
        char name[8];

        snprintf(name, sizeof name, "$%d", i);
        stmt->place[i] = sqlite3_bind_parameter_index(stmt->sqlite, name);
        must(stmt->place[i] > 0);
    }
}

struct stmt *stmt_get(struct db *db, const char *sql)
{
    size_t slot = slot_of(sql);
    struct stmt *stmt;

    while (db->stmt[slot].sql && db->stmt[slot].sql != sql) slot = (slot + 1) % STATEMENTS_MAX;
    stmt = &db->stmt[slot];
    if (!stmt->sql) stmt_prepare(stmt, db, sql);
    sqlite3_reset(stmt->sqlite); /* its error, if any, was told when it happened */
    sqlite3_clear_bindings(stmt->sqlite);
    stmt->bound = 0;
    return stmt;
}

static int bind_next(struct stmt *stmt)
{
    must(stmt->bound < stmt->binds);
    return stmt->place[++stmt->bound];
}

void stmt_bind_int(struct stmt *stmt, int64_t value)
{
    must(sqlite3_bind_int64(stmt->sqlite, bind_next(stmt), value) == SQLITE_OK);
}

void stmt_bind_text(struct stmt *stmt, const char *value)
{
    must(sqlite3_bind_text(stmt->sqlite, bind_next(stmt), value, -1, SQLITE_TRANSIENT) ==
         SQLITE_OK);
}

void stmt_bind_blob(struct stmt *stmt, const void *bytes, size_t len)
{
    must(sqlite3_bind_blob64(stmt->sqlite, bind_next(stmt), bytes, len, SQLITE_TRANSIENT) ==
         SQLITE_OK);
}

void stmt_bind_null(struct stmt *stmt)
{
    must(sqlite3_bind_null(stmt->sqlite, bind_next(stmt)) == SQLITE_OK);
}

enum err stmt_step(struct stmt *stmt)
{
    int rc;

    must(stmt->bound == stmt->binds);
    stmt->column = 0;
    /* SQLite took the transaction back after an error: nothing may be done outside of it. */
    if (stmt->db->began && sqlite3_get_autocommit(stmt->db->sqlite)) return ERR_DOWN;
    rc = sqlite3_step(stmt->sqlite);
    if (rc == SQLITE_ROW) return OK;
    sqlite3_reset(stmt->sqlite); /* ends the read, and lets go of what was bound */
    return rc == SQLITE_DONE ? ERR_MISSING : db_err(stmt->db, rc, stmt->sql);
}

enum err stmt_run(struct stmt *stmt)
{
    enum err err = stmt_step(stmt);

    must(err != OK); /* it had a row: the caller wanted stmt_step() */
    if (err != ERR_MISSING) return err;
    stmt->changed = sqlite3_changes64(stmt->db->sqlite);
    return OK;
}

int64_t stmt_changed(const struct stmt *stmt)
{
    return stmt->changed;
}

int64_t stmt_int(struct stmt *stmt)
{
    return sqlite3_column_int64(stmt->sqlite, stmt->column++);
}

bool stmt_is_null(struct stmt *stmt)
{
    return sqlite3_column_type(stmt->sqlite, stmt->column) == SQLITE_NULL;
}

const char *stmt_text(struct stmt *stmt)
{
    const char *text = (const char *)sqlite3_column_text(stmt->sqlite, stmt->column++);

    return text ? text : "";
}

const void *stmt_blob(struct stmt *stmt, size_t *len)
{
    const void *blob = sqlite3_column_blob(stmt->sqlite, stmt->column);

    *len = (size_t)sqlite3_column_bytes(stmt->sqlite, stmt->column++);
    return blob ? blob : "";
}

enum err stmt_text_copy(struct stmt *stmt, char *to, size_t size)
{
    if (!str_copy(to, size, stmt_text(stmt))) return OK;
    log_error("db_row_unreadable", "sql=\"%.80s\"", stmt->sql);
    return ERR_DOWN;
}
