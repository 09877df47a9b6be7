/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_PHONES_H
#define EDGE_PHONES_H
/*
 * phones.h — the memory of the simulated phones: who texted the line, and what was texted back.
 *
 * Bounded: the phone unused for longest goes first, and on each phone the oldest text.
 */
#include <stdbool.h>

#include "edge/json_write.h"
#include "rules/model.h"

#define PHONES_MAX 64
#define PHONE_TEXTS_MAX 200

struct phones;

/* The ids of its texts begin after `last_id`. */
struct phones *phones_new(uint64_t last_id);
void phones_free(struct phones *phones);

/* Puts a text on the phone of this number, in its place by time; its id. */
uint64_t phones_add(struct phones *phones, const char *number, bool to_line, const char *body,
                    ms at);

/* A phone that is called is in use as well. */
void phones_use(struct phones *phones, const char *number);

bool phones_has(const struct phones *phones, const char *number);

/* The number of one of the PHONES_MAX phones; NULL: not in use. */
const char *phones_number(const struct phones *phones, size_t i);

/* An object for each text of the phone, oldest first; nothing for an unknown number. */
void phones_write_texts(const struct phones *phones, const char *number,
                        struct json_writer *writer);

/* One of these objects by itself. */
void phone_text_write(struct json_writer *writer, const char *name, uint64_t id, bool to_line,
                      const char *body, ms at);

#endif
