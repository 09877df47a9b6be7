/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Counting and flattening stay within their bounds and agree with each other on any text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_flattened(const char *s, size_t len, bool drop_accents)
{
    char *flat = malloc(len + 1);
    struct segments before = segment_count(s, len), after;
    size_t flat_len;

    must(flat);
    flat_len = segment_flatten(flat, len + 1, s, len, drop_accents);
    after = segment_count(flat, flat_len);
    must(flat_len <= len && utf8_is_valid(flat, flat_len));
    must(after.count <= before.count && (after.gsm7 || !before.gsm7));
    must(after.gsm7 || (flat_len == len && memcmp(flat, s, len) == 0));
    free(flat);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const char *s = (const char *)bytes;

    if (!utf8_is_valid(s, len) || memchr(s, '\0', len)) return 0;
    check_flattened(s, len, false);
    check_flattened(s, len, true);
    return 0;
}
