/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When something is due next, and how many there are of what. */
#include "store/count.h"

#include "fixture.h"
#include "store/alert.h"
#include "store/inbox.h"
#include "store/outbox.h"

static ms due(struct store *store)
{
    ms moment = -1;

    CHECK(due_next(store, &moment) == OK);
    return moment;
}

static void the_earliest_of_everything_is_due(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct alert alert = { .conversation = conversation.id, .code = "7K2", .due = 300 };
    struct message message = message_make(&f->store, &conversation, DIRECTION_OUT, "words");
    const struct phone number = phone_of("+15550000009");
    struct outbox_row row;

    conversation.due = 0;
    CHECK(conversation_save(&f->store, &conversation) == OK);
    CHECK(due(&f->store) == 0);
    conversation.due = 400;
    CHECK(conversation_save(&f->store, &conversation) == OK);
    CHECK(due(&f->store) == 400);
    CHECK(alert_add(&f->store, &alert) == OK);
    CHECK(due(&f->store) == 300);
    CHECK(outbox_add_reply(&f->store, "main", conversation.texter, message.id, 200) == OK);
    CHECK(due(&f->store) == 200);
    CHECK(outbox_add_page(&f->store, "main", &number, (page_id){ 0 }, NOTICE_WAKE, &message.body,
                          100) == OK);
    CHECK(due(&f->store) == 100);
    CHECK(outbox_by_message(&f->store, message.id, &row) == OK);
    row.state = OUTBOX_UNKNOWN;
    row.due = 50;
    CHECK(outbox_save(&f->store, &row) == OK);
    CHECK(due(&f->store) == 50);
    row.state = OUTBOX_CLAIMED; /* the courier has it: time need not act */
    CHECK(outbox_save(&f->store, &row) == OK);
    CHECK(due(&f->store) == 100);
    fixture_close(f);
}

static void the_end_of_a_rest_is_due_once(void)
{
    struct fixture *f = fixture_open();
    struct person person = person_make(&f->store, "Ana");
    bool ended;

    person.resting_until = 100;
    CHECK(person_save(&f->store, &person) == OK && due(&f->store) == 100);
    CHECK(person_end_rests(&f->store, 99, &ended) == OK && !ended);
    CHECK(due(&f->store) == 100);
    CHECK(person_end_rests(&f->store, 100, &ended) == OK && ended);
    CHECK(person_load(&f->store, person.id, &person) == OK && !person.resting_until);
    CHECK(due(&f->store) == 0);
    CHECK(person_end_rests(&f->store, 101, &ended) == OK && !ended);
    fixture_close(f);
}

/* It would wake the engine for ever, though nothing can be done for it. */
static void what_waits_behind_another_is_not_due(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct outbox_row row;

    conversation.due = 0;
    CHECK(conversation_save(&f->store, &conversation) == OK);
    for (int i = 0; i < 2; i++) {
        struct message message = message_make(&f->store, &conversation, DIRECTION_OUT, "words");

        CHECK(outbox_add_reply(&f->store, "main", conversation.texter, message.id, NOW) == OK);
        if (i == 0) CHECK(outbox_by_message(&f->store, message.id, &row) == OK);
    }
    row.state = OUTBOX_CLAIMED;
    CHECK(outbox_save(&f->store, &row) == OK);
    CHECK(due(&f->store) == 0);
    row.state = OUTBOX_ACCEPTED;
    CHECK(outbox_save(&f->store, &row) == OK);
    CHECK(due(&f->store) == NOW);
    fixture_close(f);
}

static void state_set(struct store *store, struct conversation *conversation,
                      enum conversation_state state, enum tier tier, ms since)
{
    conversation->state = state;
    conversation->tier = tier;
    conversation->waiting_since = since;
    CHECK(conversation_save(store, conversation) == OK);
}

static void the_queue_is_counted(void)
{
    struct fixture *f = fixture_open();
    struct queue_view queue = { 9, 9, 9, 9, 9 };
    struct conversation all[5];
    struct person person = person_make(&f->store, "Ana");

    CHECK(queue_count(&f->store, NOW, &queue) == OK);
    CHECK(queue.waiting == 0 && queue.active == 0 && queue.high == 0 && queue.longest == 0);
    CHECK(queue.peers_on == 1);
    for (int i = 0; i < 5; i++) all[i] = waiting_make(&f->store, i);
    state_set(&f->store, &all[0], CONVERSATION_WAITING, TIER_STEADY, NOW - 100);
    state_set(&f->store, &all[1], CONVERSATION_OFFERED, TIER_HIGH, NOW - 200);
    state_set(&f->store, &all[2], CONVERSATION_ACTIVE, TIER_IMMINENT, NOW - 300);
    state_set(&f->store, &all[3], CONVERSATION_CLOSED, TIER_IMMINENT, NOW - 400);
    state_set(&f->store, &all[4], CONVERSATION_ACTIVE, TIER_WATCH, NOW - 500);
    person.shift = SHIFT_FINISHING;
    CHECK(person_save(&f->store, &person) == OK);
    CHECK(queue_count(&f->store, NOW, &queue) == OK);
    CHECK(queue.waiting == 2 && queue.active == 2 && queue.high == 2);
    CHECK(queue.longest == 200 && queue.peers_on == 0);
    fixture_close(f);
}

static void outbox_fill(struct store *store, struct conversation *conversation)
{
    static const enum message_state states[] = { MESSAGE_QUEUED, MESSAGE_UNCONFIRMED,
                                                 MESSAGE_FAILED, MESSAGE_UNDELIVERED };
    const struct phone number = phone_of("+15550000009");

    for (size_t i = 0; i < 4; i++) {
        struct message message = message_make(store, conversation, DIRECTION_OUT, "words");

        message.state = states[i];
        CHECK(message_save(store, &message) == OK);
        if (i < 2)
            CHECK(outbox_add_reply(store, "main", conversation->texter, message.id, NOW) == OK);
        if (i < 3)
            CHECK(outbox_add_page(store, "main", &number, (page_id){ 0 }, NOTICE_WAKE,
                                  &message.body, NOW) == OK);
    }
}

static void the_status_counts_all_there_has_been(void)
{
    struct fixture *f = fixture_open();
    struct line_status status = { 0 };
    struct conversation all[4];
    struct alert alert = { .code = "7K2" };

    CHECK(status_count(&f->store, NOW, &status) == OK);
    CHECK(status.waiting == 0 && status.closed == 0 && status.longest_wait == 0);
    for (int i = 0; i < 4; i++) all[i] = waiting_make(&f->store, i);
    state_set(&f->store, &all[0], CONVERSATION_WAITING, TIER_STEADY, NOW - 100);
    state_set(&f->store, &all[1], CONVERSATION_OFFERED, TIER_HIGH, NOW - 200);
    state_set(&f->store, &all[2], CONVERSATION_ACTIVE, TIER_HIGH, NOW - 300);
    state_set(&f->store, &all[3], CONVERSATION_CLOSED, TIER_HIGH, NOW - 400);
    for (int i = 0; i < 3; i++) message_make(&f->store, &all[0], DIRECTION_IN, "words");
    message_make(&f->store, &all[0], DIRECTION_SYSTEM, "");
    outbox_fill(&f->store, &all[0]);
    alert.conversation = all[2].id;
    CHECK(alert_add(&f->store, &alert) == OK);
    person_make(&f->store, "Ana");
    CHECK(quarantine_add(&f->store, "phones", "no body", NOW, "x", 1) == OK);

    CHECK(status_count(&f->store, NOW, &status) == OK);
    CHECK(status.waiting == 1 && status.offered == 1 && status.active == 1 && status.closed == 1);
    CHECK(status.longest_wait == 200 && status.alerts_open == 1 && status.people_on == 1);
    CHECK(status.messages_in == 3 && status.messages_out == 4 && status.quarantined == 1);
    CHECK(status.unconfirmed == 1 && status.failed == 2);
    CHECK(status.queued == 2 && status.pages_waiting == 3);
    fixture_close(f);
}

int main(void)
{
    the_earliest_of_everything_is_due();
    the_end_of_a_rest_is_due_once();
    what_waits_behind_another_is_not_due();
    the_queue_is_counted();
    the_status_counts_all_there_has_been();
    return check_end();
}
