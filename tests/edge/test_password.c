/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/password.h"

#include "../check.h"

static const struct {
    const char *password, *trouble;
} cases[] = {
    { "", "too short" },
    { "fourteen chars", "too short" },
    { "ñññññññññññññ", "too short" },
    { "fifteen letters", NULL },
    { "una tetera verde bajo la nieve", NULL },
    { "雪の下の緑のやかんは笑わない", "too short" },
    { "雪の下の緑のやかんは笑わないよ", NULL },
    { "aaaaaaaaaaaaaaaaaaaa", "guessed first" },
    { "abcabcabcabcabcabc", "guessed first" },
    { "12345123451234512345", "guessed first" },
    { "abcdefghijklmnopqr", "guessed first" },
    { "1234567890123456", "guessed first" },
    { "passwordpassword", "guessed first" },
    { "Password Password!", "guessed first" },
    { "passwordpassword2024", "guessed first" },
    { "correct horse battery staple", "guessed first" },
    { "Magdalena Magdalena", "little more than the name" },
    { "Magdalena and her green kettle", NULL },
    { "bad \xff bytes in a password", "not valid UTF-8" },
};

static void test_what_is_guessed_first_is_refused(void)
{
    struct password_list list = { 0 };
    char why[256] = "";

    CHECK(password_list_load(&list, "config/blocked-passwords.txt", why, sizeof why) == OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *trouble = password_trouble(cases[i].password, "Magdalena", &list);
        bool right = cases[i].trouble ? trouble && strstr(trouble, cases[i].trouble) : !trouble;

        CHECK_CASE(right, cases[i].password);
    }
    password_list_wipe(&list);
}

static void test_256_bytes_are_one_too_many(void)
{
    struct password_list none = { 0 };
    char password[PASSWORD_BYTES_MAX + 2];

    for (size_t i = 0; i <= PASSWORD_BYTES_MAX; i++) password[i] = (char)('a' + i * i % 23);
    password[PASSWORD_BYTES_MAX + 1] = '\0';
    CHECK(password_trouble(password, "x", &none));
    password[PASSWORD_BYTES_MAX] = '\0';
    CHECK(!password_trouble(password, "x", &none));
}

static void test_a_list_that_is_not_there_is_named(void)
{
    struct password_list list = { 0 };
    char why[256] = "";

    CHECK(password_list_load(&list, "/nowhere/list", why, sizeof why) == ERR_MISSING);
    CHECK(strstr(why, "/nowhere/list: "));
}

int main(void)
{
    test_what_is_guessed_first_is_refused();
    test_256_bytes_are_one_too_many();
    test_a_list_that_is_not_there_is_named();
    return check_end();
}
