/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_RESOURCE_H
#define RULES_MODEL_RESOURCE_H
/*
 * model/resource.h — one service of the directory, and what became of it for those who chose it.
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "rules/model/people.h"

#define LABEL_BYTES_MAX 63   /* a resource's short name; 30 characters */
#define EXPECT_BYTES_MAX 639 /* what to expect; 306 characters */
#define SCHEDULES_BYTES_MAX 1535

/* What its publisher says of a service; only an active one is ever offered. */
enum resource_status { RESOURCE_ACTIVE, RESOURCE_INACTIVE, RESOURCE_DEFUNCT, RESOURCE_CLOSED };
#define RESOURCE_STATUSES 4

/* What this line says of it. */
enum resource_approval { APPROVAL_NONE, APPROVAL_ON, APPROVAL_OFF };
#define RESOURCE_APPROVALS 3

enum resource_open { OPEN_UNKNOWN, OPEN_NOW, OPEN_NOT };
#define RESOURCE_OPENS 3

/* What can be told of a service, and by whom it is told anew; rules/directory has the bounds. */
enum resource_field {
    RESOURCE_NAME,
    RESOURCE_LABEL,
    RESOURCE_BLURB,
    RESOURCE_CALL,
    RESOURCE_TEXT,
    RESOURCE_URL,
    RESOURCE_HOURS,
    RESOURCE_AREA,
    RESOURCE_LANGUAGES,
    RESOURCE_COST,
    RESOURCE_AUDIENCE,
    RESOURCE_TAGS,
    RESOURCE_EMERGENCY,
    RESOURCE_CHECKED,
    RESOURCE_EXPECT,
};
#define RESOURCE_FIELDS 15

/* Which of them somebody who keeps the directory wants to see. */
enum resource_show {
    SHOW_ALL,
    SHOW_ON,
    SHOW_OFF,
    SHOW_STALE,   /* nobody of this line has checked it lately */
    SHOW_WAITING, /* a change of it waits for a second person */
    SHOW_LOOK,    /* somebody should look: reported, another number, gone from its feed */
};
#define RESOURCE_SHOWS 6

/* One service of the directory, as much of it as a list by text needs. */
struct resource {
    bool active; /* may be offered; follows from the fields below */
    enum resource_status status;
    enum resource_approval approval;
    bool gone;          /* its feed no longer has it: somebody should look */
    bool phone_changed; /* its number is another than the one that was checked */
    bool free;
    enum resource_open open; /* at the moment it was asked for */
    bool stale;              /* nobody of this line has checked it lately; likewise */
    int64_t rev;             /* every change adds one */
    ms changed_at;           /* when the last one was made */
    unsigned own;     /* bits by enum resource_field: the line's own words, kept at an import */
    unsigned waiting; /* likewise: a change waits for a second person */
    bool reported;    /* somebody has said that something is wrong, and nobody has looked since */
    char id[64];
    char feed[64]; /* where it comes from; empty: the line's own entry */
    char name[512];
    char label[LABEL_BYTES_MAX + 1];
    char blurb[320];
    char call[64];
    char dial[24]; /* the digits of `call`; empty: they cannot be told */
    char text[64];
    char url[256];
    char hours[128];                         /* in words */
    char schedules[SCHEDULES_BYTES_MAX + 1]; /* the same for rules/hours */
    char area[128];
    char languages[64];
    char language_codes[64]; /* "en es" */
    char cost[64];
    char audience[128];
    char alert[256]; /* "Closed for repairs until March" */
    char tags[128];
    char emergency[32]; /* may call emergency services: "never unless you ask", "possible", … */
    char checked[16];   /* the day somebody of this line checked it, ISO; empty: never */
    char expect[EXPECT_BYTES_MAX + 1];
};

#define PROPOSAL_BYTES_MAX 127
#define PROPOSALS_MAX 3 /* as many as there are fields that need a second person */

/* A number or hours as they would become: until somebody else says yes, texters get the old ones.
 */
struct resource_proposal {
    enum resource_field field;
    char value[PROPOSAL_BYTES_MAX + 1];
    person_id by;
    char by_name[NAME_BYTES_MAX + 1]; /* filled when loaded for the console */
    ms at;
};

/* What became of a service, told by those who chose it. */
struct resource_outcomes {
    int64_t told, helped, not_for_me, not_reached, not_tried;
};

const char *resource_status_name(enum resource_status status); /* as HSDS writes it */
const char *resource_approval_name(enum resource_approval approval);
const char *resource_field_name(enum resource_field field);
const char *resource_open_name(enum resource_open open);
const char *resource_show_name(enum resource_show show);
bool resource_status_from_name(const char *name, enum resource_status *value);
bool resource_approval_from_name(const char *name, enum resource_approval *value);
bool resource_field_from_name(const char *name, enum resource_field *value);
bool resource_open_from_name(const char *name, enum resource_open *value);
bool resource_show_from_name(const char *name, enum resource_show *value);

#endif
