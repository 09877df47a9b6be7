/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/entry.h"

#include <string.h>

#include "base/text.h"
#include "rules/directory.h"
#include "store/resource.h"
#include "store/resource_change.h"

enum err entry_note(struct turn *turn, const char *id, const char *what, const char *was,
                    const char *became)
{
    struct resource_change change = { .at = turn->now, .person = turn->viewer.person };

    must(!STR_COPY(change.what, what) && !STR_COPY(change.was, was));
    must(!STR_COPY(change.became, became));
    return resource_change_add(turn->store, id, &change);
}

/* What a person would ask about later: how it is reached, whether it is there, what it says. */
static enum err changes_note(struct turn *turn, const struct resource *before,
                             const struct resource *after)
{
    enum err err = OK;

    for (int i = 0; i < RESOURCE_FIELDS && !err; i++) {
        const char *was = resource_field_get(before, (enum resource_field)i);
        const char *became = resource_field_get(after, (enum resource_field)i);

        if (strcmp(was, became))
            err = entry_note(turn, after->id, resource_field_name((enum resource_field)i), was,
                             became);
    }
    if (!err && before->status != after->status)
        err = entry_note(turn, after->id, "status", resource_status_name(before->status),
                         resource_status_name(after->status));
    if (!err && before->gone != after->gone)
        err = entry_note(turn, after->id, "gone", before->gone ? "gone" : "there",
                         after->gone ? "gone" : "there");
    if (!err && before->active != after->active)
        err = entry_note(turn, after->id, "active", before->active ? "on" : "off",
                         after->active ? "on" : "off");
    return err;
}

enum err entry_change(struct turn *turn, const struct resource *before, struct resource *after,
                      const char *source)
{
    enum err err;

    after->changed_at = turn->now;
    err = resource_save(turn->store, after, source);
    return err ? err : changes_note(turn, before, after);
}
