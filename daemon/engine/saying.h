/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_SAYING_H
#define ENGINE_SAYING_H
/*
 * saying.h — escalation in the open: what the texter is asked and told while an alert is open, and
 * what they answer (P12). Nobody's page waits for any of it.
 */
#include "engine/turn.h"
#include "rules/keyword.h"

/* An alert has opened: asks or tells by the line's policy. */
MUST_CHECK enum err say_begin(struct turn *turn, struct scene *scene, enum alert_cause cause);

/* Another cause came to an alert that is open. */
MUST_CHECK enum err say_more_causes(struct turn *turn, struct scene *scene, enum alert_cause cause);

/* The same when the texter has been asked about somebody who only reads along. */
MUST_CHECK enum err say_anew(struct turn *turn, struct scene *scene, enum alert_cause cause);

/* It became danger now, or the texter may be texted again: what is owed is said. */
MUST_CHECK enum err say_catch_up(struct turn *turn, struct scene *scene);

/* Reads an answer to the question; *answered: it was one, so nothing else reads it. */
MUST_CHECK enum err say_reply(struct turn *turn, struct scene *scene, const struct message *message,
                              bool *answered);

/* No answer in time: the crisis team is told, and stays out. */
MUST_CHECK enum err say_unanswered(struct turn *turn, struct scene *scene);

/* By text, to whoever has the alert, if anybody has. */
MUST_CHECK enum err say_to_holder(struct turn *turn, const struct scene *scene,
                                  enum content_text which);

/* Whoever takes the alert hears what the texter has said already. */
MUST_CHECK enum err say_tell_holder(struct turn *turn, const struct scene *scene);

/* WHY and WHAT HAPPENS, while an alert is open and for a day after it. */
MUST_CHECK enum err say_explain(struct turn *turn, struct scene *scene, enum keyword keyword);

/* The alert is about to be resolved: whoever knows of it, or has a right to, is told. */
MUST_CHECK enum err say_end(struct turn *turn, struct scene *scene);

#endif
