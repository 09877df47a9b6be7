/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ALERT_H
#define RULES_ALERT_H
/*
 * alert.h — the states of an alert, and the ladder: who is woken next, and when.
 *
 * Time is data: each turn says what to do now and when to look again, and the engine stores that
 * moment with the alert. There is no timer, so no crash forgets one (P7).
 */
#include "rules/model.h"

enum alert_happening {
    ALERT_PAGED,
    ALERT_ACKNOWLEDGED,
    ALERT_PASSED,         /* whoever has it cannot: it pages on */
    ALERT_CONTACTED,      /* the responder is in the conversation */
    ALERT_CONTACT_MISSED, /* acknowledged, but no first contact in time */
    ALERT_ENDED,          /* resolved with an outcome */
};
#define ALERT_HAPPENINGS 6

struct alert_move {
    bool allowed;
    enum alert_state next;
};

struct alert_move alert_move(enum alert_state state, enum alert_happening happening);

/*
 * Moves the alert on and keeps its fields true to its state; false, and nothing changed, if that
 * may not happen now. `who` acknowledges; others need nobody.
 */
bool alert_happens(struct alert *alert, enum alert_happening happening, person_id who,
                   const struct timing *timing, ms now);

/* True while nobody has it: pages go out. */
bool alert_pages(enum alert_state state);

/*
 * Takes the ladder's next turn: returns the step to page now, and moves `step`, `round` and `due`
 * on. Between two steps and after the last one the gap never passes timing->repage.
 */
const struct ladder_step *alert_turn(struct alert *alert, const struct timing *timing, ms now);

/* A step woke nobody: it takes no time, the next one is due now. */
void alert_step_was_empty(struct alert *alert, ms now);

/*
 * Nobody of the present step could be reached: the next one comes now. After the last step the
 * ladder begins anew soon, but not at once, or a dead provider would make it spin.
 */
void alert_hurry(struct alert *alert, ms now);

/*
 * What services outside know one wave of an alert by, "peerline-12-1767225600000-0". Reading is
 * strict: only what was written here.
 */
struct alert_key {
    alert_id alert;
    ms raised_at;
    int wave;
};
void alert_key_write(const struct alert *alert, int wave, char key[ALERT_KEY_BYTES_MAX + 1]);
bool alert_key_read(const char *key, struct alert_key *read);

/* Is this person woken by this step? Numbers and services are not persons. */
bool ladder_wakes(const struct ladder_step *step, const struct person *person);

/* The tier a cause carries by itself, at least. */
enum tier alert_cause_tier(enum alert_cause cause);

#endif
