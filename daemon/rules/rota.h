/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_ROTA_H
#define RULES_ROTA_H
/*
 * rota.h — who is on call, when that changes, and when nobody will be.
 *
 * Weekly duties are kept by the clock on a wall, so a night shift is the same night shift all year
 * and an hour longer or shorter twice. Changes on single days lie over them as plain spans.
 */
#include "rules/model.h"

/* All borrowed. */
struct rota {
    size_t duty_count, change_count, zone_count;
    const struct duty *duties;
    const struct duty_change *changes;
    const struct zone *zones;
};

/* Is this duty sound: days, minutes, and a zone that is known? */
bool rota_duty_is_sound(const struct rota *rota, const struct duty *duty);

/* Has the line a rota at all? */
bool rota_has(const struct rota *rota, const char *line);

bool rota_is_on(const struct rota *rota, const char *line, person_id person, ms at);
bool rota_anybody_on(const struct rota *rota, const char *line, ms at);

/* The time of this duty that starts just then; false if it has none. */
bool rota_duty_starting(const struct rota *rota, const struct duty *duty, ms at, struct span *span);

/* The next moment after `at` at which somebody comes or goes; 0: never. */
ms rota_next(const struct rota *rota, const char *line, ms at);

/* Does this person come on call just then, having been off before? */
bool rota_comes_on(const struct rota *rota, const char *line, person_id person, ms at);

/* When nobody is on call, until then; none where there is no rota. At most `max`. */
size_t rota_gaps(const struct rota *rota, const char *line, struct span within, struct span *gaps,
                 size_t max);

/* "Nobody on crisis, Sat 02:00-06:00", by the clocks of that zone. */
#define GAP_WORDS_MAX 63
void rota_gap_words(const struct span *gap, const struct zone *zone, char out[GAP_WORDS_MAX + 1]);

#endif
