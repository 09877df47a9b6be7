/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#define MASTER_HEX_BYTES (CRYPT_KEY_BYTES * 2)
#define PLACE_BYTES_MAX 256
#define PASSWORD_OPS 1
#define PASSWORD_MEMORY ((size_t)46 * 1024 * 1024)

_Static_assert(CRYPT_EXTRA_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                        crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "nonce and tag");
_Static_assert(CRYPT_PASSWORD_HASH_BYTES >= crypto_pwhash_STRBYTES, "room for a password hash");

enum err crypt_start(void)
{
    if (sodium_init() >= 0) return OK;
    log_error("crypt_failed", "why=\"no source of randomness\"");
    return ERR_DOWN;
}

/* Written to the end, or not there: a name alone would not survive a power cut either. */
static bool master_write(const char *aside, const char *path, const char *hex, size_t len)
{
    int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = fd >= 0 && write(fd, hex, len) == (ssize_t)len && !fsync(fd);

    if (fd >= 0) close(fd);
    return written && !link(aside, path) && !file_folder_sync(path);
}

enum err crypt_key_make(const char *path, char *why, size_t why_size)
{
    char hex[MASTER_HEX_BYTES + 2], aside[1024];
    struct crypt_key master;
    struct str name;
    bool made;

    if (!access(path, F_OK)) return OK;
    str_init(&name, aside, sizeof aside);
    str_addf(&name, "%s.new", path);
    if (!name.cut) unlink(aside); /* of a start that was cut off */
    crypt_random(master.b, sizeof master.b);
    hex_write(hex, master.b, sizeof master.b);
    hex[MASTER_HEX_BYTES] = '\n';
    made = !name.cut && master_write(aside, path, hex, MASTER_HEX_BYTES + 1);
    sodium_memzero(&master, sizeof master);
    sodium_memzero(hex, sizeof hex);
    if (made)
        log_info("master_key_made", "path=\"%s\"", path);
    else
        snprintf(why, why_size, "cannot make the master key %s: %s", path, strerror(errno));
    unlink(aside);
    return made ? OK : ERR_DOWN;
}

/* The service manager lends a credential by an access list, which shows as a right of the group. */
static mode_t master_rights(const char *path)
{
    const char *lent = getenv("CREDENTIALS_DIRECTORY");

    return lent && *lent && !strncmp(path, lent, strlen(lent)) ? 0440 : 0700;
}

static enum err master_read(int fd, mode_t rights, struct crypt_key *master, char *why,
                            size_t why_size)
{
    char hex[MASTER_HEX_BYTES + 1] = "";
    struct stat info;
    size_t len = 0;
    enum err err = ERR_INPUT;

    if (fstat(fd, &info) || !S_ISREG(info.st_mode)) {
        snprintf(why, why_size, "the master key is not a regular file");
    } else if (info.st_mode & 0777 & ~rights) {
        snprintf(why, why_size, "the master key may be read by others: chmod 600 it");
    } else if (read(fd, hex, MASTER_HEX_BYTES) != MASTER_HEX_BYTES ||
               sodium_hex2bin(master->b, sizeof master->b, hex, MASTER_HEX_BYTES, NULL, &len,
                              NULL) ||
               len != sizeof master->b) {
        snprintf(why, why_size, "the master key file does not hold 64 hex digits");
    } else {
        err = OK;
    }
    sodium_memzero(hex, sizeof hex);
    return err;
}

static void purpose_derive(struct crypt_key *key, uint64_t number, const struct crypt_key *master)
{
    crypto_kdf_derive_from_key(key->b, sizeof key->b, number, "peerline", master->b);
}

enum err crypt_keys_open(const char *path, struct crypt_keys *keys, char *why, size_t why_size)
{
    struct crypt_key master;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err err;

    _Static_assert(sizeof master.b == crypto_kdf_KEYBYTES, "the master key feeds the derivation");
    if (fd < 0) {
        snprintf(why, why_size, "cannot open the master key %s: %s", path, strerror(errno));
        return ERR_DOWN;
    }
    err = master_read(fd, master_rights(path), &master, why, why_size);
    close(fd);
    if (!err) {
        purpose_derive(&keys->wrap, 1, &master);
        purpose_derive(&keys->number, 2, &master);
        purpose_derive(&keys->lookup, 3, &master);
        purpose_derive(&keys->record, 4, &master);
        purpose_derive(&keys->request, 6, &master);
    }
    sodium_memzero(&master, sizeof master);
    return err;
}

void crypt_keys_wipe(struct crypt_keys *keys)
{
    sodium_memzero(keys, sizeof *keys);
}

static void add_counted(struct str *str, const char *field)
{
    str_add_number(str, (int64_t)strlen(field));
    str_add(str, ":");
    str_add(str, field);
    str_add(str, "/");
}

/* Lengths between the fields, so that no two places ever read the same. */
static size_t place_write(const struct crypt_place *place, char *out, size_t size)
{
    struct str str;

    str_init(&str, out, size);
    add_counted(&str, place->table);
    add_counted(&str, place->column);
    str_add_number(&str, place->row);
    str_add(&str, "/");
    str_add_number(&str, place->key);
    must(!str.cut);
    return str.len;
}

void crypt_seal(const struct crypt_key *key, const struct crypt_place *place, const void *plain,
                size_t len, uint8_t *sealed)
{
    const size_t nonce_len = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    char where[PLACE_BYTES_MAX];
    size_t where_len = place_write(place, where, sizeof where);

    randombytes_buf(sealed, nonce_len);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + nonce_len, NULL, plain, len,
                                               (const unsigned char *)where, where_len, NULL,
                                               sealed, key->b);
}

enum err crypt_open(const struct crypt_key *key, const struct crypt_place *place,
                    const uint8_t *sealed, size_t len, void *plain)
{
    const size_t nonce_len = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    char where[PLACE_BYTES_MAX];
    size_t where_len = place_write(place, where, sizeof where);

    if (len < CRYPT_EXTRA_BYTES) return ERR_INPUT;
    if (!crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, sealed + nonce_len,
                                                    len - nonce_len, (const unsigned char *)where,
                                                    where_len, sealed, key->b))
        return OK;
    log_error("crypt_open_failed", "table=%s column=%s row=%lld", place->table, place->column,
              (long long)place->row);
    return ERR_INPUT;
}

void crypt_hash(const struct crypt_key *key, const void *bytes, size_t len,
                uint8_t hash[CRYPT_HASH_BYTES])
{
    crypto_generichash(hash, CRYPT_HASH_BYTES, bytes, len, key->b, sizeof key->b);
}

void crypt_plain_hash(const void *bytes, size_t len, uint8_t hash[CRYPT_HASH_BYTES])
{
    crypto_generichash(hash, CRYPT_HASH_BYTES, bytes, len, NULL, 0);
}

void crypt_random(void *bytes, size_t len)
{
    randombytes_buf(bytes, len);
}

void crypt_random_hex(char *out, size_t digits)
{
    uint8_t bytes[CRYPT_HEX_DIGITS_MAX / 2];

    must(digits % 2 == 0 && digits <= CRYPT_HEX_DIGITS_MAX);
    randombytes_buf(bytes, digits / 2);
    hex_write(out, bytes, digits / 2);
}

uint32_t crypt_random_number(void)
{
    return randombytes_random();
}

void crypt_token(char out[CRYPT_TOKEN_BYTES + 1])
{
    uint8_t bytes[32];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(out, CRYPT_TOKEN_BYTES + 1, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(bytes, sizeof bytes);
}

enum err crypt_password_hash(const char *password, char hash[CRYPT_PASSWORD_HASH_BYTES])
{
    if (!crypto_pwhash_str_alg(hash, password, strlen(password), PASSWORD_OPS, PASSWORD_MEMORY,
                               crypto_pwhash_ALG_ARGON2ID13))
        return OK;
    log_error("password_hash_failed", "why=\"out of memory\"");
    return ERR_DOWN;
}

bool crypt_password_is(const char *password, const char *hash)
{
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

const char *crypt_password_dummy(void)
{
    return "$argon2id$v=19$m=47104,t=1,p=1$c29tZS1zYWx0LWhlcmUtMTY$"
           "9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ";
}

bool crypt_equal(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

void crypt_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}
