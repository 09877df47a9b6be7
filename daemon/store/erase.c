/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/erase.h"

#include "store/keyring.h"
#include "store/recent.h"
#include "store/schema.h"

#define STEPS(table) table, sizeof(table) / sizeof(table)[0]

/* $1 is the conversation, or the texter. What refers to a row goes before it. */
static const char *const words_steps[] = {
    "DELETE FROM outbox WHERE message <> 0"
    " AND message IN (SELECT id FROM message WHERE conversation = $1)",
    "DELETE FROM message WHERE conversation = $1",
    "DELETE FROM list_item WHERE list IN (SELECT id FROM list WHERE conversation = $1)",
    "DELETE FROM referral WHERE conversation = $1",
    "DELETE FROM list WHERE conversation = $1",
    "DELETE FROM draft WHERE conversation = $1",
    "DELETE FROM note WHERE conversation = $1",
    "UPDATE decision SET reason = NULL WHERE conversation = $1",
    ("UPDATE alert_line SET note = NULL"
     " WHERE alert IN (SELECT id FROM alert WHERE conversation = $1)"),
    "UPDATE conversation SET key = 0, unread = 0 WHERE id = $1",
};

static const char *const conversation_steps[] = {
    ("DELETE FROM outbox WHERE page <> 0 AND page IN (SELECT p.id FROM page p"
     " JOIN alert a ON a.id = p.alert WHERE a.conversation = $1)"),
    "DELETE FROM page WHERE alert IN (SELECT id FROM alert WHERE conversation = $1)",
    "DELETE FROM joining WHERE alert IN (SELECT id FROM alert WHERE conversation = $1)",
    "DELETE FROM alert_line WHERE alert IN (SELECT id FROM alert WHERE conversation = $1)",
    "DELETE FROM alert WHERE conversation = $1",
    "DELETE FROM decision WHERE conversation = $1",
    "DELETE FROM offer WHERE conversation = $1",
    "DELETE FROM follow_up WHERE conversation = $1",
    "DELETE FROM conversation WHERE id = $1",
};

static const char *const texter_steps[] = {
    "DELETE FROM follow_up WHERE texter = $1",
    "DELETE FROM win WHERE texter = $1",
    "DELETE FROM texter WHERE id = $1",
};

static enum err steps_run(struct store *store, const char *const *steps, size_t count, int64_t id)
{
    enum err err = OK;

    for (size_t i = 0; i < count && !err; i++) {
        struct stmt *stmt = stmt_get(store->db, steps[i]);

        stmt_bind_int(stmt, id);
        err = stmt_run(stmt);
    }
    return err;
}

/* `sql` gives the key's id, or 0 where there is none any more, or never was. */
static enum err key_of_row_destroy(struct store *store, const char *sql, int64_t row)
{
    struct stmt *stmt = stmt_get(store->db, sql);
    int64_t key;
    enum err err;

    stmt_bind_int(stmt, row);
    err = stmt_step(stmt);
    if (err) return err;
    key = stmt_int(stmt);
    return key ? key_destroy(store, key) : OK;
}

enum err words_erase(struct store *store, conversation_id conversation)
{
    enum err err =
        key_of_row_destroy(store, "SELECT key FROM conversation WHERE id = $1", conversation.n);

    recent_forget(store->recent, conversation);
    return err ? err : steps_run(store, STEPS(words_steps), conversation.n);
}

static enum err erased_tally(struct store *store)
{
    return stmt_run(stmt_get(store->db, "UPDATE engine SET erased = erased + 1 WHERE id = 1"));
}

enum err conversation_erase(struct store *store, conversation_id conversation)
{
    enum err err = words_erase(store, conversation);

    if (!err) err = steps_run(store, STEPS(conversation_steps), conversation.n);
    return err ? err : erased_tally(store);
}

enum err texter_erase(struct store *store, texter_id texter)
{
    enum err err = key_of_row_destroy(store, "SELECT key FROM texter WHERE id = $1", texter.n);

    return err ? err : steps_run(store, STEPS(texter_steps), texter.n);
}

static enum err ids_read(struct stmt *stmt, size_t max, conversation_id *conversations,
                         size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = stmt_step(stmt))) conversations[(*count)++].n = stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}

enum err texter_has_alert(struct store *store, texter_id texter, bool *has)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT 1 FROM conversation c JOIN alert a"
                                            " ON a.conversation = c.id WHERE c.texter = $1"
                                            " AND a.state <> 'resolved' LIMIT 1");
    enum err err;

    stmt_bind_int(stmt, texter.n);
    err = stmt_step(stmt);
    *has = err == OK;
    return err == ERR_MISSING ? OK : err;
}

enum err conversation_of_texter(struct store *store, texter_id texter, size_t max,
                                conversation_id *conversations, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id FROM conversation WHERE texter = $1"
                                            " ORDER BY id LIMIT $2");

    stmt_bind_int(stmt, texter.n);
    stmt_bind_int(stmt, (int64_t)max);
    return ids_read(stmt, max, conversations, count);
}

enum err words_old(struct store *store, ms closed_before, size_t max,
                   conversation_id *conversations, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT id FROM conversation c WHERE state = 'closed' AND key <> 0"
                            " AND closed_at <= $1 AND NOT EXISTS (SELECT 1 FROM outbox"
                            " WHERE recipient = 't:' || c.texter"
                            " AND " OUTBOX_OPEN ")"
                            " AND NOT EXISTS (SELECT 1 FROM alert WHERE conversation = c.id"
                            " AND state <> 'resolved') ORDER BY closed_at LIMIT $2");

    stmt_bind_int(stmt, closed_before);
    stmt_bind_int(stmt, (int64_t)max);
    return ids_read(stmt, max, conversations, count);
}

enum err words_oldest(struct store *store, ms *closed_at)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT coalesce(min(closed_at), 0) FROM conversation"
                                            " WHERE state = 'closed' AND key <> 0");
    enum err err = stmt_step(stmt);

    if (!err) *closed_at = stmt_int(stmt);
    return err;
}

enum err quarantine_trim(struct store *store, ms before)
{
    struct stmt *stmt = stmt_get(store->db, "DELETE FROM quarantine WHERE at < $1");

    stmt_bind_int(stmt, before);
    return stmt_run(stmt);
}
