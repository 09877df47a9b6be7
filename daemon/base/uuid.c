/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/uuid.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

/* Random once, the same for ever: what was named in it must keep its name. */
static const unsigned char name_space[16] = {
    0x2b, 0x5e, 0x0c, 0x7d, 0x91, 0x36, 0x4f, 0xa8, 0x8d, 0x13, 0x6c, 0xe2, 0x47, 0xb9, 0xf0, 0x5a,
};

bool uuid_is_valid(const char *s)
{
    if (strlen(s) != UUID_BYTES) return false;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? s[i] != '-' : !strchr("0123456789abcdefABCDEF", s[i])) return false;
    }
    return true;
}

void uuid_from_name(const char *scope, const char *kind, const char *name, char out[UUID_BYTES + 1])
{
    unsigned char h[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *hash = EVP_MD_CTX_new();

    must(hash && EVP_DigestInit_ex(hash, EVP_sha1(), NULL));
    must(EVP_DigestUpdate(hash, name_space, sizeof name_space));
    must(EVP_DigestUpdate(hash, scope, strlen(scope) + 1)); /* with its end, which parts them */
    must(EVP_DigestUpdate(hash, kind, strlen(kind) + 1));
    must(EVP_DigestUpdate(hash, name, strlen(name)));
    must(EVP_DigestFinal_ex(hash, h, NULL));
    EVP_MD_CTX_free(hash);
    h[6] = (unsigned char)((h[6] & 0x0f) | 0x50);
    h[8] = (unsigned char)((h[8] & 0x3f) | 0x80);
    snprintf(out, UUID_BYTES + 1,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", h[0], h[1],
             h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10], h[11], h[12], h[13], h[14],
             h[15]);
}
