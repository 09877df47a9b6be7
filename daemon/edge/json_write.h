/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_JSON_WRITE_H
#define EDGE_JSON_WRITE_H
/*
 * json_write.h — writes JSON straight into a growing buffer, comma by comma.
 *
 * There is no tree: an event is rendered once and the same bytes go to all who may see it. Each
 * call writes one member; `name` is NULL inside arrays and for the outermost value. What has no
 * value is written as null, never left out.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

/* Starts all zero. */
struct json_writer {
    char *s; /* ends with NUL as soon as something is written */
    size_t len, size;
    bool comma; /* the next member needs one before it */
};

/* `bracket` is { or [ to open and } or ] to close. */
void json_write_open(struct json_writer *writer, const char *name, char bracket);
void json_write_close(struct json_writer *writer, char bracket);

/* Valid UTF-8; NULL is written as null. */
void json_write_text(struct json_writer *writer, const char *name, const char *text);

/* The same, and null for an empty text. */
void json_write_some(struct json_writer *writer, const char *name, const char *text);

void json_write_number(struct json_writer *writer, const char *name, int64_t number);
void json_write_bool(struct json_writer *writer, const char *name, bool value);
void json_write_null(struct json_writer *writer, const char *name);

/* RFC 3339 in UTC with milliseconds; null for 0. */
void json_write_time(struct json_writer *writer, const char *name, ms time);

/* An id as the console knows it, "c_12"; null for 0. */
void json_write_id(struct json_writer *writer, const char *name, char letter, int64_t id);

/* Standard base64 with padding. */
void json_write_base64(struct json_writer *writer, const char *name, const uint8_t *bytes,
                       size_t len);

/* Bytes that are JSON already, or, outside of any value, anything else. */
void json_write_raw(struct json_writer *writer, const char *bytes, size_t len);

/* Frees the buffer, after overwriting it: it held somebody's words. */
void json_writer_wipe(struct json_writer *writer);

#endif
