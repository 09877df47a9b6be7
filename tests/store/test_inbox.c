/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P2: one provider message is one message, for ever. */
#include "store/inbox.h"

#include "fixture.h"

static void a_provider_id_is_taken_in_once(void)
{
    struct fixture *f = fixture_open();
    char longest[TOKEN_BYTES_MAX + 1] = "", provider[NAME_BYTES_MAX + 1] = "";

    memset(longest, 'x', TOKEN_BYTES_MAX);
    memset(provider, 'p', NAME_BYTES_MAX);
    CHECK(inbox_record(&f->store, "phones", "SM1") == OK);
    CHECK(inbox_record(&f->store, "phones", "SM1") == ERR_CONFLICT);
    CHECK(inbox_record(&f->store, "others", "SM1") == OK);
    CHECK(inbox_record(&f->store, "phones", "SM2") == OK);
    CHECK(inbox_record(&f->store, provider, longest) == OK);
    fixture_commit(f);
    CHECK(inbox_record(&f->store, "phones", "SM1") == ERR_CONFLICT);
    fixture_close(f);
}

static void one_name_never_runs_into_the_other(void)
{
    struct fixture *f = fixture_open();

    CHECK(inbox_record(&f->store, "ab", "c") == OK);
    CHECK(inbox_record(&f->store, "a", "bc") == OK);
    fixture_close(f);
}

static void what_nobody_can_read_is_kept_sealed(void)
{
    struct fixture *f = fixture_open();
    uint8_t bytes[65536], opened[65536];
    struct crypt_place place = { "quarantine", "bytes", 0, 0 };
    struct stmt *stmt;
    const void *sealed;
    size_t len;

    crypt_random(bytes, sizeof bytes);
    CHECK(quarantine_add(&f->store, "phones", "no body", NOW, bytes, sizeof bytes) == OK);
    CHECK(quarantine_add(&f->store, "phones", "empty", NOW, "", 0) == OK);
    stmt = stmt_get(f->store.db, "SELECT id, bytes FROM quarantine ORDER BY id");
    CHECK(stmt_step(stmt) == OK);
    place.row = stmt_int(stmt);
    sealed = stmt_blob(stmt, &len);
    CHECK(len == sizeof bytes + CRYPT_EXTRA_BYTES);
    CHECK(crypt_open(&f->store.keys.record, &place, sealed, len, opened) == OK);
    CHECK(memcmp(bytes, opened, sizeof bytes) == 0);
    fixture_close(f);
}

int main(void)
{
    a_provider_id_is_taken_in_once();
    one_name_never_runs_into_the_other();
    what_nobody_can_read_is_kept_sealed();
    return check_end();
}
