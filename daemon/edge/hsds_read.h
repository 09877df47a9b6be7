/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HSDS_READ_H
#define EDGE_HSDS_READ_H
/*
 * hsds_read.h — from a service of the Human Services Data Specification to what a list by text
 * needs of it: a label of thirty characters, one sentence, a number, hours.
 */
#include "edge/hsds_clean.h"
#include "engine/command.h"

/* Of a clean service. What would be offered to nobody is noted; the caller frees the source. */
void hsds_read(const json_t *service, const char *feed, const struct hsds_notes *notes,
               struct resource_record *record);

#endif
