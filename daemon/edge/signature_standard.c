/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/signature_standard.h"

#include <sodium.h>
#include <string.h>

#include "base/crypt.h"
#include "base/text.h"

#define PREFIX "whsec_"
#define SECRET_BYTES_MIN 24
#define SECRET_BYTES_MAX 64
#define TOLERANCE SECONDS(300)

struct signature_key *standard_key_new(const char *secret)
{
    uint8_t bytes[SECRET_BYTES_MAX];
    struct signature_key *key = NULL;
    size_t len = 0;

    if (strncmp(secret, PREFIX, strlen(PREFIX)) == 0) secret += strlen(PREFIX);
    if (!sodium_base642bin(bytes, sizeof bytes, secret, strlen(secret), NULL, &len, NULL,
                           sodium_base64_VARIANT_ORIGINAL) &&
        len >= SECRET_BYTES_MIN)
        key = signature_key_new_of(SIGNATURE_SHA256, bytes, len);
    crypt_wipe(bytes, sizeof bytes);
    return key;
}

void standard_signature_write(struct signature_key *key, const struct standard_message *message,
                              char out[STANDARD_SIGNATURE_MAX + 1])
{
    memcpy(out, "v1,", 3);
    signature_begin(key);
    signature_add(key, message->id, strlen(message->id));
    signature_add(key, ".", 1);
    signature_add(key, message->timestamp, strlen(message->timestamp));
    signature_add(key, ".", 1);
    signature_add(key, message->body, message->body_len);
    signature_end(key, out + 3);
}

static bool is_timely(const char *timestamp, ms now)
{
    int64_t seconds;

    if (number_parse(timestamp, 0, INT64_MAX / 1000, &seconds)) return false;
    return SECONDS(seconds) >= now - TOLERANCE && SECONDS(seconds) <= now + TOLERANCE;
}

bool standard_signature_is_valid(struct signature_key *key, const struct standard_message *message,
                                 const char *header, ms now)
{
    char expected[STANDARD_SIGNATURE_MAX + 1], given[STANDARD_SIGNATURE_MAX + 1];
    bool valid = false;

    if (!is_timely(message->timestamp, now)) return false;
    standard_signature_write(key, message, expected);
    while (*header) {
        size_t len = strcspn(header, " ");

        if (!str_copy_len(given, sizeof given, header, len))
            valid |= signature_equal(given, expected);
        header += len + strspn(header + len, " ");
    }
    return valid;
}
