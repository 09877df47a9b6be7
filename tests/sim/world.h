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

#define TEXTERS 10
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
    ms writes_next;
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
    int replies;
    /* of a responder */
    char code[ALERT_CODE_BYTES + 1]; /* will answer a page with this code … */
    ms answers_at;                   /* … then; 0: asleep */
    char call[PAGE_TOKEN_BYTES + 1]; /* by a key of this call; empty: by text */
};

/* An alert as the world has followed it. */
struct sim_alert {
    int64_t id;
    ms free_since; /* nobody has had it since */
    bool held;
};
#define ALERTS 4096

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
    size_t ids_size;
    uint64_t texts, replies, pages, crashes, alerts, refused_impostors, follow_ups, forgotten;
    uint64_t jumps, ways[WAYS]; /* pages by each way */
};

struct world {
    uint64_t seed, rng;
    ms now;  /* by a clock that never jumps: people and machines go by it */
    ms skew; /* what the line's wall clock is ahead of it */
    ms jumped_at;
    ms skew_told; /* as far as the line has noticed */
    ms next_due, rings_next;
    char dir[128];
    int generation; /* of the database's files */
    bool faults;    /* off at the end, so that everything must settle */
    bool quiet;     /* no texter writes any more */
    bool provider_dead, wakers_dead;
    ms provider_turns;
    int64_t numbered; /* provider ids given so far */
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
    struct sim_alert alerts[ALERTS];
    struct sim_texter texters[TEXTERS];
    struct sim_person staff[STAFF];
    struct ledger ledger;
    ms page_seen_at[1 << 16]; /* by the code's bytes: when a page with it last took off */
};

/* What the line's wall clock says. */
ms wall(const struct world *world);

/* Draws. chance(w, 1, 20) is true once in twenty. */
uint64_t draw(struct world *world, uint64_t below);
bool chance(struct world *world, uint64_t times, uint64_t of);

void world_open(struct world *world, uint64_t seed, const char *content_dir);
void world_close(struct world *world);

/* Kills the process and starts another on what is on disk. */
void world_crash(struct world *world);

/* A command that will be applied at the end of this turn. */
struct command *world_command(struct world *world, enum command_kind kind);

/* Applies what was gathered, then lets the courier take off. */
void world_turn(struct world *world);

/* Asks the reader; the caller frees it. */
struct query *world_ask(struct world *world, enum query_kind kind, const struct caller *caller);

/* actors.c: one turn of each. */
void texters_act(struct world *world);
void staff_act(struct world *world);
void provider_acts(struct world *world);
void person_signs_in(struct world *world, struct sim_person *person);
void flight_takes_off(struct world *world, struct outbox_item *item);
void page_arrives(struct world *world, const struct outbox_item *item);

/* waking.c: how people are woken, and the clock on the wall. */
void waking_settings(struct settings *settings);
void waking_rota(struct world *world);
void clock_acts(struct world *world);
void wakers_act(struct world *world);
void waker_was_called(struct world *world, const struct outbox_item *item);
void check_alert_in_time(struct world *world, const struct alert *alert);

/* checks.c: ends the program with the seed when a promise is broken. */
void broken(const struct world *world, const char *promise, const char *what, int64_t id);
void check_take_off(struct world *world, const struct outbox_item *item);
void check_arrival(struct world *world, const struct outbox_item *item);
void check_open(struct world *world);
void check_alerts(struct world *world);
void check_kept(struct world *world);
void check_settled(struct world *world);
struct line_status status_of(struct world *world);
void ledger_ack(struct world *world, const char *provider_id);
ms *page_clock(struct world *world, const char *code);

#endif
