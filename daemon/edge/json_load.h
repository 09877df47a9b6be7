/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_JSON_LOAD_H
#define EDGE_JSON_LOAD_H
/*
 * json_load.h — JSON of somebody else, without the one character that no string of ours can hold.
 *
 * A NUL that is written as an escape is allowed in JSON. It is taken out before anything is read,
 * so that nothing that is kept as it came (members that nobody knows) can bring it in.
 */
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* NULL: `error` says why; may be NULL. *took: it had some. The caller owns the answer. */
json_t *json_load_plain(const char *bytes, size_t len, json_error_t *error, bool *took);

#endif
