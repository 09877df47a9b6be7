/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_CRYPT_H
#define BASE_CRYPT_H
/*
 * crypt.h — the line's keys and what is done with them, all by libsodium.
 *
 * One master key, from a file, gives the purpose keys; a random data key per conversation is
 * wrapped by one of them. Sealed bytes are bound to their place in the database, so a row cannot
 * be moved to another (P10).
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define CRYPT_KEY_BYTES 32
#define CRYPT_HASH_BYTES 32
#define CRYPT_EXTRA_BYTES 40 /* a sealed value is this much longer: nonce and tag */
#define CRYPT_PASSWORD_HASH_BYTES 128

struct crypt_key {
    uint8_t b[CRYPT_KEY_BYTES];
};

/* One key per purpose, derived from the master key. */
struct crypt_keys {
    struct crypt_key wrap;   /* wraps the data keys of conversations */
    struct crypt_key number; /* phone numbers */
    struct crypt_key lookup; /* keyed hashes for finding numbers */
    struct crypt_key record; /* all else that is sealed outside a conversation */
    struct crypt_key
        request; /* keyed hashes of who asks for what, to notice repeats and guessing */
};

/* Where a sealed value lives. Opened at any other place, it fails. */
struct crypt_place {
    const char *table, *column;
    int64_t row, key;
};

/* Once per process, before anything else here. ERR_DOWN: no source of randomness. */
MUST_CHECK enum err crypt_start(void);

/*
 * Makes a master key, mode 0600, where there is none yet. Never beside data: a new key opens
 * nothing of it. On error `why` says what is wrong, for the operator; so below.
 */
MUST_CHECK enum err crypt_key_make(const char *path, char *why, size_t why_size);

/* Derives the keys from the master key file: 64 hex digits, readable by its owner only. */
MUST_CHECK enum err crypt_keys_open(const char *path, struct crypt_keys *keys, char *why,
                                    size_t why_size);
void crypt_keys_wipe(struct crypt_keys *keys);

/* Seals `len` bytes into sealed[len + CRYPT_EXTRA_BYTES] (XChaCha20-Poly1305). */
void crypt_seal(const struct crypt_key *key, const struct crypt_place *place, const void *plain,
                size_t len, uint8_t *sealed);

/* Opens sealed[len] into plain[len - CRYPT_EXTRA_BYTES]; ERR_INPUT if it was not sealed here. */
MUST_CHECK enum err crypt_open(const struct crypt_key *key, const struct crypt_place *place,
                               const uint8_t *sealed, size_t len, void *plain);

/* A keyed hash of `len` bytes (BLAKE2b). */
void crypt_hash(const struct crypt_key *key, const void *bytes, size_t len,
                uint8_t hash[CRYPT_HASH_BYTES]);

/* The same without a key: only for values that are random themselves, such as session ids. */
void crypt_plain_hash(const void *bytes, size_t len, uint8_t hash[CRYPT_HASH_BYTES]);

void crypt_random(void *bytes, size_t len);

/* Random hex digits into out[digits + 1]: an even number of them. */
#define CRYPT_HEX_DIGITS_MAX 64
void crypt_random_hex(char *out, size_t digits);
uint32_t crypt_random_number(void);

/* 32 random bytes as 43 characters of base64url; out[44]. */
#define CRYPT_TOKEN_BYTES 43
void crypt_token(char out[CRYPT_TOKEN_BYTES + 1]);

/*
 * Argon2id with 46 MiB and one pass: about 0.1 s, so only on the worker thread.
 * crypt_password_dummy() is the hash of nothing anybody knows, to spend the same time on unknown
 * names.
 */
MUST_CHECK enum err crypt_password_hash(const char *password, char hash[CRYPT_PASSWORD_HASH_BYTES]);
bool crypt_password_is(const char *password, const char *hash);
const char *crypt_password_dummy(void);

bool crypt_equal(const void *a, const void *b, size_t len);
void crypt_wipe(void *bytes, size_t len);

#endif
