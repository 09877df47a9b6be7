/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONTROL_REPLY_H
#define EDGE_CONTROL_REPLY_H
/*
 * control_reply.h — what the operator is told: lines of JSON without a texter's word or number.
 */
#include "edge/json_write.h"
#include "engine/query.h"

/* The last line: done, and well if `why` is NULL. */
void control_reply_done(struct json_writer *writer, const char *why);

/* NULL if the command was done; otherwise what the operator is told. */
const char *control_reply_why(const struct receipt *receipt);
const char *control_reply_import_why(const struct receipt *receipt);
const char *control_reply_erase_why(const struct receipt *receipt);

/* A line for each row of the answer. Returns where the next page begins; 0: there is none. */
int64_t control_reply_rows(struct json_writer *writer, const struct query *query);

void control_reply_version(struct json_writer *writer, const char *version);

#endif
