/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/stream_position.h"

#include "edge/console_json.h"

struct stream_position stream_position_read(const char *last_event_id, const char *since)
{
    const char *s = last_event_id && *last_event_id ? last_event_id : since;
    struct stream_position position = { .given = s && *s };

    if (position.given && !console_cursor_parse(s, &position.epoch, &position.event))
        position = (struct stream_position){ .given = true };
    return position;
}

const char *stream_position_trouble(const struct stream_position *position,
                                    const struct answer *answer)
{
    if (!position->given) return NULL;
    if (position->epoch != answer->epoch) return "epoch";
    if (answer->too_old || position->event.n > answer->cursor.n) return "too_old";
    return NULL;
}

event_id stream_told_after(const struct answer *answer, event_id told)
{
    int64_t after = answer->next ? answer->next : answer->cursor.n;

    return after > told.n ? (event_id){ after } : told;
}
