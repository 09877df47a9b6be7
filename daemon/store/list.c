/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/list.h"

#include <string.h>

#include "base/text.h"
#include "store/keyring.h"
#include "store/row.h"

#define COLUMNS                                                                                    \
    "id, shown, open, asked, sent_at, after_seq, rev, author,"                                     \
    " coalesce((SELECT name FROM person WHERE person.id = list.author), '')"

/* Label and what to expect are sealed as one: a line's end stands between them. */
#define ITEM_WORDS_MAX (LABEL_BYTES_MAX + 1 + EXPECT_BYTES_MAX)

static struct crypt_place words_at(list_id list, size_t number, const struct data_key *key)
{
    must(number <= LIST_ITEMS_MAX);
    return (struct crypt_place){ "list_item", "words",
                                 list.n * (LIST_ITEMS_MAX + 1) + (int64_t)number, key->id };
}

static enum err item_add(struct store *store, list_id list, size_t number,
                         const struct list_item *item, const struct data_key *key)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO list_item (list, number, resource, state, words)"
                            " VALUES ($1, $2, $3, $4, $5)");
    const struct crypt_place place = words_at(list, number, key);
    char words[ITEM_WORDS_MAX + 1];
    struct str str;

    str_init(&str, words, sizeof words);
    str_addf(&str, "%s\n%s", item->label, item->expect);
    must(!str.cut);
    stmt_bind_int(stmt, list.n);
    stmt_bind_int(stmt, (int64_t)number);
    stmt_bind_text(stmt, item->resource);
    stmt_bind_text(stmt, item_state_name(item->state));
    row_seal(stmt, &key->key, &place, str.s, str.len);
    return stmt_run(stmt);
}

static enum err items_add(struct store *store, const struct list *list)
{
    struct data_key key;
    enum err err = key_of_conversation(store, list->conversation, &key);

    must(list->count <= LIST_ITEMS_MAX);
    for (size_t i = 0; i < list->count && !err; i++)
        err = item_add(store, list->id, i + 1, &list->item[i], &key);
    crypt_wipe(&key, sizeof key);
    return err;
}

enum err list_add(struct store *store, struct list *list)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO list (id, conversation, shown, open, asked, sent_at,"
                            " after_seq, rev, author)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
    enum err err;

    list->id.n = store_id(store);
    stmt_bind_int(stmt, list->id.n);
    stmt_bind_int(stmt, list->conversation.n);
    stmt_bind_int(stmt, (int64_t)list->shown);
    stmt_bind_int(stmt, list->open);
    stmt_bind_int(stmt, list->asked);
    stmt_bind_int(stmt, list->sent_at);
    stmt_bind_int(stmt, list->after_seq);
    stmt_bind_int(stmt, list->rev);
    stmt_bind_int(stmt, list->author.n);
    err = stmt_run(stmt);
    return err ? err : items_add(store, list);
}

enum err list_save(struct store *store, const struct list *list)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE list SET shown = $1, open = $2, asked = $3,"
                                            " sent_at = $4, after_seq = $5 WHERE id = $6");

    stmt_bind_int(stmt, (int64_t)list->shown);
    stmt_bind_int(stmt, list->open);
    stmt_bind_int(stmt, list->asked);
    stmt_bind_int(stmt, list->sent_at);
    stmt_bind_int(stmt, list->after_seq);
    stmt_bind_int(stmt, list->id.n);
    return row_change(stmt);
}

static enum err words_open(struct stmt *row, list_id list, size_t number,
                           const struct data_key *key, struct list_item *item)
{
    const struct crypt_place place = words_at(list, number, key);
    char words[ITEM_WORDS_MAX + 1];
    size_t len, label_len;
    enum err err = row_open(row, &key->key, &place, words, sizeof words, &len);

    if (err) return err;
    label_len = strcspn(words, "\n");
    if (label_len == len || str_copy_len(item->label, sizeof item->label, words, label_len) ||
        STR_COPY(item->expect, words + label_len + 1))
        return row_unreadable("list_item", place.row);
    return OK;
}

static enum err item_one(struct stmt *row, list_id list, size_t number, const struct data_key *key,
                         struct list_item *item)
{
    enum err err = stmt_step(row);

    if (!err) err = stmt_text_copy(row, item->resource, sizeof item->resource);
    if (err) return err;
    if (!item_state_from_name(stmt_text(row), &item->state))
        return row_unreadable("list_item", list.n);
    return words_open(row, list, number, key, item);
}

static enum err items_load(struct store *store, struct list *list)
{
    struct stmt *stmt;
    struct data_key key;
    enum err err = key_of_conversation(store, list->conversation, &key);

    if (err) return err;
    stmt = stmt_get(store->db, "SELECT resource, state, words FROM list_item"
                               " WHERE list = $1 ORDER BY number");
    stmt_bind_int(stmt, list->id.n);
    while (list->count < LIST_ITEMS_MAX &&
           !(err = item_one(stmt, list->id, list->count + 1, &key, &list->item[list->count])))
        list->count++;
    crypt_wipe(&key, sizeof key);
    return err == ERR_MISSING ? OK : err;
}

/* The next row without its items, which need a statement of their own. */
static enum err head_one(struct stmt *row, conversation_id conversation, struct list *list)
{
    enum err err = stmt_step(row);

    if (err) return err;
    *list = (struct list){ .id = { stmt_int(row) }, .conversation = conversation };
    list->shown = (size_t)stmt_int(row);
    list->open = stmt_int(row);
    list->asked = stmt_int(row);
    list->sent_at = stmt_int(row);
    list->after_seq = stmt_int(row);
    list->rev = stmt_int(row);
    list->author.n = stmt_int(row);
    return stmt_text_copy(row, list->author_name, sizeof list->author_name);
}

enum err list_sent(struct store *store, conversation_id conversation, size_t max,
                   struct list *lists, size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM list"
                                            " WHERE conversation = $1 AND sent_at <> 0"
                                            " ORDER BY id DESC LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, conversation.n);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = head_one(stmt, conversation, &lists[*count]))) ++*count;
    if (err == ERR_MISSING) err = OK;
    for (size_t i = 0; i < *count && !err; i++) err = items_load(store, &lists[i]);
    return err;
}

enum err list_newest_of(struct store *store, conversation_id conversation, struct list *list)
{
    size_t count;
    enum err err = list_sent(store, conversation, 1, list, &count);

    return !err && !count ? ERR_MISSING : err;
}

enum err list_load(struct store *store, conversation_id conversation, list_id id, struct list *list)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM list"
                                            " WHERE id = $1 AND conversation = $2");
    enum err err;

    stmt_bind_int(stmt, id.n);
    stmt_bind_int(stmt, conversation.n);
    err = head_one(stmt, conversation, list);
    return err ? err : items_load(store, list);
}

enum err list_count_of(struct store *store, const char *resource, int64_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT count(*) FROM list_item JOIN list ON list.id = list"
                            " WHERE resource = $1 AND resource <> '' AND sent_at <> 0");
    enum err err;

    stmt_bind_text(stmt, resource);
    err = stmt_step(stmt);
    if (!err) *count = stmt_int(stmt);
    return err;
}

enum err list_item_save(struct store *store, list_id list, int number, enum item_state state)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE list_item SET state = $1"
                                            " WHERE list = $2 AND number = $3");

    stmt_bind_text(stmt, item_state_name(state));
    stmt_bind_int(stmt, list.n);
    stmt_bind_int(stmt, number);
    return row_change(stmt);
}

/* ---- the one in the making ---- */

enum err list_made_load(struct store *store, conversation_id conversation, struct list *list)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM list"
                                            " WHERE conversation = $1 AND sent_at = 0");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    err = head_one(stmt, conversation, list);
    return err ? err : items_load(store, list);
}

/* Its items are made anew; ERR_CONFLICT if it has another rev by now. */
static enum err made_change(struct store *store, struct list *list)
{
    struct stmt *stmt =
        stmt_get(store->db, "UPDATE list SET rev = rev + 1, author = $1 WHERE id = $2"
                            " AND rev = $3 AND sent_at = 0");
    enum err err;

    stmt_bind_int(stmt, list->author.n);
    stmt_bind_int(stmt, list->id.n);
    stmt_bind_int(stmt, list->rev);
    err = row_save(stmt, &list->rev);
    if (err) return err;
    stmt = stmt_get(store->db, "DELETE FROM list_item WHERE list = $1");
    stmt_bind_int(stmt, list->id.n);
    err = stmt_run(stmt);
    return err ? err : items_add(store, list);
}

enum err list_made_save(struct store *store, struct list *list)
{
    if (list->id.n) return made_change(store, list);
    list->rev = 1;
    list->sent_at = 0;
    return list_add(store, list);
}

/* ---- referrals ---- */

enum err referral_put(struct store *store, struct referral *referral)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO referral (id, conversation, list, number, state, at)"
                            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (list, number)"
                            " DO UPDATE SET state = excluded.state, at = excluded.at"
                            " RETURNING id");
    enum err err;

    stmt_bind_int(stmt, store_id(store));
    stmt_bind_int(stmt, referral->conversation.n);
    stmt_bind_int(stmt, referral->list.n);
    stmt_bind_int(stmt, referral->number);
    stmt_bind_text(stmt, referral_state_name(referral->state));
    stmt_bind_int(stmt, referral->at);
    err = stmt_step(stmt);
    if (err) return err == ERR_MISSING ? ERR_DOWN : err;
    referral->id.n = stmt_int(stmt);
    err = stmt_step(stmt); /* a statement that writes must be finished before the commit */
    return err == ERR_MISSING ? OK : err;
}

static enum err referral_one(struct stmt *row, list_id list, struct referral *referral)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    referral->id.n = stmt_int(row);
    referral->conversation.n = stmt_int(row);
    referral->list = list;
    referral->number = (int)stmt_int(row);
    known = referral_state_from_name(stmt_text(row), &referral->state);
    referral->at = stmt_int(row);
    return known ? OK : row_unreadable("referral", referral->id.n);
}

enum err referral_of_list(struct store *store, list_id list, size_t max, struct referral *referrals,
                          size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, conversation, number, state, at"
                                            " FROM referral WHERE list = $1"
                                            " ORDER BY number LIMIT $2");
    enum err err = OK;

    stmt_bind_int(stmt, list.n);
    stmt_bind_int(stmt, (int64_t)max);
    *count = 0;
    while (*count < max && !(err = referral_one(stmt, list, &referrals[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err correction_tally(struct store *store)
{
    return stmt_run(stmt_get(store->db, "UPDATE engine SET corrections = corrections + 1"
                                        " WHERE id = 1"));
}
