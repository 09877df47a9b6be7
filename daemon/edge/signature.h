/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIGNATURE_H
#define EDGE_SIGNATURE_H
/*
 * signature.h — keyed hashes of requests, and comparing them without telling how far they agree.
 *
 * A key holds its prepared state, because preparing costs more than hashing a webhook. Only one
 * signature is in the making per key: it is used by one thread and never across turns of the loop.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum signature_hash { SIGNATURE_SHA1, SIGNATURE_SHA256 };

#define SIGNATURE_BYTES_MAX 32
#define SIGNATURE_BASE64_MAX 44 /* characters of the longest one */
#define SIGNATURE_SHA256_HEX 64

struct signature_key;

struct signature_key *signature_key_new(enum signature_hash hash, const char *secret);
/* The same for secrets that are bytes. */
struct signature_key *signature_key_new_of(enum signature_hash hash, const void *secret,
                                           size_t len);
void signature_key_free(struct signature_key *key);

/* The HMAC of all bytes added since signature_begin(), as padded standard base64. */
void signature_begin(struct signature_key *key);
void signature_add(struct signature_key *key, const void *bytes, size_t len);
void signature_end(struct signature_key *key, char base64[SIGNATURE_BASE64_MAX + 1]);

/* The same in lower-case hex. */
void signature_end_hex(struct signature_key *key, char hex[SIGNATURE_SHA256_HEX + 1]);

/* The plain SHA-256 of `len` bytes in lower-case hex. */
void signature_sha256(const void *bytes, size_t len, char hex[SIGNATURE_SHA256_HEX + 1]);

/* In a time that depends on the lengths alone, which are no secret. */
bool signature_equal(const char *given, const char *expected);

#endif
