/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_H
#define RULES_MODEL_H
/*
 * model.h — the nouns of the line. Whoever has read these can guess the rest.
 *
 * Plain, bounded values without pointers: they are copied, compared and thrown away, and nobody
 * asks who owns them. The words are those of the line's glossary; states are stored by name, and
 * `x_name` and `x_from_name` are the way there and back: a name is never NULL, and a word that
 * names nothing is false and leaves `*value` as it was.
 */
#include "rules/model/words.h"
#include "rules/model/tier.h"
#include "rules/model/people.h"
#include "rules/model/conversation.h"
#include "rules/model/page.h"
#include "rules/model/alert.h"
#include "rules/model/rota.h"
#include "rules/model/resource.h"
#include "rules/model/list.h"
#include "rules/model/line.h"
#include "rules/model/outbox.h"
#include "rules/model/event.h"

#endif
