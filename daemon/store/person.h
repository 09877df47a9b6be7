/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H
/*
 * person.h — accounts of the line's people, their sessions, and the delays after wrong passwords.
 */
#include "store/store.h"

/* Fills in the id; ERR_CONFLICT: the name is taken. Names are stored as given, found by case. */
MUST_CHECK enum err person_add(struct store *store, struct person *person,
                               const char *password_hash, ms now);

/* All loads derive open_count: conversations held by or offered to the person. */
MUST_CHECK enum err person_load(struct store *store, person_id id, struct person *person);
MUST_CHECK enum err person_by_name(struct store *store, const char *name, struct person *person);
MUST_CHECK enum err person_by_phone(struct store *store, const struct phone *phone,
                                    struct person *person);
MUST_CHECK enum err person_save(struct store *store, struct person *person);
MUST_CHECK enum err person_password(struct store *store, person_id id, char *hash, size_t size);

#define PEOPLE_MAX 500

/* All of them by name (`enabled_only` or not), or only those who may be offered conversations. */
MUST_CHECK enum err person_all(struct store *store, bool enabled_only, size_t max,
                               struct person *people, size_t *count);
MUST_CHECK enum err person_on_shift(struct store *store, size_t max, struct person *people,
                                    size_t *count);

/* Everybody's streams are gone: the process has just started. */
MUST_CHECK enum err person_forget_streams(struct store *store, ms now);

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
