/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H
/*
 * world.h — a line in a box: the production engine and reader on a real database, and around them
 * texters, peers, responders and a provider that do what such people and machines do.
 *
 * Everything that happens is drawn from one seed, and time is a number, so a seed is a whole bug
 * report. A crash is what a killed process leaves: the files as they were, nothing else.
 */
#include "base/crypt.h"
#include "engine/engine.h"
#include "engine/reader.h"

#define TEXTERS 30 /* most of them silent for days, then writing for one */
#define PEERS 4
#define RESPONDERS 2
#define STAFF (PEERS + RESPONDERS + 1) /* and one supervisor */
#define FLIGHTS 256
#define CALLBACKS 512
#define WEBHOOKS 512
#define BATCH 128
#define NOTE_MARK "for the team:" /* what every note begins with, and no text ever */

/* An inbound webhook on its way: repeated until it is acknowledged, and sometimes after. */
struct webhook {
    bool used, acked;
    int more; /* times it will be repeated though acknowledged */
    ms next;
    struct inbound inbound;
};

/* A text that the provider has, and what will become of it. */
struct flight {
    bool used;
    struct outbox_item *item;
    bool arrives; /* at the phone, whatever we are told */
    enum send_outcome outcome;
    ms lands;
};

struct callback {
    bool used;
    ms at;
    struct delivery delivery;
};

/* The line's last question that came to a phone. */
enum asked { ASKED_NOTHING, ASKED_LIST, ASKED_CONSENT, ASKED_OUTCOME, ASKED_FORGET };
#define ASKEDS 5

struct sim_texter {
    struct phone phone;
    ms writes_next, rests_at;
    int texts;
    bool stopped;         /* the last word that was acknowledged was STOP */
    bool allowed;         /* one text may still leave after it … */
    int64_t confirmation; /* … and it was this one: it may be tried again */
    int64_t last_flight;  /* outbox id of the newest one that took off */
    enum asked asked;
    char heard[32];    /* the last text that was acknowledged */
    bool may_be_asked; /* whether they may be asked later how it went was asked … */
    bool agreed;       /* … and the last answer to it was a yes */
    int64_t follow_up; /* outbox id of the question how it went, since that yes */
    int64_t forgets;   /* number of the yes to FORGET ME: what came before it may be gone … */
    int64_t forgotten; /* … and is, for they were told so */
};

struct sim_person {
    person_id id;
    enum role role;
    char name[16];
    struct phone phone;
    struct caller caller;
    bool connected;
    ms acts_next, back_at, signed_in_at, seen_at;
    int64_t looked_at; /* the newest event when they last looked … */
    bool busy;         /* … and found something that is theirs */
    int replies;
    /* of a responder */
    char code[ALERT_CODE_BYTES + 1]; /* will answer a page with this code … */
    ms answers_at;                   /* … then; 0: asleep */
    char call[PAGE_TOKEN_BYTES + 1]; /* by a key of this call; empty: by text */
};

/* An alert as the world has followed it, by the clock that never jumps. */
struct sim_alert {
    int64_t id; /* 0: of none */
    int64_t holder;
    ms free_since; /* nobody has had it since */
    ms held_since; /* somebody has had it since */
    ms paged_at;   /* when a page of it last took off … */
    ms reached_at; /* … and when one last was with the provider */
    ms failed_at;  /* one was refused then, and none has taken off since; or 0 */
    bool ending;   /* somebody has said that it is resolved */
    enum tier tier;
    const struct ladder *ladder;   /* the line's when it was raised */
    uint8_t woken[WAYS];           /* by each way: one bit for each of the staff */
    int taken[STAFF], told[STAFF]; /* by text: a yes, and that it is theirs now */
};
#define ALERTS 256 /* open at once */

struct sim_open {
    struct alert alert;
    struct joining joining;
};

/* A page that may not have arrived, and has not left again since. */
struct sim_lost {
    int64_t outbox; /* 0: of none */
    int64_t alert;
    ms at;
};
#define LOST 1024

/* What somebody has just answered to a page of an alert that nobody had. */
struct sim_answer {
    alert_id alert;
    person_id person;
    bool takes;
};

/* What is looked at, and counted, so that nobody takes silence for proof. */
enum check {
    CHECK_DANGER,    /* a text of danger, and the alert it raised */
    CHECK_PAGED,     /* a page within ten seconds */
    CHECK_ON_CALL,   /* the first of all goes to whoever is on call, by the clock on the wall */
    CHECK_GAP,       /* no more than 125 seconds between two */
    CHECK_STEP,      /* each step of the alert's own ladder, when it should be */
    CHECK_WORSE,     /* an alert that nobody has gets worse: a page at once */
    CHECK_LOST,      /* a lost page is sent again within fifteen */
    CHECK_WANTED,    /* nobody has the alert that a page is about */
    CHECK_ANSWER,    /* a yes is kept; a no wakes the next at once */
    CHECK_TOLD,      /* a yes is confirmed, and only once */
    CHECK_CONTACT,   /* who has it comes in time, or it pages on */
    CHECK_HAND_OVER, /* whoever has the word has the alert */
    CHECK_ENDED,     /* an alert ends only when somebody ends it */
    CHECK_STOPPED,   /* what leaves is to somebody who has not said STOP */
    CHECK_FOLLOW_UP, /* asked how it went: with a yes, once, by day */
    CHECK_KEPT,      /* an acknowledged text is there, once */
};
#define CHECKS 16

/* Somebody at a service who will say that they have it. */
struct sim_news {
    bool used;
    ms at;
    struct waker_news news;
};
#define NEWS 64

/* What the world has seen, by its own eyes: the checker's side. */
struct ledger {
    char (*acked)[40]; /* provider ids that were acknowledged */
    size_t acked_count, acked_size;
    uint8_t *arrivals; /* by outbox id: how often it came to a phone */
    uint8_t *retried;  /* by outbox id: its peer asked for it again */
    uint8_t *left;     /* by outbox id: an answer to a responder has left before */
    size_t ids_size;
    uint64_t texts, replies, pages, crashes, alerts, refused_impostors, follow_ups, forgotten;
    uint64_t jumps, ways[WAYS]; /* pages by each way */
    uint64_t checked[CHECKS];
};

struct world {
    uint64_t seed, rng;
    ms now;  /* by a clock that never jumps: people and machines go by it */
    ms skew; /* what the line's wall clock is ahead of it */
    ms jumped_at, jumps_next;
    ms skew_told; /* as far as the line has noticed */
    ms rings_next, crashes_next;
    ms behind, behind_since; /* this was due already at a ring, and is so since then */
    char dir[128];
    int generation; /* of the database's files */
    ms began;
    bool faults; /* off at the end, so that everything must settle */
    bool quiet;  /* no texter writes any more */
    bool provider_dead, wakers_dead;
    ms provider_turns;
    const struct ladder *ladder; /* the line's now */
    ms ladder_turns;
    ms sleep_ends;        /* until then no page wakes anybody */
    int64_t numbered;     /* provider ids given so far */
    int64_t newest_event; /* as the last receipt told it */
    struct crypt_keys keys;
    struct settings *settings;
    struct engine engine;
    struct reader reader;
    struct command *batch[BATCH];
    size_t batch_count;
    struct webhook webhooks[WEBHOOKS];
    struct flight flights[FLIGHTS];
    struct callback callbacks[CALLBACKS];
    struct sim_news news[NEWS];
    int64_t alerts_event;
    size_t open_count; /* renewed when something happened */
    struct sim_open open[ALERTS];
    struct sim_alert alerts[ALERTS];
    struct sim_lost lost[LOST];
    struct sim_texter texters[TEXTERS];
    struct sim_person staff[STAFF];
    size_t danger_count; /* texts of danger that the line has said yes to in this turn */
    message_id danger[BATCH];
    bool news_came;      /* in this turn a service has said who has it, perhaps in their name */
    size_t answer_count; /* in this turn */
    struct sim_answer answers[BATCH];
    struct ledger ledger;
};

/* What the line's wall clock says. */
ms wall(const struct world *world);

/* Draws. chance(w, 1, 20) is true once in twenty. */
uint64_t draw(struct world *world, uint64_t below);
bool chance(struct world *world, uint64_t times, uint64_t of);

void moment_sooner(ms *next, ms moment);

void world_open(struct world *world, uint64_t seed, const char *content_dir);
void world_close(struct world *world);

/* Kills the process and starts another on what is on disk. */
void world_crash(struct world *world);

/* A command that will be applied at the end of this turn. */
struct command *world_command(struct world *world, enum command_kind kind);

/* On to the next moment at which anything happens. */
void world_moves_on(struct world *world);

/* Applies what was gathered, then lets the courier take off. */
void world_turn(struct world *world);

/* What a batch made ready leaves before anything else happens. */
void flights_take_off(struct world *world);

/* Asks the reader; the caller frees it. */
struct query *world_ask(struct world *world, enum query_kind kind, const struct caller *caller);

/* Gives a text to the provider, which goes on until the line has acknowledged it. */
void webhook_begin(struct world *world, const struct phone *from, const char *id, const char *body);

/* One turn of each, and the moment of the next: what happens in between happens to nobody. */
void texters_act(struct world *world); /* texters.c */
ms texters_next(const struct world *world);
void staff_act(struct world *world); /* staff.c */
ms staff_next(const struct world *world);
void provider_acts(struct world *world); /* provider.c */
ms provider_next(const struct world *world);
void wakers_act(struct world *world); /* waking.c */
ms wakers_next(const struct world *world);
void clock_acts(struct world *world);
ms clock_next(const struct world *world);

bool is_danger(const char *words);
void person_signs_in(struct world *world, struct sim_person *person);
void page_arrives(struct world *world, const struct outbox_item *item);
void flight_takes_off(struct world *world, struct outbox_item *item);
void flight_is_cut(struct world *world, struct outbox_item *item);
void flights_are_cut(struct world *world);
bool something_flies(const struct world *world);

/* waking.c: how people are woken. */
void waking_settings(struct settings *settings);
void waking_rota(struct world *world);
void ladder_acts(struct world *world);
bool is_on_call(const struct world *world, const struct phone *phone, ms at);
void waker_was_called(struct world *world, const struct outbox_item *item);

/* alerts.c: P7 and P8. */
void check_alerts(struct world *world);         /* after a turn */
void check_alerts_in_time(struct world *world); /* when time has passed */
void check_page(struct world *world, const struct outbox_item *item);
void check_danger(struct world *world, const struct command *inbound);
void yes_is_texted(struct world *world, const struct sim_person *person);
void page_was_lost(struct world *world, const struct outbox_item *item);
void page_has_landed(struct world *world, const struct outbox_item *item,
                     enum send_outcome outcome);
void answer_follow(struct world *world, const struct sim_person *person, const char *code,
                   bool takes);
void alert_is_ending(struct world *world, alert_id id);

/* checks.c: ends the program with the seed when a promise is broken. */
void broken(const struct world *world, const char *promise, const char *what, int64_t id);
void checked_print(const struct world *world);
void check_take_off(struct world *world, const struct outbox_item *item);
void check_arrival(struct world *world, const struct outbox_item *item);
void check_open(struct world *world);
void check_kept(struct world *world);
void check_settled(struct world *world);
struct line_status status_of(struct world *world);
void ledger_ack(struct world *world, const char *provider_id);

#endif
