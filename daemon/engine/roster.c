/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/roster.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "rules/access.h"
#include "store/person.h"
#include "store/rota.h"

enum err roster_load(struct store *store, const struct settings *settings, ms now,
                     struct roster *roster)
{
    enum err err;

    *roster = (struct roster){
        .rota = { .zone_count = settings->zone_count, .zones = settings->zones },
        .duties = xcalloc(DUTIES_MAX, sizeof(struct duty)),
        .changes = xcalloc(DUTY_CHANGES_MAX, sizeof(struct duty_change)),
        .people = xcalloc(PEOPLE_MAX, sizeof(struct person)),
    };
    roster->rota.duties = roster->duties;
    roster->rota.changes = roster->changes;
    err = duty_all(store, now, DUTIES_MAX, roster->duties, &roster->rota.duty_count);
    if (!err)
        err = duty_change_all(store, now - DAYS(1), DUTY_CHANGES_MAX, roster->changes,
                              &roster->rota.change_count);
    if (!err) err = person_all(store, true, PEOPLE_MAX, roster->people, &roster->person_count);
    return err;
}

void roster_wipe(struct roster *roster)
{
    free(roster->duties);
    free(roster->changes);
    free(roster->people);
    *roster = (struct roster){ .person_count = 0 };
}

bool roster_is_on(const struct roster *roster, const char *line, const struct person *person,
                  ms now)
{
    return access_takes_alerts(person) && rota_is_on(&roster->rota, line, person->id, now);
}

enum err roster_ladder(struct store *store, const struct line *line, enum tier tier,
                       struct ladder *ladder, int64_t *edited)
{
    enum err err = ladder_load(store, line->id, tier, ladder, edited);

    if (err != ERR_MISSING) return err;
    *ladder = line->ladder;
    *edited = 0;
    return OK;
}
