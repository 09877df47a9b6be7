/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONTROL_RESOURCES_H
#define EDGE_CONTROL_RESOURCES_H
/*
 * control_resources.h — parts of a directory as they go through the control socket.
 *
 * peerlinectl has read and cleaned them; here they are read and cleaned once more, because nothing
 * that comes through the socket is trusted.
 */
#include <jansson.h>

#include "edge/json_write.h"
#include "engine/query.h"

/* A part: {"feed":…, "first":…, "last":…, "part":…, "services":[…], "met":[id…]}. NULL: *why. */
struct command *control_resources_import(const json_t *request, const char **why);

/* What it has done: {"added":…, "changed":…, "same":…, "gone":…}. */
void control_resources_counts(struct json_writer *writer, const struct import_counts *counts);

/* A line for each entry: {"service":{…}}. */
void control_resources_rows(struct json_writer *writer, const struct answer *answer);

#endif
