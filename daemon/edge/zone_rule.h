/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_ZONE_RULE_H
#define EDGE_ZONE_RULE_H
/*
 * zone_rule.h — the rule at the end of a time zone's file, "EST5EDT,M3.2.0,M11.1.0": the offsets
 * of winter and summer, and the days on which the clocks are set.
 */
#include "base/err.h"
#include "rules/model.h"

/* Adds the rule's changes after `from`, as long as there is room. ERR_INPUT: it is no such rule. */
MUST_CHECK enum err zone_rule_add(const char *rule, ms from, struct zone *zone);

#endif
