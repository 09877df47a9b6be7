/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Transactions are whole, readers see one moment, and a database of another time is refused. */
#include <sys/stat.h>

#include "fixture.h"
#include "store/schema.h"

static const char *const count = "SELECT count(*) FROM texter";

static void a_transaction_is_kept_or_taken_back(void)
{
    struct fixture *f = fixture_open();
    struct db *db = f->store.db;

    texter_make(&f->store, "+15550000001");
    CHECK(db_mark(db) == OK);
    texter_make(&f->store, "+15550000002");
    CHECK(db_undo(db) == OK);
    CHECK(db_mark(db) == OK);
    texter_make(&f->store, "+15550000003");
    CHECK(db_keep(db) == OK);
    fixture_commit(f);
    CHECK(sql_int(&f->store, count) == 2);

    texter_make(&f->store, "+15550000004");
    store_rollback(&f->store);
    CHECK(store_begin(&f->store) == OK);
    CHECK(sql_int(&f->store, count) == 2);
    fixture_close(f);
}

static void a_broken_constraint_costs_only_its_statement(void)
{
    struct fixture *f = fixture_open();
    struct texter twin = { .line = "main", .phone = phone_of("+15550000001") };

    texter_make(&f->store, "+15550000001");
    CHECK(texter_add(&f->store, &twin) == ERR_CONFLICT);
    texter_make(&f->store, "+15550000002");
    fixture_commit(f);
    CHECK(sql_int(&f->store, count) == 2);
    fixture_close(f);
}

static void a_reader_sees_one_moment_and_changes_nothing(void)
{
    struct fixture *f = fixture_open();
    struct store reader;

    fixture_commit(f);
    CHECK(store_open_at(f, DB_READER, &reader) == OK);
    CHECK(reader.epoch == f->store.epoch);
    CHECK(store_begin(&reader) == OK);
    CHECK(sql_int(&reader, count) == 0);
    texter_make(&f->store, "+15550000001");
    fixture_commit(f);
    CHECK(sql_int(&reader, count) == 0);
    CHECK(sql_run(&reader, "DELETE FROM texter") == ERR_DOWN);
    CHECK(store_commit(&reader) == OK);
    CHECK(store_begin(&reader) == OK);
    CHECK(sql_int(&reader, count) == 1);
    store_rollback(&reader);
    store_close(&reader);
    fixture_close(f);
}

/* A row that was never read to its end would otherwise hold the old moment for ever. */
static void reads_end_with_their_transaction(void)
{
    struct fixture *f = fixture_open();
    struct store reader;
    struct stmt *stmt;

    texter_make(&f->store, "+15550000001");
    texter_make(&f->store, "+15550000002");
    fixture_commit(f);
    CHECK(store_open_at(f, DB_READER, &reader) == OK);
    CHECK(store_begin(&reader) == OK);
    stmt = stmt_get(reader.db, "SELECT id FROM texter ORDER BY id");
    CHECK(stmt_step(stmt) == OK);
    texter_make(&f->store, "+15550000003");
    CHECK(store_commit(&f->store) == OK);
    CHECK(db_checkpoint_all(f->store.db) == ERR_BUSY);
    db_rollback(reader.db);
    CHECK(db_checkpoint_all(f->store.db) == OK);
    CHECK(store_begin(&reader) == OK);
    CHECK(sql_int(&reader, count) == 3);
    store_close(&reader);
    fixture_close(f);
}

static void values_are_bound_by_name(void)
{
    struct fixture *f = fixture_open();
    struct stmt *stmt = stmt_get(f->store.db, "SELECT $3 || $1, $2, $1, $4");

    stmt_bind_text(stmt, "a");
    stmt_bind_int(stmt, INT64_MIN);
    stmt_bind_text(stmt, "c");
    stmt_bind_null(stmt);
    CHECK(stmt_step(stmt) == OK);
    CHECK_STR(stmt_text(stmt), "ca");
    CHECK(stmt_int(stmt) == INT64_MIN);
    CHECK_STR(stmt_text(stmt), "a");
    CHECK(stmt_is_null(stmt));
    CHECK(stmt_step(stmt) == ERR_MISSING);
    fixture_close(f);
}

static void a_text_that_does_not_fit_is_not_cut(void)
{
    struct fixture *f = fixture_open();
    struct stmt *stmt = stmt_get(f->store.db, "SELECT 'four', 'four'");
    char small[4], large[5];

    CHECK(stmt_step(stmt) == OK);
    CHECK(stmt_text_copy(stmt, small, sizeof small) == ERR_DOWN);
    CHECK(stmt_text_copy(stmt, large, sizeof large) == OK);
    CHECK_STR(large, "four");
    fixture_close(f);
}

static void other_times_and_places_are_refused(void)
{
    struct fixture *f = fixture_open();
    char why[256];
    struct db *db;

    CHECK(db_open("mysql:x", DB_WRITER, &db, why, sizeof why) == ERR_INPUT && !db && why[0]);
    CHECK(db_open("sqlite:", DB_WRITER, &db, why, sizeof why) == ERR_INPUT && !db);
    CHECK(db_open("sqlite:/nowhere/at/all", DB_WRITER, &db, why, sizeof why) == ERR_DOWN && !db);
    CHECK(db_open("sqlite:/nowhere/at/all", DB_READER, &db, why, sizeof why) == ERR_DOWN && !db);
    CHECK(strstr(why, "/nowhere/at/all") != NULL);

    fixture_commit(f);
    CHECK(sql_int(&f->store, "PRAGMA user_version") == (int64_t)schema_newest());
    store_rollback(&f->store);
    CHECK(sql_run(&f->store, "PRAGMA user_version=99") == OK);
    CHECK(db_open(f->url, DB_WRITER, &db, why, sizeof why) == ERR_INPUT && !db);
    CHECK(strstr(why, "99") != NULL);
    CHECK(db_open(f->url, DB_READER, &db, why, sizeof why) == ERR_INPUT && !db);
    CHECK(sql_run(&f->store, "PRAGMA user_version=0") == OK);
    CHECK(db_open(f->url, DB_READER, &db, why, sizeof why) == ERR_INPUT && !db);
    CHECK(strstr(why, "older") != NULL);
    fixture_close(f);
}

/* A migration that fails half way leaves nothing behind. */
static void a_migration_is_whole_or_not_at_all(void)
{
    struct fixture *f = fixture_open();
    char why[256];
    struct db *db;

    store_rollback(&f->store);
    CHECK(sql_run(&f->store, "PRAGMA user_version=0") == OK);
    store_close(&f->store);
    CHECK(db_open(f->url, DB_WRITER, &db, why, sizeof why) == ERR_DOWN && !db); /* tables exist */
    CHECK(strstr(why, "already exists") != NULL);
    fixture_remove(f);
}

static void only_the_owner_may_read_the_file(void)
{
    struct fixture *f = fixture_open();
    struct stat info;
    char log[96];

    fixture_commit(f);
    snprintf(log, sizeof log, "%s-wal", f->path);
    CHECK(!stat(f->path, &info) && (info.st_mode & 0777) == 0600);
    CHECK(!stat(log, &info) && (info.st_mode & 0777) == 0600);
    fixture_close(f);
}

static void copy_holds_everything(struct fixture *f, struct db *from)
{
    struct fixture copy = *f;
    struct stat info;

    snprintf(copy.path, sizeof copy.path, "%s/copy.db", f->folder);
    snprintf(copy.url, sizeof copy.url, "sqlite:%s", copy.path);
    CHECK(db_copy(from, copy.path) == OK);
    CHECK(db_copy(from, copy.path) == ERR_CONFLICT);
    CHECK(!stat(copy.path, &info) && (info.st_mode & 0777) == 0600);
    CHECK(store_open_at(&copy, DB_WRITER, &copy.store) == OK);
    CHECK(sql_int(&copy.store, count) == 1);
    CHECK(copy.store.epoch == f->store.epoch);
    store_close(&copy.store);
    unlink(copy.path);
}

static void copies_are_made_by_writer_and_reader(void)
{
    struct fixture *f = fixture_open();
    struct store reader;

    texter_make(&f->store, "+15550000001");
    fixture_commit(f);
    CHECK(store_open_at(f, DB_READER, &reader) == OK);
    copy_holds_everything(f, reader.db); /* while the writer is in a transaction */
    CHECK(sql_run(&reader, "DELETE FROM texter") == ERR_DOWN);
    store_rollback(&f->store);
    copy_holds_everything(f, f->store.db);
    CHECK(db_copy(f->store.db, "/nowhere/at/all") == ERR_DOWN);
    store_close(&reader);
    fixture_close(f);
}

static int64_t log_size(const struct fixture *f)
{
    struct stat info;
    char log[96];

    snprintf(log, sizeof log, "%s-wal", f->path);
    return stat(log, &info) ? -1 : (int64_t)info.st_size;
}

/* Written over and over, the log begins anew when it has been moved. */
static void the_log_stays_small(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);

    for (int i = 0; i < 600; i++) {
        message_make(&f->store, &conversation, DIRECTION_IN, "one more");
        CHECK(store_commit(&f->store) == OK);
        db_checkpoint(f->store.db, false);
        CHECK(store_begin(&f->store) == OK);
    }
    CHECK(log_size(f) > 0 && log_size(f) < 4 << 20);
    store_rollback(&f->store);
    CHECK(db_checkpoint_all(f->store.db) == OK);
    CHECK(log_size(f) == 0);
    fixture_close(f);
}

/* Under load it may grow, but it is moved all the same. */
static void the_log_has_a_bound_under_load(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);

    for (int i = 0; i < 1200; i++) {
        message_make(&f->store, &conversation, DIRECTION_IN, "one more");
        CHECK(store_commit(&f->store) == OK);
        db_checkpoint(f->store.db, true);
        CHECK(store_begin(&f->store) == OK);
    }
    CHECK(log_size(f) > 4 << 20 && log_size(f) < 12 << 20);
    fixture_close(f);
}

static void free_space_is_known(void)
{
    struct fixture *f = fixture_open();
    int64_t free_bytes = 0, log_bytes = 0;

    fixture_commit(f);
    CHECK(db_space(f->store.db, &free_bytes, &log_bytes) == OK);
    CHECK(free_bytes > 0);
    CHECK(log_bytes == log_size(f));
    CHECK(!db_is_broken(f->store.db));
    fixture_close(f);
}

static void memory_is_enough_for_one_connection(void)
{
    struct fixture f = { .url = "sqlite::memory:" };
    int64_t free_bytes, log_bytes;

    CHECK(crypt_start() == OK);
    CHECK(store_open_at(&f, DB_WRITER, &f.store) == OK);
    CHECK(store_begin(&f.store) == OK);
    texter_make(&f.store, "+15550000001");
    CHECK(store_commit(&f.store) == OK);
    CHECK(sql_int(&f.store, count) == 1);
    CHECK(db_space(f.store.db, &free_bytes, &log_bytes) == OK && free_bytes > log_bytes);
    store_close(&f.store);
}

int main(void)
{
    a_transaction_is_kept_or_taken_back();
    a_broken_constraint_costs_only_its_statement();
    a_reader_sees_one_moment_and_changes_nothing();
    reads_end_with_their_transaction();
    values_are_bound_by_name();
    a_text_that_does_not_fit_is_not_cut();
    other_times_and_places_are_refused();
    a_migration_is_whole_or_not_at_all();
    only_the_owner_may_read_the_file();
    copies_are_made_by_writer_and_reader();
    the_log_stays_small();
    the_log_has_a_bound_under_load();
    free_space_is_known();
    memory_is_enough_for_one_connection();
    return check_end();
}
