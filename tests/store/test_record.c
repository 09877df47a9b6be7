/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit trail notices any change, drafts are their writer's, requests have one answer. */
#include "store/record.h"

#include "fixture.h"

static void audit_make(struct store *store, int count)
{
    for (int i = 0; i < count; i++)
        CHECK(audit_add(store, NOW + i, (person_id){ 7 }, "reply", (conversation_id){ i }, -i) ==
              OK);
}

/* The first line that does not follow from the one before it, or 0, read in pages of `max`. */
static int64_t broken_at(struct store *store, size_t max)
{
    struct audit_line lines[8];
    int64_t after = 0;
    size_t count = 0;

    do {
        if (!CHECK(audit_since(store, after, lines, max, &count) == OK)) return -1;
        for (size_t i = 0; i < count; i++)
            if (!lines[i].whole) return lines[i].id;
        if (count) after = lines[count - 1].id;
    } while (count);
    return 0;
}

static void an_untouched_trail_is_whole(void)
{
    struct fixture *f = fixture_open();
    struct audit_line lines[8];
    size_t count;

    CHECK(broken_at(&f->store, 8) == 0);
    audit_make(&f->store, 5);
    for (size_t max = 1; max <= 8; max++) CHECK(broken_at(&f->store, max) == 0);
    CHECK(audit_since(&f->store, 2, lines, 2, &count) == OK && count == 2);
    CHECK(lines[0].id == 3 && lines[0].at == NOW + 2 && lines[0].person.n == 7);
    CHECK(lines[0].conversation.n == 2 && lines[0].ref == -2 && strlen(lines[0].hash) == 64);
    CHECK_STR(lines[0].action, "reply");
    CHECK_STR(lines[0].name, "");
    fixture_close(f);
}

static void any_change_breaks_the_chain_where_it_is(void)
{
    static const struct {
        const char *change;
        int64_t at;
    } cases[] = {
        { "UPDATE audit SET at = at + 1 WHERE id = 3", 3 },
        { "UPDATE audit SET person = 8 WHERE id = 3", 3 },
        { "UPDATE audit SET action = 'repl' WHERE id = 3", 3 },
        { "UPDATE audit SET conversation = 9 WHERE id = 3", 3 },
        { "UPDATE audit SET ref = 9 WHERE id = 3", 3 },
        { "UPDATE audit SET hash = zeroblob(32) WHERE id = 3", 3 },
        { "UPDATE audit SET hash = x'00' WHERE id = 3", 3 },
        { "UPDATE audit SET id = 30 WHERE id = 5", 30 },
        { "DELETE FROM audit WHERE id = 3", 4 },
        { "DELETE FROM audit WHERE id = 1", 2 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture *f = fixture_open();

        audit_make(&f->store, 5);
        CHECK(sql_run(&f->store, cases[i].change) == OK);
        CHECK_CASE(broken_at(&f->store, 8) == cases[i].at, cases[i].change);
        CHECK_CASE(broken_at(&f->store, 1) == cases[i].at, cases[i].change);
        fixture_close(f);
    }
}

static void a_draft_is_its_writers(void)
{
    struct fixture *f = fixture_open();
    struct conversation conversation = waiting_make(&f->store, 1);
    const person_id ana = { 7 }, ben = { 8 };
    struct text words = text_of("I was about to"), longest = { .len = TEXT_BYTES_MAX }, loaded;
    const struct text nothing = { 0 };

    memset(longest.s, 'w', TEXT_BYTES_MAX);
    CHECK(draft_load(&f->store, conversation.id, ana, &loaded) == ERR_MISSING);
    CHECK(draft_put(&f->store, conversation.id, ana, &words, NOW) == OK);
    CHECK(draft_put(&f->store, conversation.id, ana, &longest, NOW + 1) == OK);
    CHECK(draft_put(&f->store, conversation.id, ben, &words, NOW) == OK);
    CHECK(draft_load(&f->store, conversation.id, ana, &loaded) == OK);
    CHECK(loaded.len == longest.len);
    CHECK_STR(loaded.s, longest.s);
    CHECK(draft_put(&f->store, conversation.id, ana, &nothing, NOW) == OK);
    CHECK(draft_put(&f->store, conversation.id, ana, &nothing, NOW) == OK);
    CHECK(draft_load(&f->store, conversation.id, ana, &loaded) == ERR_MISSING);
    CHECK(draft_load(&f->store, conversation.id, ben, &loaded) == OK);
    CHECK_STR(loaded.s, words.s);
    CHECK(draft_put(&f->store, (conversation_id){ 99 }, ana, &words, NOW) == ERR_MISSING);
    fixture_close(f);
}

/* By its rev a window knows whether another one has written since, even if all was sent between. */
static void a_draft_never_has_a_rev_twice(void)
{
    struct fixture *f = fixture_open();
    conversation_id conversation = waiting_make(&f->store, 1).id;
    const person_id ana = { 7 };
    struct text words = text_of("I was about to");
    const struct text nothing = { 0 };
    int64_t none, first, second, third;

    CHECK(draft_rev(&f->store, conversation, ana, &none) == OK && none == 0);
    CHECK(draft_put(&f->store, conversation, ana, &words, NOW) == OK);
    CHECK(draft_rev(&f->store, conversation, ana, &first) == OK && first != 0);
    CHECK(draft_put(&f->store, conversation, ana, &words, NOW) == OK);
    CHECK(draft_rev(&f->store, conversation, ana, &second) == OK && second != first);
    CHECK(draft_put(&f->store, conversation, ana, &nothing, NOW) == OK);
    CHECK(draft_rev(&f->store, conversation, ana, &none) == OK && none == 0);
    CHECK(draft_put(&f->store, conversation, ana, &words, NOW) == OK);
    CHECK(draft_rev(&f->store, conversation, ana, &third) == OK);
    CHECK(third != first && third != second);
    fixture_close(f);
}

static void a_request_has_one_answer(void)
{
    struct fixture *f = fixture_open();
    struct request request = { .person = { 7 }, .outcome = 4, .ref = INT64_MAX, .at = NOW };
    struct request loaded;

    memset(request.key, 'k', TOKEN_BYTES_MAX);
    memset(request.hash, 0xab, sizeof request.hash);
    CHECK(request_load(&f->store, request.person, request.key, &loaded) == ERR_MISSING);
    CHECK(request_add(&f->store, &request) == OK);
    CHECK(request_add(&f->store, &request) == ERR_CONFLICT);
    CHECK(request_load(&f->store, request.person, request.key, &loaded) == OK);
    CHECK(loaded.person.n == 7 && loaded.outcome == 4 && loaded.ref == INT64_MAX);
    CHECK(loaded.at == NOW && !memcmp(loaded.hash, request.hash, sizeof loaded.hash));
    CHECK_STR(loaded.key, request.key);
    CHECK(request_load(&f->store, (person_id){ 8 }, request.key, &loaded) == ERR_MISSING);
    CHECK(request_trim(&f->store, NOW) == OK);
    CHECK(request_load(&f->store, request.person, request.key, &loaded) == OK);
    CHECK(request_trim(&f->store, NOW + 1) == OK);
    CHECK(request_load(&f->store, request.person, request.key, &loaded) == ERR_MISSING);
    fixture_close(f);
}

int main(void)
{
    an_untouched_trail_is_whole();
    any_change_breaks_the_chain_where_it_is();
    a_draft_is_its_writers();
    a_draft_never_has_a_rev_twice();
    a_request_has_one_answer();
    return check_end();
}
