/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_ALERTING_H
#define ENGINE_ALERTING_H
/*
 * alerting.h — raising an alert, waking people by its ladder, and ending it. Used by whatever
 * finds danger: a text, a flag, a wait, time.
 */
#include "engine/turn.h"

struct alert_raise {
    enum alert_cause cause;
    enum tier tier;     /* at least the cause's own */
    person_id by;       /* 0: the line itself */
    message_id message; /* whose words caused it; 0: none */
    const char *note;   /* what worries the peer; may be empty */
};

/*
 * Opens an alert, or adds the cause to the open one; pages at once, tells the texter. The scene is
 * changed but not saved.
 */
MUST_CHECK enum err alert_raise(struct turn *turn, struct scene *scene,
                                const struct alert_raise *raise);

/* The ladder's next turn: queues the pages and saves the alert. */
MUST_CHECK enum err alert_page_on(struct turn *turn, struct scene *scene);

/* Saves the alert with a line of its timeline, and tells the consoles. */
MUST_CHECK enum err alert_record(struct turn *turn, struct scene *scene, const char *what,
                                 person_id person, message_id message, const char *note);

/* A responder takes it: no page goes out any more. A second one finds whose it is in the alert. */
MUST_CHECK enum err alert_take(struct turn *turn, struct scene *scene, person_id person);

/* Whoever was asked, or has it, passes it on. */
MUST_CHECK enum err alert_pass(struct turn *turn, struct scene *scene, person_id person);

/* Before a held alert is passed on, or pages on by itself. */
MUST_CHECK enum err alert_wave_ends(struct turn *turn, struct scene *scene);

/* Resolved with an outcome: whoever was in it leaves, the texter and the services hear of it. */
MUST_CHECK enum err alert_end(struct turn *turn, struct scene *scene, person_id person,
                              const char *outcome, const char *reason);

#endif
