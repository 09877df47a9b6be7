/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/directory_part.h"

#include <jansson.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/hsds_read.h"

#define ENTRIES_AT_ONCE 64

void directory_entry_read(const struct directory *directory, const struct directory_entry *entry,
                          const struct hsds_notes *notes, struct resource_record *record)
{
    json_t *service = json_loads(entry->source, 0, NULL);
    struct hsds_notes about = *notes;

    about.line = entry->line;
    must(!STR_COPY(about.id, entry->id));
    hsds_read(service, directory->feed, &about, record);
    json_decref(service);
}

size_t directory_part_fill(const struct directory *directory, size_t at,
                           const struct hsds_notes *notes, struct resource_import *import)
{
    size_t left = directory->count - at;
    size_t count = left < ENTRIES_AT_ONCE ? left : ENTRIES_AT_ONCE;

    must(!STR_COPY(import->feed, directory->feed));
    import->record = xcalloc(count + 1, sizeof *import->record);
    for (; import->count < count; import->count++, at++) {
        const struct directory_entry *entry = &directory->entry[at];
        struct resource_record *record = &import->record[import->count];

        must(!STR_COPY(record->resource.id, entry->id));
        if (entry->source) directory_entry_read(directory, entry, notes, record);
    }
    return count;
}

void directory_counts_add(struct import_counts *sum, const struct import_counts *counts)
{
    sum->added += counts->added;
    sum->changed += counts->changed;
    sum->same += counts->same;
    sum->gone += counts->gone;
}

void directory_counts_write(struct json_writer *writer, const struct import_counts *counts)
{
    json_write_number(writer, "added", counts->added);
    json_write_number(writer, "changed", counts->changed);
    json_write_number(writer, "same", counts->same);
    json_write_number(writer, "gone", counts->gone);
}
