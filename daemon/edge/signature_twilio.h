/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIGNATURE_TWILIO_H
#define EDGE_SIGNATURE_TWILIO_H
/*
 * signature_twilio.h — Twilio's way of signing a webhook: HMAC-SHA1 of URL and parameters.
 *
 * Twilio is not consistent about the port, so a signature is good for the URL without any port or
 * with the one given, else the scheme's own; nor about a query, which may have been escaped on its
 * way. What its own package believes is believed here. Parameters are signed sorted by name, equal
 * pairs once. They are decoded here more forgivingly than form.h does: what cannot be read may
 * still be authentic, and then its bytes must be kept.
 */
#include <stdbool.h>
#include <stddef.h>

#include "edge/signature.h"

#define SIGNATURE_PARAMS_MAX 1024

/* What was signed. A body that is no form is signed by its hash in the URL, as bodySHA256. */
struct signed_request {
    const char *url; /* as the provider was told it, with its query */
    const char *body;
    size_t body_len;
    bool form; /* the body is application/x-www-form-urlencoded */
};

bool signature_twilio_is_valid(struct signature_key *key, const struct signed_request *request,
                               const char *signature);

#endif
