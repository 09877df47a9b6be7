/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/message.h"

#include <string.h>

#include "store/compact.h"
#include "store/keyring.h"
#include "store/row.h"

/* How far back in a conversation one looks, in messages: enough for any rule, and a bound. */
#define LOOK_BACK 200

#define COLUMNS                                                                                    \
    "m.id, m.conversation, m.seq, m.direction, m.kind, m.state, m.author,"                         \
    " coalesce(p.name, ''), m.key, m.provider_id, m.error, m.segments, m.media, m.tier,"           \
    " m.reasons, m.at, m.body"
#define FROM " FROM message m LEFT JOIN person p ON p.id = m.author"

static struct crypt_place body_at(message_id id, const struct data_key *key)
{
    return (struct crypt_place){ "message", "body", id.n, key->id };
}

static void compact_bind(struct stmt *stmt, const struct str *text)
{
    must(!text->cut);
    stmt_bind_text(stmt, text->s);
}

static void media_bind(struct stmt *stmt, const struct message *message)
{
    char buffer[COMPACT_BYTES_MAX];
    struct str text;

    str_init(&text, buffer, sizeof buffer);
    media_write(&text, message);
    compact_bind(stmt, &text);
}

static void reasons_bind(struct stmt *stmt, const struct reasons *reasons)
{
    char buffer[COMPACT_BYTES_MAX];
    struct str text;

    str_init(&text, buffer, sizeof buffer);
    reasons_write(&text, reasons);
    compact_bind(stmt, &text);
}

static enum err message_insert(struct store *store, const struct message *message,
                               const struct data_key *key, const char *provider,
                               const char *content_version)
{
    const struct crypt_place place = body_at(message->id, key);
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO message (id, conversation, seq, direction, kind, state,"
                            " author, key, provider, provider_id, error, segments, media, tier,"
                            " reasons, content_version, at, body)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
                            " $14, $15, $16, $17, $18)");

    stmt_bind_int(stmt, message->id.n);
    stmt_bind_int(stmt, message->conversation.n);
    stmt_bind_int(stmt, message->seq);
    stmt_bind_text(stmt, direction_name(message->direction));
    stmt_bind_text(stmt, message_kind_name(message->kind));
    stmt_bind_text(stmt, message_state_name(message->state));
    stmt_bind_int(stmt, message->author.n);
    stmt_bind_text(stmt, message->key);
    stmt_bind_text(stmt, provider);
    stmt_bind_text(stmt, message->provider_id);
    stmt_bind_text(stmt, message->error);
    stmt_bind_int(stmt, message->segments);
    media_bind(stmt, message);
    stmt_bind_text(stmt, tier_name(message->tier));
    reasons_bind(stmt, &message->reasons);
    stmt_bind_text(stmt, content_version);
    stmt_bind_int(stmt, message->at);
    row_seal(stmt, &key->key, &place, message->body.s, message->body.len);
    return stmt_run(stmt);
}

static enum err message_tally(struct store *store, enum direction direction)
{
    switch (direction) {
    case DIRECTION_IN:
        return stmt_run(stmt_get(store->db, "UPDATE engine SET messages_in = messages_in + 1"
                                            " WHERE id = 1"));
    case DIRECTION_OUT:
        return stmt_run(stmt_get(store->db, "UPDATE engine SET messages_out = messages_out + 1"
                                            " WHERE id = 1"));
    case DIRECTION_SYSTEM: return OK;
    }
    return OK;
}

enum err message_add(struct store *store, struct message *message, const char *provider,
                     const char *content_version)
{
    struct data_key key;
    enum err err = key_of_conversation(store, message->conversation, &key);

    if (err) return err;
    message->id.n = store_id(store);
    err = message_insert(store, message, &key, provider, content_version);
    crypt_wipe(&key, sizeof key);
    if (!err && message->direction == DIRECTION_IN)
        recent_add(store->recent, message->conversation, message->at, &message->body);
    return err ? err : message_tally(store, message->direction);
}

static enum err message_read_head(struct stmt *row, struct message *message)
{
    bool known;
    enum err err;

    message->id.n = stmt_int(row);
    message->conversation.n = stmt_int(row);
    message->seq = stmt_int(row);
    known = direction_from_name(stmt_text(row), &message->direction);
    known = message_kind_from_name(stmt_text(row), &message->kind) && known;
    known = message_state_from_name(stmt_text(row), &message->state) && known;
    message->author.n = stmt_int(row);
    err = stmt_text_copy(row, message->author_name, sizeof message->author_name);
    if (!err) err = stmt_text_copy(row, message->key, sizeof message->key);
    if (!err) err = stmt_text_copy(row, message->provider_id, sizeof message->provider_id);
    if (!err) err = stmt_text_copy(row, message->error, sizeof message->error);
    if (err) return err;
    message->segments = (int)stmt_int(row);
    known = media_read(stmt_text(row), message) && known;
    known = tier_from_name(stmt_text(row), &message->tier) && known;
    known = reasons_read(stmt_text(row), &message->reasons) && known;
    message->at = stmt_int(row);
    return known ? OK : row_unreadable("message", message->id.n);
}

static enum err body_read(struct stmt *row, message_id id, const struct data_key *key,
                          struct text *body)
{
    struct crypt_place place = body_at(id, key);

    return row_open_text(row, &key->key, &place, body);
}

static enum err message_one(struct store *store, struct stmt *row, struct message *message)
{
    struct data_key key;
    enum err err = stmt_step(row);

    if (err) return err;
    *message = (struct message){ 0 };
    err = message_read_head(row, message);
    if (!err) err = key_of_conversation(store, message->conversation, &key);
    if (err) return err;
    err = body_read(row, message->id, &key, &message->body);
    crypt_wipe(&key, sizeof key);
    return err;
}

enum err message_load(struct store *store, message_id id, struct message *message)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS FROM " WHERE m.id = $1");

    stmt_bind_int(stmt, id.n);
    return message_one(store, stmt, message);
}

enum err message_save(struct store *store, const struct message *message)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE message SET state = $1, provider_id = $2, error = $3,"
                            " segments = $4 WHERE id = $5");

    stmt_bind_text(stmt, message_state_name(message->state));
    stmt_bind_text(stmt, message->provider_id);
    stmt_bind_text(stmt, message->error);
    stmt_bind_int(stmt, message->segments);
    stmt_bind_int(stmt, message->id.n);
    return row_change(stmt);
}

enum err message_by_key(struct store *store, person_id author, const char *key,
                        struct message *message)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS FROM
                                            " WHERE m.author = $1 AND m.key = $2 AND m.key <> ''");

    stmt_bind_int(stmt, author.n);
    stmt_bind_text(stmt, key);
    return message_one(store, stmt, message);
}

enum err message_by_provider(struct store *store, const char *provider, const char *provider_id,
                             struct message *message)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS FROM " WHERE m.provider = $1 AND m.provider_id = $2"
                            " AND m.provider_id <> '' AND m.direction = 'out'");

    stmt_bind_text(stmt, provider);
    stmt_bind_text(stmt, provider_id);
    return message_one(store, stmt, message);
}

static void message_swap(struct message *a, struct message *b)
{
    struct message kept = *a;

    *a = *b;
    *b = kept;
}

enum err message_page(struct store *store, conversation_id conversation, int64_t before, size_t max,
                      struct message *messages, size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS FROM " WHERE m.conversation = $1 AND m.seq < $2"
                            " ORDER BY m.seq DESC LIMIT $3");
    enum err err = OK;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, before ? before : INT64_MAX);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = message_one(store, stmt, &messages[*count]))) ++*count;
    for (size_t i = 0; i < *count / 2; i++) message_swap(&messages[i], &messages[*count - 1 - i]);
    return err == ERR_MISSING ? OK : err;
}

/* Id and body of the next row; all of them are of the key's conversation. */
static enum err body_one(struct stmt *row, const struct data_key *key, struct text *body)
{
    enum err err = stmt_step(row);
    message_id id;

    if (err) return err;
    id.n = stmt_int(row);
    return body_read(row, id, key, body);
}

/* The next of message_earlier(), which is kept for the next time. */
static enum err earlier_one(struct store *store, struct stmt *row, conversation_id conversation,
                            const struct data_key *key, struct text *text)
{
    enum err err = body_one(row, key, text);

    if (!err) recent_add(store->recent, conversation, stmt_int(row), text);
    return err;
}

enum err message_earlier(struct store *store, conversation_id conversation, ms since, size_t max,
                         struct text *texts, size_t *count)
{
    struct data_key key;
    struct stmt *stmt;
    enum err err;

    must(max <= RECENT_TEXTS_MAX);
    if (recent_get(store->recent, conversation, since, max, texts, count)) return OK;
    err = key_of_conversation(store, conversation, &key);
    if (err) return err == ERR_MISSING ? OK : err; /* its words are erased */
    if (max == RECENT_TEXTS_MAX) recent_begin(store->recent, conversation, since);
    stmt =
        stmt_get(store->db, "SELECT id, body, at FROM (SELECT id, seq, body, at FROM message"
                            " WHERE conversation = $1 AND direction = 'in' AND at >= $2 AND seq >"
                            " (SELECT max(seq) FROM message WHERE conversation = $1) - $3"
                            " ORDER BY seq DESC LIMIT $4) AS last ORDER BY seq");
    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, since);
    stmt_bind_int(stmt, LOOK_BACK);
    stmt_bind_int(stmt, (int64_t)max);
    while (*count < max && !(err = earlier_one(store, stmt, conversation, &key, &texts[*count])))
        ++*count;
    crypt_wipe(&key, sizeof key);
    return err == ERR_MISSING ? OK : err;
}

enum err message_reason(struct store *store, conversation_id conversation, struct message *message)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS FROM
                                            " WHERE m.conversation = $1 AND m.direction = 'in'"
                                            " AND m.tier <> 'steady'"
                                            " ORDER BY m.seq DESC LIMIT 1");

    stmt_bind_int(stmt, conversation.n);
    return message_one(store, stmt, message);
}

enum err message_content_version(struct store *store, message_id id, char *version, size_t size)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT content_version FROM message WHERE id = $1");
    enum err err;

    stmt_bind_int(stmt, id.n);
    err = stmt_step(stmt);
    return err ? err : stmt_text_copy(stmt, version, size);
}

/* In Latin, Arabic and full-width writing. */
static bool text_asks(const struct text *text)
{
    return strchr(text->s, '?') || strstr(text->s, "\u061f") || strstr(text->s, "\uff1f");
}

enum err message_question_since(struct store *store, conversation_id conversation, int64_t seq,
                                bool *asked)
{
    struct data_key key;
    struct stmt *stmt;
    struct text body;
    enum err err = key_of_conversation(store, conversation, &key);

    *asked = false;
    if (err) return err == ERR_MISSING ? OK : err; /* its words are erased */
    stmt = stmt_get(store->db, "SELECT id, body FROM message WHERE conversation = $1 AND seq > $2"
                               " AND direction = 'out' AND kind = 'text' AND author <> 0"
                               " AND state NOT IN ('failed', 'blocked')"
                               " ORDER BY seq DESC LIMIT $3");
    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, seq);
    stmt_bind_int(stmt, LOOK_BACK);
    while (!*asked && !(err = body_one(stmt, &key, &body))) *asked = text_asks(&body);
    crypt_wipe(&key, sizeof key);
    return err == ERR_MISSING ? OK : err;
}

enum err message_has_left(struct store *store, conversation_id conversation, int64_t seq,
                          bool *left)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT state <> 'queued' FROM message"
                                            " WHERE conversation = $1 AND seq >= $2"
                                            " AND direction = 'out' ORDER BY seq LIMIT 1");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, seq);
    err = stmt_step(stmt);
    *left = err || stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}

enum err message_is_last_word(struct store *store, conversation_id conversation, int64_t seq,
                              bool *last)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT 1 FROM message WHERE conversation = $1"
                                            " AND seq > $2 AND direction = 'out' LIMIT 1");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, seq);
    err = stmt_step(stmt);
    *last = err == ERR_MISSING;
    return *last ? OK : err;
}

static enum err fact_one(struct stmt *row, struct message_fact *fact)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    fact->id.n = stmt_int(row);
    fact->conversation.n = stmt_int(row);
    known = direction_from_name(stmt_text(row), &fact->direction);
    known = message_kind_from_name(stmt_text(row), &fact->kind) && known;
    known = message_state_from_name(stmt_text(row), &fact->state) && known;
    err = stmt_text_copy(row, fact->provider_id, sizeof fact->provider_id);
    fact->at = stmt_int(row);
    if (err) return err;
    return known ? OK : row_unreadable("message", fact->id.n);
}

enum err message_facts(struct store *store, int64_t since, size_t max, struct message_fact *facts,
                       size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, conversation, direction, kind, state,"
                                            " provider_id, at FROM message WHERE id > $1"
                                            " ORDER BY id LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, since);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = fact_one(stmt, &facts[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err message_unread(struct store *store, conversation_id conversation, int64_t seq,
                        int64_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT count(*) FROM message WHERE conversation = $1 AND seq > $2"
                            " AND direction = 'in'");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, seq);
    err = stmt_step(stmt);
    if (!err) *count = stmt_int(stmt);
    return err;
}

enum err message_automatic(struct store *store, conversation_id conversation, int64_t last_seq,
                           ms since, ms until, int64_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT count(*) FROM message WHERE conversation = $1 AND seq > $2"
                            " AND kind = 'automatic' AND at >= $3 AND at <= $4");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, last_seq - LOOK_BACK);
    stmt_bind_int(stmt, since);
    stmt_bind_int(stmt, until);
    err = stmt_step(stmt);
    if (!err) *count = stmt_int(stmt);
    return err;
}

enum err message_newest_in(struct store *store, ms *at)
{
    struct stmt *stmt = stmt_get(
        store->db, "SELECT at FROM message WHERE direction = 'in' ORDER BY id DESC LIMIT 1");
    enum err err = stmt_step(stmt);

    *at = err ? 0 : stmt_int(stmt);
    return err == ERR_MISSING ? OK : err;
}
