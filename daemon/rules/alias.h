/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ALIAS_H
#define RULES_ALIAS_H
/*
 * alias.h — the name by which people of the line know a texter: "Quiet Heron".
 *
 * Says nothing about anybody: kind words for things outdoors, none that could hurt, label, name a
 * group or be heard as a joke about somebody's state. Two texters may share one; the id decides.
 */
#include <stdint.h>

#include "rules/model.h"

/* The same seed gives the same alias; neighbouring seeds give unlike ones. */
void alias_make(uint64_t seed, char out[ALIAS_BYTES_MAX + 1]);

#endif
