/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_HAND_OVER_H
#define ENGINE_HAND_OVER_H
/*
 * hand_over.h — a responder in a conversation, from reading along to holding it, and back.
 *
 * The peer stays until the responder has written and the texter has answered. What goes wrong
 * before that gives the word back to the peer and wakes the next one: no alert is lost on the way.
 * Nothing here saves the scene's conversation; whoever loaded the scene does.
 */
#include "engine/turn.h"

/* Saves the joining, with a line of the alert's timeline. */
MUST_CHECK enum err joining_record(struct turn *turn, struct scene *scene, const char *what,
                                   person_id person, const char *reason);

/*
 * The line's own words about the crisis team, after which the texter knows that it is asked (P12).
 * *said is false if they did not go: STOP, or too many of the line's own texts.
 */
MUST_CHECK enum err joining_says(struct turn *turn, struct scene *scene, enum content_text which,
                                 struct content_words words, bool *said);

/* The responder has the word from now on: `how` is "agreed" or "forced", `reason` their own. */
MUST_CHECK enum err hand_over_begin(struct turn *turn, struct scene *scene, const char *how,
                                    const char *reason);

/* No peer has it: the responder holds it at once. */
MUST_CHECK enum err hand_over_alone(struct turn *turn, struct scene *scene);

/* Somebody wrote to the texter: the responder's first words count. */
MUST_CHECK enum err hand_over_wrote(struct turn *turn, struct scene *scene);

/* The texter wrote: an answer to the responder's words ends the hand-over well. */
MUST_CHECK enum err hand_over_answered(struct turn *turn, struct scene *scene);

/* The responder is out: `why` is "given_back", "passed", "resolved", "silent" or "gone". */
MUST_CHECK enum err joining_leave(struct turn *turn, struct scene *scene, const char *why);

/* The alert is over: whoever was in it is out, and time has nothing to do with it any more. */
MUST_CHECK enum err joining_end(struct turn *turn, struct scene *scene);

/* The same as leaving, and somebody else is woken: `why` is "silent", "gone" or "returned". */
MUST_CHECK enum err hand_over_failed(struct turn *turn, struct scene *scene, const char *why);

/* Does a responder speak, while the conversation is still its peer's? */
bool hand_over_runs(const struct scene *scene);

/* Does this responder hold the conversation by a hand-over? */
bool hand_over_is_done(const struct scene *scene);

/* A browser has opened or closed: of this person, or with id 0 all of them have closed. */
MUST_CHECK enum err hand_over_browser(struct turn *turn, person_id person, bool open);

#endif
