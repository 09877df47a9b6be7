/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_TIER_H
#define RULES_MODEL_TIER_H
/*
 * model/tier.h — how urgent it is, why triage says so, and who changed it.
 *
 * A reason names rule and place in the text, never the words themselves.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/words.h"

#define REASONS_MAX 8

enum tier { TIER_STEADY, TIER_WATCH, TIER_HIGH, TIER_IMMINENT };
#define TIERS 4

/* Where a reason for a tier comes from. */
enum reason_source { REASON_WORDS, REASON_RULE, REASON_PEER, REASON_HISTORY };
#define REASON_SOURCES 4

/* Why a tier was given: rule and place in the text, never the words themselves. */
struct reason {
    enum reason_source source;
    enum tier tier;
    char rule[48];       /* the id of the phrase or rule, "ideation.kill-myself" */
    uint16_t start, len; /* bytes of the text the rule matched; len 0: the whole of it */
};

struct reasons {
    size_t count;
    struct reason reason[REASONS_MAX];
};

/* What became of a wish to change a tier. */
enum decision_state {
    DECISION_MADE,    /* the tier is, or was, so */
    DECISION_PENDING, /* lowering from High or Imminent waits for a second person */
    DECISION_REFUSED, /* by that person */
    DECISION_STALE,   /* something happened before anybody confirmed it */
};
#define DECISION_STATES 4

#define DECISION_REASON_BYTES_MAX 479

/* One change of a conversation's tier, or the wish for one: who, when, why. */
struct decision {
    decision_id id;
    conversation_id conversation;
    enum tier from, to;
    enum decision_state state;
    person_id by;       /* 0: triage, or the line itself */
    person_id second;   /* who confirmed or refused it */
    message_id message; /* whose words caused it, or 0 */
    ms at, settled_at;
    char reason[DECISION_REASON_BYTES_MAX + 1]; /* in the person's words */
};

const char *tier_name(enum tier tier);
const char *reason_source_name(enum reason_source source);
const char *decision_state_name(enum decision_state state);
bool tier_from_name(const char *name, enum tier *value);
bool reason_source_from_name(const char *name, enum reason_source *value);
bool decision_state_from_name(const char *name, enum decision_state *value);

#endif
