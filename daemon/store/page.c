/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/page.h"

#include "store/row.h"

#define COLUMNS                                                                                    \
    "id, alert, person, way, waker, state, step, round, wave, turn, token, opened_at, at"

enum err page_add(struct store *store, struct page *page)
{
    struct stmt *stmt =
        stmt_get(store->db, "INSERT INTO page (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7,"
                            " $8, $9, $10, $11, $12, $13)");

    page->id.n = store_id(store);
    stmt_bind_int(stmt, page->id.n);
    stmt_bind_int(stmt, page->alert.n);
    stmt_bind_int(stmt, page->person.n);
    stmt_bind_text(stmt, way_name(page->way));
    stmt_bind_text(stmt, page->waker);
    stmt_bind_text(stmt, page_state_name(page->state));
    stmt_bind_int(stmt, page->step);
    stmt_bind_int(stmt, page->round);
    stmt_bind_int(stmt, page->wave);
    stmt_bind_int(stmt, page->turn);
    stmt_bind_text(stmt, page->token);
    stmt_bind_int(stmt, page->opened_at);
    stmt_bind_int(stmt, page->at);
    return stmt_run(stmt);
}

static enum err page_one(struct stmt *row, struct page *page)
{
    enum err err = stmt_step(row);
    bool known;

    if (err) return err;
    page->id.n = stmt_int(row);
    page->alert.n = stmt_int(row);
    page->person.n = stmt_int(row);
    known = way_from_name(stmt_text(row), &page->way);
    err = stmt_text_copy(row, page->waker, sizeof page->waker);
    known = page_state_from_name(stmt_text(row), &page->state) && known;
    page->step = (int)stmt_int(row);
    page->round = (int)stmt_int(row);
    page->wave = (int)stmt_int(row);
    page->turn = (int)stmt_int(row);
    if (!err) err = stmt_text_copy(row, page->token, sizeof page->token);
    page->opened_at = stmt_int(row);
    page->at = stmt_int(row);
    if (err) return err;
    return known ? OK : row_unreadable("page", page->id.n);
}

static enum err page_rows(struct stmt *stmt, size_t max, struct page *pages, size_t *count)
{
    enum err err = OK;

    *count = 0;
    while (*count < max && !(err = page_one(stmt, &pages[*count]))) ++*count;
    return err == ERR_MISSING ? OK : err;
}

enum err page_load(struct store *store, page_id id, struct page *page)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM page WHERE id = $1");

    stmt_bind_int(stmt, id.n);
    return page_one(stmt, page);
}

enum err page_by_token(struct store *store, const char *token, struct page *page)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM page WHERE token = $1"
                                            " AND token <> ''");

    stmt_bind_text(stmt, token);
    return page_one(stmt, page);
}

enum err page_save(struct store *store, const struct page *page)
{
    struct stmt *stmt = stmt_get(store->db, "UPDATE page SET state = $1, opened_at = $2"
                                            " WHERE id = $3");

    stmt_bind_text(stmt, page_state_name(page->state));
    stmt_bind_int(stmt, page->opened_at);
    stmt_bind_int(stmt, page->id.n);
    return row_change(stmt);
}

enum err page_of_alert(struct store *store, alert_id alert, size_t max, struct page *pages,
                       size_t *count)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT " COLUMNS " FROM page WHERE alert = $1"
                                            " ORDER BY id DESC LIMIT $2");

    stmt_bind_int(stmt, alert.n);
    stmt_bind_int(stmt, (int64_t)max);
    return page_rows(stmt, max, pages, count);
}

enum err page_of_wakers(struct store *store, alert_id alert, int wave, struct page *pages,
                        size_t *count)
{
    struct stmt *stmt =
        stmt_get(store->db, "SELECT " COLUMNS " FROM page WHERE id IN (SELECT max(id) FROM page"
                            " WHERE alert = $1 AND wave = $2 AND waker <> '' GROUP BY waker)"
                            " ORDER BY id LIMIT $3");

    stmt_bind_int(stmt, alert.n);
    stmt_bind_int(stmt, wave);
    stmt_bind_int(stmt, WAKERS_MAX);
    return page_rows(stmt, WAKERS_MAX, pages, count);
}

enum err page_reached_at(struct store *store, person_id person, ms *at)
{
    struct stmt *stmt = stmt_get(store->db, "SELECT coalesce(max(at), 0) FROM page"
                                            " WHERE person = $1"
                                            " AND state IN ('sent', 'delivered')");
    enum err err;

    stmt_bind_int(stmt, person.n);
    err = stmt_step(stmt);
    if (!err) *at = stmt_int(stmt);
    return err;
}
