/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_SAY_H
#define RULES_SAY_H
/*
 * say.h — the texter's say when the crisis team is asked for: who is asked first, how the answer
 * is read, and what it means for joining.
 *
 * Waking people never waits for an answer; only coming into the conversation does.
 */
#include "rules/model.h"

/* Ask where it is not danger and not the texter's own call. */
struct crisis_policy crisis_policy_default(void);

/* The policy for an alert; danger now has one of its own, whatever the cause. */
enum policy policy_of(const struct crisis_policy *policy, enum alert_cause cause, enum tier tier);

/* Danger now: safety goes before everybody's word, the texter's too. */
bool is_danger_now(enum tier tier);

/*
 * May a responder come into the conversation? A "not now" holds for all but danger now. While
 * there is no word yet a peer is needed to stay out for: nobody is left alone for not answering.
 */
bool say_allows(const struct joining *joining, enum tier tier, bool has_peer);

enum say_reply {
    SAY_REPLY_YES,
    SAY_REPLY_NOT_NOW,
    SAY_REPLY_MORE,    /* tell me more */
    SAY_REPLY_TO_PEER, /* not an answer beyond doubt: nothing is recorded */
};

/* What stands around the text; as for lists. */
struct say_context {
    ms age;                /* since the question was sent */
    bool peer_asked_since; /* a person of the line has sent a question after it */
    bool danger;           /* triage found Watch or above in the text */
};

/*
 * Reads an answer to "1 yes, 2 not now, 3 tell me more" in the closed vocabulary of lists, in
 * English, Spanish and Portuguese together. `s` is valid UTF-8.
 */
enum say_reply say_reply_read(const struct say_context *context, const char *s);

#endif
