/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/signature.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/text.h"

struct signature_key {
    EVP_MAC_CTX *context;
};

/* libcrypto fails here only without memory or by our own mistake; neither can be served. */
struct signature_key *signature_key_new_of(enum signature_hash hash, const void *secret, size_t len)
{
    char name[] = "SHA256";
    struct signature_key *key = xcalloc(1, sizeof *key);
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    OSSL_PARAM params[2];

    if (hash == SIGNATURE_SHA1) memcpy(name, "SHA1", sizeof "SHA1");
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0);
    params[1] = OSSL_PARAM_construct_end();
    must(hmac != NULL);
    key->context = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    must(key->context != NULL);
    must(EVP_MAC_init(key->context, secret, len, params) == 1);
    return key;
}

struct signature_key *signature_key_new(enum signature_hash hash, const char *secret)
{
    return signature_key_new_of(hash, secret, strlen(secret));
}

void signature_key_free(struct signature_key *key)
{
    if (!key) return;
    EVP_MAC_CTX_free(key->context);
    free(key);
}

void signature_begin(struct signature_key *key)
{
    /* Without a key: back to the state prepared for the one it has. */
    must(EVP_MAC_init(key->context, NULL, 0, NULL) == 1);
}

void signature_add(struct signature_key *key, const void *bytes, size_t len)
{
    must(EVP_MAC_update(key->context, bytes, len) == 1);
}

static size_t mac_end(struct signature_key *key, uint8_t mac[SIGNATURE_BYTES_MAX])
{
    size_t len = 0;

    must(EVP_MAC_final(key->context, mac, &len, SIGNATURE_BYTES_MAX) == 1);
    return len;
}

void signature_end_hex(struct signature_key *key, char hex[SIGNATURE_SHA256_HEX + 1])
{
    uint8_t mac[SIGNATURE_BYTES_MAX];

    hex_write(hex, mac, mac_end(key, mac));
}

void signature_end(struct signature_key *key, char base64[SIGNATURE_BASE64_MAX + 1])
{
    uint8_t mac[SIGNATURE_BYTES_MAX];
    size_t len = mac_end(key, mac);

    sodium_bin2base64(base64, SIGNATURE_BASE64_MAX + 1, mac, len, sodium_base64_VARIANT_ORIGINAL);
}

void signature_sha256(const void *bytes, size_t len, char hex[SIGNATURE_SHA256_HEX + 1])
{
    uint8_t hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(hash, bytes, len);
    hex_write(hex, hash, sizeof hash);
}

bool signature_equal(const char *given, const char *expected)
{
    size_t len = strlen(expected);

    return strlen(given) == len && crypt_equal(given, expected, len);
}
