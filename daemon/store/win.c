/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/win.h"

#include "store/keyring.h"
#include "store/row.h"

static struct crypt_place body_at(win_id id, const struct data_key *key)
{
    return (struct crypt_place){ "win", "body", id.n, key->id };
}

enum err win_add(struct store *store, struct win *win)
{
    struct crypt_place place;
    struct data_key key;
    struct stmt *stmt;
    enum err err = key_of_texter_make(store, win->texter, win->at, &key);

    if (err) return err;
    win->id.n = store_id(store);
    place = body_at(win->id, &key);
    stmt = stmt_get(store->db, "INSERT INTO win (id, texter, consent, author, at, body)"
                               " VALUES ($1, $2, $3, $4, $5, $6)");
    stmt_bind_int(stmt, win->id.n);
    stmt_bind_int(stmt, win->texter.n);
    stmt_bind_int(stmt, win->consent.n);
    stmt_bind_int(stmt, win->author.n);
    stmt_bind_int(stmt, win->at);
    row_seal(stmt, &key.key, &place, win->body.s, win->body.len);
    crypt_wipe(&key, sizeof key);
    return stmt_run(stmt);
}

enum err win_remove(struct store *store, texter_id texter, win_id id)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM win WHERE id = $1 AND texter = $2");

    stmt_bind_int(stmt, id.n);
    stmt_bind_int(stmt, texter.n);
    return row_change(stmt);
}

static enum err win_one(struct stmt *row, const struct data_key *key, struct win *win)
{
    enum err err = stmt_step(row);
    struct crypt_place place;

    if (err) return err;
    *win = (struct win){ .id = { stmt_int(row) } };
    win->texter.n = stmt_int(row);
    win->consent.n = stmt_int(row);
    win->author.n = stmt_int(row);
    win->at = stmt_int(row);
    place = body_at(win->id, key);
    return row_open_text(row, &key->key, &place, &win->body);
}

enum err win_of_texter(struct store *store, texter_id texter, size_t max, struct win *wins,
                       size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, texter, consent, author, at, body"
                                            " FROM win WHERE texter = $1"
                                            " ORDER BY id DESC LIMIT $2");
    struct data_key key;
    enum err err = key_of_texter(store, texter, &key);

    *count = 0;
    if (err) return err == ERR_MISSING ? OK : err;
    stmt_bind_int(stmt, texter.n);
    stmt_bind_int(stmt, (int64_t)max);
    while (*count < max && !(err = win_one(stmt, &key, &wins[*count]))) ++*count;
    crypt_wipe(&key, sizeof key);
    return err == ERR_MISSING ? OK : err;
}
