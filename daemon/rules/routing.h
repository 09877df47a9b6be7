/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ROUTING_H
#define RULES_ROUTING_H
/*
 * routing.h — who in the queue comes first, and which peer is asked. Ties are broken by rule,
 * never by chance, or a history could not be replayed.
 */
#include "rules/model.h"

/*
 * Does `a` come before `b`? Imminent first; then whoever has waited past the ageing bound; then
 * the higher tier; then the longer wait.
 */
bool queue_comes_before(const struct conversation *a, const struct conversation *b,
                        const struct timing *timing, ms now);

/* Is there a peer who could be asked about anything at all? If not, nobody need look at the queue.
 */
bool routing_anyone_free(const struct person *people, size_t count, ms now);

/* The peer to whom the conversation is offered next, or NULL when nobody is free for it. */
const struct person *routing_pick(const struct conversation *conversation, const char *language,
                                  const struct person *people, size_t count,
                                  const struct timing *timing, ms now);

#endif
