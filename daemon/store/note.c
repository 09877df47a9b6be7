/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/note.h"

#include "store/keyring.h"
#include "store/row.h"

#define COLUMNS "n.id, n.conversation, n.author, coalesce(p.name, ''), n.at, n.body"
#define FROM " FROM note n LEFT JOIN person p ON p.id = n.author"

static struct crypt_place body_at(note_id id, const struct data_key *key)
{
    return (struct crypt_place){ "note", "body", id.n, key->id };
}

enum err note_add(struct store *store, struct note *note)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO note (id, conversation, author, at, body)"
                                            " VALUES ($1, $2, $3, $4, $5)");
    struct crypt_place place;
    struct data_key key;
    enum err err = key_of_conversation(store, note->conversation, &key);

    if (err) return err;
    note->id.n = store_id(store);
    place = body_at(note->id, &key);
    stmt_bind_int(stmt, note->id.n);
    stmt_bind_int(stmt, note->conversation.n);
    stmt_bind_int(stmt, note->author.n);
    stmt_bind_int(stmt, note->at);
    row_seal(stmt, &key.key, &place, note->body.s, note->body.len);
    crypt_wipe(&key, sizeof key);
    return stmt_run(stmt);
}

static enum err note_one(struct store *store, struct stmt *row, struct note *note)
{
    enum err err = stmt_step(row);
    struct crypt_place place;
    struct data_key key;

    if (err) return err;
    *note = (struct note){ .id = { stmt_int(row) } };
    note->conversation.n = stmt_int(row);
    note->author.n = stmt_int(row);
    err = stmt_text_copy(row, note->author_name, sizeof note->author_name);
    note->at = stmt_int(row);
    if (!err) err = key_of_conversation(store, note->conversation, &key);
    if (err) return err;
    place = body_at(note->id, &key);
    err = row_open_text(row, &key.key, &place, &note->body);
    crypt_wipe(&key, sizeof key);
    return err;
}

enum err note_load(struct store *store, note_id id, struct note *note)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS FROM " WHERE n.id = $1");

    stmt_bind_int(stmt, id.n);
    return note_one(store, stmt, note);
}

static void turn_round(struct note *notes, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct note other = notes[i];

        notes[i] = notes[count - 1 - i];
        notes[count - 1 - i] = other;
    }
}

enum err note_page(struct store *store, conversation_id conversation, size_t max,
                   struct note *notes, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS FROM " WHERE n.conversation = $1"
                                            " ORDER BY n.id DESC LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = note_one(store, stmt, &notes[*count]))) ++*count;
    turn_round(notes, *count);
    return err == ERR_MISSING ? OK : err;
}
