/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_event.h"

#include <string.h>

#include "base/err.h"
#include "edge/console_json.h"

/* ---- sides ---- */

static bool is_named(const struct audience *audience, person_id person)
{
    for (size_t i = 0; i < audience->count; i++)
        if (audience->person[i].n == person.n) return true;
    return false;
}

static person_id event_owner(const struct event *event)
{
    if (event->kind == EVENT_CONVERSATION_UPDATED) return event->about.row.conversation.peer;
    if (event->kind == EVENT_MESSAGE_CREATED) return event->about.message.author;
    return (person_id){ 0 };
}

enum event_side event_side_of(const struct event *event, struct viewer viewer)
{
    if (event->kind == EVENT_SESSION_ENDED) return SIDE_NONE;
    if (audience_includes(&event->audience, viewer))
        return event_owner(event).n == viewer.person.n ? SIDE_OWN : SIDE_OTHERS;
    if (event->kind != EVENT_CONVERSATION_UPDATED || !audience_includes(&event->removed, viewer))
        return SIDE_NONE;
    return is_named(&event->removed, viewer.person) ? SIDE_LOST : SIDE_UNSEEN;
}

/* ---- what an event holds ---- */

static void removed_write(struct json_writer *frame, const struct event *event, bool had_it)
{
    const struct row *row = &event->about.row;
    bool taken = row->conversation.state == CONVERSATION_ACTIVE;
    const char *why = taken ? (had_it ? "moved" : "taken") : "returned";

    if (row->conversation.state == CONVERSATION_CLOSED) why = "closed";
    json_write_open(frame, "data", '{');
    json_write_id(frame, "id", LETTER_CONVERSATION, event->conversation.n);
    json_write_text(frame, "why", why);
    console_json_named(frame, "to", taken ? row->conversation.peer : (person_id){ 0 },
                       row->peer_name);
    json_write_close(frame, '}');
}

static void erased_write(struct json_writer *frame, const struct event *event)
{
    json_write_open(frame, "data", '{');
    json_write_id(frame, "id", LETTER_CONVERSATION, event->conversation.n);
    json_write_text(frame, "why", "erased");
    json_write_null(frame, "to");
    json_write_close(frame, '}');
}

static void read_write(struct json_writer *frame, const struct event *event)
{
    json_write_open(frame, "data", '{');
    json_write_id(frame, "conv", LETTER_CONVERSATION, event->conversation.n);
    json_write_number(frame, "upto", event->about.seq);
    json_write_close(frame, '}');
}

static void offer_gone_write(struct json_writer *frame, const struct event *event)
{
    json_write_open(frame, "data", '{');
    json_write_id(frame, "id", LETTER_OFFER, event->ref);
    json_write_text(frame, "why", event->about.ending);
    json_write_close(frame, '}');
}

static void list_write(struct json_writer *frame, const struct list_view *view)
{
    console_json_list(frame, "data", &view->list, view->choices, view->choice_count);
}

static void person_write(struct json_writer *frame, const struct person *person)
{
    if (person->enabled)
        console_json_person(frame, "data", person);
    else
        console_json_person_gone(frame, "data", person->id);
}

static void resource_write(struct json_writer *frame, const struct event *event)
{
    const char *id = event->about.resource.id;

    json_write_open(frame, "data", '{');
    json_write_some(frame, "id", id);
    if (*id)
        json_write_number(frame, "rev", event->about.resource.rev);
    else
        json_write_null(frame, "rev");
    json_write_close(frame, '}');
}

static void data_write(struct json_writer *frame, const struct event *event, bool own)
{
    switch (event->kind) {
    case EVENT_QUEUE_UPDATED: console_json_queue(frame, "data", &event->about.queue); break;
    case EVENT_OFFER_CREATED: console_json_offer(frame, "data", &event->about.offer); break;
    case EVENT_OFFER_GONE: offer_gone_write(frame, event); break;
    case EVENT_CONVERSATION_UPDATED: console_json_row(frame, "data", &event->about.row, own); break;
    case EVENT_MESSAGE_CREATED:
        console_json_message(frame, "data", &event->about.message, own);
        break;
    case EVENT_MESSAGE_UPDATED:
        console_json_message_way(frame, "data", &event->about.message);
        break;
    case EVENT_MESSAGE_READ: read_write(frame, event); break;
    case EVENT_ALERT_RAISED:
    case EVENT_ALERT_UPDATED:
    case EVENT_ALERT_CLOSED: console_json_alert(frame, "data", &event->about.alert); break;
    case EVENT_LIST_UPDATED: list_write(frame, event->about.list); break;
    case EVENT_LIST_MADE: console_json_list_made(frame, "data", &event->about.list->list); break;
    case EVENT_ROTA_UPDATED:
    case EVENT_WRAP_UP_UPDATED:
        json_write_open(frame, "data", '{');
        json_write_close(frame, '}');
        break;
    case EVENT_NOTE_CREATED: console_json_note(frame, "data", &event->about.note); break;
    case EVENT_ROSTER_UPDATED: person_write(frame, &event->about.person); break;
    case EVENT_TALK_UPDATED: console_json_talk(frame, "data", &event->about.talk); break;
    case EVENT_CONVERSATION_ERASED: erased_write(frame, event); break;
    case EVENT_RESOURCE_UPDATED: resource_write(frame, event); break;
    case EVENT_SESSION_ENDED: must(event->kind != EVENT_SESSION_ENDED); break;
    }
}

/* Which save of the thing this is, where it has one: the console keeps the newest. */
static int64_t event_rev(const struct event *event)
{
    switch (event->kind) {
    case EVENT_CONVERSATION_UPDATED: return event->about.row.conversation.version;
    case EVENT_ALERT_RAISED:
    case EVENT_ALERT_UPDATED:
    case EVENT_ALERT_CLOSED: return event->about.alert.alert.version;
    case EVENT_RESOURCE_UPDATED: return event->about.resource.rev;
    case EVENT_QUEUE_UPDATED:
    case EVENT_OFFER_CREATED:
    case EVENT_OFFER_GONE:
    case EVENT_MESSAGE_CREATED:
    case EVENT_MESSAGE_UPDATED:
    case EVENT_MESSAGE_READ:
    case EVENT_LIST_UPDATED:
    case EVENT_LIST_MADE:
    case EVENT_WRAP_UP_UPDATED:
    case EVENT_ROTA_UPDATED:
    case EVENT_NOTE_CREATED:
    case EVENT_ROSTER_UPDATED:
    case EVENT_TALK_UPDATED:
    case EVENT_CONVERSATION_ERASED:
    case EVENT_SESSION_ENDED: return 0;
    }
    return 0;
}

/* ---- frames ---- */

static void line(struct json_writer *frame, const char *field, const char *value)
{
    json_write_raw(frame, field, strlen(field));
    json_write_raw(frame, value, strlen(value));
    json_write_raw(frame, "\n", 1);
}

static void frame_head(struct json_writer *frame, const char *cursor, const char *name)
{
    if (cursor) line(frame, "id: ", cursor);
    line(frame, "event: ", name);
    json_write_raw(frame, "data: ", 6);
}

static void frame_end(struct json_writer *frame)
{
    json_write_raw(frame, "\n\n", 2);
    frame->comma = false;
}

static void envelope_open(struct json_writer *writer, const char *name, ms at,
                          conversation_id conversation, int64_t rev)
{
    json_write_open(writer, name, '{');
    json_write_number(writer, "v", 1);
    json_write_time(writer, "at", at);
    json_write_id(writer, "conv", LETTER_CONVERSATION, conversation.n);
    if (rev)
        json_write_number(writer, "rev", rev);
    else
        json_write_null(writer, "rev");
}

static bool is_removal(enum event_side side)
{
    return side == SIDE_LOST || side == SIDE_UNSEEN;
}

static const char *side_name(const struct event *event, enum event_side side)
{
    return is_removal(side) ? "conversation.removed" : event_kind_name(event->kind);
}

static void envelope_write(struct json_writer *writer, const char *name, const struct event *event,
                           enum event_side side)
{
    envelope_open(writer, name, event->at, event->conversation, event_rev(event));
    if (is_removal(side))
        removed_write(writer, event, side == SIDE_LOST);
    else
        data_write(writer, event, side == SIDE_OWN);
    json_write_close(writer, '}');
}

void event_frame_open(struct json_writer *frame, const char *cursor, const char *name, ms at)
{
    frame_head(frame, cursor, name);
    envelope_open(frame, NULL, at, (conversation_id){ 0 }, 0);
    json_write_open(frame, "data", '{');
}

void event_frame_close(struct json_writer *frame)
{
    json_write_close(frame, '}');
    json_write_close(frame, '}');
    frame_end(frame);
}

const struct json_writer *event_frame_get(struct event_frames *frames, const struct event *event,
                                          uint64_t epoch, enum event_side side)
{
    struct json_writer *frame = &frames->side[side];
    char cursor[CURSOR_BYTES_MAX + 1];

    must(side != SIDE_NONE);
    if (frame->len) return frame;
    console_cursor_write(cursor, epoch, event->id);
    frame_head(frame, cursor, side_name(event, side));
    envelope_write(frame, NULL, event, side);
    frame_end(frame);
    return frame;
}

void event_frames_wipe(struct event_frames *frames)
{
    for (size_t i = 0; i < EVENT_SIDES; i++) json_writer_wipe(&frames->side[i]);
}

void event_item_write(struct json_writer *writer, const struct event *event, uint64_t epoch,
                      enum event_side side)
{
    char cursor[CURSOR_BYTES_MAX + 1];

    must(side != SIDE_NONE);
    console_cursor_write(cursor, epoch, event->id);
    json_write_open(writer, NULL, '{');
    json_write_text(writer, "id", cursor);
    json_write_text(writer, "event", side_name(event, side));
    envelope_write(writer, "data", event, side);
    json_write_close(writer, '}');
}

void event_reset_write(struct json_writer *writer, const char *cursor, const char *reason, ms at)
{
    json_write_open(writer, NULL, '{');
    json_write_text(writer, "id", cursor);
    json_write_text(writer, "event", "reset");
    envelope_open(writer, "data", at, (conversation_id){ 0 }, 0);
    json_write_open(writer, "data", '{');
    json_write_text(writer, "reason", reason);
    json_write_close(writer, '}');
    json_write_close(writer, '}');
    json_write_close(writer, '}');
}
