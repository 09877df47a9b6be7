/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sessions and delays last until they are ended, trimmed or taken back. */
#include "store/session.h"

#include "fixture.h"

static struct session session_make(struct store *store, person_id person, uint8_t first, ms at)
{
    struct session session = {
        .hash = { first }, .person = person, .opened_at = at, .seen_at = at
    };

    CHECK(session_add(store, &session) == OK);
    return session;
}

static void a_session_comes_back_as_it_was(void)
{
    struct fixture *f = fixture_open();
    struct person person = person_make(&f->store, "Ana");
    struct session session = session_make(&f->store, person.id, 1, NOW), loaded;
    struct session stranger = { .hash = { 2 }, .person = { 99 } };

    CHECK(session_add(&f->store, &session) == ERR_CONFLICT);
    CHECK(session_add(&f->store, &stranger) == ERR_CONFLICT); /* of nobody */
    CHECK(session_load(&f->store, session.hash, &loaded) == OK);
    CHECK(loaded.person.n == person.id.n && loaded.opened_at == NOW && !loaded.locked);
    CHECK(memcmp(loaded.hash, session.hash, sizeof loaded.hash) == 0);
    session.locked = true;
    session.seen_at = NOW + 7;
    CHECK(session_save(&f->store, &session) == OK);
    CHECK(session_load(&f->store, session.hash, &loaded) == OK);
    CHECK(loaded.locked && loaded.seen_at == NOW + 7);
    CHECK(session_load(&f->store, stranger.hash, &loaded) == ERR_MISSING);
    CHECK(session_save(&f->store, &stranger) == ERR_MISSING);
    fixture_close(f);
}

static void sessions_end(void)
{
    struct fixture *f = fixture_open();
    struct person ana = person_make(&f->store, "Ana"), ben = person_make(&f->store, "Ben");
    struct session old = session_make(&f->store, ana.id, 1, NOW - 100), loaded;
    struct session one = session_make(&f->store, ana.id, 2, NOW);
    struct session two = session_make(&f->store, ana.id, 3, NOW);
    struct session other = session_make(&f->store, ben.id, 4, NOW);

    CHECK(session_trim(&f->store, NOW) == OK);
    CHECK(session_load(&f->store, old.hash, &loaded) == ERR_MISSING);
    CHECK(session_remove(&f->store, one.hash) == OK);
    CHECK(session_load(&f->store, one.hash, &loaded) == ERR_MISSING);
    CHECK(session_load(&f->store, two.hash, &loaded) == OK);
    CHECK(session_remove_of(&f->store, ana.id) == OK);
    CHECK(session_load(&f->store, two.hash, &loaded) == ERR_MISSING);
    CHECK(session_load(&f->store, other.hash, &loaded) == OK);
    fixture_close(f);
}

static void delays_are_kept_until_trimmed(void)
{
    struct fixture *f = fixture_open();
    const uint8_t name[CRYPT_HASH_BYTES] = { 1 }, address[CRYPT_HASH_BYTES] = { 2 };
    struct sign_in_delay delay = { 1, NOW, NOW + 5 }, loaded;

    CHECK(delay_load(&f->store, name, &loaded) == ERR_MISSING);
    CHECK(delay_save(&f->store, name, &delay) == OK);
    delay = (struct sign_in_delay){ INT32_MAX, NOW + 1, INT64_MAX };
    CHECK(delay_save(&f->store, name, &delay) == OK);
    CHECK(delay_load(&f->store, name, &loaded) == OK);
    CHECK(loaded.failures == INT32_MAX && loaded.failed_at == NOW + 1);
    CHECK(loaded.not_before == INT64_MAX);
    CHECK(delay_load(&f->store, address, &loaded) == ERR_MISSING);
    CHECK(delay_trim(&f->store, NOW + 1) == OK && delay_load(&f->store, name, &loaded) == OK);
    CHECK(delay_trim(&f->store, NOW + 2) == OK);
    CHECK(delay_load(&f->store, name, &loaded) == ERR_MISSING);
    CHECK(delay_save(&f->store, address, &delay) == OK);
    CHECK(delay_remove(&f->store, address) == OK);
    CHECK(delay_load(&f->store, address, &loaded) == ERR_MISSING);
    fixture_close(f);
}

int main(void)
{
    a_session_comes_back_as_it_was();
    sessions_end();
    delays_are_kept_until_trimmed();
    return check_end();
}
