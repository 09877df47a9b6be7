/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_ZONE_FILE_H
#define EDGE_ZONE_FILE_H
/*
 * zone_file.h — a time zone from the system's own files (TZif, RFC 8536).
 *
 * Newer files end with a rule instead of a list of years; it is written out here for the years to
 * come, so that what the rules get is always one list.
 */
#include "base/err.h"
#include "rules/model.h"

/* "UTC" needs no file. On error `why` is one sentence for the operator. */
MUST_CHECK enum err zone_file_load(const char *dir, const char *name, struct zone *zone, char *why,
                                   size_t why_size);

/* From the bytes of such a file. */
MUST_CHECK enum err zone_file_read(const uint8_t *bytes, size_t len, struct zone *zone);

#endif
