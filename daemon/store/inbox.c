/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/inbox.h"

#include "base/text.h"
#include "store/row.h"

/*
 * 128 bits of a keyed hash are never met twice by chance. Each text is one row more for ever, and
 * where it goes in the tree is random: half the bytes are half the pages.
 */
#define INBOX_HASH_BYTES 16

/* A border between the two that neither can hold: one provider's id is never another's. */
static void inbox_hash(const struct store *store, const char *provider, const char *provider_id,
                       uint8_t hash[CRYPT_HASH_BYTES])
{
    char both[NAME_BYTES_MAX + 1 + TOKEN_BYTES_MAX + 1];
    struct str str;

    str_init(&str, both, sizeof both);
    str_add(&str, provider);
    str_add(&str, "\n");
    str_add(&str, provider_id);
    must(!str.cut);
    crypt_hash(&store->keys.lookup, both, str.len, hash);
}

enum err inbox_record(struct store *store, const char *provider, const char *provider_id)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO inbox (hash) VALUES ($1)");
    uint8_t hash[CRYPT_HASH_BYTES];

    inbox_hash(store, provider, provider_id, hash);
    stmt_bind_blob(stmt, hash, INBOX_HASH_BYTES);
    return stmt_run(stmt);
}

static enum err quarantine_tally(struct store *store)
{
    return stmt_run(stmt_get(store->db, "UPDATE engine SET quarantined = quarantined + 1"
                                        " WHERE id = 1"));
}

enum err quarantine_add(struct store *store, const char *provider, const char *why, ms now,
                        const void *bytes, size_t len)
{
    struct stmt *stmt = stmt_get(store->db, "INSERT INTO quarantine (id, provider, why, at, bytes)"
                                            " VALUES ($1, $2, $3, $4, $5)");
    const struct crypt_place place = { "quarantine", "bytes", store_id(store), 0 };
    enum err err;

    stmt_bind_int(stmt, place.row);
    stmt_bind_text(stmt, provider);
    stmt_bind_text(stmt, why);
    stmt_bind_int(stmt, now);
    row_seal(stmt, &store->keys.record, &place, bytes, len);
    err = stmt_run(stmt);
    return err ? err : quarantine_tally(store);
}
