/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_EVENT_H
#define EDGE_CONSOLE_EVENT_H
/*
 * console_event.h — an event of the log as a frame of an event stream, or an item of a poll.
 *
 * An event is rendered once per side it can be seen from, however many consoles are open: whose
 * it is sees more of it, and whoever has lost sight of a conversation is told so instead.
 */
#include "edge/json_write.h"
#include "engine/query.h"

enum event_side {
    SIDE_NONE,   /* not for this viewer */
    SIDE_OWN,    /* the conversation's peer, the message's author */
    SIDE_OTHERS, /* may see it, and is not concerned in person */
    SIDE_LOST,   /* had it, and it moved away */
    SIDE_UNSEEN, /* saw it in the queue, and cannot any more */
};
#define EVENT_SIDES 5

enum event_side event_side_of(const struct event *event, struct viewer viewer);

/* One event, rendered as far as it was needed. Starts all zero. */
struct event_frames {
    struct json_writer side[EVENT_SIDES];
};

/* The frame for that side, which must not be SIDE_NONE; borrowed until the wiping. */
const struct json_writer *event_frame_get(struct event_frames *frames, const struct event *event,
                                          uint64_t epoch, enum event_side side);
void event_frames_wipe(struct event_frames *frames);

/* Frames of the stream itself. `cursor` NULL: it moves nobody's position. */
void event_frame_open(struct json_writer *frame, const char *cursor, const char *name, ms at);
void event_frame_close(struct json_writer *frame);

/* The same for those who ask again and again: {"id":…,"event":…,"data":{…}}. */
void event_item_write(struct json_writer *writer, const struct event *event, uint64_t epoch,
                      enum event_side side);
void event_reset_write(struct json_writer *writer, const char *cursor, const char *reason, ms at);

#endif
