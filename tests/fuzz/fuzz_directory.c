/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fuzz_directory — whatever a directory's file has in it, as JSON or, behind a 'C', as a plain CSV:
 * what goes in stays as it is when it is taken in once more, and can be read for a phone. Build
 * with -fsanitize=fuzzer.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "edge/csv.h"
#include "edge/directory_file.h"
#include "edge/hsds_read.h"
#include "edge/hsds_sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define must_hold(cond) ((cond) ? (void)0 : abort())

static void nobody_hears(void *arg, const struct hsds_note *note)
{
    (void)arg;
    must_hold(note->field && note->why && note->id && note->file);
}

static const struct hsds_notes silent = { .note = nobody_hears };

static void sheet_add(struct directory *directory, const char *bytes, size_t len)
{
    char *copy = calloc(len + 1, 1), why[128];
    struct csv csv;

    memcpy(copy, bytes, len);
    if (csv_read(&csv, copy, len, why, sizeof why)) return;
    hsds_sheet_tell(&csv, NULL, &silent);
    for (size_t row = 0; row < csv.rows && row < 64; row++)
        directory_add(directory, hsds_sheet_row(&csv, row, NULL, directory->feed));
    csv_free(&csv);
}

static void entry_check(const struct directory_entry *entry)
{
    struct directory again;
    struct resource_record record;
    json_t *service;

    directory_init(&again, "feed", &silent);
    directory_add_json(&again, entry->source, strlen(entry->source));
    must_hold(again.count == 1 && again.read == 1 && !again.refused);
    must_hold(!strcmp(again.entry[0].id, entry->id));
    must_hold(!strcmp(again.entry[0].source, entry->source));
    service = json_loads(entry->source, 0, NULL);
    hsds_read(service, "feed", &silent, &record);
    json_decref(service);
    free(record.source);
    directory_wipe(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct directory directory;
    char *copy = calloc(len + 1, 1);

    if (len) memcpy(copy, bytes, len);
    directory_init(&directory, "feed", &silent);
    if (*copy == 'C')
        sheet_add(&directory, copy + 1, len - 1);
    else
        directory_add_json(&directory, copy, len);
    for (size_t i = 0; i < directory.count; i++)
        if (directory.entry[i].source) entry_check(&directory.entry[i]);
    directory_wipe(&directory);
    free(copy);
    return 0;
}
