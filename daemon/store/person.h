/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H
/*
 * person.h — accounts of the line's people.
 */
#include "store/store.h"

/*
 * Fills in the id; ERR_CONFLICT: the name is taken. Names keep their case; ASCII case makes no
 * difference in finding them.
 */
MUST_CHECK enum err person_add(struct store *store, struct person *person,
                               const char *password_hash, ms now);

/* All loads derive open_count: conversations held by or offered to the person. */
MUST_CHECK enum err person_load(struct store *store, person_id id, struct person *person);
MUST_CHECK enum err person_by_name(struct store *store, const char *name, struct person *person);
MUST_CHECK enum err person_by_phone(struct store *store, const struct phone *phone,
                                    struct person *person);
/* Only what they are called: derives nothing, opens no seal. */
MUST_CHECK enum err person_name(struct store *store, person_id id, char name[NAME_BYTES_MAX + 1]);
MUST_CHECK enum err person_save(struct store *store, struct person *person);
MUST_CHECK enum err person_password(struct store *store, person_id id, char *hash, size_t size);

#define PEOPLE_MAX 500

/* All of them by name (`enabled_only` or not), or only those who may be offered conversations. */
MUST_CHECK enum err person_all(struct store *store, bool enabled_only, size_t max,
                               struct person *people, size_t *count);
MUST_CHECK enum err person_on_shift(struct store *store, size_t max, struct person *people,
                                    size_t *count);

/* Whoever has rested until now does so no more; `ended` says whether there was anybody. */
MUST_CHECK enum err person_end_rests(struct store *store, ms now, bool *ended);

/* Everybody's streams are gone: the process has just started. */
MUST_CHECK enum err person_forget_streams(struct store *store, ms now);

#endif
