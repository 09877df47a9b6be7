/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_WRITE_H
#define EDGE_HSDS_WRITE_H
/*
 * hsds_write.h — the directory as it is given on: valid HSDS 3.0, each service as its publisher
 * wrote it with the line's own words over it.
 */
#include <jansson.h>

#include "edge/json_write.h"
#include "rules/model.h"

/* `source` may be empty: then it is made from the entry alone. The caller owns what is returned. */
json_t *hsds_write(const struct resource *resource, const char *source);

/* What this line would not offer is not called active to others. */
enum resource_status hsds_status_told(const struct resource *resource);

/* The page of the HSDS API that these services are; takes the reference to the array. */
json_t *hsds_page(json_t *services, int64_t total, int64_t number, int64_t size);

#endif
