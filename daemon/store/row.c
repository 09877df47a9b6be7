/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"

enum err row_unreadable(const char *table, int64_t row)
{
    log_error("row_unreadable", "table=%s row=%lld", table, (long long)row);
    return ERR_DOWN;
}

enum err row_change(struct stmt *stmt)
{
    enum err err = stmt_run(stmt);

    if (err) return err;
    return stmt_changed(stmt) ? OK : ERR_MISSING;
}

enum err row_save(struct stmt *stmt, int64_t *version)
{
    enum err err = stmt_run(stmt);

    if (err) return err;
    if (!stmt_changed(stmt)) return ERR_CONFLICT;
    ++*version;
    return OK;
}

void row_seal(struct stmt *stmt, const struct crypt_key *key, const struct crypt_place *place,
              const void *plain, size_t len)
{
    uint8_t *sealed = xcalloc(1, len + CRYPT_EXTRA_BYTES);

    crypt_seal(key, place, plain, len, sealed);
    stmt_bind_blob(stmt, sealed, len + CRYPT_EXTRA_BYTES);
    free(sealed);
}

enum err row_open(struct stmt *stmt, const struct crypt_key *key, const struct crypt_place *place,
                  char *plain, size_t size, size_t *len)
{
    size_t sealed_len;
    const void *sealed = stmt_blob(stmt, &sealed_len);

    *len = 0;
    plain[0] = '\0';
    if (sealed_len < CRYPT_EXTRA_BYTES || sealed_len - CRYPT_EXTRA_BYTES >= size)
        return row_unreadable(place->table, place->row);
    if (crypt_open(key, place, sealed, sealed_len, plain)) return ERR_DOWN; /* logged there */
    *len = sealed_len - CRYPT_EXTRA_BYTES;
    plain[*len] = '\0';
    return OK;
}

enum err row_open_text(struct stmt *stmt, const struct crypt_key *key,
                       const struct crypt_place *place, struct text *text)
{
    size_t len;
    enum err err = row_open(stmt, key, place, text->s, sizeof text->s, &len);

    text->len = (uint16_t)len;
    return err;
}

/* Numbers are sealed with one key for all of them: place key 0. */
void row_seal_phone(const struct store *store, struct stmt *stmt, const char *table, int64_t row,
                    const struct phone *phone)
{
    const struct crypt_place place = { table, "phone", row, 0 };

    row_seal(stmt, &store->keys.number, &place, phone->e164, strlen(phone->e164));
}

enum err row_open_phone(const struct store *store, struct stmt *stmt, const char *table,
                        int64_t row, struct phone *phone)
{
    const struct crypt_place place = { table, "phone", row, 0 };
    size_t len;

    return row_open(stmt, &store->keys.number, &place, phone->e164, sizeof phone->e164, &len);
}

void number_hash(const struct store *store, const char *line, const struct phone *phone,
                 uint8_t hash[CRYPT_HASH_BYTES])
{
    char both[NAME_BYTES_MAX + 1 + PHONE_BYTES_MAX + 1];
    size_t line_len = line ? strlen(line) + 1 : 0; /* with its NUL, as the border */
    size_t phone_len = strlen(phone->e164);

    must(line_len + phone_len <= sizeof both);
    if (line) memcpy(both, line, line_len);
    memcpy(both + line_len, phone->e164, phone_len);
    crypt_hash(&store->keys.lookup, both, line_len + phone_len, hash);
    crypt_wipe(both, sizeof both);
}
