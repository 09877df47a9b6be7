/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens beside an alert comes back as it was kept. */
#include "store/joining.h"

#include "fixture.h"
#include "store/alert.h"
#include "store/decision.h"
#include "store/note.h"

static struct alert alert_make(struct store *store, conversation_id conversation, const char *code)
{
    struct alert alert = { .conversation = conversation, .raised_at = NOW };

    snprintf(alert.code, sizeof alert.code, "%s", code);
    CHECK(alert_add(store, &alert) == OK);
    return alert;
}

static bool joining_same(const struct joining *a, const struct joining *b)
{
    return a->alert.n == b->alert.n && a->state == b->state && a->responder.n == b->responder.n &&
           a->since == b->since && a->wrote_at == b->wrote_at && a->gone_since == b->gone_since &&
           a->policy == b->policy && a->say == b->say && a->asked_at == b->asked_at &&
           a->asked_seq == b->asked_seq && a->answered_at == b->answered_at &&
           a->told_at == b->told_at && a->due == b->due && a->version == b->version;
}

static void a_joining_comes_back(void)
{
    struct fixture *f = fixture_open();
    struct alert alert = alert_make(&f->store, waiting_make(&f->store, 1).id, "2A2");
    struct joining joining = { .alert = alert.id, .policy = POLICY_TELL_AFTER }, loaded, stale;
    size_t count;

    CHECK(joining_load(&f->store, alert.id, &loaded) == ERR_MISSING);
    CHECK(joining_add(&f->store, &joining) == OK);
    CHECK(joining_load(&f->store, alert.id, &loaded) == OK && joining_same(&joining, &loaded));
    CHECK(joining_due(&f->store, INT64_MAX, 1, &loaded, &count) == OK && count == 0);
    stale = joining;
    joining = (struct joining){ .alert = alert.id,
                                .state = JOINING_SPEAKING,
                                .responder = { 7 },
                                .since = 1,
                                .wrote_at = 2,
                                .gone_since = 3,
                                .policy = POLICY_TELL,
                                .say = SAY_NOT_NOW,
                                .asked_at = 4,
                                .asked_seq = 5,
                                .answered_at = 6,
                                .told_at = 8,
                                .due = 9,
                                .version = joining.version };
    CHECK(joining_save(&f->store, &joining) == OK);
    CHECK(joining_load(&f->store, alert.id, &loaded) == OK && joining_same(&joining, &loaded));
    CHECK_CASE(joining_save(&f->store, &stale) == ERR_CONFLICT, "another hand was faster");
    CHECK(joining_due(&f->store, 8, 1, &loaded, &count) == OK && count == 0);
    CHECK(joining_due(&f->store, 9, 1, &loaded, &count) == OK && count == 1);
    fixture_close(f);
}

static void who_speaks_is_found(void)
{
    struct fixture *f = fixture_open();
    struct joining speaking = { .state = JOINING_SPEAKING, .responder = { 7 } }, found[2];
    struct joining watching = { .state = JOINING_WATCH, .responder = { 7 } };
    size_t count;

    speaking.alert = alert_make(&f->store, waiting_make(&f->store, 1).id, "2A2").id;
    watching.alert = alert_make(&f->store, waiting_make(&f->store, 2).id, "3A3").id;
    CHECK(joining_add(&f->store, &speaking) == OK && joining_add(&f->store, &watching) == OK);
    CHECK(joining_speaking(&f->store, (person_id){ 7 }, 2, found, &count) == OK && count == 1);
    CHECK(found[0].alert.n == speaking.alert.n);
    CHECK(joining_speaking(&f->store, (person_id){ 8 }, 2, found, &count) == OK && count == 0);
    CHECK(joining_speaking(&f->store, (person_id){ 0 }, 2, found, &count) == OK && count == 1);
    fixture_close(f);
}

static void notes_come_back_in_order(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    struct conversation other = waiting_make(&f->store, 2);
    struct person sam = person_make(&f->store, "Sam");
    struct note first = { .conversation = conversation.id,
                          .author = sam.id,
                          .at = NOW,
                          .body = text_of("ask about tonight") };
    struct note second = { .conversation = conversation.id,
                           .at = NOW + 1,
                           .body = text_of("I will") };
    struct note notes[2];
    size_t count;

    CHECK(note_add(&f->store, &first) == OK && note_add(&f->store, &second) == OK);
    CHECK(note_page(&f->store, conversation.id, 2, notes, &count) == OK && count == 2);
    CHECK(!strcmp(notes[0].body.s, "ask about tonight") && !strcmp(notes[0].author_name, "Sam"));
    CHECK(notes[1].id.n == second.id.n && notes[1].at == NOW + 1);
    CHECK(note_page(&f->store, conversation.id, 1, notes, &count) == OK);
    CHECK_CASE(count == 1 && notes[0].id.n == second.id.n, "the last ones");
    CHECK(note_page(&f->store, other.id, 2, notes, &count) == OK && count == 0);
    CHECK(note_load(&f->store, first.id, notes) == OK && notes[0].author.n == sam.id.n);
    CHECK(note_load(&f->store, (note_id){ 99 }, notes) == ERR_MISSING);
    CHECK_CASE(sql_int(&f->store, "SELECT count(*) FROM outbox") == 0, "and nothing is sent");
    fixture_close(f);
}

static struct decision decision_make(conversation_id conversation, enum decision_state state)
{
    return (struct decision){ .conversation = conversation,
                              .from = TIER_HIGH,
                              .to = TIER_WATCH,
                              .state = state,
                              .by = { 3 },
                              .message = { 4 },
                              .at = NOW,
                              .settled_at = NOW + 1,
                              .reason = "a friend is with them" };
}

static void decisions_come_back(void)
{
    struct fixture *f = fixture_open();
    conversation_id conversation = waiting_make(&f->store, 1).id;
    struct decision made = decision_make(conversation, DECISION_MADE), page[2];
    struct decision pending = decision_make(conversation, DECISION_PENDING), found;
    struct decision another = pending;
    size_t count;

    CHECK(decision_pending(&f->store, conversation, &found) == ERR_MISSING);
    CHECK(decision_add(&f->store, &made) == OK && decision_add(&f->store, &pending) == OK);
    CHECK_CASE(decision_add(&f->store, &another) == ERR_CONFLICT, "one wish at a time");
    CHECK(decision_pending(&f->store, conversation, &found) == OK);
    CHECK(found.id.n == pending.id.n && found.from == TIER_HIGH && found.to == TIER_WATCH);
    CHECK(found.by.n == 3 && found.message.n == 4 && found.at == NOW);
    CHECK(!strcmp(found.reason, "a friend is with them"));
    found.state = DECISION_REFUSED;
    found.second.n = 5;
    CHECK(decision_save(&f->store, &found) == OK);
    CHECK(decision_pending(&f->store, conversation, &found) == ERR_MISSING);
    CHECK(decision_page(&f->store, conversation, 2, page, &count) == OK && count == 2);
    CHECK_CASE(page[0].second.n == 5 && page[1].id.n == made.id.n, "newest first");
    fixture_close(f);
}

int main(void)
{
    a_joining_comes_back();
    who_speaks_is_found();
    notes_come_back_in_order();
    decisions_come_back();
    return check_end();
}
