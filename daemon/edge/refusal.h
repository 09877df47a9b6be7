/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_REFUSAL_H
#define EDGE_REFUSAL_H
/*
 * refusal.h — what a console is told when the engine said no: the one table of statuses and codes.
 */
#include "engine/query.h"

struct refusal {
    int status; /* 0: none */
    const char *code;
};

/* Of an outcome that is not DONE. */
struct refusal refusal_of_command(enum command_kind kind, enum outcome outcome);
struct refusal refusal_of_query(enum outcome outcome);

/* Of an err that is not OK: the engine did not decide at all. */
struct refusal refusal_of_err(enum err err);

#endif
