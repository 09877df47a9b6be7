/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_STREAM_POSITION_H
#define EDGE_STREAM_POSITION_H
/*
 * stream_position.h — from where in the event log a console wants to go on, and where it is after
 * a look into it.
 */
#include "engine/query.h"

struct stream_position {
    bool given;
    uint64_t epoch; /* 0, which no log has, for one that makes no sense */
    event_id event;
};

/* `last_event_id` wins over `since`; either may be NULL or empty. */
struct stream_position stream_position_read(const char *last_event_id, const char *since);

/* NULL if, by the answer to QUERY_STREAM, it can be gone on from; else why not. */
const char *stream_position_trouble(const struct stream_position *position,
                                    const struct answer *answer);

/* Behind the last event that the answer to QUERY_EVENTS held, or at the log's end. */
event_id stream_told_after(const struct answer *answer, event_id told);

#endif
