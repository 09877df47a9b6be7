/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/conversation.h"

#include "store/keyring.h"
#include "store/row.h"

#define COLUMNS                                                                                    \
    "id, texter, opened_at, state, tier, peer, offer, offered_to, waiting_since, last_peer,"       \
    " declined_by, offer_ends, ending, closed_at, taken_at, texter_wrote_at, peer_wrote_at,"       \
    " turn_since, nudges, due, replied, last_seq, read_seq, unread, key <> 0, version"

static void standing_bind(struct stmt *stmt, const struct conversation *conversation)
{
    stmt_bind_text(stmt, conversation_state_name(conversation->state));
    stmt_bind_text(stmt, tier_name(conversation->tier));
    stmt_bind_int(stmt, conversation->peer.n);
    stmt_bind_int(stmt, conversation->offer.n);
    stmt_bind_int(stmt, conversation->offered_to.n);
    stmt_bind_int(stmt, conversation->waiting_since);
}

static void course_bind(struct stmt *stmt, const struct conversation *conversation)
{
    stmt_bind_int(stmt, conversation->last_peer.n);
    stmt_bind_int(stmt, conversation->declined_by.n);
    stmt_bind_int(stmt, conversation->offer_ends);
    stmt_bind_text(stmt, ending_name(conversation->ending));
    stmt_bind_int(stmt, conversation->closed_at);
    stmt_bind_int(stmt, conversation->taken_at);
    stmt_bind_int(stmt, conversation->texter_wrote_at);
    stmt_bind_int(stmt, conversation->peer_wrote_at);
    stmt_bind_int(stmt, conversation->turn_since);
    stmt_bind_int(stmt, conversation->nudges);
    stmt_bind_int(stmt, conversation->due);
    stmt_bind_int(stmt, conversation->replied);
    stmt_bind_int(stmt, conversation->last_seq);
    stmt_bind_int(stmt, conversation->read_seq);
    stmt_bind_int(stmt, conversation->unread);
}

static enum err conversation_read(struct stmt *row, struct conversation *conversation)
{
    bool known;

    *conversation = (struct conversation){ .id = { stmt_int(row) } };
    conversation->texter.n = stmt_int(row);
    conversation->opened_at = stmt_int(row);
    known = conversation_state_from_name(stmt_text(row), &conversation->state);
    known = tier_from_name(stmt_text(row), &conversation->tier) && known;
    conversation->peer.n = stmt_int(row);
    conversation->offer.n = stmt_int(row);
    conversation->offered_to.n = stmt_int(row);
    conversation->waiting_since = stmt_int(row);
    conversation->last_peer.n = stmt_int(row);
    conversation->declined_by.n = stmt_int(row);
    conversation->offer_ends = stmt_int(row);
    known = ending_from_name(stmt_text(row), &conversation->ending) && known;
    conversation->closed_at = stmt_int(row);
    conversation->taken_at = stmt_int(row);
    conversation->texter_wrote_at = stmt_int(row);
    conversation->peer_wrote_at = stmt_int(row);
    conversation->turn_since = stmt_int(row);
    conversation->nudges = (int)stmt_int(row);
    conversation->due = stmt_int(row);
    conversation->replied = stmt_int(row);
    conversation->last_seq = stmt_int(row);
    conversation->read_seq = stmt_int(row);
    conversation->unread = stmt_int(row);
    conversation->has_words = stmt_int(row);
    conversation->version = stmt_int(row);
    return known ? OK : row_unreadable("conversation", conversation->id.n);
}

static enum err conversation_one(struct stmt *stmt, struct conversation *conversation)
{
    enum err err = stmt_step(stmt);

    return err ? err : conversation_read(stmt, conversation);
}

static enum err conversation_rows(struct stmt *stmt, size_t max, struct conversation *conversations,
                                  size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = conversation_one(stmt, &conversations[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

static enum err conversation_tally(struct store *store)
{
    return stmt_run(stmt_get(store->db, "UPDATE engine SET conversations = conversations + 1"
                                        " WHERE id = 1"));
}

enum err conversation_add(struct store *store, struct conversation *conversation)
{
    struct stmt *stmt;
    int64_t key;
    enum err err = key_add(store, conversation->opened_at, &key);

    if (err) return err;
    conversation->id.n = store_id(store);
    conversation->has_words = true;
    conversation->version = 1;
    stmt = stmt_get(store->db,
                    "INSERT INTO conversation (id, texter, key, opened_at, state, tier, peer,"
                    " offer, offered_to, waiting_since, last_peer, declined_by, offer_ends,"
                    " ending, closed_at, taken_at, texter_wrote_at, peer_wrote_at, turn_since,"
                    " nudges, due, replied, last_seq, read_seq, unread, version)"
                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
                    " $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 1)");
    stmt_bind_int(stmt, conversation->id.n);
    stmt_bind_int(stmt, conversation->texter.n);
    stmt_bind_int(stmt, key);
    stmt_bind_int(stmt, conversation->opened_at);
    standing_bind(stmt, conversation);
    course_bind(stmt, conversation);
    err = stmt_run(stmt);
    return err ? err : conversation_tally(store);
}

enum err conversation_load(struct store *store, conversation_id id,
                           struct conversation *conversation)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM conversation WHERE id = $1");

    stmt_bind_int(stmt, id.n);
    return conversation_one(stmt, conversation);
}

/* Where it stands: what the queue and a person's desk are indexed by. */
static enum err standing_save(struct store *store, const struct conversation *conversation)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE conversation SET state = $1, tier = $2, peer = $3, offer = $4,"
                            " offered_to = $5, waiting_since = $6 WHERE id = $7 AND version = $8");

    standing_bind(stmt, conversation);
    stmt_bind_int(stmt, conversation->id.n);
    stmt_bind_int(stmt, conversation->version);
    return stmt_run(stmt);
}

/* The texter and when it opened never change. */
enum err conversation_save_course(struct store *store, struct conversation *conversation)
{
    struct stmt *stmt = stmt_get(
        store->db, "UPDATE conversation SET last_peer = $1, declined_by = $2, offer_ends = $3,"
                   " ending = $4, closed_at = $5, taken_at = $6, texter_wrote_at = $7,"
                   " peer_wrote_at = $8, turn_since = $9, nudges = $10, due = $11, replied = $12,"
                   " last_seq = $13, read_seq = $14, unread = $15, version = version + 1"
                   " WHERE id = $16 AND version = $17");
    course_bind(stmt, conversation);
    stmt_bind_int(stmt, conversation->id.n);
    stmt_bind_int(stmt, conversation->version);
    return row_save(stmt, &conversation->version);
}

enum err conversation_save(struct store *store, struct conversation *conversation)
{
    enum err err = standing_save(store, conversation);

    return err ? err : conversation_save_course(store, conversation);
}

enum err conversation_newest_of(struct store *store, texter_id texter,
                                struct conversation *conversation)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM conversation"
                                            " WHERE texter = $1 ORDER BY id DESC LIMIT 1");

    stmt_bind_int(stmt, texter.n);
    return conversation_one(stmt, conversation);
}

/* That a waiting one is not closed is said for SQLite, which takes the partial index only then. */
enum err conversation_waiting(struct store *store, enum tier tier, size_t max,
                              struct conversation *conversations, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM conversation"
                                            " WHERE state = 'waiting' AND state <> 'closed'"
                                            " AND tier = $1 ORDER BY waiting_since, id LIMIT $2");

    stmt_bind_text(stmt, tier_name(tier));
    stmt_bind_int(stmt, (int64_t)max);
    return conversation_rows(stmt, max, conversations, count);
}

enum err conversation_due(struct store *store, ms now, size_t max,
                          struct conversation *conversations, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM conversation"
                                            " WHERE due <> 0 AND due <= $1"
                                            " ORDER BY due, id LIMIT $2");

    stmt_bind_int(stmt, now);
    stmt_bind_int(stmt, (int64_t)max);
    return conversation_rows(stmt, max, conversations, count);
}

enum err conversation_of_person(struct store *store, person_id person, size_t max,
                                struct conversation *conversations, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS " FROM conversation WHERE id IN ("
                            "SELECT id FROM conversation WHERE peer = $1 AND state = 'active'"
                            " UNION "
                            "SELECT id FROM conversation WHERE offered_to = $1 AND offer <> 0)"
                            " ORDER BY id LIMIT $2");

    stmt_bind_int(stmt, person.n);
    stmt_bind_int(stmt, (int64_t)max);
    return conversation_rows(stmt, max, conversations, count);
}

enum err conversation_page(struct store *store, bool all, int64_t before, size_t max,
                           struct conversation *conversations, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, all ? "SELECT " COLUMNS " FROM conversation"
                                  " WHERE state <> 'closed' AND id < $1"
                                  " ORDER BY id DESC LIMIT $2"
                                : "SELECT " COLUMNS " FROM conversation"
                                  " WHERE state <> 'closed' AND state <> 'active' AND id < $1"
                                  " ORDER BY id DESC LIMIT $2");

    stmt_bind_int(stmt, before ? before : INT64_MAX);
    stmt_bind_int(stmt, (int64_t)max);
    return conversation_rows(stmt, max, conversations, count);
}
