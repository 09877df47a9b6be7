/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/rota.h"

#include "store/compact.h"
#include "store/row.h"

/* ---- duties ---- */

#define DUTY_COLUMNS                                                                               \
    "id, line, person, weekday, starts, minutes, zone, starts_from, ends_at, version"

static void duty_bind(struct stmt *stmt, const struct duty *duty)
{
    stmt_bind_text(stmt, duty->line);
    stmt_bind_int(stmt, duty->person.n);
    stmt_bind_int(stmt, duty->weekday);
    stmt_bind_int(stmt, duty->starts);
    stmt_bind_int(stmt, duty->minutes);
    stmt_bind_text(stmt, duty->zone);
    stmt_bind_int(stmt, duty->from);
    stmt_bind_int(stmt, duty->until);
}

enum err duty_add(struct store *store, struct duty *duty)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO duty (id, line, person, weekday, starts, minutes, zone,"
                            " starts_from, ends_at, version)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)");

    duty->id.n = store_id(store);
    duty->version = 1;
    stmt_bind_int(stmt, duty->id.n);
    duty_bind(stmt, duty);
    return stmt_run(stmt);
}

static enum err duty_one(struct stmt *row, struct duty *duty)
{
    enum err err = stmt_step(row);

    if (err) return err;
    *duty = (struct duty){ .id = { stmt_int(row) } };
    err = stmt_text_copy(row, duty->line, sizeof duty->line);
    duty->person.n = stmt_int(row);
    duty->weekday = (int)stmt_int(row);
    duty->starts = (int)stmt_int(row);
    duty->minutes = (int)stmt_int(row);
    if (!err) err = stmt_text_copy(row, duty->zone, sizeof duty->zone);
    duty->from = stmt_int(row);
    duty->until = stmt_int(row);
    duty->version = stmt_int(row);
    return err;
}

enum err duty_load(struct store *store, duty_id id, struct duty *duty)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " DUTY_COLUMNS " FROM duty WHERE id = $1");

    stmt_bind_int(stmt, id.n);
    return duty_one(stmt, duty);
}

enum err duty_save(struct store *store, struct duty *duty)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE duty SET line = $1, person = $2, weekday = $3, starts = $4,"
                            " minutes = $5, zone = $6, starts_from = $7, ends_at = $8,"
                            " version = version + 1 WHERE id = $9 AND version = $10");

    duty_bind(stmt, duty);
    stmt_bind_int(stmt, duty->id.n);
    stmt_bind_int(stmt, duty->version);
    return row_save(stmt, &duty->version);
}

/* One that starts no more may still be on, for a week at most. */
enum err duty_all(struct store *store, ms now, size_t max, struct duty *duties, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " DUTY_COLUMNS " FROM duty WHERE ends_at = 0 OR ends_at > $1"
                            " ORDER BY weekday, starts, id LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, now - DAYS(8));
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = duty_one(stmt, &duties[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

/* ---- changes ---- */

enum err duty_change_add(struct store *store, struct duty_change *change)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO duty_change (id, line, person_out, person_in, starts_at,"
                            " ends_at) VALUES ($1, $2, $3, $4, $5, $6)");

    change->id.n = store_id(store);
    stmt_bind_int(stmt, change->id.n);
    stmt_bind_text(stmt, change->line);
    stmt_bind_int(stmt, change->out.n);
    stmt_bind_int(stmt, change->in.n);
    stmt_bind_int(stmt, change->from);
    stmt_bind_int(stmt, change->until);
    return stmt_run(stmt);
}

static enum err change_one(struct stmt *row, struct duty_change *change)
{
    enum err err = stmt_step(row);

    if (err) return err;
    *change = (struct duty_change){ .id = { stmt_int(row) } };
    err = stmt_text_copy(row, change->line, sizeof change->line);
    change->out.n = stmt_int(row);
    change->in.n = stmt_int(row);
    change->from = stmt_int(row);
    change->until = stmt_int(row);
    return err;
}

enum err duty_change_all(struct store *store, ms now, size_t max, struct duty_change *changes,
                         size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT id, line, person_out, person_in, starts_at, ends_at"
                            " FROM duty_change WHERE ends_at > $1 ORDER BY ends_at, id LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = change_one(stmt, &changes[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

/* ---- the watch ---- */

enum err rota_watch_load(struct store *store, struct rota_watch *watch)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT rota_seen, rota_due FROM engine WHERE id = 1");
    enum err err = stmt_step(stmt);

    if (err) return err;
    watch->seen = stmt_int(stmt);
    watch->due = stmt_int(stmt);
    return OK;
}

enum err rota_watch_save(struct store *store, const struct rota_watch *watch)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE engine SET rota_seen = $1, rota_due = $2 WHERE id = 1");

    stmt_bind_int(stmt, watch->seen);
    stmt_bind_int(stmt, watch->due);
    return row_change(stmt);
}

/* ---- ladders ---- */

/* A ladder may hold numbers, so it is sealed whole with their key. */
static struct crypt_place steps_at(int64_t id)
{
    return (struct crypt_place){ "ladder", "steps", id, 0 };
}

enum err ladder_load(struct store *store, const char *line, enum tier tier, struct ladder *ladder,
                     int64_t *version)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, version, steps FROM ladder"
                                            " WHERE line = $1 AND tier = $2");
    char text[COMPACT_BYTES_MAX];
    struct crypt_place place;
    size_t len;
    enum err err;

    stmt_bind_text(stmt, line);
    stmt_bind_text(stmt, tier_name(tier));
    err = stmt_step(stmt);
    if (err) return err;
    place = steps_at(stmt_int(stmt));
    *version = stmt_int(stmt);
    err = row_open(stmt, &store->keys.number, &place, text, sizeof text, &len);
    if (!err && !ladder_read(text, ladder)) err = row_unreadable("ladder", place.row);
    crypt_wipe(text, sizeof text);
    return err;
}

static enum err ladder_forget(struct store *store, const char *line, enum tier tier)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM ladder WHERE line = $1 AND tier = $2");

    stmt_bind_text(stmt, line);
    stmt_bind_text(stmt, tier_name(tier));
    return stmt_run(stmt);
}

enum err ladder_save(struct store *store, const char *line, enum tier tier,
                     const struct ladder *ladder)
{
    const int64_t id = store_id(store);
    const struct crypt_place place = steps_at(id);
    char buffer[COMPACT_BYTES_MAX];
    struct stmt *stmt;
    struct str text;
    enum err err = ladder_forget(store, line, tier);

    if (err) return err;
    stmt = stmt_get(store->db, "INSERT INTO ladder (id, line, tier, version, steps)"
                               " VALUES ($1, $2, $3, $1, $4)");
    str_init(&text, buffer, sizeof buffer);
    ladder_write(&text, ladder);
    must(!text.cut);
    stmt_bind_int(stmt, id);
    stmt_bind_text(stmt, line);
    stmt_bind_text(stmt, tier_name(tier));
    row_seal(stmt, &store->keys.number, &place, text.s, text.len);
    crypt_wipe(buffer, sizeof buffer);
    return stmt_run(stmt);
}
