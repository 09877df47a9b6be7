/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/paging.h"
#include "rules/routing.h"
#include "store/conversation.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/page.h"
#include "store/person.h"

/* Heads of the queue looked at per tier: nobody behind them can come first by the rules. */
#define HEADS_PER_TIER 16
#define HEADS_MAX (HEADS_PER_TIER * TIERS)

/* ---- offers ---- */

static enum err heads_load(struct turn *turn, struct conversation *heads, size_t *count)
{
    enum err err = OK;

    *count = 0;
    for (int tier = TIER_IMMINENT; tier >= TIER_STEADY && !err; tier--) {
        size_t found;

        err = conversation_waiting(turn->store, (enum tier)tier, HEADS_PER_TIER, heads + *count,
                                   &found);
        if (!err) *count += found;
    }
    return err;
}

/* The first of the queue that has not been tried in this turn, or NULL. */
static struct conversation *head_next(struct conversation *heads, size_t count,
                                      const struct timing *timing, ms now)
{
    struct conversation *first = NULL;

    for (size_t i = 0; i < count; i++) {
        if (!heads[i].id.n) continue;
        if (!first || queue_comes_before(&heads[i], first, timing, now)) first = &heads[i];
    }
    return first;
}

static enum err offer_make(struct turn *turn, struct scene *scene, struct person *peer)
{
    struct offer offer = {
        .conversation = scene->conversation.id,
        .person = peer->id,
        .made_at = turn->now,
        .ends_at = turn->now + turn->settings->timing.offer,
    };
    enum err err;

    peer->last_offer = turn->now;
    peer->open_count++;
    err = person_save(turn->store, peer);
    if (!err) err = scene_make_offer(turn, scene, &offer);
    if (err) return err;
    log_info("offer_made", "conv=%lld peer=%lld waited_ms=%lld", (long long)offer.conversation.n,
             (long long)peer->id.n, (long long)(turn->now - scene->conversation.waiting_since));
    return OK;
}

static enum err head_offer(struct turn *turn, const struct conversation *head,
                           struct person *people, size_t count)
{
    const struct person *peer;
    struct scene scene;
    enum err err = scene_load(turn, head->id, &scene);

    if (err) return err;
    peer = routing_pick(&scene.conversation, scene.texter.language, people, count,
                        &turn->settings->timing, turn->now);
    return peer ? offer_make(turn, &scene, &people[peer - people]) : OK;
}

/* As far as there are peers: most texts come while nobody is free, and then nobody is looked at. */
static enum err heads_offer(struct turn *turn, struct person *people, size_t people_count)
{
    struct conversation *heads = xcalloc(HEADS_MAX, sizeof *heads), *head;
    const struct timing *timing = &turn->settings->timing;
    size_t count;
    enum err err = heads_load(turn, heads, &count);

    while (!err && routing_anyone_free(people, people_count, turn->now) &&
           (head = head_next(heads, count, timing, turn->now))) {
        err = db_mark(turn->store->db);
        if (!err)
            err = turn_part_end(turn, head_offer(turn, head, people, people_count), "offer",
                                head->id.n);
        head->id.n = 0; /* tried */
    }
    free(heads);
    return err;
}

enum err route_queue(struct turn *turn)
{
    struct person *people;
    size_t count;
    enum err err;

    if (!turn->queue_changed) return OK;
    people = xcalloc(PEOPLE_MAX, sizeof *people);
    err = person_on_shift(turn->store, PEOPLE_MAX, people, &count);
    if (!err && routing_anyone_free(people, count, turn->now))
        err = heads_offer(turn, people, count);
    free(people);
    return err ? err
               : turn_event(turn, EVENT_QUEUE_UPDATED, (conversation_id){ 0 }, 0, (person_id){ 0 },
                            0);
}

/* ---- flights ---- */

static enum err message_is_sending(struct turn *turn, message_id id)
{
    struct message *message = xcalloc(1, sizeof *message);
    enum err err = message_load(turn->store, id, message);

    if (!err) {
        message->state = MESSAGE_SENDING;
        err = message_save(turn->store, message);
    }
    free(message);
    return err;
}

static enum err page_is_sending(struct turn *turn, page_id id)
{
    struct page page;
    enum err err = page_load(turn->store, id, &page);

    page.state = PAGE_SENDING;
    return err ? err : page_save(turn->store, &page);
}

/* Committed before the first byte leaves, so a crash knows which ones may have gone (P5). */
static enum err row_claim(struct turn *turn, struct outbox_row *row)
{
    bool look_up = row->state == OUTBOX_UNKNOWN;
    enum err err;

    row->state = look_up ? OUTBOX_LOOKING_UP : OUTBOX_CLAIMED;
    if (!look_up) {
        row->attempt++;
        row->claimed_at = turn->now;
        crypt_random_hex(row->token, ATTEMPT_TOKEN_BYTES);
    }
    err = outbox_save(turn->store, row);
    if (!err && !look_up && row->message.n) err = message_is_sending(turn, row->message);
    if (!err && row->page.n && row->notice == NOTICE_WAKE) err = page_is_sending(turn, row->page);
    return err;
}

static enum err item_make(struct turn *turn, const struct outbox_row *row, const struct line *line,
                          struct outbox_item **out)
{
    struct outbox_item *item = xcalloc(1, sizeof *item);
    enum err err = outbox_item_load(turn->store, row, item);

    if (!err && row->page.n) err = paging_item_fill(turn, row, item);
    item->look_up = row->state == OUTBOX_LOOKING_UP;
    item->from = line->number;
    memcpy(item->provider, line->provider, sizeof item->provider);
    if (err)
        free(item);
    else
        *out = item;
    return err;
}

/* Whoever wrote it sees that it did not go; whoever it was to wake is woken otherwise. */
static enum err refusal_show(struct turn *turn, const struct outbox_row *row)
{
    struct page page;
    enum err err;

    if (row->message.n) return turn_message_moves(turn, row->message, MESSAGE_FAILED, "", "");
    if (!row->page.n || row->notice != NOTICE_WAKE) return OK;
    err = page_load(turn->store, row->page, &page);
    page.state = PAGE_FAILED;
    if (!err) err = page_save(turn->store, &page);
    if (!err) err = paging_failed(turn, &page);
    return err == ERR_MISSING ? OK : err; /* its line is gone: nobody of it can be woken */
}

/* The line was taken out of the configuration, or the row is broken: it cannot go. */
static enum err row_refuse(struct turn *turn, struct outbox_row *row)
{
    enum err err;

    log_error("outbox_row_refused", "outbox=%lld line=%s", (long long)row->id.n, row->line);
    row->state = OUTBOX_REFUSED;
    row->due = 0;
    err = outbox_save(turn->store, row);
    if (!err) err = db_mark(turn->store->db);
    if (err) return err;
    return turn_part_end(turn, refusal_show(turn, row), "refusal", row->id.n);
}

static enum err row_take_off(struct turn *turn, struct outbox_row *row, struct outbox_item **item)
{
    const struct line *line = settings_line(turn->settings, row->line);
    enum err err = line ? row_claim(turn, row) : ERR_MISSING;

    return err ? err : item_make(turn, row, line, item);
}

static enum err lane_claim(struct turn *turn, enum lane lane, size_t slots,
                           struct outbox_item **items, size_t *count)
{
    struct outbox_row rows[FLIGHTS_REPLY_MAX];
    size_t flying, ready = 0;
    enum err err = outbox_flying(turn->store, lane, &flying);

    *count = 0;
    if (!err && flying < slots)
        err = outbox_ready(turn->store, lane, turn->now, slots - flying, rows, &ready);
    for (size_t i = 0; i < ready && !err; i++) {
        struct outbox_row row = rows[i];
        enum err part;

        err = db_mark(turn->store->db);
        if (err) break;
        part = row_take_off(turn, &row, &items[*count]);
        if (!part) ++*count;
        err = turn_part_end(turn, part, "flight", row.id.n);
        if (!err && part) err = row_refuse(turn, &rows[i]);
    }
    return err;
}

enum err route_flights(struct turn *turn, struct outbox_item *items[FLIGHTS_MAX], size_t *count)
{
    size_t pages, replies = 0;
    enum err err = lane_claim(turn, LANE_PAGE, FLIGHTS_PAGE_MAX, items, &pages);

    if (!err) err = lane_claim(turn, LANE_REPLY, FLIGHTS_REPLY_MAX, items + pages, &replies);
    *count = pages + replies;
    return err;
}
