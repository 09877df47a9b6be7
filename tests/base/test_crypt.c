/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P10: what is sealed cannot be read, changed or moved. */
#include "base/crypt.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"

static const struct crypt_place place = { "message", "body", 7, 1 };

static struct crypt_key key_random(void)
{
    struct crypt_key key;

    crypt_random(key.b, sizeof key.b);
    return key;
}

static void test_what_is_sealed_opens_at_its_place(void)
{
    struct crypt_key key = key_random();
    const char words[] = "i cant sleep again";
    uint8_t sealed[sizeof words + CRYPT_EXTRA_BYTES], again[sizeof sealed];
    char opened[sizeof words];

    crypt_seal(&key, &place, words, sizeof words, sealed);
    CHECK(!memmem(sealed, sizeof sealed, "sleep", 5));
    CHECK(crypt_open(&key, &place, sealed, sizeof sealed, opened) == OK);
    CHECK_STR(opened, words);
    crypt_seal(&key, &place, words, sizeof words, again);
    CHECK(memcmp(sealed, again, sizeof sealed) != 0); /* equal words do not look equal */
}

static void test_nothing_opens_anywhere_else(void)
{
    static const struct crypt_place others[] = {
        { "draft", "body", 7, 1 },   { "message", "note", 7, 1 }, { "message", "body", 8, 1 },
        { "message", "body", 7, 2 }, { "messageb", "ody", 7, 1 }, { "message", "body", 71, 0 },
    };
    struct crypt_key key = key_random(), other = key_random();
    uint8_t sealed[5 + CRYPT_EXTRA_BYTES];
    char opened[5];

    crypt_seal(&key, &place, "hello", 5, sealed);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        CHECK_CASE(crypt_open(&key, &others[i], sealed, sizeof sealed, opened) == ERR_INPUT,
                   others[i].table);
    CHECK(crypt_open(&other, &place, sealed, sizeof sealed, opened) == ERR_INPUT);
}

static void test_a_changed_or_cut_value_does_not_open(void)
{
    struct crypt_key key = key_random();
    uint8_t sealed[5 + CRYPT_EXTRA_BYTES];
    char opened[5];

    crypt_seal(&key, &place, "hello", 5, sealed);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        CHECK(crypt_open(&key, &place, sealed, sizeof sealed, opened) == ERR_INPUT);
        sealed[i] ^= 1;
    }
    for (size_t len = 0; len < sizeof sealed; len++)
        CHECK(crypt_open(&key, &place, sealed, len, opened) == ERR_INPUT);
    CHECK(crypt_open(&key, &place, sealed, sizeof sealed, opened) == OK);
}

static void test_an_empty_value_is_a_value(void)
{
    struct crypt_key key = key_random();
    uint8_t sealed[CRYPT_EXTRA_BYTES];
    char opened[1];

    crypt_seal(&key, &place, "", 0, sealed);
    CHECK(crypt_open(&key, &place, sealed, sizeof sealed, opened) == OK);
}

static void test_hashes_find_equal_numbers_only_with_the_key(void)
{
    struct crypt_key key = key_random(), other = key_random();
    uint8_t a[CRYPT_HASH_BYTES], b[CRYPT_HASH_BYTES];

    crypt_hash(&key, "+16175550100", 12, a);
    crypt_hash(&key, "+16175550100", 12, b);
    CHECK(crypt_equal(a, b, sizeof a));
    crypt_hash(&key, "+16175550101", 12, b);
    CHECK(!crypt_equal(a, b, sizeof a));
    crypt_hash(&other, "+16175550100", 12, b);
    CHECK(!crypt_equal(a, b, sizeof a));
}

/* ---- the master key's file ---- */

static void file_write(const char *path, const char *s, mode_t mode)
{
    FILE *file = fopen(path, "w");

    fputs(s, file);
    fclose(file);
    chmod(path, mode);
}

static void test_the_master_key_is_made_once_and_read_again(void)
{
    char folder[] = "/tmp/test_crypt.XXXXXX", path[64], why[256] = "";
    struct crypt_keys first, second;
    struct stat file;

    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/master.key", folder);
    CHECK(crypt_keys_open(path, &first, why, sizeof why) == ERR_DOWN);
    CHECK(crypt_key_make(path, why, sizeof why) == OK);
    CHECK(crypt_keys_open(path, &first, why, sizeof why) == OK);
    CHECK(crypt_key_make(path, why, sizeof why) == OK);
    CHECK(!stat(path, &file) && (file.st_mode & 0777) == 0600);
    CHECK(crypt_keys_open(path, &second, why, sizeof why) == OK);
    CHECK(!memcmp(&first, &second, sizeof first));
    CHECK(memcmp(&first.wrap, &first.number, sizeof first.wrap) != 0);
    CHECK(memcmp(&first.number, &first.lookup, sizeof first.wrap) != 0);
    crypt_keys_wipe(&first);
    CHECK(!first.wrap.b[0] && !first.request.b[31]);
    unlink(path);
    rmdir(folder);
}

static void test_a_master_key_that_is_open_or_broken_is_refused(void)
{
    char folder[] = "/tmp/test_crypt.XXXXXX", path[64], why[256] = "", hex[65];
    struct crypt_keys keys;

    memset(hex, 'a', 64);
    hex[64] = '\0';
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/master.key", folder);
    file_write(path, hex, 0600);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == OK);
    chmod(path, 0640);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "chmod 600"));
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == ERR_INPUT);
    chmod(path, 0440);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == OK);
    unsetenv("CREDENTIALS_DIRECTORY");
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == ERR_INPUT);
    chmod(path, 0600);
    hex[63] = '\0';
    file_write(path, hex, 0600);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == ERR_INPUT);
    CHECK(strstr(why, "64 hex digits"));
    hex[0] = 'x';
    hex[63] = 'a';
    file_write(path, hex, 0600);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == ERR_INPUT);
    unlink(path);
    CHECK(crypt_keys_open(folder, &keys, why, sizeof why) == ERR_INPUT);
    rmdir(folder);
    CHECK(crypt_keys_open(path, &keys, why, sizeof why) == ERR_DOWN);
    CHECK(crypt_key_make(path, why, sizeof why) == ERR_DOWN);
    CHECK(strstr(why, "cannot make the master key"));
}

/* ---- passwords and tokens ---- */

static void test_a_password_fits_its_own_hash_alone(void)
{
    char hash[CRYPT_PASSWORD_HASH_BYTES], other[CRYPT_PASSWORD_HASH_BYTES];

    CHECK(crypt_password_hash("green kettle under snow", hash) == OK);
    CHECK(crypt_password_hash("green kettle under snow", other) == OK);
    CHECK(!strncmp(hash, "$argon2id$", 10));
    CHECK(strstr(hash, "m=47104,t=1,p=1"));
    CHECK(strcmp(hash, other) != 0);
    CHECK(crypt_password_is("green kettle under snow", hash));
    CHECK(!crypt_password_is("green kettle under sno", hash));
    CHECK(!crypt_password_is("", hash));
    CHECK(!crypt_password_is("green kettle under snow", "not a hash"));
    CHECK(!crypt_password_is("", crypt_password_dummy()));
}

static void test_tokens_are_of_43_safe_characters_and_never_equal(void)
{
    char a[CRYPT_TOKEN_BYTES + 1], b[CRYPT_TOKEN_BYTES + 1];

    crypt_token(a);
    crypt_token(b);
    CHECK(strlen(a) == CRYPT_TOKEN_BYTES);
    CHECK(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
          CRYPT_TOKEN_BYTES);
    CHECK(strcmp(a, b) != 0);
}

int main(void)
{
    if (crypt_start()) return 1;
    test_what_is_sealed_opens_at_its_place();
    test_nothing_opens_anywhere_else();
    test_a_changed_or_cut_value_does_not_open();
    test_an_empty_value_is_a_value();
    test_hashes_find_equal_numbers_only_with_the_key();
    test_the_master_key_is_made_once_and_read_again();
    test_a_master_key_that_is_open_or_broken_is_refused();
    test_a_password_fits_its_own_hash_alone();
    test_tokens_are_of_43_safe_characters_and_never_equal();
    return check_end();
}
