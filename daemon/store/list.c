/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/list.h"

#include "store/row.h"

static enum err item_add(struct store *store, list_id list, size_t number,
                         const struct list_item *item)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO list_item (list, number, resource, label, expect)"
                            " VALUES ($1, $2, $3, $4, $5)");

    stmt_bind_int(stmt, list.n);
    stmt_bind_int(stmt, (int64_t)number);
    stmt_bind_text(stmt, item->resource);
    stmt_bind_text(stmt, item->label);
    stmt_bind_text(stmt, item->expect);
    return stmt_run(stmt);
}

enum err list_add(struct store *store, struct list *list)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO list (id, conversation, shown, open, asked, sent_at,"
                            " after_seq) VALUES ($1, $2, $3, $4, $5, $6, $7)");
    enum err err;

    must(list->count <= LIST_ITEMS_MAX);
    list->id.n = store_id(store);
    stmt_bind_int(stmt, list->id.n);
    stmt_bind_int(stmt, list->conversation.n);
    stmt_bind_int(stmt, (int64_t)list->shown);
    stmt_bind_int(stmt, list->open);
    stmt_bind_int(stmt, list->asked);
    stmt_bind_int(stmt, list->sent_at);
    stmt_bind_int(stmt, list->after_seq);
    err = stmt_run(stmt);
    for (size_t i = 0; i < list->count && !err; i++)
        err = item_add(store, list->id, i + 1, &list->item[i]);
    return err;
}

enum err list_save(struct store *store, const struct list *list)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE list SET shown = $1, open = $2, asked = $3"
                                            " WHERE id = $4");

    stmt_bind_int(stmt, (int64_t)list->shown);
    stmt_bind_int(stmt, list->open);
    stmt_bind_int(stmt, list->asked);
    stmt_bind_int(stmt, list->id.n);
    return row_change(stmt);
}

static enum err item_one(struct stmt *row, struct list_item *item)
{
    enum err err = stmt_step(row);

    if (!err) err = stmt_text_copy(row, item->resource, sizeof item->resource);
    if (!err) err = stmt_text_copy(row, item->label, sizeof item->label);
    if (!err) err = stmt_text_copy(row, item->expect, sizeof item->expect);
    return err;
}

static enum err items_load(struct store *store, struct list *list)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT resource, label, expect FROM list_item"
                                            " WHERE list = $1 ORDER BY number");
    enum err err = OK;

    stmt_bind_int(stmt, list->id.n);
    while (list->count < LIST_ITEMS_MAX && !(err = item_one(stmt, &list->item[list->count])))
        list->count++;
    return err == ERR_MISSING ? OK : err;
}

enum err list_newest_of(struct store *store, conversation_id conversation, struct list *list)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT id, shown, open, asked, sent_at, after_seq"
                                            " FROM list WHERE conversation = $1"
                                            " ORDER BY id DESC LIMIT 1");
    enum err err;

    stmt_bind_int(stmt, conversation.n);
    err = stmt_step(stmt);
    if (err) return err;
    *list = (struct list){ .id = { stmt_int(stmt) }, .conversation = conversation };
    list->shown = (size_t)stmt_int(stmt);
    list->open = stmt_int(stmt);
    list->asked = stmt_int(stmt);
    list->sent_at = stmt_int(stmt);
    list->after_seq = stmt_int(stmt);
    return items_load(store, list);
}

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
