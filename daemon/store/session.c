/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/session.h"

#include <string.h>

#include "store/row.h"

enum err session_add(struct store *store, const struct session *session)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO session (hash, person, opened_at, seen_at, locked)"
                            " VALUES ($1, $2, $3, $4, $5)");

    stmt_bind_blob(stmt, session->hash, sizeof session->hash);
    stmt_bind_int(stmt, session->person.n);
    stmt_bind_int(stmt, session->opened_at);
    stmt_bind_int(stmt, session->seen_at);
    stmt_bind_int(stmt, session->locked);
    return stmt_run(stmt);
}

enum err session_load(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES],
                      struct session *session)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT person, opened_at, seen_at, locked"
                                            " FROM session WHERE hash = $1");
    enum err err;

    stmt_bind_blob(stmt, hash, CRYPT_HASH_BYTES);
    err = stmt_step(stmt);
    if (err) return err;
    memcpy(session->hash, hash, sizeof session->hash);
    session->person.n = stmt_int(stmt);
    session->opened_at = stmt_int(stmt);
    session->seen_at = stmt_int(stmt);
    session->locked = stmt_int(stmt);
    return OK;
}

enum err session_save(struct store *store, const struct session *session)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE session SET seen_at = $1, locked = $2"
                                            " WHERE hash = $3");

    stmt_bind_int(stmt, session->seen_at);
    stmt_bind_int(stmt, session->locked);
    stmt_bind_blob(stmt, session->hash, sizeof session->hash);
    return row_change(stmt);
}

enum err session_remove(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES])
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM session WHERE hash = $1");

    stmt_bind_blob(stmt, hash, CRYPT_HASH_BYTES);
    return stmt_run(stmt);
}

enum err session_remove_of(struct store *store, person_id person)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM session WHERE person = $1");

    stmt_bind_int(stmt, person.n);
    return stmt_run(stmt);
}

enum err session_trim(struct store *store, ms opened_before)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM session WHERE opened_at < $1");

    stmt_bind_int(stmt, opened_before);
    return stmt_run(stmt);
}

enum err delay_load(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES],
                    struct sign_in_delay *delay)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT failures, failed_at, not_before"
                                            " FROM sign_in_delay WHERE hash = $1");
    enum err err;

    stmt_bind_blob(stmt, hash, CRYPT_HASH_BYTES);
    err = stmt_step(stmt);
    if (err) return err;
    delay->failures = (int)stmt_int(stmt);
    delay->failed_at = stmt_int(stmt);
    delay->not_before = stmt_int(stmt);
    return OK;
}

enum err delay_save(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES],
                    const struct sign_in_delay *delay)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO sign_in_delay (hash, failures, failed_at, not_before)"
                            " VALUES ($1, $2, $3, $4) ON CONFLICT (hash) DO UPDATE SET"
                            " failures = excluded.failures, failed_at = excluded.failed_at,"
                            " not_before = excluded.not_before");

    stmt_bind_blob(stmt, hash, CRYPT_HASH_BYTES);
    stmt_bind_int(stmt, delay->failures);
    stmt_bind_int(stmt, delay->failed_at);
    stmt_bind_int(stmt, delay->not_before);
    return stmt_run(stmt);
}

enum err delay_remove(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES])
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM sign_in_delay WHERE hash = $1");

    stmt_bind_blob(stmt, hash, CRYPT_HASH_BYTES);
    return stmt_run(stmt);
}

enum err delay_trim(struct store *store, ms failed_before)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM sign_in_delay WHERE failed_at < $1");

    stmt_bind_int(stmt, failed_before);
    return stmt_run(stmt);
}
