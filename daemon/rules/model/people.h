/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef RULES_MODEL_PEOPLE_H
#define RULES_MODEL_PEOPLE_H
/*
 * model/people.h — the people of the line, and who may see what is told to consoles.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "rules/model/words.h"

enum role { ROLE_PEER, ROLE_RESPONDER, ROLE_SUPERVISOR, ROLE_ADMIN };
#define ROLES 4

enum shift { SHIFT_OFF, SHIFT_ON, SHIFT_FINISHING, SHIFT_BREAK };
#define SHIFTS 4

struct person {
    person_id id;
    char name[NAME_BYTES_MAX + 1];
    enum role role;
    bool enabled;
    struct phone phone; /* empty: cannot be paged by text */
    enum shift shift;
    int capacity;   /* conversations at once, 1 to 9 */
    int open_count; /* conversations held or offered now; derived when loaded */
    char languages[LANGUAGES_MAX][LANGUAGE_BYTES_MAX + 1];
    ms connected_since; /* an event stream is open since; 0: none */
    ms gone_since;      /* the last stream closed; 0 while one is open */
    ms resting_until;   /* after a hard conversation, or as they wish, no offer before this */
    ms talk_since;      /* wants to talk with a supervisor; 0: no */
    ms last_offer;
    int64_t version;
};

/* For so long no offer comes to whoever asks for a pause. */
#define REST_WISHED MINUTES(5)

/* Somebody who is signed in. */
struct viewer {
    person_id person;
    enum role role;
};

#define AUDIT_HASH_HEX 64

/* One line of the record: who did what, to what, and never a word of it. */
struct audit_line {
    int64_t id;
    ms at;
    person_id person;              /* 0: the operator, or the line itself */
    char name[NAME_BYTES_MAX + 1]; /* theirs; or empty */
    char action[NAME_BYTES_MAX + 1];
    conversation_id conversation;  /* or 0 */
    int64_t ref;                   /* a message, an alert … by the action; or 0 */
    char hash[AUDIT_HASH_HEX + 1]; /* covers this line and the hash of the one before */
    bool whole;                    /* and it does: neither has been changed */
};

#define AUDIENCE_PEOPLE_MAX 6

/* Who may see an event: everybody of some roles, and some people by name. */
struct audience {
    bool role[ROLES];
    size_t count;
    person_id person[AUDIENCE_PEOPLE_MAX];
};

bool audience_includes(const struct audience *audience, struct viewer viewer);

const char *role_name(enum role role);
const char *shift_name(enum shift shift);
bool role_from_name(const char *name, enum role *value);
bool shift_from_name(const char *name, enum shift *value);

#endif
