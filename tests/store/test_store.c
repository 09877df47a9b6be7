/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ids only grow, a key given up is forgotten, and each database has an epoch of its own. */
#include "fixture.h"
#include "store/keyring.h"

static void ids_grow_over_commits_and_openings(void)
{
    struct fixture *f = fixture_open();
    uint64_t epoch = f->store.epoch;
    int64_t first = store_id(&f->store), second = store_id(&f->store), third;

    CHECK(first > 0 && second > first);
    fixture_commit(f);
    third = store_id(&f->store);
    CHECK(third > second);
    fixture_commit(f);
    store_rollback(&f->store);
    store_close(&f->store);

    CHECK(store_open_at(f, DB_WRITER, &f->store) == OK);
    CHECK(f->store.epoch == epoch);
    CHECK(store_begin(&f->store) == OK);
    CHECK(store_id(&f->store) > third);
    fixture_close(f);
}

static void epochs_differ_and_fit_a_console(void)
{
    struct fixture *one = fixture_open(), *other = fixture_open();

    CHECK(one->store.epoch != other->store.epoch);
    CHECK(one->store.epoch < UINT64_C(1) << 53);
    fixture_close(one);
    fixture_close(other);
}

/* Ids taken back are given again: a key kept from before would seal words nobody can open. */
static void a_key_taken_back_is_forgotten(void)
{
    struct fixture *f = fixture_open();
    struct crypt_key before, after;
    int64_t id, again;

    CHECK(key_add(&f->store, NOW, &id) == OK);
    CHECK(key_load(&f->store, id, &before) == OK);
    store_rollback(&f->store);
    CHECK(store_begin(&f->store) == OK);
    CHECK(key_load(&f->store, id, &after) == ERR_MISSING);
    CHECK(key_add(&f->store, NOW, &again) == OK);
    CHECK(again == id);
    CHECK(key_load(&f->store, id, &after) == OK);
    CHECK(memcmp(&before, &after, sizeof before) != 0);
    fixture_close(f);
}

static void keys_live_as_long_as_their_rows(void)
{
    struct fixture *f = fixture_open();
    struct crypt_key keys[3 * DATA_KEYS_KEPT], key;
    int64_t ids[3 * DATA_KEYS_KEPT];
    size_t count = sizeof ids / sizeof ids[0];

    for (size_t i = 0; i < count; i++) {
        CHECK(key_add(&f->store, NOW, &ids[i]) == OK);
        CHECK(key_load(&f->store, ids[i], &keys[i]) == OK);
    }
    for (size_t i = 0; i < count; i++) {
        CHECK(key_load(&f->store, ids[i], &key) == OK);
        CHECK(memcmp(&key, &keys[i], sizeof key) == 0);
    }
    CHECK(key_destroy(&f->store, ids[0]) == OK);
    CHECK(key_load(&f->store, ids[0], &key) == ERR_MISSING);
    CHECK(key_destroy(&f->store, ids[0]) == ERR_MISSING);
    CHECK(key_load(&f->store, ids[1], &key) == OK);
    fixture_close(f);
}

/* Before anything is written that the right key could never open. */
static void another_master_key_opens_nothing(void)
{
    struct fixture *f = fixture_open();
    struct crypt_keys right = f->keys;
    int64_t id;
    struct crypt_key key;

    CHECK(key_add(&f->store, NOW, &id) == OK);
    CHECK(store_commit(&f->store) == OK);
    store_close(&f->store);
    crypt_random(&f->keys, sizeof f->keys);
    CHECK(store_open_at(f, DB_WRITER, &f->store) == ERR_DOWN);
    CHECK(store_open_at(f, DB_READER, &f->store) == ERR_DOWN);
    f->keys = right;
    CHECK(store_open_at(f, DB_WRITER, &f->store) == OK);
    CHECK(store_begin(&f->store) == OK);
    CHECK(key_load(&f->store, id, &key) == OK);
    fixture_close(f);
}

int main(void)
{
    ids_grow_over_commits_and_openings();
    epochs_differ_and_fit_a_console();
    a_key_taken_back_is_forgotten();
    keys_live_as_long_as_their_rows();
    another_master_key_opens_nothing();
    return check_end();
}
