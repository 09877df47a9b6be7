/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/joining.h"

#include "base/err.h"

/* clang-format off */
#define GO(next_state) { true, JOINING_##next_state }
/* clang-format on */

/* What may happen in which state. An empty cell is refused, not ignored. */
static const struct joining_move moves[JOINING_STATES][JOINING_HAPPENINGS] = {
    [JOINING_NONE] = {
        [RESPONDER_WATCHES]      = GO(WATCH),
        [RESPONDER_COACHES]      = GO(COACH),
        [RESPONDER_ASKED]        = GO(ASKED),
        [RESPONDER_FORCED]       = GO(SPEAKING),
        [RESPONDER_FOUND_NOBODY] = GO(TOOK_OVER),
    },
    [JOINING_WATCH] = {
        [RESPONDER_WATCHES]      = GO(WATCH),
        [RESPONDER_COACHES]      = GO(COACH),
        [RESPONDER_ASKED]        = GO(ASKED),
        [RESPONDER_FORCED]       = GO(SPEAKING),
        [RESPONDER_FOUND_NOBODY] = GO(TOOK_OVER),
        [RESPONDER_LEFT]         = GO(NONE),
    },
    [JOINING_COACH] = {
        [RESPONDER_WATCHES]      = GO(WATCH),
        [RESPONDER_COACHES]      = GO(COACH),
        [RESPONDER_ASKED]        = GO(ASKED),
        [RESPONDER_FORCED]       = GO(SPEAKING),
        [RESPONDER_FOUND_NOBODY] = GO(TOOK_OVER),
        [RESPONDER_LEFT]         = GO(NONE),
    },
    [JOINING_ASKED] = {
        [RESPONDER_WATCHES]      = GO(WATCH),
        [RESPONDER_COACHES]      = GO(COACH),
        [PEER_AGREED]            = GO(SPEAKING),
        [PEER_REFUSED]           = GO(COACH),
        [RESPONDER_FORCED]       = GO(SPEAKING),
        [RESPONDER_FOUND_NOBODY] = GO(TOOK_OVER),
        [RESPONDER_LEFT]         = GO(NONE),
    },
    [JOINING_SPEAKING] = {
        [RESPONDER_WATCHES]      = GO(WATCH),
        [RESPONDER_COACHES]      = GO(COACH),
        [RESPONDER_FOUND_NOBODY] = GO(TOOK_OVER),
        [TEXTER_ANSWERED]        = GO(TOOK_OVER),
        [RESPONDER_LEFT]         = GO(NONE),
    },
    [JOINING_TOOK_OVER] = {
        [RESPONDER_HANDED_ON]    = GO(COACH),
        [RESPONDER_FOUND_NOBODY] = GO(TOOK_OVER), /* it was closed and came back */
        [RESPONDER_LEFT]         = GO(NONE),
    },
};

struct joining_move joining_move(enum joining_state state, enum joining_happening happening)
{
    must((size_t)state < JOINING_STATES && (size_t)happening < JOINING_HAPPENINGS);
    return moves[state][happening];
}

bool joining_happens(struct joining *joining, enum joining_happening happening, person_id responder,
                     ms now)
{
    struct joining_move move = joining_move(joining->state, happening);

    if (!move.allowed) return false;
    if (joining->state == JOINING_NONE) {
        must(responder.n != 0);
        joining->responder = responder;
    }
    if (move.next == JOINING_NONE) joining->responder.n = 0;
    if (move.next != joining->state) joining->since = now;
    if (move.next != JOINING_SPEAKING) {
        joining->wrote_at = 0;
        joining->gone_since = 0;
    }
    joining->state = move.next;
    return true;
}

person_id joining_speaker(const struct joining *joining)
{
    return joining->state == JOINING_SPEAKING ? joining->responder : (person_id){ 0 };
}

static ms earliest(ms a, ms b)
{
    if (!a || !b) return a ? a : b;
    return a < b ? a : b;
}

/* The peer still sits beside: only silence before the first word takes the word back. */
static ms silent_due(const struct joining *joining, const struct timing *timing)
{
    bool silent = joining->state == JOINING_SPEAKING && !joining->wrote_at;

    return silent ? joining->since + timing->contact : 0;
}

static ms gone_due(const struct joining *joining, const struct timing *timing)
{
    return joining->gone_since ? joining->gone_since + timing->gone_grace : 0;
}

static ms unanswered_due(const struct joining *joining, const struct timing *timing)
{
    return joining->asked_at && joining->say == SAY_OPEN ? joining->asked_at + timing->say : 0;
}

ms joining_due_at(const struct joining *joining, const struct timing *timing)
{
    ms speaking = earliest(silent_due(joining, timing), gone_due(joining, timing));

    return earliest(speaking, unanswered_due(joining, timing));
}

static bool is_due(ms due, ms now)
{
    return due && now >= due;
}

enum joining_turn joining_turn(const struct joining *joining, const struct timing *timing, ms now)
{
    if (is_due(gone_due(joining, timing), now)) return JOINING_TURN_GONE;
    if (is_due(silent_due(joining, timing), now)) return JOINING_TURN_SILENT;
    return is_due(unanswered_due(joining, timing), now) ? JOINING_TURN_UNANSWERED
                                                        : JOINING_TURN_NOTHING;
}
