/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/model.h"

#include <string.h>

#include "base/err.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static bool name_find(const char *const *names, size_t count, const char *name, size_t *at)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name)) continue;
        *at = i;
        return true;
    }
    return false;
}

/* One table, both directions; the table is as long as the enum or it does not compile. */
#define NAMES(noun, count, ...)                                                                    \
    static const char *const noun##_names[] = { __VA_ARGS__ };                                     \
    _Static_assert(COUNT(noun##_names) == (count), "a name for each " #noun);                      \
    const char *noun##_name(enum noun value)                                                       \
    {                                                                                              \
        must((size_t)value < (count));                                                             \
        return noun##_names[value];                                                                \
    }                                                                                              \
    bool noun##_from_name(const char *name, enum noun *value)                                      \
    {                                                                                              \
        size_t at;                                                                                 \
                                                                                                   \
        if (!name_find(noun##_names, (count), name, &at)) return false;                            \
        *value = (enum noun)at;                                                                    \
        return true;                                                                               \
    }

NAMES(tier, TIERS, "steady", "watch", "high", "imminent")
NAMES(reason_source, REASON_SOURCES, "words", "rule", "peer", "history")
NAMES(role, ROLES, "peer", "responder", "supervisor", "admin")
NAMES(shift, SHIFTS, "off", "on", "finishing", "break")
NAMES(conversation_state, CONVERSATION_STATES, "waiting", "offered", "active", "closed")
NAMES(ending, ENDINGS, "none", "goodbye", "quiet", "crisis", "stopped", "other")
NAMES(direction, DIRECTIONS, "in", "out", "system")
NAMES(message_state, MESSAGE_STATES, "received", "queued", "sending", "sent", "delivered",
      "unconfirmed", "failed", "undelivered", "blocked")
NAMES(message_kind, MESSAGE_KINDS, "text", "automatic", "list", "expect", "taken", "returned",
      "moved", "closed", "reopened", "tier", "alert", "alert_held", "alert_resolved", "stopped",
      "started", "help", "choice", "tier_asked", "joined", "hand_over", "say", "consent", "outcome",
      "revealed")
NAMES(alert_state, ALERT_STATES, "raised", "paging", "held", "joined", "resolved")
NAMES(alert_cause, ALERT_CAUSES, "words", "flag_watch", "flag_join", "flag_danger", "now",
      "waiting", "stopped")
NAMES(ladder_who, LADDER_WHOS, "on_call", "responders", "supervisors", "everyone", "number",
      "waker")
NAMES(way, WAYS, "text", "call", "pagerduty", "goalert", "ntfy", "webhook")
NAMES(joining_state, JOINING_STATES, "none", "watch", "coach", "asked", "speaking", "took_over")
NAMES(policy, POLICIES, "ask", "tell", "tell_after")
NAMES(say, SAYS, "open", "yes", "not_now", "none")
NAMES(decision_state, DECISION_STATES, "made", "pending", "refused", "stale")
NAMES(page_state, PAGE_STATES, "queued", "sending", "sent", "delivered", "failed", "unknown")
NAMES(notice, NOTICES, "wake", "held", "over")
NAMES(resource_status, RESOURCE_STATUSES, "active", "inactive", "defunct", "temporarily closed")
NAMES(resource_approval, RESOURCE_APPROVALS, "none", "on", "off")
NAMES(resource_field, RESOURCE_FIELDS, "name", "label", "blurb", "call", "text", "url", "hours",
      "area", "languages", "cost", "audience", "tags", "emergency", "checked", "expect")
NAMES(resource_open, RESOURCE_OPENS, "unknown", "open", "closed")
NAMES(resource_show, RESOURCE_SHOWS, "all", "on", "off", "stale", "waiting", "look")
NAMES(item_state, ITEM_STATES, "offered", "wanted", "maybe", "not_for_them")
NAMES(referral_state, REFERRAL_STATES, "offered", "chosen", "told", "asked", "helped", "not_for_me",
      "not_reached", "not_tried", "no_answer", "none_fit", "withdrawn")
NAMES(follow_up_state, FOLLOW_UP_STATES, "asking", "refused", "planned", "sent", "answered",
      "unanswered", "cancelled")
NAMES(cancelled_why, CANCELLED_WHYS, "", "stopped", "new_conversation", "not_chosen")
NAMES(lane, LANES, "reply", "page")
NAMES(send_outcome, SEND_OUTCOMES, "accepted", "refused", "stopped", "later", "unknown",
      "not_found")
NAMES(event_kind, EVENT_KINDS, "queue.updated", "offer.created", "offer.gone",
      "conversation.updated", "message.created", "message.updated", "message.read", "alert.raised",
      "alert.updated", "alert.closed", "list.updated", "roster.updated", "session.ended",
      "note.created", "conversation.removed", "list.made", "wrap_up.updated", "resource.updated",
      "rota.updated", "talk.updated")

NAMES(space, SPACES, "enough", "low", "short", "none")

bool audience_includes(const struct audience *audience, struct viewer viewer)
{
    if (audience->role[viewer.role]) return true;
    for (size_t i = 0; i < audience->count; i++)
        if (audience->person[i].n == viewer.person.n) return true;
    return false;
}
