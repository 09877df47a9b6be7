/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_EVENT_H
#define RULES_MODEL_EVENT_H
/*
 * model/event.h — what the consoles are told, and the numbers of the line.
 *
 * An event has ids and a kind and never a word: erasing must be able to succeed.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum event_kind {
    EVENT_QUEUE_UPDATED,
    EVENT_OFFER_CREATED,
    EVENT_OFFER_GONE,
    EVENT_CONVERSATION_UPDATED,
    EVENT_MESSAGE_CREATED,
    EVENT_MESSAGE_UPDATED,
    EVENT_MESSAGE_READ,
    EVENT_ALERT_RAISED,
    EVENT_ALERT_UPDATED,
    EVENT_ALERT_CLOSED,
    EVENT_LIST_UPDATED,
    EVENT_ROSTER_UPDATED,
    EVENT_SESSION_ENDED,
    EVENT_NOTE_CREATED,
    EVENT_CONVERSATION_ERASED,
    EVENT_LIST_MADE,
    EVENT_WRAP_UP_UPDATED,
    EVENT_RESOURCE_UPDATED,
    EVENT_ROTA_UPDATED,
    EVENT_TALK_UPDATED,
};
#define EVENT_KINDS 20

struct queue_view {
    int64_t waiting, peers_on, active, high;
    ms longest; /* how long the first in the queue has waited */
};

/* What the disk has left, by what must stop for it: rules/space. */
enum space { SPACE_ENOUGH, SPACE_LOW, SPACE_SHORT, SPACE_NONE };
#define SPACES 4

/* Numbers for status and metrics: never a word, never a phone number. */
struct line_status {
    int64_t waiting, offered, active, closed, alerts_open, queued, unconfirmed, failed,
        pages_waiting, people_on, messages_in, messages_out, quarantined, corrections, erased,
        follow_ups;
    ms longest_wait;
    int64_t disk_free; /* bytes */
    enum space space;
};

const char *event_kind_name(enum event_kind kind); /* "message.created" …, as consoles know it */
const char *space_name(enum space space);
bool event_kind_from_name(const char *name, enum event_kind *value);
bool space_from_name(const char *name, enum space *value);

#endif
