/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_IMPORTING_H
#define ENGINE_IMPORTING_H
/*
 * importing.h — what an import makes of one record: the same judgement for whoever only looks and
 * for the import itself.
 */
#include "engine/command.h"
#include "store/store.h"

enum import_fate { IMPORT_NEW, IMPORT_CHANGED, IMPORT_SAME };

/*
 * The same words again change nothing: they stay with whoever published them first. `known` is
 * what is there, unless the record is new.
 */
MUST_CHECK enum err import_judge(struct store *store, const struct resource_record *record,
                                 struct resource *known, enum import_fate *fate);

void import_count(struct import_counts *counts, enum import_fate fate);

#endif
