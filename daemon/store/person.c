/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/person.h"

#include <string.h>

#include "store/compact.h"
#include "store/row.h"

/* Held and offered are counted by an index each, and nothing is held and offered to the same. */
#define COLUMNS                                                                                    \
    "p.id, p.name, p.role, p.enabled, p.phone, p.shift, p.capacity, p.languages,"                  \
    " p.connected_since, p.gone_since, p.resting_until, p.talk_since, p.last_offer,"               \
    " p.version,"                                                                                  \
    " (SELECT count(*) FROM conversation c WHERE c.peer = p.id AND c.state = 'active') +"          \
    " (SELECT count(*) FROM conversation c WHERE c.offered_to = p.id AND c.offer <> 0)"

static void name_fold(char folded[NAME_BYTES_MAX + 1], const char *name)
{
    must(str_copy(folded, NAME_BYTES_MAX + 1, name) == OK);
    for (char *c = folded; *c; c++)
        if (*c >= 'A' && *c <= 'Z') *c = (char)(*c - 'A' + 'a');
}

/* Number and its hash, or NULLs for somebody without one. */
static void phone_bind(const struct store *store, struct stmt *stmt, const struct person *person)
{
    uint8_t hash[CRYPT_HASH_BYTES];

    if (!person->phone.e164[0]) {
        stmt_bind_null(stmt);
        stmt_bind_null(stmt);
        return;
    }
    number_hash(store, NULL, &person->phone, hash);
    stmt_bind_blob(stmt, hash, sizeof hash);
    row_seal_phone(store, stmt, "person", person->id.n, &person->phone);
}

/* What changes, in one order for adding and saving. */
static void person_bind(const struct store *store, struct stmt *stmt, const struct person *person)
{
    char folded[NAME_BYTES_MAX + 1], buffer[COMPACT_BYTES_MAX];
    struct str languages;

    name_fold(folded, person->name);
    str_init(&languages, buffer, sizeof buffer);
    languages_write(&languages, person->languages);
    must(!languages.cut);
    stmt_bind_text(stmt, person->name);
    stmt_bind_text(stmt, folded);
    stmt_bind_text(stmt, role_name(person->role));
    stmt_bind_int(stmt, person->enabled);
    phone_bind(store, stmt, person);
    stmt_bind_text(stmt, shift_name(person->shift));
    stmt_bind_int(stmt, person->capacity);
    stmt_bind_text(stmt, languages.s);
    stmt_bind_int(stmt, person->connected_since);
    stmt_bind_int(stmt, person->gone_since);
    stmt_bind_int(stmt, person->resting_until);
    stmt_bind_int(stmt, person->talk_since);
    stmt_bind_int(stmt, person->last_offer);
}

static enum err phone_read(const struct store *store, struct stmt *row, struct person *person)
{
    if (!stmt_is_null(row))
        return row_open_phone(store, row, "person", person->id.n, &person->phone);
    (void)stmt_int(row); /* moves on */
    return OK;
}

static enum err person_one(const struct store *store, struct stmt *row, struct person *person)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    *person = (struct person){ .id = { stmt_int(row) } };
    err = stmt_text_copy(row, person->name, sizeof person->name);
    known = role_from_name(stmt_text(row), &person->role);
    person->enabled = stmt_int(row);
    if (!err) err = phone_read(store, row, person);
    if (err) return err;
    known = shift_from_name(stmt_text(row), &person->shift) && known;
    person->capacity = (int)stmt_int(row);
    known = languages_read(stmt_text(row), person->languages) && known;
    person->connected_since = stmt_int(row);
    person->gone_since = stmt_int(row);
    person->resting_until = stmt_int(row);
    person->talk_since = stmt_int(row);
    person->last_offer = stmt_int(row);
    person->version = stmt_int(row);
    person->open_count = (int)stmt_int(row);
    return known ? OK : row_unreadable("person", person->id.n);
}

static enum err person_rows(const struct store *store, struct stmt *stmt, size_t max,
                            struct person *people, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = person_one(store, stmt, &people[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err person_add(struct store *store, struct person *person, const char *password_hash, ms now)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO person (id, password, created_at, name, folded, role,"
                            " enabled, phone_hash, phone, shift, capacity, languages,"
                            " connected_since, gone_since, resting_until, talk_since, last_offer,"
                            " version)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
                            " $14, $15, $16, $17, 1)");

    person->id.n = store_id(store);
    person->version = 1;
    stmt_bind_int(stmt, person->id.n);
    stmt_bind_text(stmt, password_hash);
    stmt_bind_int(stmt, now);
    person_bind(store, stmt, person);
    return stmt_run(stmt);
}

enum err person_load(struct store *store, person_id id, struct person *person)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM person p WHERE p.id = $1");

    stmt_bind_int(stmt, id.n);
    return person_one(store, stmt, person);
}

enum err person_by_name(struct store *store, const char *name, struct person *person)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM person p"
                                            " WHERE p.folded = $1");
    char folded[NAME_BYTES_MAX + 1];

    if (strlen(name) > NAME_BYTES_MAX) return ERR_MISSING;
    name_fold(folded, name);
    stmt_bind_text(stmt, folded);
    return person_one(store, stmt, person);
}

/* A shared number is its enabled owner's. */
enum err person_by_phone(struct store *store, const struct phone *phone, struct person *person)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM person p"
                                            " WHERE p.phone_hash = $1 AND p.phone_hash IS NOT NULL"
                                            " ORDER BY p.enabled DESC, p.id LIMIT 1");
    uint8_t hash[CRYPT_HASH_BYTES];

    number_hash(store, NULL, phone, hash);
    stmt_bind_blob(stmt, hash, sizeof hash);
    return person_one(store, stmt, person);
}

enum err person_name(struct store *store, person_id id, char name[NAME_BYTES_MAX + 1])
{
    struct stmt *stmt = stmt_get(store->db, "SELECT name FROM person WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    return err ? err : stmt_text_copy(stmt, name, NAME_BYTES_MAX + 1);
}

enum err person_save(struct store *store, struct person *person)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE person SET name = $1, folded = $2, role = $3, enabled = $4,"
                            " phone_hash = $5, phone = $6, shift = $7, capacity = $8,"
                            " languages = $9, connected_since = $10, gone_since = $11,"
                            " resting_until = $12, talk_since = $13, last_offer = $14,"
                            " version = version + 1 WHERE id = $15 AND version = $16");

    person_bind(store, stmt, person);
    stmt_bind_int(stmt, person->id.n);
    stmt_bind_int(stmt, person->version);
    return row_save(stmt, &person->version);
}

enum err person_password(struct store *store, person_id id, char *hash, size_t size)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT password FROM person WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    return err ? err : stmt_text_copy(stmt, hash, size);
}

enum err person_all(struct store *store, bool enabled_only, size_t max, struct person *people,
                    size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM person p"
                                            " WHERE p.enabled >= $1 ORDER BY p.folded LIMIT $2");

    stmt_bind_int(stmt, enabled_only);
    stmt_bind_int(stmt, (int64_t)max);
    return person_rows(store, stmt, max, people, count);
}

enum err person_on_shift(struct store *store, size_t max, struct person *people, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM person p"
                                            " WHERE p.enabled = 1 AND p.shift = 'on'"
                                            " ORDER BY p.id LIMIT $1");

    stmt_bind_int(stmt, (int64_t)max);
    return person_rows(store, stmt, max, people, count);
}

enum err person_end_rests(struct store *store, ms now, bool *ended)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE person SET resting_until = 0,"
                                            " version = version + 1"
                                            " WHERE resting_until <> 0 AND resting_until <= $1");
    enum err err;

    stmt_bind_int(stmt, now);
    err = stmt_run(stmt);
    *ended = !err && stmt_changed(stmt) > 0;
    return err;
}

enum err person_forget_streams(struct store *store, ms now)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE person SET connected_since = 0,"
                                            " gone_since = $1, version = version + 1"
                                            " WHERE connected_since <> 0");

    stmt_bind_int(stmt, now);
    return stmt_run(stmt);
}
