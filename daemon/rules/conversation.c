/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/conversation.h"

#include "base/err.h"

/* The pauses between two "you are not forgotten" double this often, then stay as they are. */
#define PAUSES_DOUBLE_MAX 6

/* clang-format off */
#define GO(next_state) { true, CONVERSATION_##next_state }
/* clang-format on */

/* What may happen in which state. An empty cell is refused, not ignored. */
static const struct step steps[CONVERSATION_STATES][HAPPENINGS] = {
    [CONVERSATION_WAITING] = {
        [TEXTER_WROTE]   = GO(WAITING),
        [TEXTER_STOPPED] = GO(CLOSED),
        [OFFER_MADE]     = GO(OFFERED),
        [TAKEN_OVER]     = GO(ACTIVE),
    },
    [CONVERSATION_OFFERED] = {
        [TEXTER_WROTE]   = GO(OFFERED),
        [TEXTER_STOPPED] = GO(CLOSED),
        [OFFER_TAKEN]    = GO(ACTIVE),
        [OFFER_LOST]     = GO(WAITING),
        [TAKEN_OVER]     = GO(ACTIVE),
    },
    [CONVERSATION_ACTIVE] = {
        [TEXTER_WROTE]   = GO(ACTIVE),
        [TEXTER_STOPPED] = GO(ACTIVE),
        [OFFER_MADE]     = GO(ACTIVE),
        [OFFER_TAKEN]    = GO(ACTIVE),
        [OFFER_LOST]     = GO(ACTIVE),
        [PEER_WROTE]     = GO(ACTIVE),
        [PEER_RETURNED]  = GO(WAITING),
        [ENDED]          = GO(CLOSED),
        [FELL_QUIET]     = GO(CLOSED),
        [TAKEN_OVER]     = GO(ACTIVE),
    },
    [CONVERSATION_CLOSED] = {
        [TEXTER_WROTE]   = GO(WAITING),
    },
};

struct step conversation_step(enum conversation_state state, enum happening happening)
{
    must((size_t)state < CONVERSATION_STATES && (size_t)happening < HAPPENINGS);
    return steps[state][happening];
}

static void offer_forget(struct conversation *conversation, ms now)
{
    conversation->offer.n = 0;
    conversation->offered_to.n = 0;
    conversation->offer_ends = now;
}

static void peer_forget(struct conversation *conversation)
{
    if (conversation->peer.n) conversation->last_peer = conversation->peer;
    conversation->peer.n = 0;
    conversation->replied = false;
    conversation->nudges = 0;
}

static void texter_wrote(struct conversation *conversation, ms now)
{
    if (conversation->state == CONVERSATION_CLOSED) {
        conversation->waiting_since = now;
        conversation->turn_since = now;
        conversation->closed_at = 0;
        conversation->ending = ENDING_NONE;
        conversation->declined_by.n = 0;
        conversation->nudges = 0;
    } else if (conversation->peer_wrote_at >= conversation->texter_wrote_at) {
        conversation->nudges = 0; /* it is the peer's turn now; more texts do not start it anew */
        conversation->turn_since = now;
    }
    conversation->texter_wrote_at = now;
    conversation->unread++;
}

static void offer_taken(struct conversation *conversation, ms now)
{
    peer_forget(conversation);
    conversation->peer = conversation->offered_to;
    conversation->declined_by.n = 0;
    conversation->taken_at = now;
    conversation->turn_since = now;
    offer_forget(conversation, now);
}

static void closed(struct conversation *conversation, ms now)
{
    peer_forget(conversation);
    offer_forget(conversation, now);
    conversation->closed_at = now;
}

bool conversation_happens(struct conversation *conversation, enum happening happening, ms now)
{
    struct step step = conversation_step(conversation->state, happening);

    if (!step.allowed) return false;
    switch (happening) {
    case TEXTER_WROTE: texter_wrote(conversation, now); break;
    case TEXTER_STOPPED: break;
    case OFFER_MADE: break;
    case OFFER_TAKEN: offer_taken(conversation, now); break;
    case TAKEN_OVER: offer_taken(conversation, now); break;
    case OFFER_LOST: offer_forget(conversation, now); break;
    case PEER_WROTE:
        conversation->peer_wrote_at = now;
        conversation->replied = true;
        conversation->nudges = 0;
        break;
    case PEER_RETURNED: /* keeps waiting_since: it goes back to the head of the queue */
        peer_forget(conversation);
        conversation->turn_since = now;
        offer_forget(conversation, now);
        conversation->declined_by = conversation->last_peer;
        break;
    case ENDED: break;
    case FELL_QUIET: break;
    }
    if (step.next == CONVERSATION_CLOSED) closed(conversation, now);
    conversation->state = step.next;
    return true;
}

void conversation_read_all(struct conversation *conversation)
{
    conversation->read_seq = conversation->last_seq;
    conversation->unread = 0;
}

static ms earliest(ms a, ms b)
{
    if (!a || !b) return a ? a : b;
    return a < b ? a : b;
}

/* "You are not forgotten" comes at honest, growing intervals; sooner where danger waits. */
static ms waiting_due(const struct conversation *conversation, const struct timing *timing)
{
    int doubled = conversation->nudges, more = 0;
    ms first = timing->not_forgotten;

    if (conversation->tier >= TIER_HIGH && timing->waiting_alert < first)
        first = timing->waiting_alert;
    if (doubled > PAUSES_DOUBLE_MAX) {
        more = doubled - PAUSES_DOUBLE_MAX;
        doubled = PAUSES_DOUBLE_MAX;
    }
    return conversation->turn_since + (first << doubled) * (1 + more);
}

/* Who declined is asked again only after a pause; then it must be tried. */
static ms declined_due(const struct conversation *conversation, const struct timing *timing)
{
    return conversation->declined_by.n ? conversation->offer_ends + timing->offer : 0;
}

static bool peers_turn(const struct conversation *conversation)
{
    return conversation->texter_wrote_at > conversation->peer_wrote_at || !conversation->replied;
}

static ms peer_due(const struct conversation *conversation, const struct timing *timing)
{
    ms limit = conversation->replied ? timing->reply : timing->first_reply;

    return conversation->turn_since + limit + (conversation->nudges ? timing->return_after : 0);
}

/* It may be a STOP that came before the peer's first answer. */
static ms last_word(const struct conversation *conversation)
{
    bool texter_was_last = conversation->texter_wrote_at > conversation->peer_wrote_at;

    return texter_was_last ? conversation->texter_wrote_at : conversation->peer_wrote_at;
}

static ms texter_due(const struct conversation *conversation, const struct timing *timing,
                     bool stopped)
{
    bool wait_only = stopped || conversation->nudges;

    return last_word(conversation) + (wait_only ? timing->close_after : timing->check_in);
}

static ms active_due(const struct conversation *conversation, const struct timing *timing,
                     bool stopped)
{
    ms due = peers_turn(conversation) && !stopped ? peer_due(conversation, timing)
                                                  : texter_due(conversation, timing, stopped);

    return conversation->offer.n ? earliest(due, conversation->offer_ends) : due;
}

ms conversation_due_at(const struct conversation *conversation, const struct timing *timing,
                       bool stopped)
{
    switch (conversation->state) {
    case CONVERSATION_WAITING:
        return earliest(waiting_due(conversation, timing), declined_due(conversation, timing));
    case CONVERSATION_OFFERED: return conversation->offer_ends;
    case CONVERSATION_ACTIVE: return active_due(conversation, timing, stopped);
    case CONVERSATION_CLOSED: return 0;
    }
    return 0;
}

static enum silence active_silence(const struct conversation *conversation,
                                   const struct timing *timing, bool stopped, ms now)
{
    if (conversation->offer.n && now >= conversation->offer_ends) return SILENCE_OFFER_ENDED;
    if (now < active_due(conversation, timing, stopped)) return SILENCE_NOTHING;
    if (peers_turn(conversation) && !stopped)
        return conversation->nudges ? SILENCE_RETURN : SILENCE_REMIND_PEER;
    /* After an outage both may be due: nobody is checked upon and left in one breath. */
    if (stopped || conversation->nudges || now >= last_word(conversation) + timing->close_after)
        return SILENCE_CLOSE;
    return SILENCE_CHECK_IN;
}

enum silence conversation_silence(const struct conversation *conversation,
                                  const struct timing *timing, bool stopped, ms now)
{
    ms waiting;

    switch (conversation->state) {
    case CONVERSATION_WAITING:
        waiting = waiting_due(conversation, timing);
        return waiting && now >= waiting ? SILENCE_NOT_FORGOTTEN : SILENCE_NOTHING;
    case CONVERSATION_OFFERED:
        return now >= conversation->offer_ends ? SILENCE_OFFER_ENDED : SILENCE_NOTHING;
    case CONVERSATION_ACTIVE: return active_silence(conversation, timing, stopped, now);
    case CONVERSATION_CLOSED: return SILENCE_NOTHING;
    }
    return SILENCE_NOTHING;
}

bool conversation_reopens(const struct conversation *conversation, const struct timing *timing,
                          ms now)
{
    return conversation->state == CONVERSATION_CLOSED && conversation->has_words &&
           now - conversation->closed_at < timing->continuity;
}

bool tier_raise(enum tier *tier, enum tier found)
{
    if (found <= *tier) return false;
    *tier = found;
    return true;
}
