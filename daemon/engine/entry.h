/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_ENTRY_H
#define ENGINE_ENTRY_H
/*
 * entry.h — an entry of the directory is changed, whoever changes it: saved, and put into its
 * history so that a person can ask later how it was reached before, and who said otherwise.
 */
#include "engine/turn.h"

/* One line of its history, by whoever acts now. */
MUST_CHECK enum err entry_note(struct turn *turn, const char *id, const char *what, const char *was,
                               const char *became);

/* From `before`, as it was loaded, to `after`; source as for resource_save(). */
MUST_CHECK enum err entry_change(struct turn *turn, const struct resource *before,
                                 struct resource *after, const char *source);

#endif
