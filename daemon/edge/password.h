/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_PASSWORD_H
#define EDGE_PASSWORD_H
/*
 * password.h — what may be a password. There is no second factor yet, so it must be long, and not
 * one of those that are guessed first. Everything else is allowed: spaces, any script, any words.
 */
#include <stddef.h>

#include "base/err.h"

#define PASSWORD_CHARACTERS_MIN 15
#define PASSWORD_BYTES_MAX 255

/* Passwords that are guessed first, one a line, in lower case and without spaces and signs. */
struct password_list {
    char *lines; /* "\none\ntwo\n" */
};

/*
 * Lines that begin with # are left out; an empty path is an empty list. On error `why` is a
 * sentence for the operator.
 */
MUST_CHECK enum err password_list_load(struct password_list *list, const char *path, char *why,
                                       size_t why_size);
void password_list_wipe(struct password_list *list);

/* NULL, or why this may not be the password of `name`, for whoever chose it. */
const char *password_trouble(const char *password, const char *name,
                             const struct password_list *list);

#endif
