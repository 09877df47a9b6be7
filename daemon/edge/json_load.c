/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/json_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define NUL_ESCAPE "\\u0000"
#define NUL_ESCAPE_LEN 6

/* A copy without such escapes; a backslash that is escaped itself begins none. */
static char *nuls_drop(const char *bytes, size_t *len)
{
    char *plain = xcalloc(*len + 1, 1);
    size_t to = 0, step;

    for (size_t at = 0; at < *len; at += step) {
        step = bytes[at] == '\\' && at + 1 < *len ? 2 : 1;
        if (*len - at >= NUL_ESCAPE_LEN && !memcmp(bytes + at, NUL_ESCAPE, NUL_ESCAPE_LEN)) {
            step = NUL_ESCAPE_LEN;
            continue;
        }
        memcpy(plain + to, bytes + at, step);
        to += step;
    }
    *len = to;
    return plain;
}

json_t *json_load_plain(const char *bytes, size_t len, json_error_t *error, bool *took)
{
    json_error_t first;
    json_t *json = json_loadb(bytes, len, JSON_DECODE_ANY, &first);
    enum json_error_code code = json ? json_error_unknown : json_error_code(&first);
    char *plain;

    *took = code == json_error_null_character || code == json_error_null_byte_in_key;
    if (error) *error = first;
    if (!*took) return json;
    plain = nuls_drop(bytes, &len);
    json = json_loadb(plain, len, JSON_DECODE_ANY, error);
    free(plain);
    return json;
}
