/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_JSON_RESOURCE_H
#define EDGE_CONSOLE_JSON_RESOURCE_H
/*
 * console_json_resource.h — the directory as the console reads it: an entry among others, and one
 * alone with all that is known of it.
 */
#include "edge/json_write.h"
#include "engine/query.h"

/* One of many. */
void console_json_resource(struct json_writer *writer, const struct resource *resource,
                           const struct resource_outcomes *outcomes);

/* The one of the answer, with what of it waits for a second person. */
void console_json_entry(struct json_writer *writer, const char *name, const struct answer *answer);

/* Who changed what of it, newest first. */
void console_json_history(struct json_writer *writer, const char *name,
                          const struct answer *answer);

#endif
