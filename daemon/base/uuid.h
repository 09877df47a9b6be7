/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_UUID_H
#define BASE_UUID_H
/*
 * uuid.h — names that are the same everywhere (RFC 9562): recognised, and made from other names.
 */
#include <stdbool.h>

#define UUID_BYTES 36

/* Any version, with its four dashes; capitals are fine. */
bool uuid_is_valid(const char *s);

/*
 * The UUID of a thing that has another name: always the same for the same parts, and hardly ever
 * the same for others (version 5, in a name space of our own).
 */
void uuid_from_name(const char *scope, const char *kind, const char *name,
                    char out[UUID_BYTES + 1]);

#endif
