/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/refusal.h"

#define OUTCOMES (REFUSED_NOT_AGREED + 1)
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const struct refusal refusals[OUTCOMES] = {
    [REFUSED_SIGNED_OUT] = { 401, "signed_out" },
    [REFUSED_LOCKED] = { 401, "locked" },
    [REFUSED_ROLE] = { 403, "forbidden" },
    [REFUSED_MISSING] = { 404, "not_found" },
    [REFUSED_INPUT] = { 422, "bad_request" },
    [REFUSED_NOT_ASSIGNED] = { 409, "not_assigned" },
    [REFUSED_GONE] = { 410, "gone" },
    [REFUSED_STOPPED] = { 423, "opted_out" },
    [REFUSED_TOO_LONG] = { 422, "too_long" },
    [REFUSED_KEY_REUSED] = { 422, "key_reused" },
    [REFUSED_CONFLICT] = { 409, "conflict" },
    [REFUSED_STATE] = { 409, "conflict" },
    [REFUSED_OPEN_CONVERSATIONS] = { 409, "open_conversations" },
    [REFUSED_SLOW_DOWN] = { 429, "slow_down" },
    [REFUSED_EXISTS] = { 409, "conflict" },
    [REFUSED_REASON] = { 422, "reason_needed" },
    [REFUSED_NEEDS_SECOND] = { 409, "needs_second" },
    [REFUSED_NOT_HOLDER] = { 409, "not_holder" },
    [REFUSED_NOT_AGREED] = { 409, "not_agreed" },
};

/* Where the console has better words for a refusal, because it knows what was tried. */
struct exception {
    enum command_kind kind;
    enum outcome outcome;
    struct refusal refusal;
};

static const struct exception exceptions[] = {
    { COMMAND_SEND, REFUSED_INPUT, { 422, "empty" } },
    { COMMAND_NOTE, REFUSED_INPUT, { 422, "empty" } },
    { COMMAND_RETRY, REFUSED_STATE, { 409, "not_retryable" } },
    { COMMAND_FOLLOW_UP, REFUSED_STATE, { 409, "nothing_chosen" } },
    { COMMAND_WIN_ADD, REFUSED_STATE, { 409, "enough" } },
    { COMMAND_TRANSFER, REFUSED_STATE, { 409, "not_available" } },
    { COMMAND_TRANSFER, REFUSED_INPUT, { 409, "not_available" } },
    { COMMAND_CLOSE, REFUSED_STATE, { 409, "alert_open" } },
    { COMMAND_TIER, REFUSED_INPUT, { 422, "reason_needed" } },
    { COMMAND_TIER, REFUSED_ROLE, { 409, "needs_second" } },
    { COMMAND_RESOURCE_EDIT, REFUSED_STATE, { 409, "not_offerable" } },
    { COMMAND_ALERT_RESOLVE, REFUSED_ROLE, { 409, "not_holder" } },
    { COMMAND_ALERT_EMERGENCY, REFUSED_ROLE, { 409, "not_holder" } },
};

struct refusal refusal_of_query(enum outcome outcome)
{
    must(outcome > DONE && outcome < OUTCOMES);
    return refusals[outcome];
}

struct refusal refusal_of_command(enum command_kind kind, enum outcome outcome)
{
    for (size_t i = 0; i < COUNT(exceptions); i++)
        if (exceptions[i].kind == kind && exceptions[i].outcome == outcome)
            return exceptions[i].refusal;
    return refusal_of_query(outcome);
}

struct refusal refusal_of_err(enum err err)
{
    must(err != OK);
    return err == ERR_BUSY ? (struct refusal){ 503, "busy" } : (struct refusal){ 503, "down" };
}
