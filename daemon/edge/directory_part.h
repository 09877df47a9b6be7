/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_DIRECTORY_PART_H
#define EDGE_DIRECTORY_PART_H
/*
 * directory_part.h — a directory that was read goes to the engine in parts: texts are not kept
 * waiting for it.
 */
#include "edge/directory_file.h"
#include "edge/json_write.h"
#include "engine/command.h"

/* The entry, which was not refused, as the engine takes it; the caller frees the source. */
void directory_entry_read(const struct directory *directory, const struct directory_entry *entry,
                          const struct hsds_notes *notes, struct resource_record *record);

/*
 * The feed and the next entries from `at` on; returns how many. Which part it is of which run is
 * the caller's to say.
 */
size_t directory_part_fill(const struct directory *directory, size_t at,
                           const struct hsds_notes *notes, struct resource_import *import);

void directory_counts_add(struct import_counts *sum, const struct import_counts *counts);

/* Members of the object that is open: "added", "changed", "same", "gone". */
void directory_counts_write(struct json_writer *writer, const struct import_counts *counts);

#endif
