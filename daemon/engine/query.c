/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/query.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "engine/settings.h"

struct query *query_new(enum query_kind kind, ms at)
{
    struct query *query = xcalloc(1, sizeof *query);

    query->kind = kind;
    query->at = at;
    return query;
}

static void events_free(struct answer *answer)
{
    for (size_t i = 0; i < answer->event_count; i++)
        if (answer->events[i].kind == EVENT_LIST_UPDATED ||
            answer->events[i].kind == EVENT_LIST_MADE)
            free(answer->events[i].about.list);
    free(answer->events);
}

void query_free(struct query *query)
{
    if (!query) return;
    resource_import_wipe(&query->import);
    if (query->kind == QUERY_SETTINGS) settings_drop(query->settings);
    crypt_wipe(query->answer.password_hash, sizeof query->answer.password_hash);
    free(query->answer.lines);
    free(query->answer.rows);
    free(query->answer.messages);
    free(query->answer.offers);
    free(query->answer.alerts);
    free(query->answer.people);
    free(query->answer.audit);
    for (size_t i = 0; query->answer.sources && i < query->answer.resource_count; i++)
        free(query->answer.sources[i]);
    free(query->answer.sources);
    free(query->answer.history);
    free(query->answer.resources);
    free(query->answer.outcomes);
    free(query->answer.previews);
    free(query->answer.lists);
    free(query->answer.wins);
    events_free(&query->answer);
    free(query->answer.rota.duties);
    free(query->answer.rota.changes);
    free(query->answer.rota.gaps);
    free(query->answer.rota.on_call);
    free(query->answer.notes);
    free(query->answer.timeline);
    free(query);
}
