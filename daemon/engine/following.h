/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_FOLLOWING_H
#define ENGINE_FOLLOWING_H
/*
 * following.h — asking later how it went: the question whether that is all right, the yes or no,
 * the moment, and the answer. Nothing goes out without a yes, after STOP, or twice.
 */
#include "engine/turn.h"

/*
 * Something was chosen: what the line would ask about. *asks: the next message is to ask whether
 * it may, for it has not been asked in this conversation.
 */
MUST_CHECK enum err follow_up_choice(struct turn *turn, struct scene *scene,
                                     const struct list *list, int number, bool *asks);

/* It was not chosen after all: the question is about what else was, or there is none. */
MUST_CHECK enum err follow_up_unchoose(struct turn *turn, const struct list *list, int number);

/* Yes, on this message; or no, then or later. Refused if nothing was chosen, or it is over. */
MUST_CHECK enum err follow_up_agree(struct turn *turn, struct scene *scene, message_id message,
                                    const struct consent *consent);

/* Reads a text as an answer; *handled: it was one, and nobody else need read it. */
MUST_CHECK enum err follow_up_reply(struct turn *turn, struct scene *scene,
                                    const struct message *message, bool *handled);

/*
 * A text that answered another question. A no in it is one to being asked later, too, if that
 * question is open: else a "yes" or "ok" to something else might be taken for an answer to it.
 */
MUST_CHECK enum err follow_up_overhear(struct turn *turn, struct scene *scene,
                                       const struct message *message);

/* They began a new conversation by themselves: a person there can ask. */
MUST_CHECK enum err follow_ups_cover(struct turn *turn, texter_id texter);

/* STOP: whatever there is of it ends. */
MUST_CHECK enum err follow_ups_end(struct turn *turn, texter_id texter);

/* The moment has come. */
MUST_CHECK enum err follow_up_acts(struct turn *turn, struct follow_up *follow_up);

/* What was agreed in it has changed: whoever sees the conversation looks again. */
MUST_CHECK enum err wrap_up_tell(struct turn *turn, conversation_id conversation);

/* Whether an answer to the question is awaited in this conversation. */
MUST_CHECK enum err follow_up_is_awaited(struct turn *turn, conversation_id conversation,
                                         bool *awaited);

#endif
