/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/form.h"

#include <stdlib.h>

#include "check.h"

/* One form: what came, and its pairs written as "name=value|"; NULL: refused. */
struct form_case {
    const char *sentence, *bytes, *pairs;
};

static const struct form_case form_cases[] = {
    { "nothing is an empty form", "", "" },
    { "one pair", "Body=hello", "Body=hello|" },
    { "order is kept", "b=1&a=2&c=3", "b=1|a=2|c=3|" },
    { "repeats are kept", "To=1&To=2&To=1", "To=1|To=2|To=1|" },
    { "plus is a space, %2B is a plus", "Body=a+b%2Bc", "Body=a b+c|" },
    { "escapes in either case of letters", "a=%c3%A9", "a=\xc3\xa9|" },
    { "names are decoded too", "a%20b=c", "a b=c|" },
    { "an equals sign in the value stays", "a=b=c", "a=b=c|" },
    { "a name without a value has an empty one", "a&b=", "a=|b=|" },
    { "an empty name is a name", "=x", "=x|" },
    { "empty pairs are none", "&&a=1&&", "a=1|" },
    { "escaped separators do not separate", "a=1%262%3D3", "a=1&2=3|" },
    { "bytes above ASCII pass as they are", "a=\xe2\x82\xac", "a=\xe2\x82\xac|" },
    { "an escaped NUL is refused", "a=1%002", NULL },
    { "an escape cut short is refused", "a=%4", NULL },
    { "an escape cut off at a separator is refused", "a=%4&b=1", NULL },
    { "a lone percent sign is refused", "a=100%", NULL },
    { "an escape that is no hex is refused", "a=%zz", NULL },
    { "a signed escape is refused", "a=%+1", NULL },
    { "one bad pair refuses all", "a=1&b=%", NULL },
    { "a bad name refuses all", "%=1", NULL },
};

static void write_pairs(const struct form *form, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < form->count; i++)
        used += (size_t)snprintf(out + used, size - used, "%s=%s|", form->pair[i].name,
                                 form->pair[i].value);
}

static void test_forms(void)
{
    for (size_t i = 0; i < sizeof(form_cases) / sizeof(form_cases[0]); i++) {
        const struct form_case *c = &form_cases[i];
        size_t len = strlen(c->bytes);
        char *exact = malloc(len ? len : 1); /* without an end, so that a reader past it shows */
        struct form form;
        enum err err;
        char pairs[256];

        memcpy(exact, c->bytes, len);
        err = form_parse(&form, exact, len);
        write_pairs(&form, pairs, sizeof(pairs));
        CHECK_CASE(err == (c->pairs ? OK : ERR_INPUT), c->sentence);
        CHECK_STR(pairs, c->pairs ? c->pairs : "");
        form_wipe(&form);
        free(exact);
    }
}

static void test_plain_nul(void)
{
    struct form form;

    CHECK(form_parse(&form, "a=1\0b", 5) == ERR_INPUT);
    CHECK(form.count == 0);
    form_wipe(&form);
}

/* `count` pairs "a", one byte each: the tightest fit of the form's memory. */
static enum err parse_many(size_t count, size_t *parsed)
{
    char bytes[2 * FORM_PAIRS_MAX + 2];
    struct form form;
    enum err err;

    for (size_t i = 0; i < count; i++) memcpy(bytes + 2 * i, "a&", 2);
    err = form_parse(&form, bytes, 2 * count - 1);
    *parsed = form.count;
    form_wipe(&form);
    return err;
}

static void test_limit(void)
{
    size_t parsed;

    CHECK(parse_many(FORM_PAIRS_MAX, &parsed) == OK);
    CHECK(parsed == FORM_PAIRS_MAX);
    CHECK(parse_many(FORM_PAIRS_MAX + 1, &parsed) == ERR_INPUT);
    CHECK(parsed == 0);
}

static void test_get(void)
{
    struct form form;

    CHECK(form_parse(&form, "To=1&To=2&Body=", 15) == OK);
    CHECK_STR(form_get(&form, "To"), "1");
    CHECK_STR(form_get(&form, "Body"), "");
    CHECK(form_get(&form, "to") == NULL);
    form_wipe(&form);
}

static void test_percent(void)
{
    char out[4];

    CHECK(percent_decode("a+b", 3, false, out, sizeof(out)));
    CHECK_STR(out, "a+b");
    CHECK(!percent_decode("abcd", 4, false, out, sizeof(out)));
    CHECK_STR(out, "");
    CHECK(percent_decode("%41", 3, false, out, 2));
    CHECK_STR(out, "A");
    CHECK(!percent_decode("%00", 3, true, out, sizeof(out)));
}

int main(void)
{
    test_forms();
    test_plain_nul();
    test_limit();
    test_get();
    test_percent();
    return check_end();
}
