/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conversations come back as they were, one open per texter, and in the order of their queue. */
#include "fixture.h"

#define FIELD(name) (a->name == b->name)

static bool conversation_same(const struct conversation *a, const struct conversation *b)
{
    return FIELD(id.n) && FIELD(texter.n) && FIELD(state) && FIELD(tier) && FIELD(peer.n) &&
           FIELD(last_peer.n) && FIELD(declined_by.n) && FIELD(offer.n) && FIELD(offered_to.n) &&
           FIELD(offer_ends) && FIELD(ending) && FIELD(opened_at) && FIELD(closed_at) &&
           FIELD(waiting_since) && FIELD(taken_at) && FIELD(texter_wrote_at) &&
           FIELD(peer_wrote_at) && FIELD(turn_since) && FIELD(nudges) && FIELD(due) &&
           FIELD(replied) && FIELD(last_seq) && FIELD(read_seq) && FIELD(unread) && FIELD(version);
}

/* Every field another value, so that none can stand in for its neighbour. */
static struct conversation conversation_odd(texter_id texter)
{
    return (struct conversation){ .texter = texter,
                                  .state = CONVERSATION_ACTIVE,
                                  .tier = TIER_IMMINENT,
                                  .peer = { 11 },
                                  .last_peer = { 12 },
                                  .declined_by = { 13 },
                                  .offer = { 14 },
                                  .offered_to = { 15 },
                                  .offer_ends = 16,
                                  .ending = ENDING_STOPPED,
                                  .opened_at = 17,
                                  .closed_at = 18,
                                  .waiting_since = 19,
                                  .taken_at = INT64_MAX,
                                  .texter_wrote_at = INT64_MIN,
                                  .peer_wrote_at = 22,
                                  .turn_since = 23,
                                  .nudges = INT32_MAX,
                                  .due = 25,
                                  .replied = true,
                                  .last_seq = 26,
                                  .read_seq = 27,
                                  .unread = 28 };
}

static void a_conversation_comes_back_as_it_was(void)
{
    struct fixture *f = fixture_open();
    struct texter texter = texter_make(&f->store, "+15550000001");
    struct conversation conversation = conversation_odd(texter.id), loaded;

    CHECK(conversation_add(&f->store, &conversation) == OK);
    CHECK(conversation_load(&f->store, conversation.id, &loaded) == OK);
    CHECK(conversation_same(&conversation, &loaded));

    conversation.state = CONVERSATION_CLOSED;
    conversation.tier = TIER_WATCH;
    conversation.peer.n = conversation.offer.n = conversation.offered_to.n = 0;
    conversation.last_peer.n = 31;
    conversation.ending = ENDING_GOODBYE;
    conversation.nudges = 0;
    conversation.due = 0;
    conversation.replied = false;
    conversation.turn_since = 33;
    CHECK(conversation_save(&f->store, &conversation) == OK);
    CHECK(conversation_load(&f->store, conversation.id, &loaded) == OK);
    CHECK(conversation_same(&conversation, &loaded) && loaded.version == 2);
    CHECK(conversation_load(&f->store, (conversation_id){ 99 }, &loaded) == ERR_MISSING);
    fixture_close(f);
}

static void an_older_version_is_refused(void)
{
    struct fixture *f = fixture_open();
    struct conversation one = waiting_make(&f->store, 1), other = one;

    one.state = CONVERSATION_ACTIVE;
    CHECK(conversation_save(&f->store, &one) == OK);
    other.state = CONVERSATION_CLOSED;
    CHECK(conversation_save(&f->store, &other) == ERR_CONFLICT);
    CHECK(other.version == 1);
    CHECK(conversation_load(&f->store, one.id, &other) == OK);
    CHECK(other.state == CONVERSATION_ACTIVE);
    fixture_close(f);
}

/* P4's ground: two open conversations could have two peers. */
static void a_texter_has_one_open_conversation(void)
{
    struct fixture *f = fixture_open();
    struct texter texter = texter_make(&f->store, "+15550000001");
    struct conversation first = conversation_make(&f->store, texter.id), second, found;

    second = (struct conversation){ .texter = texter.id, .opened_at = NOW };
    CHECK(conversation_add(&f->store, &second) == ERR_CONFLICT);
    first.state = CONVERSATION_CLOSED;
    CHECK(conversation_save(&f->store, &first) == OK);
    CHECK(conversation_newest_of(&f->store, texter.id, &found) == OK && found.id.n == first.id.n);
    CHECK(conversation_add(&f->store, &second) == OK);
    CHECK(conversation_newest_of(&f->store, texter.id, &found) == OK && found.id.n == second.id.n);
    first.state = CONVERSATION_WAITING;
    CHECK(conversation_save(&f->store, &first) == ERR_CONFLICT); /* reopened beside the second */
    fixture_close(f);
}

static void a_conversation_needs_a_texter(void)
{
    struct fixture *f = fixture_open();
    struct conversation orphan = { .texter = { 12345 } };

    CHECK(conversation_add(&f->store, &orphan) == ERR_CONFLICT);
    fixture_close(f);
}

static void the_queue_is_by_tier_and_waiting_time(void)
{
    static const struct {
        enum tier tier;
        ms since;
    } entries[] = {
        { TIER_STEADY, 50 }, { TIER_HIGH, 70 }, { TIER_STEADY, 20 },
        { TIER_STEADY, 20 }, { TIER_HIGH, 60 },
    };
    struct fixture *f = fixture_open();
    struct conversation all[5], found[8];
    size_t count;

    for (int i = 0; i < 5; i++) {
        all[i] = waiting_make(&f->store, i);
        all[i].tier = entries[i].tier;
        all[i].waiting_since = entries[i].since;
        CHECK(conversation_save(&f->store, &all[i]) == OK);
    }
    CHECK(conversation_waiting(&f->store, TIER_STEADY, 8, found, &count) == OK && count == 3);
    CHECK(found[0].id.n == all[2].id.n && found[1].id.n == all[3].id.n);
    CHECK(found[2].id.n == all[0].id.n);
    CHECK(conversation_waiting(&f->store, TIER_STEADY, 1, found, &count) == OK && count == 1);
    CHECK(conversation_waiting(&f->store, TIER_HIGH, 8, found, &count) == OK && count == 2);
    CHECK(found[0].id.n == all[4].id.n);
    CHECK(conversation_waiting(&f->store, TIER_WATCH, 8, found, &count) == OK && count == 0);
    all[4].state = CONVERSATION_OFFERED;
    CHECK(conversation_save(&f->store, &all[4]) == OK);
    CHECK(conversation_waiting(&f->store, TIER_HIGH, 8, found, &count) == OK && count == 1);
    fixture_close(f);
}

static void what_is_due_comes_earliest_first(void)
{
    static const ms due[] = { 300, 0, 100, 200, 101 };
    struct fixture *f = fixture_open();
    struct conversation all[5], found[8];
    size_t count;

    for (int i = 0; i < 5; i++) {
        all[i] = waiting_make(&f->store, i);
        all[i].due = due[i];
        CHECK(conversation_save(&f->store, &all[i]) == OK);
    }
    CHECK(conversation_due(&f->store, 99, 8, found, &count) == OK && count == 0);
    CHECK(conversation_due(&f->store, 200, 8, found, &count) == OK && count == 3);
    CHECK(found[0].id.n == all[2].id.n && found[1].id.n == all[4].id.n);
    CHECK(found[2].id.n == all[3].id.n);
    CHECK(conversation_due(&f->store, 200, 2, found, &count) == OK && count == 2);
    fixture_close(f);
}

static void a_person_has_what_they_hold_and_are_offered(void)
{
    struct fixture *f = fixture_open();
    struct person person = person_make(&f->store, "Ana"), loaded;
    struct conversation all[4], found[8];
    size_t count;

    for (int i = 0; i < 4; i++) all[i] = waiting_make(&f->store, i);
    all[0].state = CONVERSATION_ACTIVE;
    all[0].peer = person.id;
    all[1].state = CONVERSATION_OFFERED;
    all[1].offer.n = 7;
    all[1].offered_to = person.id;
    all[2].state = CONVERSATION_CLOSED; /* once held */
    all[2].last_peer = person.id;
    for (int i = 0; i < 3; i++) CHECK(conversation_save(&f->store, &all[i]) == OK);
    CHECK(conversation_of_person(&f->store, person.id, 8, found, &count) == OK && count == 2);
    CHECK(found[0].id.n == all[0].id.n && found[1].id.n == all[1].id.n);
    CHECK(conversation_of_person(&f->store, person.id, 1, found, &count) == OK && count == 1);
    CHECK(person_load(&f->store, person.id, &loaded) == OK && loaded.open_count == 2);
    fixture_close(f);
}

static void pages_go_down_from_the_newest(void)
{
    struct fixture *f = fixture_open();
    struct conversation all[6], found[8];
    size_t count;

    for (int i = 0; i < 6; i++) all[i] = waiting_make(&f->store, i);
    all[1].state = CONVERSATION_CLOSED;
    all[2].state = CONVERSATION_ACTIVE;
    all[3].state = CONVERSATION_OFFERED;
    for (int i = 1; i < 4; i++) CHECK(conversation_save(&f->store, &all[i]) == OK);
    CHECK(conversation_page(&f->store, true, 0, 3, found, &count) == OK && count == 3);
    CHECK(found[0].id.n == all[5].id.n && found[2].id.n == all[3].id.n);
    CHECK(conversation_page(&f->store, true, found[2].id.n, 8, found, &count) == OK);
    CHECK(count == 2 && found[0].id.n == all[2].id.n && found[1].id.n == all[0].id.n);
    CHECK(conversation_page(&f->store, false, 0, 8, found, &count) == OK && count == 4);
    CHECK(found[2].id.n == all[3].id.n && found[3].id.n == all[0].id.n);
    fixture_close(f);
}

static void a_word_nobody_knows_is_an_unreadable_row(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);

    CHECK(sql_run(&f->store, "UPDATE conversation SET tier = 'purple'") == OK);
    CHECK(conversation_load(&f->store, conversation.id, &conversation) == ERR_DOWN);
    fixture_close(f);
}

int main(void)
{
    a_conversation_comes_back_as_it_was();
    an_older_version_is_refused();
    a_texter_has_one_open_conversation();
    a_conversation_needs_a_texter();
    the_queue_is_by_tier_and_waiting_time();
    what_is_due_comes_earliest_first();
    a_person_has_what_they_hold_and_are_offered();
    pages_go_down_from_the_newest();
    a_word_nobody_knows_is_an_unreadable_row();
    return check_end();
}
