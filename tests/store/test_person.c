/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Accounts come back as they were; their names are one whatever the case. */
#include "fixture.h"

static bool person_same(const struct person *a, const struct person *b)
{
    bool same = a->id.n == b->id.n && !strcmp(a->name, b->name) && a->role == b->role &&
                a->enabled == b->enabled && !strcmp(a->phone.e164, b->phone.e164) &&
                a->shift == b->shift && a->capacity == b->capacity &&
                a->open_count == b->open_count && a->connected_since == b->connected_since &&
                a->gone_since == b->gone_since && a->resting_until == b->resting_until &&
                a->last_offer == b->last_offer && a->talk_since == b->talk_since &&
                a->version == b->version;

    for (size_t i = 0; same && i < LANGUAGES_MAX; i++)
        same = !strcmp(a->languages[i], b->languages[i]);
    return same;
}

static struct person person_extreme(void)
{
    struct person person = { .role = ROLE_ADMIN,
                             .enabled = true,
                             .shift = SHIFT_BREAK,
                             .capacity = INT32_MAX,
                             .connected_since = 1,
                             .gone_since = INT64_MAX,
                             .resting_until = INT64_MIN,
                             .talk_since = INT64_MAX - 1,
                             .last_offer = 4 };

    memset(person.name, 'n', NAME_BYTES_MAX);
    memset(person.phone.e164, '7', PHONE_BYTES_MAX);
    for (size_t i = 0; i < LANGUAGES_MAX; i++)
        memset(person.languages[i], 'a' + (int)i, LANGUAGE_BYTES_MAX);
    return person;
}

static void a_person_comes_back_as_they_were(void)
{
    struct fixture *f = fixture_open();
    struct person person = person_extreme(), loaded;
    char hash[CRYPT_PASSWORD_HASH_BYTES], small[4];

    CHECK(person_add(&f->store, &person, "the hash", NOW) == OK);
    CHECK(person_load(&f->store, person.id, &loaded) == OK && person_same(&person, &loaded));
    CHECK(person_password(&f->store, person.id, hash, sizeof hash) == OK);
    CHECK_STR(hash, "the hash");
    CHECK(person_password(&f->store, person.id, small, sizeof small) == ERR_DOWN);

    person.phone.e164[0] = '\0';
    memset(person.languages, 0, sizeof person.languages);
    person.enabled = false;
    person.shift = SHIFT_FINISHING;
    person.role = ROLE_RESPONDER;
    CHECK(person_save(&f->store, &person) == OK && person.version == 2);
    CHECK(person_load(&f->store, person.id, &loaded) == OK && person_same(&person, &loaded));
    CHECK(person_password(&f->store, person.id, hash, sizeof hash) == OK);
    CHECK_STR(hash, "the hash");
    loaded.version = 1;
    CHECK(person_save(&f->store, &loaded) == ERR_CONFLICT);
    CHECK(person_load(&f->store, (person_id){ 77 }, &loaded) == ERR_MISSING);
    CHECK(person_password(&f->store, (person_id){ 77 }, hash, sizeof hash) == ERR_MISSING);
    fixture_close(f);
}

static void a_name_is_taken_whatever_its_case(void)
{
    struct fixture *f = fixture_open();
    struct person ana = person_make(&f->store, "Ana Lima"), ben = person_make(&f->store, "Ben");
    struct person twin = { .name = "aNA lIMA", .capacity = 1 }, found;

    CHECK(person_add(&f->store, &twin, "", NOW) == ERR_CONFLICT);
    CHECK(person_by_name(&f->store, "ANA LIMA", &found) == OK && found.id.n == ana.id.n);
    CHECK_STR(found.name, "Ana Lima");
    CHECK(person_by_name(&f->store, "Ana", &found) == ERR_MISSING);
    CHECK(person_by_name(&f->store, "", &found) == ERR_MISSING);
    snprintf(ben.name, sizeof ben.name, "ANA LIMA");
    CHECK(person_save(&f->store, &ben) == ERR_CONFLICT);
    fixture_close(f);
}

/* What is too long to be a name must not find the one it begins with. */
static void a_longer_name_is_another(void)
{
    struct fixture *f = fixture_open();
    char longer[2 * NAME_BYTES_MAX];
    struct person person = person_extreme(), found;

    CHECK(person_add(&f->store, &person, "", NOW) == OK);
    memset(longer, 'n', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    CHECK(person_by_name(&f->store, longer, &found) == ERR_MISSING);
    fixture_close(f);
}

static void a_number_belongs_to_who_may_use_it(void)
{
    struct fixture *f = fixture_open();
    struct person ana = person_make(&f->store, "Ana"), ben = person_make(&f->store, "Ben"), found;
    const struct phone number = phone_of("+15550000001"), none = phone_of("");

    CHECK(person_by_phone(&f->store, &number, &found) == ERR_MISSING);
    CHECK(person_by_phone(&f->store, &none, &found) == ERR_MISSING);
    ana.phone = ben.phone = number;
    ana.enabled = false;
    CHECK(person_save(&f->store, &ana) == OK && person_save(&f->store, &ben) == OK);
    CHECK(person_by_phone(&f->store, &number, &found) == OK && found.id.n == ben.id.n);
    ben.phone = none;
    CHECK(person_save(&f->store, &ben) == OK);
    CHECK(person_by_phone(&f->store, &number, &found) == OK && found.id.n == ana.id.n);
    fixture_close(f);
}

static void people_are_listed_by_name_and_by_shift(void)
{
    struct fixture *f = fixture_open();
    struct person ben = person_make(&f->store, "ben"), ana = person_make(&f->store, "Ana");
    struct person cleo = person_make(&f->store, "Cleo"), people[4];
    size_t count;

    cleo.enabled = false;
    ana.shift = SHIFT_BREAK;
    CHECK(person_save(&f->store, &cleo) == OK && person_save(&f->store, &ana) == OK);
    CHECK(person_all(&f->store, false, 4, people, &count) == OK && count == 3);
    CHECK(people[0].id.n == ana.id.n && people[1].id.n == ben.id.n);
    CHECK(person_all(&f->store, true, 4, people, &count) == OK && count == 2);
    CHECK(person_all(&f->store, true, 1, people, &count) == OK && count == 1);
    CHECK(person_on_shift(&f->store, 4, people, &count) == OK && count == 1);
    CHECK(people[0].id.n == ben.id.n);
    fixture_close(f);
}

static void streams_are_forgotten_at_start(void)
{
    struct fixture *f = fixture_open();
    struct person here = person_make(&f->store, "Ana"), away = person_make(&f->store, "Ben");

    here.connected_since = NOW;
    away.gone_since = NOW - 5;
    CHECK(person_save(&f->store, &here) == OK && person_save(&f->store, &away) == OK);
    CHECK(person_forget_streams(&f->store, NOW + 9) == OK);
    CHECK(person_save(&f->store, &here) == ERR_CONFLICT); /* changed behind our back */
    CHECK(person_load(&f->store, here.id, &here) == OK);
    CHECK(here.connected_since == 0 && here.gone_since == NOW + 9);
    CHECK(person_load(&f->store, away.id, &away) == OK && away.gone_since == NOW - 5);
    fixture_close(f);
}

int main(void)
{
    a_person_comes_back_as_they_were();
    a_name_is_taken_whatever_its_case();
    a_longer_name_is_another();
    a_number_belongs_to_who_may_use_it();
    people_are_listed_by_name_and_by_shift();
    streams_are_forgotten_at_start();
    return check_end();
}
