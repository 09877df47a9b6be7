/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIGNATURE_STANDARD_H
#define EDGE_SIGNATURE_STANDARD_H
/*
 * signature_standard.h — signing by Standard Webhooks: HMAC-SHA256 over id, time and body, with a
 * secret of 24 to 64 bytes written as base64 after "whsec_".
 */
#include "base/clock.h"
#include "edge/signature.h"

#define STANDARD_SIGNATURE_MAX (3 + SIGNATURE_BASE64_MAX)

/* Borrowed. */
struct standard_message {
    const char *id, *timestamp; /* in seconds, decimal */
    const char *body;
    size_t body_len;
};

/* NULL if the secret is not one. */
struct signature_key *standard_key_new(const char *secret);

/* "v1,base64" */
void standard_signature_write(struct signature_key *key, const struct standard_message *message,
                              char out[STANDARD_SIGNATURE_MAX + 1]);

/* `header` is a list of signatures with spaces between; one is enough. Five minutes either way. */
bool standard_signature_is_valid(struct signature_key *key, const struct standard_message *message,
                                 const char *header, ms now);

#endif
