/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/sign_in.h"

static bool is_of(const struct sign_in_attempt *attempt, struct http_ticket waiter)
{
    return attempt->used && attempt->waiter.slot == waiter.slot &&
           attempt->waiter.turn == waiter.turn;
}

struct sign_in_attempt *sign_in_take(struct sign_in_table *table, struct http_ticket waiter)
{
    for (size_t i = 0; i < SIGN_INS_MAX; i++) {
        if (table->attempt[i].used) continue;
        table->attempt[i].used = true;
        table->attempt[i].waiter = waiter;
        return &table->attempt[i];
    }
    return NULL;
}

struct sign_in_attempt *sign_in_get(struct sign_in_table *table, struct http_ticket waiter)
{
    struct sign_in_attempt *attempt = NULL;

    for (size_t i = 0; i < SIGN_INS_MAX; i++)
        if (is_of(&table->attempt[i], waiter)) attempt = &table->attempt[i];
    must(attempt != NULL); /* each step of an attempt is answered once, so none can be missing */
    return attempt;
}

void sign_in_put(struct sign_in_attempt *attempt)
{
    crypt_wipe(attempt, sizeof *attempt);
}
