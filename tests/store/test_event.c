/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The log is read on from any place in it, and forgets only what is old and much. */
#include "store/event.h"

#include "fixture.h"

static struct event_row event_make(struct store *store, ms at)
{
    struct event_row event = { .at = at,
                               .kind = EVENT_MESSAGE_READ,
                               .conversation = { 1 },
                               .ref = INT64_MIN,
                               .person = { 3 },
                               .seq = INT64_MAX };

    CHECK(event_append(store, &event) == OK);
    return event;
}

static void events_are_read_on_from_any_place(void)
{
    struct fixture *f = fixture_open();
    struct event_row first, second, found[4];
    event_id newest, oldest;
    size_t count;

    CHECK(event_newest(&f->store, &newest) == OK && newest.n == 0);
    CHECK(event_oldest(&f->store, &oldest) == OK && oldest.n == 0);
    CHECK(event_since(&f->store, (event_id){ 0 }, 4, found, &count) == OK && count == 0);
    first = event_make(&f->store, NOW);
    second = event_make(&f->store, NOW);
    CHECK(second.id.n > first.id.n);
    CHECK(event_newest(&f->store, &newest) == OK && newest.n == second.id.n);
    CHECK(event_oldest(&f->store, &oldest) == OK && oldest.n == first.id.n);
    CHECK(event_since(&f->store, (event_id){ 0 }, 4, found, &count) == OK && count == 2);
    CHECK(found[0].id.n == first.id.n && found[0].at == NOW && found[0].person.n == 3);
    CHECK(found[0].kind == EVENT_MESSAGE_READ && found[0].conversation.n == 1);
    CHECK(found[0].ref == INT64_MIN && found[0].seq == INT64_MAX);
    CHECK(event_since(&f->store, first.id, 4, found, &count) == OK && count == 1);
    CHECK(found[0].id.n == second.id.n);
    CHECK(event_since(&f->store, (event_id){ 0 }, 1, found, &count) == OK && count == 1);
    CHECK(event_since(&f->store, second.id, 4, found, &count) == OK && count == 0);
    fixture_close(f);
}

static int64_t events_left(struct store *store)
{
    return sql_int(store, "SELECT count(*) FROM event");
}

static void the_newest_events_stay_however_old(void)
{
    struct fixture *f = fixture_open();
    struct event_row last;
    event_id oldest;
    bool more;

    CHECK(event_trim(&f->store, NOW, &more) == OK && !more);
    for (int i = 0; i < 16000; i++) last = event_make(&f->store, NOW + i);
    CHECK(event_trim(&f->store, NOW, &more) == OK && events_left(&f->store) == 16000);
    CHECK(event_trim(&f->store, NOW + 100, &more) == OK && events_left(&f->store) == 15900);
    CHECK(!more);
    CHECK(event_trim(&f->store, NOW + 99999, &more) == OK && events_left(&f->store) == 10900);
    CHECK(more);
    CHECK(event_trim(&f->store, NOW + 99999, &more) == OK && events_left(&f->store) == 10000);
    CHECK(!more);
    CHECK(event_oldest(&f->store, &oldest) == OK && oldest.n == last.id.n - 9999);
    fixture_close(f);
}

int main(void)
{
    events_are_read_on_from_any_place();
    the_newest_events_stay_however_old();
    return check_end();
}
