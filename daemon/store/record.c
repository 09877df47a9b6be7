/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/record.h"

#include <string.h>

#include "base/text.h"
#include "store/keyring.h"
#include "store/row.h"

/* ---- the audit trail ---- */

_Static_assert(AUDIT_HASH_HEX == 2 * CRYPT_HASH_BYTES, "a hash in hex");

/* Keyed, so that who can only write to the database cannot mend the chain behind a change. */
static void audit_hash(const struct store *store, const uint8_t before[CRYPT_HASH_BYTES],
                       const struct audit_line *line, uint8_t hash[CRYPT_HASH_BYTES])
{
    char buffer[AUDIT_HASH_HEX + NAME_BYTES_MAX + 128], hex[AUDIT_HASH_HEX + 1];
    struct str str;

    hex_write(hex, before, CRYPT_HASH_BYTES);
    str_init(&str, buffer, sizeof buffer);
    str_addf(&str, "%s/%lld/%lld/%lld/%s/%lld/%lld", hex, (long long)line->id, (long long)line->at,
             (long long)line->person.n, line->action, (long long)line->conversation.n,
             (long long)line->ref);
    must(!str.cut);
    crypt_hash(&store->keys.record, str.s, str.len, hash);
}

/* The hash of the newest line up to `id`, or zeros before the first. */
static enum err audit_hash_load(struct store *store, int64_t id, uint8_t hash[CRYPT_HASH_BYTES])
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT id, hash FROM audit WHERE id <= $1 ORDER BY id DESC LIMIT 1");
    const void *bytes;
    enum err err;
    size_t len;

    stmt_bind_int(stmt, id);
    err = stmt_step(stmt);
    memset(hash, 0, CRYPT_HASH_BYTES);
    if (err) return err == ERR_MISSING ? OK : err;
    id = stmt_int(stmt);
    bytes = stmt_blob(stmt, &len);
    if (len != CRYPT_HASH_BYTES) return row_unreadable("audit", id);
    memcpy(hash, bytes, len);
    return OK;
}

enum err audit_add(struct store *store, ms at, person_id person, const char *action,
                   conversation_id conversation, int64_t ref)
{
    struct audit_line line = {
        .id = store_id(store), .at = at, .person = person, .conversation = conversation, .ref = ref
    };
    uint8_t hash[CRYPT_HASH_BYTES];
    struct stmt *stmt;
    enum err err = audit_hash_load(store, INT64_MAX, hash);

    if (err) return err;
    must(STR_COPY(line.action, action) == OK);
    audit_hash(store, hash, &line, hash);
    stmt = stmt_get(store->db, "INSERT INTO audit (id, at, person, action, conversation, ref, hash)"
                               " VALUES ($1, $2, $3, $4, $5, $6, $7)");
    stmt_bind_int(stmt, line.id);
    stmt_bind_int(stmt, line.at);
    stmt_bind_int(stmt, line.person.n);
    stmt_bind_text(stmt, line.action);
    stmt_bind_int(stmt, line.conversation.n);
    stmt_bind_int(stmt, line.ref);
    stmt_bind_blob(stmt, hash, sizeof hash);
    return stmt_run(stmt);
}

/* `hash` is that of the line before, and becomes this one's; what is no hash is all zeros. */
static enum err audit_line_read(const struct store *store, struct stmt *stmt,
                                struct audit_line *line, uint8_t hash[CRYPT_HASH_BYTES])
{
    uint8_t expected[CRYPT_HASH_BYTES];
    const void *bytes;
    size_t len;
    enum err err;

    line->id = stmt_int(stmt);
    line->at = stmt_int(stmt);
    line->person.n = stmt_int(stmt);
    err = stmt_text_copy(stmt, line->name, sizeof line->name);
    if (!err) err = stmt_text_copy(stmt, line->action, sizeof line->action);
    line->conversation.n = stmt_int(stmt);
    line->ref = stmt_int(stmt);
    bytes = stmt_blob(stmt, &len);
    audit_hash(store, hash, line, expected);
    memset(hash, 0, CRYPT_HASH_BYTES);
    if (len == CRYPT_HASH_BYTES) memcpy(hash, bytes, len);
    line->whole = crypt_equal(hash, expected, sizeof expected);
    hex_write(line->hash, hash, CRYPT_HASH_BYTES);
    return err;
}

enum err audit_since(struct store *store, int64_t after, struct audit_line *lines, size_t max,
                     size_t *count)
{
    struct stmt *stmt;
    uint8_t hash[CRYPT_HASH_BYTES];
    enum err err = audit_hash_load(store, after, hash);

    *count = 0;
    if (err) return err;
    stmt = stmt_get(store->db, "SELECT id, at, person, coalesce((SELECT name FROM person"
                               " WHERE id = audit.person), ''), action, conversation, ref, hash"
                               " FROM audit WHERE id > $1 ORDER BY id LIMIT $2");
    stmt_bind_int(stmt, after);
    stmt_bind_int(stmt, (int64_t)max);
    while (*count < max && !(err = stmt_step(stmt)) &&
           !(err = audit_line_read(store, stmt, &lines[*count], hash)))
        ++*count;
    return err == ERR_MISSING ? OK : err;
}

/* ---- drafts ---- */

/* A conversation's key seals nothing else in this table, so its person is place enough. */
static struct crypt_place draft_at(person_id person, const struct data_key *key)
{
    return (struct crypt_place){ "draft", "body", person.n, key->id };
}

static enum err draft_forget(struct store *store, conversation_id conversation, person_id person)
{
    struct stmt *stmt =
        stmt_get(store->db, "DELETE FROM draft WHERE conversation = $1 AND person = $2");

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, person.n);
    return stmt_run(stmt);
}

enum err draft_put(struct store *store, conversation_id conversation, person_id person,
                   const struct text *body, ms now)
{
    struct crypt_place place;
    struct data_key key;
    struct stmt *stmt;
    enum err err;

    if (!body->len) return draft_forget(store, conversation, person);
    err = key_of_conversation(store, conversation, &key);
    if (err) return err;
    place = draft_at(person, &key);
    stmt = stmt_get(store->db, "INSERT INTO draft (conversation, person, body, rev, at)"
                               " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (conversation, person)"
                               " DO UPDATE SET body = excluded.body, rev = excluded.rev,"
                               " at = excluded.at");
    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, person.n);
    row_seal(stmt, &key.key, &place, body->s, body->len);
    stmt_bind_int(stmt, store_id(store));
    stmt_bind_int(stmt, now);
    crypt_wipe(&key, sizeof key);
    return stmt_run(stmt);
}

enum err draft_rev(struct store *store, conversation_id conversation, person_id person,
                   int64_t *rev)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT rev FROM draft WHERE conversation = $1 AND person = $2");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, person.n);
    err = stmt_step(stmt);
    *rev = err ? 0 : stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}

enum err draft_load(struct store *store, conversation_id conversation, person_id person,
                    struct text *body)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT body FROM draft"
                                            " WHERE conversation = $1 AND person = $2");
    struct crypt_place place;
    struct data_key key;
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, person.n);
    err = stmt_step(stmt);
    if (!err) err = key_of_conversation(store, conversation, &key);
    if (err) return err;
    place = draft_at(person, &key);
    err = row_open_text(stmt, &key.key, &place, body);
    crypt_wipe(&key, sizeof key);
    return err;
}

/* ---- requests ---- */

enum err request_load(struct store *store, person_id person, const char *key,
                      struct request *request)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT hash, outcome, ref, at FROM request"
                                            " WHERE person = $1 AND key = $2");
    const void *hash;
    size_t len;
    enum err err;

    stmt_bind_int(stmt, person.n);
    stmt_bind_text(stmt, key);
    err = stmt_step(stmt);
    if (err) return err;
    *request = (struct request){ .person = person };
    err = STR_COPY(request->key, key);
    hash = stmt_blob(stmt, &len);
    if (err || len != sizeof request->hash) return row_unreadable("request", person.n);
    memcpy(request->hash, hash, len);
    request->outcome = (int)stmt_int(stmt);
    request->ref = stmt_int(stmt);
    request->at = stmt_int(stmt);
    return OK;
}

enum err request_add(struct store *store, const struct request *request)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO request (person, key, hash, outcome, ref, at)"
                            " VALUES ($1, $2, $3, $4, $5, $6)");

    stmt_bind_int(stmt, request->person.n);
    stmt_bind_text(stmt, request->key);
    stmt_bind_blob(stmt, request->hash, sizeof request->hash);
    stmt_bind_int(stmt, request->outcome);
    stmt_bind_int(stmt, request->ref);
    stmt_bind_int(stmt, request->at);
    return stmt_run(stmt);
}

enum err request_trim(struct store *store, ms before)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM request WHERE at < $1");

    stmt_bind_int(stmt, before);
    return stmt_run(stmt);
}
