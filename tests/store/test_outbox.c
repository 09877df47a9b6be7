/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P5, P6, P7: what may leave, when, and behind whom. */
#include "store/outbox.h"

#include "fixture.h"
#include "store/alert.h"
#include "store/page.h"

#define MANY 16

static struct outbox_row reply_make(struct store *store, struct conversation *conversation,
                                    const char *words, ms now)
{
    struct message message = message_make(store, conversation, DIRECTION_OUT, words);
    struct outbox_row row = { 0 };

    CHECK(outbox_add_reply(store, "main", conversation->texter, message.id, now) == OK);
    CHECK(outbox_by_message(store, message.id, &row) == OK);
    return row;
}

static void state_set(struct store *store, struct outbox_row *row, enum outbox_state state, ms due)
{
    row->state = state;
    row->due = due;
    CHECK(outbox_save(store, row) == OK);
}

/* How many replies are ready, and the first of them. */
static size_t ready(struct store *store, ms now, outbox_id *first)
{
    struct outbox_row rows[MANY];
    size_t count = 0;

    CHECK(outbox_ready(store, LANE_REPLY, now, MANY, rows, &count) == OK);
    first->n = count ? rows[0].id.n : 0;
    return count;
}

static void a_row_comes_back_as_it_was(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct outbox_row row = reply_make(&f->store, &conversation, "words", NOW), loaded;

    CHECK(row.lane == LANE_REPLY && row.state == OUTBOX_QUEUED && row.due == NOW);
    CHECK(row.created_at == NOW && row.attempt == 0 && row.tries == 0 && row.page.n == 0);
    CHECK_STR(row.line, "main");
    for (int state = 0; state < OUTBOX_STATES; state++) {
        row.state = (enum outbox_state)state;
        row.attempt = INT32_MAX;
        row.tries = state;
        row.claimed_at = NOW + 1;
        row.due = INT64_MAX;
        memset(row.token, 'a' + state, ATTEMPT_TOKEN_BYTES);
        CHECK(outbox_save(&f->store, &row) == OK);
        CHECK(outbox_by_token(&f->store, row.token, &loaded) == OK);
        CHECK(loaded.id.n == row.id.n && loaded.state == row.state && loaded.due == row.due);
        CHECK(loaded.attempt == row.attempt && loaded.tries == row.tries);
        CHECK(loaded.claimed_at == row.claimed_at && loaded.message.n == row.message.n);
        CHECK_STR(loaded.token, row.token);
    }
    CHECK(outbox_by_token(&f->store, "", &loaded) == ERR_MISSING);
    CHECK(outbox_by_token(&f->store, "of nobody", &loaded) == ERR_MISSING);
    CHECK(outbox_by_message(&f->store, (message_id){ 0 }, &loaded) == ERR_MISSING);
    row.id.n++;
    CHECK(outbox_save(&f->store, &row) == ERR_MISSING);
    CHECK(outbox_load(&f->store, row.id, &loaded) == ERR_MISSING);
    fixture_close(f);
}

/* Every state in which a text may still go, or may have gone, holds back the next one. */
static void replies_to_one_texter_leave_one_after_another(void)
{
    static const enum outbox_state blocking[] = { OUTBOX_CLAIMED, OUTBOX_UNKNOWN, OUTBOX_LOOKING_UP,
                                                  OUTBOX_QUEUED };
    static const enum outbox_state settled[] = { OUTBOX_ACCEPTED, OUTBOX_REFUSED, OUTBOX_UNSETTLED,
                                                 OUTBOX_DROPPED };

    for (size_t i = 0; i < 4; i++) {
        struct fixture *f = fixture_open();
        struct conversation one = waiting_make(&f->store, 1), other = waiting_make(&f->store, 2);
        struct outbox_row first = reply_make(&f->store, &one, "first", NOW);
        struct outbox_row second = reply_make(&f->store, &one, "second", NOW);
        struct outbox_row elsewhere = reply_make(&f->store, &other, "elsewhere", NOW);
        outbox_id next;

        CHECK(ready(&f->store, NOW - 1, &next) == 0);
        CHECK(ready(&f->store, NOW, &next) == 2 && next.n == first.id.n);
        for (size_t j = 0; j < 4; j++) {
            state_set(&f->store, &first, blocking[j], NOW + 60000);
            CHECK(ready(&f->store, NOW, &next) == 1 && next.n == elsewhere.id.n);
        }
        state_set(&f->store, &first, settled[i], 0);
        CHECK(ready(&f->store, NOW, &next) == 2 && next.n == second.id.n);
        fixture_close(f);
    }
}

static void an_unknown_one_is_looked_up_when_it_is_due(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct outbox_row row = reply_make(&f->store, &conversation, "first", NOW);
    outbox_id next;

    reply_make(&f->store, &conversation, "second", NOW);
    state_set(&f->store, &row, OUTBOX_UNKNOWN, NOW + 100);
    CHECK(ready(&f->store, NOW + 99, &next) == 0);
    CHECK(ready(&f->store, NOW + 100, &next) == 1 && next.n == row.id.n);
    fixture_close(f);
}

static void the_order_survives_settling_out_of_turn(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct outbox_row rows[4];
    outbox_id next;

    for (int i = 0; i < 4; i++) rows[i] = reply_make(&f->store, &conversation, "text", NOW);
    state_set(&f->store, &rows[1], OUTBOX_DROPPED, 0); /* not its turn yet */
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == rows[0].id.n);
    state_set(&f->store, &rows[0], OUTBOX_UNSETTLED, 0);
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == rows[2].id.n);
    state_set(&f->store, &rows[0], OUTBOX_QUEUED, NOW); /* tried again by the peer's will */
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == rows[0].id.n);
    state_set(&f->store, &rows[0], OUTBOX_ACCEPTED, 0);
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == rows[2].id.n);
    state_set(&f->store, &rows[2], OUTBOX_ACCEPTED, 0);
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == rows[3].id.n);
    state_set(&f->store, &rows[3], OUTBOX_ACCEPTED, 0);
    CHECK(ready(&f->store, NOW, &next) == 0);
    CHECK(reply_make(&f->store, &conversation, "later", NOW).id.n > 0);
    CHECK(ready(&f->store, NOW, &next) == 1);
    fixture_close(f);
}

static void ready_ones_are_few_and_longest_due_first(void)
{
    struct fixture *f = fixture_open();
    struct outbox_row rows[MANY], last;
    size_t count;

    for (int i = 0; i < 8; i++) {
        struct conversation conversation = waiting_make(&f->store, i);

        last = reply_make(&f->store, &conversation, "text", NOW + 100 - i);
    }
    CHECK(outbox_ready(&f->store, LANE_REPLY, NOW + 200, 3, rows, &count) == OK && count == 3);
    CHECK(rows[0].id.n == last.id.n && rows[0].due < rows[1].due && rows[1].due < rows[2].due);
    fixture_close(f);
}

static struct alert alert_make(struct store *store, conversation_id conversation, const char *code)
{
    struct alert alert = { .conversation = conversation, .raised_at = NOW };

    snprintf(alert.code, sizeof alert.code, "%s", code);
    CHECK(alert_add(store, &alert) == OK);
    return alert;
}

static struct page page_make(struct store *store, alert_id alert)
{
    struct page page = { .alert = alert, .at = NOW };
    const struct phone number = phone_of("+15550000001");
    const struct text body = text_of("alert 7K2");

    CHECK(page_add(store, &page) == OK);
    CHECK(outbox_add_page(store, "main", &number, page.id, NOTICE_WAKE, &body, NOW) == OK);
    return page;
}

/* The on-call person may be a texter too: neither their replies nor other pages are in the way. */
static void pages_wait_for_nobody(void)
{
    struct fixture *f = fixture_open();
    struct texter texter = texter_make(&f->store, "+15550000001");
    struct conversation conversation = conversation_make(&f->store, texter.id);
    struct alert alert = alert_make(&f->store, conversation.id, "7K2");
    struct outbox_row reply = reply_make(&f->store, &conversation, "text", NOW), rows[MANY];
    outbox_id next;
    size_t count;

    page_make(&f->store, alert.id);
    page_make(&f->store, alert.id);
    state_set(&f->store, &reply, OUTBOX_CLAIMED, 0);
    CHECK(outbox_ready(&f->store, LANE_PAGE, NOW, MANY, rows, &count) == OK && count == 2);
    state_set(&f->store, &rows[0], OUTBOX_CLAIMED, 0);
    CHECK(outbox_ready(&f->store, LANE_PAGE, NOW, MANY, rows, &count) == OK && count == 1);
    state_set(&f->store, &reply, OUTBOX_QUEUED, NOW);
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == reply.id.n);
    fixture_close(f);
}

static void flights_are_counted_and_found_again(void)
{
    struct fixture *f = fixture_open();
    struct conversation one = waiting_make(&f->store, 1), other = waiting_make(&f->store, 2);
    struct alert alert = alert_make(&f->store, one.id, "7K2");
    struct outbox_row first = reply_make(&f->store, &one, "text", NOW), rows[MANY];
    struct outbox_row second = reply_make(&f->store, &other, "text", NOW);
    size_t count = 9;

    page_make(&f->store, alert.id);
    CHECK(outbox_flying(&f->store, LANE_REPLY, &count) == OK && count == 0);
    state_set(&f->store, &first, OUTBOX_CLAIMED, 0);
    state_set(&f->store, &second, OUTBOX_LOOKING_UP, 0);
    CHECK(outbox_flying(&f->store, LANE_REPLY, &count) == OK && count == 2);
    CHECK(outbox_flying(&f->store, LANE_PAGE, &count) == OK && count == 0);
    CHECK(outbox_orphans(&f->store, MANY, rows, &count) == OK && count == 2);
    CHECK(rows[0].id.n == first.id.n && rows[1].state == OUTBOX_LOOKING_UP);
    CHECK(outbox_orphans(&f->store, 1, rows, &count) == OK && count == 1);
    fixture_close(f);
}

static void an_item_has_the_number_and_the_words(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 42);
    struct alert alert = alert_make(&f->store, conversation.id, "7K2");
    struct page page = page_make(&f->store, alert.id);
    struct outbox_row row = reply_make(&f->store, &conversation, "I am here.", NOW), rows[MANY];
    struct outbox_item item;
    size_t count;

    row.state = OUTBOX_CLAIMED;
    row.attempt = 2;
    row.claimed_at = NOW + 5;
    memset(row.token, 't', ATTEMPT_TOKEN_BYTES);
    CHECK(outbox_item_load(&f->store, &row, &item) == OK);
    CHECK(item.id.n == row.id.n && item.lane == LANE_REPLY && !item.look_up);
    CHECK(item.attempt == 2 && item.claimed_at == NOW + 5);
    CHECK_STR(item.to.e164, "+15550000042");
    CHECK_STR(item.body.s, "I am here.");
    CHECK_STR(item.line, "main");
    CHECK_STR(item.token, row.token);
    row.state = OUTBOX_LOOKING_UP;
    CHECK(outbox_item_load(&f->store, &row, &item) == OK && item.look_up);

    CHECK(outbox_ready(&f->store, LANE_PAGE, NOW, MANY, rows, &count) == OK && count == 1);
    CHECK(rows[0].page.n == page.id.n);
    CHECK(outbox_item_load(&f->store, &rows[0], &item) == OK && item.lane == LANE_PAGE);
    CHECK_STR(item.to.e164, "+15550000001");
    CHECK_STR(item.body.s, "alert 7K2");
    fixture_close(f);
}

/* P9: what has not left is taken back; what is on its way cannot be. */
static void stop_takes_back_what_has_not_left(void)
{
    struct fixture *f = fixture_open();
    struct conversation one = waiting_make(&f->store, 1), other = waiting_make(&f->store, 2);
    struct outbox_row first = reply_make(&f->store, &one, "flies", NOW);
    struct outbox_row second = reply_make(&f->store, &one, "waits", NOW);
    struct outbox_row elsewhere = reply_make(&f->store, &other, "elsewhere", NOW);
    outbox_id next;

    state_set(&f->store, &first, OUTBOX_CLAIMED, 0);
    CHECK(outbox_drop_replies(&f->store, one.texter) == OK);
    CHECK(outbox_load(&f->store, first.id, &first) == OK && first.state == OUTBOX_CLAIMED);
    CHECK(outbox_load(&f->store, second.id, &second) == OK && second.state == OUTBOX_DROPPED);
    CHECK(outbox_load(&f->store, elsewhere.id, &elsewhere) == OK);
    CHECK(elsewhere.state == OUTBOX_QUEUED);

    /* The one confirmation that follows waits for what is on its way, and for nothing else. */
    second = reply_make(&f->store, &one, "confirmation", NOW);
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == elsewhere.id.n);
    state_set(&f->store, &first, OUTBOX_ACCEPTED, 0);
    CHECK(ready(&f->store, NOW, &next) == 2);
    fixture_close(f);
}

static void a_dropped_head_gives_its_turn_on(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    outbox_id next;
    struct outbox_row row;

    reply_make(&f->store, &conversation, "one", NOW);
    reply_make(&f->store, &conversation, "two", NOW);
    CHECK(outbox_drop_replies(&f->store, conversation.texter) == OK);
    CHECK(ready(&f->store, NOW, &next) == 0);
    row = reply_make(&f->store, &conversation, "three", NOW);
    CHECK(ready(&f->store, NOW, &next) == 1 && next.n == row.id.n);
    fixture_close(f);
}

static void an_answered_alert_takes_back_its_own_pages(void)
{
    struct fixture *f = fixture_open();
    struct conversation one = waiting_make(&f->store, 1), other = waiting_make(&f->store, 2);
    struct alert first = alert_make(&f->store, one.id, "7K2");
    struct alert second = alert_make(&f->store, other.id, "9QX");
    struct page kept;
    struct outbox_row rows[MANY];
    size_t count;

    page_make(&f->store, first.id);
    page_make(&f->store, first.id);
    kept = page_make(&f->store, second.id);
    CHECK(outbox_drop_pages(&f->store, first.id) == OK);
    CHECK(outbox_ready(&f->store, LANE_PAGE, NOW, MANY, rows, &count) == OK && count == 1);
    CHECK(rows[0].page.n == kept.id.n);
    fixture_close(f);
}

int main(void)
{
    a_row_comes_back_as_it_was();
    replies_to_one_texter_leave_one_after_another();
    an_unknown_one_is_looked_up_when_it_is_due();
    the_order_survives_settling_out_of_turn();
    ready_ones_are_few_and_longest_due_first();
    pages_wait_for_nobody();
    flights_are_counted_and_found_again();
    an_item_has_the_number_and_the_words();
    stop_takes_back_what_has_not_left();
    a_dropped_head_gives_its_turn_on();
    an_answered_alert_takes_back_its_own_pages();
    return check_end();
}
