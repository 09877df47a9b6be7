/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_SPACE_H
#define RULES_SPACE_H
/*
 * space.h — what the line still does while its disk runs full.
 *
 * A write that fails stops everything, so what can be spared stops before: copies and imports
 * first, then what the line says unasked, and taking texts in last of all. A provider that is told
 * to come back keeps the text; a line that has stopped wakes nobody.
 */
#include "rules/content.h"
#include "rules/model.h"

/*
 * `free_bytes` of the disk that has the database and its log; twice the log must fit, so that it
 * can be emptied, and `reserve` beside it.
 */
enum space space_judge(int64_t free_bytes, int64_t log_bytes, int64_t reserve);

/* Whether words may go out that nobody waits for. */
bool space_allows(enum space space, enum content_text which);

#endif
