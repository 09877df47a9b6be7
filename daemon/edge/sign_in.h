/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_SIGN_IN_H
#define EDGE_SIGN_IN_H
/*
 * sign_in.h — what is remembered of a sign-in or an unlocking between its steps: the stored hash
 * is asked for, the worker compares, the engine opens the session.
 *
 * At most SIGN_INS_MAX are under way. A password lives here until the worker has it, no longer.
 */
#include "edge/post.h"
#include "edge/session.h"

#define SIGN_INS_MAX POST_PASSWORDS_MAX

struct sign_in_attempt {
    bool used;
    struct http_ticket waiter;
    enum command_kind kind; /* COMMAND_SIGN_IN or COMMAND_SESSION_UNLOCK */
    struct caller caller;   /* of the session to unlock, or one that this sign-in replaces */
    char password[256];
    bool password_right;
    struct sign_in sign_in;
    struct session_cookie cookie;
};

struct sign_in_table {
    struct sign_in_attempt attempt[SIGN_INS_MAX];
};

/* An empty one for this request, or NULL when too many are under way. */
struct sign_in_attempt *sign_in_take(struct sign_in_table *table, struct http_ticket waiter);

/* The one this request began, as long as it has not been put back. Never NULL. */
struct sign_in_attempt *sign_in_get(struct sign_in_table *table, struct http_ticket waiter);

/* Overwrites it and makes its place free. */
void sign_in_put(struct sign_in_attempt *attempt);

#endif
