/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_VIEW_H
#define ENGINE_VIEW_H
/*
 * view.h — rows of storage as the console sees them: names for ids, numbers masked, words only for
 * who may read them.
 */
#include "engine/query.h"
#include "engine/settings.h"
#include "rules/access.h"
#include "store/event.h"
#include "store/store.h"

/* "•••• 0142" */
void phone_mask(const struct phone *phone, char out[24]);

MUST_CHECK enum err view_row(struct store *store, struct viewer viewer,
                             const struct conversation *conversation, struct row *row);
MUST_CHECK enum err view_offer(struct store *store, offer_id id, struct offer_view *view);
MUST_CHECK enum err view_alert(struct store *store, const struct alert *alert,
                               struct alert_view *view);

/* What was chosen from the list that is in it. */
MUST_CHECK enum err view_choices(struct store *store, struct list_view *view);

/* The newest list of a conversation, and what was chosen from it; ERR_MISSING: it has none. */
MUST_CHECK enum err view_list(struct store *store, conversation_id conversation,
                              struct list_view *view);

/* Everything that happened to the alert, from its beginning. */
MUST_CHECK enum err view_timeline(struct store *store, const struct alert *alert, size_t max,
                                  struct timeline_view *views, size_t *count);
MUST_CHECK enum err view_decision(struct store *store, const struct decision *decision,
                                  struct decision_view *view);

/* Whose event it is: mostly the next one is about the same conversation. */
struct event_scene {
    struct conversation conversation; /* id 0: none */
    struct access_facts facts;
};

/*
 * What an event is about, as it is now, and who may know of it. ERR_MISSING: nothing any more.
 * `scene` is empty for the first of one look at the database, then what the one before left there;
 * `event` is empty: it is large, and most of it stays so.
 */
MUST_CHECK enum err view_event(struct store *store, const struct event_row *row,
                               struct event_scene *scene, struct event *event, ms now);

/* What rules/access has to know of a conversation. */
MUST_CHECK enum err view_facts(struct store *store, const struct conversation *conversation,
                               struct access_facts *facts);

#endif
