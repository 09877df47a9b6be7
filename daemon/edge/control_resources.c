/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/control_resources.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/text.h"
#include "edge/directory_part.h"
#include "edge/hsds_read.h"
#include "edge/hsds_write.h"

/* Whoever sends it has been told already. */
static void record_read(const json_t *services, size_t number, struct resource_import *import)
{
    struct hsds_notes notes = { .note = NULL };
    json_t *service = json_deep_copy(json_array_get(services, number));

    if (hsds_clean(service, import->feed, &notes))
        hsds_read(service, import->feed, &notes, &import->record[import->count++]);
    json_decref(service);
}

static void met_read(const json_t *met, size_t number, struct resource_import *import)
{
    const char *id = json_string_value(json_array_get(met, number));

    if (id && uuid_is_valid(id)) must(!STR_COPY(import->record[import->count++].resource.id, id));
}

struct command *control_resources_import(const json_t *request, const char **why)
{
    const json_t *services = json_object_get(request, "services");
    const json_t *met = json_object_get(request, "met");
    const char *feed = json_string_value(json_object_get(request, "feed"));
    struct command *command = command_new(COMMAND_RESOURCE_IMPORT, clock_now());
    struct resource_import *import = &command->u.import;
    size_t count = json_array_size(services) + json_array_size(met);

    *why = NULL;
    if (!feed || !*feed || STR_COPY(import->feed, feed))
        *why = "a feed needs a name of 1 to 63 bytes";
    else if (count > IMPORT_RECORDS_MAX)
        *why = "too many services at once";
    if (*why) {
        command_free(command);
        return NULL;
    }
    import->run = json_integer_value(json_object_get(request, "run"));
    import->first = json_is_true(json_object_get(request, "first"));
    import->last = json_is_true(json_object_get(request, "last"));
    import->part = json_is_true(json_object_get(request, "part"));
    import->record = xcalloc(count + 1, sizeof *import->record);
    for (size_t i = 0; i < json_array_size(services); i++) record_read(services, i, import);
    for (size_t i = 0; i < json_array_size(met); i++) met_read(met, i, import);
    return command;
}

static void line_open(struct json_writer *writer)
{
    writer->comma = false;
    json_write_open(writer, NULL, '{');
}

static void line_close(struct json_writer *writer)
{
    json_write_close(writer, '}');
    json_write_raw(writer, "\n", 1);
}

void control_resources_counts(struct json_writer *writer, const struct import_counts *counts)
{
    line_open(writer);
    directory_counts_write(writer, counts);
    line_close(writer);
}

void control_resources_rows(struct json_writer *writer, const struct answer *answer)
{
    for (size_t i = 0; i < answer->resource_count; i++) {
        json_t *service = hsds_write(&answer->resources[i], answer->sources[i]);
        char *text = json_dumps(service, JSON_COMPACT | JSON_SORT_KEYS);

        json_write_raw(writer, "{\"service\":", 11);
        json_write_raw(writer, text, strlen(text));
        json_write_raw(writer, "}\n", 2);
        free(text);
        json_decref(service);
    }
}
