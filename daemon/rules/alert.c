/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/alert.h"

#include <string.h>

#include "base/err.h"
#include "base/text.h"

/* When all of the ladder failed, before new pages: for so long the old ones go on by themselves. */
#define HURRY_PAUSE MINUTES(1)
#define KEY_PREFIX "peerline-"

/* clang-format off */
#define GO(next_state) { true, ALERT_##next_state }
/* clang-format on */

/* What may happen in which state. An empty cell is refused, not ignored. */
static const struct alert_move moves[ALERT_STATES][ALERT_HAPPENINGS] = {
    [ALERT_RAISED] = {
        [ALERT_PAGED]          = GO(PAGING),
        [ALERT_ACKNOWLEDGED]   = GO(HELD),
        [ALERT_ENDED]          = GO(RESOLVED),
    },
    [ALERT_PAGING] = {
        [ALERT_PAGED]          = GO(PAGING),
        [ALERT_ACKNOWLEDGED]   = GO(HELD),
        [ALERT_PASSED]         = GO(PAGING),
        [ALERT_ENDED]          = GO(RESOLVED),
    },
    [ALERT_HELD] = {
        [ALERT_PASSED]         = GO(PAGING),
        [ALERT_CONTACTED]      = GO(JOINED),
        [ALERT_CONTACT_MISSED] = GO(PAGING),
        [ALERT_ENDED]          = GO(RESOLVED),
    },
    [ALERT_JOINED] = {
        [ALERT_PASSED]         = GO(PAGING),
        [ALERT_CONTACT_MISSED] = GO(PAGING), /* the hand-over failed */
        [ALERT_ENDED]          = GO(RESOLVED),
    },
};

struct alert_move alert_move(enum alert_state state, enum alert_happening happening)
{
    must((size_t)state < ALERT_STATES && (size_t)happening < ALERT_HAPPENINGS);
    return moves[state][happening];
}

bool alert_pages(enum alert_state state)
{
    return state == ALERT_RAISED || state == ALERT_PAGING;
}

/* The ladder is moved up in time, so that whoever comes next is woken now. */
static void next_step_now(struct alert *alert, ms now)
{
    if ((size_t)alert->step < alert->ladder.count)
        alert->round_began = now - alert->ladder.step[alert->step].after;
    alert->due = now;
}

/* Nobody has it any more: the ladder goes on at once, with the step after the one that failed. */
static void page_on(struct alert *alert, ms now)
{
    if (alert->holder.n) alert->wave++;
    alert->holder.n = 0;
    alert->held_at = 0;
    alert->joined_at = 0;
    alert->contact_due = 0;
    next_step_now(alert, now);
}

bool alert_happens(struct alert *alert, enum alert_happening happening, person_id who,
                   const struct timing *timing, ms now)
{
    struct alert_move move = alert_move(alert->state, happening);

    if (!move.allowed) return false;
    switch (happening) {
    case ALERT_PAGED: break;
    case ALERT_ACKNOWLEDGED:
        must(who.n != 0);
        alert->holder = who;
        alert->held_at = now;
        alert->contact_due = now + timing->contact;
        alert->due = alert->contact_due;
        break;
    case ALERT_PASSED: page_on(alert, now); break;
    case ALERT_CONTACT_MISSED: page_on(alert, now); break;
    case ALERT_CONTACTED:
        alert->joined_at = now;
        alert->contact_due = 0;
        alert->due = 0;
        break;
    case ALERT_ENDED:
        alert->resolved_at = now;
        alert->contact_due = 0;
        alert->due = 0;
        break;
    }
    alert->state = move.next;
    return true;
}

static ms step_due(const struct alert *alert, size_t step)
{
    return alert->round_began + alert->ladder.step[step].after;
}

const struct ladder_step *alert_turn(struct alert *alert, const struct timing *timing, ms now)
{
    size_t count = alert->ladder.count, next = (size_t)alert->step;
    ms again = now + timing->repage;
    size_t now_at;

    must(count > 0 && next <= count);
    alert->turns++;
    if (next == count) { /* everybody was woken: from the beginning */
        alert->round++;
        alert->round_began = now;
        next = 0;
    }
    /* A gap longer than the bound is filled by waking the step before once more. */
    now_at = next && step_due(alert, next) > now ? next - 1 : next;
    alert->step = (int)(now_at + 1);
    if (now_at + 1 < count && step_due(alert, now_at + 1) < again)
        again = step_due(alert, now_at + 1);
    alert->due = again > now ? again : now;
    return &alert->ladder.step[now_at];
}

void alert_step_was_empty(struct alert *alert, ms now)
{
    next_step_now(alert, now);
}

void alert_hurry(struct alert *alert, ms now)
{
    if ((size_t)alert->step < alert->ladder.count)
        next_step_now(alert, now);
    else if (alert->due > now + HURRY_PAUSE)
        alert->due = now + HURRY_PAUSE;
}

void alert_key_write(const struct alert *alert, int wave, char key[ALERT_KEY_BYTES_MAX + 1])
{
    struct str str;

    str_init(&str, key, ALERT_KEY_BYTES_MAX + 1);
    str_addf(&str, KEY_PREFIX "%lld-%lld-%d", (long long)alert->id.n, (long long)alert->raised_at,
             wave);
    must(!str.cut);
}

/* The number before the next dash, or before the end. */
static bool part_take(const char **at, int64_t max, int64_t *number)
{
    char part[24];
    size_t len = strcspn(*at, "-");

    if (str_copy_len(part, sizeof part, *at, len) || number_parse(part, 0, max, number))
        return false;
    *at += len + ((*at)[len] == '-');
    return true;
}

bool alert_key_read(const char *key, struct alert_key *read)
{
    const char *at = key + strlen(KEY_PREFIX);
    char again[ALERT_KEY_BYTES_MAX + 1];
    int64_t wave;

    if (strncmp(key, KEY_PREFIX, strlen(KEY_PREFIX))) return false;
    if (!part_take(&at, INT64_MAX, &read->alert.n) ||
        !part_take(&at, INT64_MAX, &read->raised_at) || !part_take(&at, INT32_MAX, &wave))
        return false;
    read->wave = (int)wave;
    alert_key_write(&(struct alert){ .id = read->alert, .raised_at = read->raised_at }, read->wave,
                    again);
    return strcmp(again, key) == 0;
}

bool ladder_wakes(const struct ladder_step *step, const struct person *person)
{
    if (!person->enabled) return false;
    switch (step->who) {
    case LADDER_ON_CALL:
    case LADDER_RESPONDERS: return person->role == ROLE_RESPONDER;
    case LADDER_SUPERVISORS: return person->role == ROLE_SUPERVISOR;
    case LADDER_EVERYONE: return person->role == ROLE_RESPONDER || person->role == ROLE_SUPERVISOR;
    case LADDER_NUMBER:
    case LADDER_WAKER: return false;
    }
    return false;
}

enum tier alert_cause_tier(enum alert_cause cause)
{
    switch (cause) {
    case CAUSE_FLAG_WATCH: return TIER_WATCH;
    case CAUSE_FLAG_DANGER: return TIER_IMMINENT;
    case CAUSE_WORDS:
    case CAUSE_FLAG_JOIN:
    case CAUSE_NOW:
    case CAUSE_WAITING:
    case CAUSE_STOPPED: return TIER_HIGH;
    }
    return TIER_HIGH;
}
