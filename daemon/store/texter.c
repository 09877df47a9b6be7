/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/texter.h"

#include "store/row.h"

#define COLUMNS                                                                                    \
    "id, line, alias, language, stopped_at, welcomed_at, forget_asked_at, version, phone"

/* All but the number, which is the next column. */
static enum err texter_read_facts(struct stmt *row, struct texter *texter)
{
    enum err err;

    *texter = (struct texter){ .id = { stmt_int(row) } };
    err = stmt_text_copy(row, texter->line, sizeof texter->line);
    if (!err) err = stmt_text_copy(row, texter->alias, sizeof texter->alias);
    if (!err) err = stmt_text_copy(row, texter->language, sizeof texter->language);
    if (err) return err;
    texter->stopped_at = stmt_int(row);
    texter->welcomed_at = stmt_int(row);
    texter->forget_asked_at = stmt_int(row);
    texter->version = stmt_int(row);
    return OK;
}

static enum err texter_read(const struct store *store, struct stmt *row, struct texter *texter)
{
    enum err err = texter_read_facts(row, texter);

    return err ? err : row_open_phone(store, row, "texter", texter->id.n, &texter->phone);
}

enum err texter_add(struct store *store, struct texter *texter)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO texter (id, line, phone_hash, phone, alias,"
                            " language, stopped_at, welcomed_at, forget_asked_at, key, version)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 1)");
    uint8_t hash[CRYPT_HASH_BYTES];

    texter->id.n = store_id(store);
    texter->version = 1;
    number_hash(store, texter->line, &texter->phone, hash);
    stmt_bind_int(stmt, texter->id.n);
    stmt_bind_text(stmt, texter->line);
    stmt_bind_blob(stmt, hash, sizeof hash);
    row_seal_phone(store, stmt, "texter", texter->id.n, &texter->phone);
    stmt_bind_text(stmt, texter->alias);
    stmt_bind_text(stmt, texter->language);
    stmt_bind_int(stmt, texter->stopped_at);
    stmt_bind_int(stmt, texter->welcomed_at);
    stmt_bind_int(stmt, texter->forget_asked_at);
    return stmt_run(stmt);
}

enum err texter_find(struct store *store, const char *line, const struct phone *phone,
                     struct texter *texter)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM texter"
                                            " WHERE line = $1 AND phone_hash = $2");
    uint8_t hash[CRYPT_HASH_BYTES];
    enum err err;

    number_hash(store, line, phone, hash);
    stmt_bind_text(stmt, line);
    stmt_bind_blob(stmt, hash, sizeof hash);
    err = stmt_step(stmt);
    if (!err) err = texter_read_facts(stmt, texter);
    if (!err) texter->phone = *phone; /* the row's is the same: nothing is to be opened */
    return err;
}

enum err texter_load(struct store *store, texter_id id, struct texter *texter)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM texter WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    return err ? err : texter_read(store, stmt, texter);
}

enum err texter_by_alias(struct store *store, const char *alias, struct texter *texter)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM texter WHERE alias = $1"
                                            " ORDER BY id LIMIT 2");
    enum err err;

    stmt_bind_text(stmt, alias);
    err = stmt_step(stmt);
    if (!err) err = texter_read(store, stmt, texter);
    if (err) return err;
    err = stmt_step(stmt);
    if (err) return err == ERR_MISSING ? OK : err;
    return ERR_CONFLICT;
}

/* Line and number are who the texter is: they never change. */
enum err texter_save(struct store *store, struct texter *texter)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE texter SET alias = $1, language = $2, stopped_at = $3,"
                            " welcomed_at = $4, forget_asked_at = $5, version = version + 1"
                            " WHERE id = $6 AND version = $7");

    stmt_bind_text(stmt, texter->alias);
    stmt_bind_text(stmt, texter->language);
    stmt_bind_int(stmt, texter->stopped_at);
    stmt_bind_int(stmt, texter->welcomed_at);
    stmt_bind_int(stmt, texter->forget_asked_at);
    stmt_bind_int(stmt, texter->id.n);
    stmt_bind_int(stmt, texter->version);
    return row_save(stmt, &texter->version);
}
