/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H
/*
 * session.h — who is signed in, known by the hash of a cookie, and the delays after wrong
 * passwords, known by the hash of a name or an address.
 */
#include "store/store.h"

struct session {
    uint8_t hash[CRYPT_HASH_BYTES];
    person_id person;
    ms opened_at, seen_at;
    bool locked;
};

MUST_CHECK enum err session_add(struct store *store, const struct session *session);
MUST_CHECK enum err session_load(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES],
                                 struct session *session);
MUST_CHECK enum err session_save(struct store *store, const struct session *session);
MUST_CHECK enum err session_remove(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES]);
MUST_CHECK enum err session_remove_of(struct store *store, person_id person);
MUST_CHECK enum err session_trim(struct store *store, ms opened_before);

struct sign_in_delay {
    int failures;
    ms failed_at, not_before;
};

/* ERR_MISSING when there has been no failure of late. */
MUST_CHECK enum err delay_load(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES],
                               struct sign_in_delay *delay);
MUST_CHECK enum err delay_save(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES],
                               const struct sign_in_delay *delay);
MUST_CHECK enum err delay_remove(struct store *store, const uint8_t hash[CRYPT_HASH_BYTES]);
MUST_CHECK enum err delay_trim(struct store *store, ms failed_before);

#endif
