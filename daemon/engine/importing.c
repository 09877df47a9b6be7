/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/importing.h"

#include "store/resource.h"

enum err import_judge(struct store *store, const struct resource_record *record,
                      struct resource *known, enum import_fate *fate)
{
    bool same = false;
    enum err err = resource_load(store, record->resource.id, known);

    *fate = IMPORT_NEW;
    if (err) return err == ERR_MISSING ? OK : err;
    if (record->source) err = resource_source_is(store, known->id, record->source, &same);
    *fate = same && !known->gone ? IMPORT_SAME : IMPORT_CHANGED;
    return err;
}

void import_count(struct import_counts *counts, enum import_fate fate)
{
    switch (fate) {
    case IMPORT_NEW: counts->added++; return;
    case IMPORT_CHANGED: counts->changed++; return;
    case IMPORT_SAME: counts->same++; return;
    }
}
