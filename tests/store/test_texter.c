/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texters come back as they were, and are found by line and number only. */
#include "fixture.h"

static bool texter_same(const struct texter *a, const struct texter *b)
{
    return a->id.n == b->id.n && !strcmp(a->line, b->line) &&
           !strcmp(a->phone.e164, b->phone.e164) && !strcmp(a->alias, b->alias) &&
           !strcmp(a->language, b->language) && a->stopped_at == b->stopped_at &&
           a->welcomed_at == b->welcomed_at && a->version == b->version;
}

/* Every field as long and as large as it may be. */
static struct texter texter_extreme(void)
{
    struct texter texter = { .stopped_at = INT64_MAX, .welcomed_at = INT64_MIN };

    memset(texter.line, 'l', NAME_BYTES_MAX);
    memset(texter.phone.e164, '9', PHONE_BYTES_MAX);
    memset(texter.alias, 'a', ALIAS_BYTES_MAX);
    memset(texter.language, 'e', LANGUAGE_BYTES_MAX);
    return texter;
}

static void a_texter_comes_back_as_they_were(void)
{
    struct fixture *f = fixture_open();
    struct texter texter = texter_extreme(), loaded;

    CHECK(texter_add(&f->store, &texter) == OK);
    CHECK(texter.id.n > 0 && texter.version == 1);
    CHECK(texter_load(&f->store, texter.id, &loaded) == OK);
    CHECK(texter_same(&texter, &loaded));
    CHECK(texter_find(&f->store, texter.line, &texter.phone, &loaded) == OK);
    CHECK(texter_same(&texter, &loaded));
    CHECK(texter_load(&f->store, (texter_id){ texter.id.n + 1 }, &loaded) == ERR_MISSING);
    fixture_close(f);
}

static void a_number_is_another_texter_on_another_line(void)
{
    struct fixture *f = fixture_open();
    struct texter texter = texter_make(&f->store, "+15550000001"), other = texter, found;

    snprintf(other.line, sizeof other.line, "second");
    CHECK(texter_find(&f->store, "second", &texter.phone, &found) == ERR_MISSING);
    CHECK(texter_add(&f->store, &other) == OK);
    CHECK(texter_find(&f->store, "main", &texter.phone, &found) == OK);
    CHECK(found.id.n == texter.id.n);
    CHECK(texter_find(&f->store, "second", &texter.phone, &found) == OK);
    CHECK(found.id.n == other.id.n);
    CHECK(texter_add(&f->store, &texter) == ERR_CONFLICT);
    fixture_close(f);
}

static void an_older_version_is_refused(void)
{
    struct fixture *f = fixture_open();
    struct texter one = texter_make(&f->store, "+15550000001"), other = one, loaded;

    one.stopped_at = NOW;
    snprintf(one.alias, sizeof one.alias, "Brave Wren");
    CHECK(texter_save(&f->store, &one) == OK);
    CHECK(one.version == 2);
    CHECK(texter_save(&f->store, &other) == ERR_CONFLICT);
    CHECK(other.version == 1);
    CHECK(texter_load(&f->store, one.id, &loaded) == OK);
    CHECK(texter_same(&one, &loaded));
    CHECK(texter_save(&f->store, &one) == OK);
    fixture_close(f);
}

int main(void)
{
    a_texter_comes_back_as_they_were();
    a_number_is_another_texter_on_another_line();
    an_older_version_is_refused();
    return check_end();
}
