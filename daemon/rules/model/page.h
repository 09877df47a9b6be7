/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_PAGE_H
#define RULES_MODEL_PAGE_H
/*
 * model/page.h — one attempt to wake one person, and the ways there are.
 */
#include <stdbool.h>

#include "base/clock.h"
#include "rules/model/words.h"

#define WAKERS_MAX 8
#define WAKER_BYTES_MAX 31 /* the id of a service that wakes people */

/* How a page goes: to a phone by the line's own provider, or to a service that wakes people. */
enum way { WAY_TEXT, WAY_CALL, WAY_PAGERDUTY, WAY_GOALERT, WAY_NTFY, WAY_WEBHOOK };
#define WAYS 6

/* A service outside that wakes people in its own way. */
struct waker {
    char id[WAKER_BYTES_MAX + 1];
    enum way way;
    char person[NAME_BYTES_MAX + 1]; /* whose yes it is when it names nobody we know; or empty */
};

enum page_state {
    PAGE_QUEUED,
    PAGE_SENDING,
    PAGE_SENT,
    PAGE_DELIVERED,
    PAGE_FAILED,
    PAGE_UNKNOWN,
};
#define PAGE_STATES 6

#define PAGE_TOKEN_BYTES 20

struct page {
    page_id id;
    alert_id alert;   /* 0: a test */
    person_id person; /* 0: a fixed number of the ladder, or a service */
    enum way way;
    char waker[WAKER_BYTES_MAX + 1]; /* the service, or empty */
    enum page_state state;
    int step, round, wave, turn;      /* of the alert, when it was made */
    char token[PAGE_TOKEN_BYTES + 1]; /* names it in its link and in the call's address */
    ms opened_at;                     /* its link was used; 0: not yet */
    ms at;
};

/* What somebody who was called is told: wake up, somebody has it, it is over. */
enum notice { NOTICE_WAKE, NOTICE_HELD, NOTICE_OVER };
#define NOTICES 3

#define ALERT_KEY_BYTES_MAX 63 /* what services know an alert by */
#define LINK_BYTES_MAX 319

const char *way_name(enum way way);
const char *page_state_name(enum page_state state);
const char *notice_name(enum notice notice);
bool way_from_name(const char *name, enum way *value);
bool page_state_from_name(const char *name, enum page_state *value);
bool notice_from_name(const char *name, enum notice *value);

#endif
