/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/following.h"
#include "engine/paging.h"
#include "rules/alert.h"
#include "rules/retry.h"
#include "store/alert.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/page.h"
#include "store/texter.h"

#define ORPHANS_MAX 256 /* more than can be in flight */

/* How far on its way a text is; a late or repeated callback never moves it back. */
static int state_rank(enum message_state state)
{
    switch (state) {
    case MESSAGE_RECEIVED:
    case MESSAGE_QUEUED:
    case MESSAGE_SENDING: return 0;
    case MESSAGE_UNCONFIRMED: return 1;
    case MESSAGE_SENT: return 2;
    case MESSAGE_FAILED:
    case MESSAGE_UNDELIVERED:
    case MESSAGE_BLOCKED: return 3;
    case MESSAGE_DELIVERED: return 4;
    }
    return 0;
}

static enum err page_moves(struct turn *turn, page_id id, enum page_state state)
{
    bool failed = state == PAGE_FAILED || state == PAGE_UNKNOWN;
    struct page page;
    struct alert alert;
    enum err err;

    if (!id.n) return OK; /* an answer to a responder: nobody waits to hear of it */
    err = page_load(turn->store, id, &page);
    if (err || page.state == state || page.state == PAGE_DELIVERED) return err;
    page.state = state;
    err = page_save(turn->store, &page);
    if (!err && failed) err = paging_failed(turn, &page);
    if (err) return err;
    if (!page.alert.n) /* a test: it is seen who was reached, and when */
        return turn_event(turn, EVENT_ROTA_UPDATED, (conversation_id){ 0 }, 0, (person_id){ 0 }, 0);
    err = alert_load(turn->store, page.alert, &alert);
    if (!err)
        err = turn_event(turn, EVENT_ALERT_UPDATED, alert.conversation, alert.id.n,
                         (person_id){ 0 }, 0);
    return err;
}

/* Message and page states for what an attempt came to. */
struct meaning {
    enum outbox_state outbox;
    enum message_state message;
    enum page_state page;
};

static struct meaning meaning_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_ACCEPTED: return (struct meaning){ OUTBOX_ACCEPTED, MESSAGE_SENT, PAGE_SENT };
    case VERDICT_REFUSED: return (struct meaning){ OUTBOX_REFUSED, MESSAGE_FAILED, PAGE_FAILED };
    case VERDICT_STOPPED: return (struct meaning){ OUTBOX_REFUSED, MESSAGE_BLOCKED, PAGE_FAILED };
    case VERDICT_AGAIN: return (struct meaning){ OUTBOX_QUEUED, MESSAGE_QUEUED, PAGE_FAILED };
    case VERDICT_SETTLE:
        return (struct meaning){ OUTBOX_UNKNOWN, MESSAGE_UNCONFIRMED, PAGE_UNKNOWN };
    case VERDICT_UNSETTLED:
        return (struct meaning){ OUTBOX_UNSETTLED, MESSAGE_UNCONFIRMED, PAGE_UNKNOWN };
    }
    return (struct meaning){ OUTBOX_UNSETTLED, MESSAGE_UNCONFIRMED, PAGE_UNKNOWN };
}

/* The provider says the number opted out, though we never saw their STOP. */
static enum err texter_is_stopped(struct turn *turn, message_id id)
{
    struct message *message = xcalloc(1, sizeof *message);
    struct scene scene;
    enum err err = message_load(turn->store, id, message);

    if (!err) err = scene_load(turn, message->conversation, &scene);
    free(message);
    if (err || scene.texter.stopped_at) return err;
    scene.texter.stopped_at = turn->now;
    err = texter_save(turn->store, &scene.texter);
    if (!err) err = turn_take_back(turn, scene.texter.id);
    if (!err) err = follow_ups_end(turn, scene.texter.id);
    if (!err) err = scene_note(turn, &scene, MESSAGE_NOTE_STOPPED, (person_id){ 0 }, "");
    return err ? err : scene_save(turn, &scene);
}

/* P7 ends with a human's acknowledgement: what was in the air then is not sent again. */
static enum err page_is_wanted(struct turn *turn, const struct outbox_row *row, bool *wanted)
{
    struct alert alert;
    struct page page;
    enum err err;

    *wanted = true;
    if (!row->page.n || row->notice != NOTICE_WAKE) return OK;
    err = page_load(turn->store, row->page, &page);
    if (err || !page.alert.n) return err;
    err = alert_load(turn->store, page.alert, &alert);
    if (!err) *wanted = alert_pages(alert.state);
    return err;
}

/* What the page says of itself while it is tried again is what became of the last attempt. */
static enum err page_row_moves(struct turn *turn, struct outbox_row *row, struct meaning meaning,
                               enum send_outcome outcome)
{
    bool wanted = true;
    enum err err = OK;

    if (meaning.outbox == OUTBOX_QUEUED) err = page_is_wanted(turn, row, &wanted);
    if (outcome == SEND_UNKNOWN) meaning.page = PAGE_UNKNOWN;
    if (!err && !wanted) {
        row->state = OUTBOX_DROPPED;
        row->due = 0;
        meaning.page = PAGE_UNKNOWN;
    }
    if (!err) err = outbox_save(turn->store, row);
    if (!row->page.n) turn->erased = true; /* an answer goes with its number once it is settled */
    if (err || row->notice != NOTICE_WAKE) return err;
    return page_moves(turn, row->page, meaning.page);
}

/*
 * P9. In the air when they said STOP, but not gone. The confirmation of it is as old as that, and
 * the last word; the clock alone does not tell, for it may have been set back.
 */
static enum err reply_is_wanted(struct turn *turn, const struct outbox_row *row, bool *wanted)
{
    struct message *message = xcalloc(1, sizeof *message);
    struct scene scene;
    enum err err = message_load(turn->store, row->message, message);

    if (!err) err = scene_load(turn, message->conversation, &scene);
    if (!err && scene.texter.stopped_at)
        err = message_is_last_word(turn->store, message->conversation, message->seq, wanted);
    if (!err && scene.texter.stopped_at && message->at < scene.texter.stopped_at) *wanted = false;
    free(message);
    return err;
}

static enum err row_moves(struct turn *turn, struct outbox_row *row, struct send_next next,
                          const struct send_result *result)
{
    struct meaning meaning = meaning_of(next.verdict);
    bool wanted = true;
    enum err err = OK;

    row->state = meaning.outbox;
    row->due = next.due;
    if (row->lane == LANE_PAGE) return page_row_moves(turn, row, meaning, result->outcome);
    if (meaning.outbox == OUTBOX_QUEUED) err = reply_is_wanted(turn, row, &wanted);
    if (!wanted) {
        row->state = OUTBOX_DROPPED;
        row->due = 0;
        meaning.message = MESSAGE_BLOCKED;
    }
    if (!err) err = outbox_save(turn->store, row);
    if (err) return err;
    err =
        turn_message_moves(turn, row->message, meaning.message, result->provider_id, result->error);
    if (!err && next.verdict == VERDICT_STOPPED) err = texter_is_stopped(turn, row->message);
    return err;
}

/* Whether it is the line's own words: of a peer's, the peer decides what becomes of them. */
static enum err words_are_the_lines(struct turn *turn, const struct outbox_row *row, bool *by_line)
{
    struct message *message;
    enum err err;

    if (row->lane == LANE_PAGE) return OK;
    message = xcalloc(1, sizeof *message);
    err = message_load(turn->store, row->message, message);
    *by_line = !err && !message->author.n;
    free(message);
    return err;
}

/* The courier is back. A result of an older attempt, or of a settled row, is late: ignored. */
enum err apply_send_result(struct turn *turn, const struct command *command)
{
    const struct send_result *result = &command->u.send_result;
    struct attempt attempt = { .outcome = result->outcome, .retry_after = result->retry_after };
    struct send_next next;
    struct outbox_row row;
    enum err err = outbox_load(turn->store, result->id, &row);

    if (err) return err == ERR_MISSING ? OK : err;
    attempt.was_look_up = row.state == OUTBOX_LOOKING_UP;
    if (row.attempt != result->attempt || (row.state != OUTBOX_CLAIMED && !attempt.was_look_up))
        return OK;
    row.tries = result->outcome == SEND_ACCEPTED ? 0 : row.tries + 1;
    attempt.lane = row.lane;
    attempt.tries = row.tries;
    if (attempt.was_look_up) err = words_are_the_lines(turn, &row, &attempt.by_line);
    if (err) return err;
    next = retry_next(&attempt, &turn->settings->timing, turn->now);
    log_info("send_result", "outbox=%lld lane=%s attempt=%d outcome=%s error=%s",
             (long long)row.id.n, lane_name(row.lane), row.attempt,
             send_outcome_name(result->outcome), result->error[0] ? result->error : "-");
    return row_moves(turn, &row, next, result);
}

static bool row_is_open(const struct outbox_row *row)
{
    return row->state == OUTBOX_CLAIMED || row->state == OUTBOX_UNKNOWN ||
           row->state == OUTBOX_LOOKING_UP || row->state == OUTBOX_UNSETTLED;
}

/* What waits to be tried again has come after all: once is enough. */
static bool delivery_settles(const struct outbox_row *row, enum message_state state)
{
    return row_is_open(row) || (row->state == OUTBOX_QUEUED && state == MESSAGE_DELIVERED);
}

static enum page_state page_state_of(enum message_state state)
{
    if (state == MESSAGE_DELIVERED) return PAGE_DELIVERED;
    return state == MESSAGE_SENT ? PAGE_SENT : PAGE_FAILED;
}

static enum err message_delivered(struct turn *turn, message_id id, const struct delivery *in)
{
    struct message *message = xcalloc(1, sizeof *message);
    enum err err = message_load(turn->store, id, message);
    bool moves = !err && message->direction == DIRECTION_OUT &&
                 state_rank(in->state) > state_rank(message->state);

    free(message);
    return moves ? turn_message_moves(turn, id, in->state, in->provider_id, in->error) : err;
}

static enum err row_of_delivery(struct turn *turn, const struct delivery *in,
                                struct outbox_row *row)
{
    struct message *message;
    enum err err = ERR_MISSING;

    if (in->token[0]) err = outbox_by_token(turn->store, in->token, row);
    if (err != ERR_MISSING) return err;
    message = xcalloc(1, sizeof *message);
    err = message_by_provider(turn->store, in->provider, in->provider_id, message);
    if (!err) err = outbox_by_message(turn->store, message->id, row);
    free(message);
    return err;
}

/* The provider's callback: it settles what was unknown, and never moves a state back. */
enum err apply_delivery(struct turn *turn, const struct command *command)
{
    const struct delivery *in = &command->u.delivery;
    struct outbox_row row;
    enum err err = row_of_delivery(turn, in, &row);

    if (err) return err == ERR_MISSING ? OK : err;
    if (delivery_settles(&row, in->state)) {
        row.state = OUTBOX_ACCEPTED;
        row.due = 0;
        row.tries = 0;
        err = outbox_save(turn->store, &row);
        if (err) return err;
    }
    if (row.lane == LANE_PAGE) return page_moves(turn, row.page, page_state_of(in->state));
    return message_delivered(turn, row.message, in);
}

/* In flight when the last process ended: replies may have gone, pages go again. */
enum err apply_orphans(struct turn *turn)
{
    const struct send_result nobody_knows = { .outcome = SEND_UNKNOWN };
    struct outbox_row *rows = xcalloc(ORPHANS_MAX, sizeof *rows);
    size_t count;
    enum err err = outbox_orphans(turn->store, ORPHANS_MAX, rows, &count);

    for (size_t i = 0; i < count && !err; i++) {
        struct send_next next = { .verdict = VERDICT_SETTLE,
                                  .due = turn->now + turn->settings->timing.settle };

        if (rows[i].lane == LANE_PAGE)
            next = (struct send_next){ .verdict = VERDICT_AGAIN, .due = turn->now };
        err = row_moves(turn, &rows[i], next, &nobody_knows);
    }
    if (count) log_warn("in_flight_at_last_stop", "count=%zu", count);
    free(rows);
    return err;
}
