/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ENGINE_TURN_H
#define ENGINE_TURN_H
/*
 * turn.h — what every handler of a command works with, and the few things they all do: load a
 * conversation with what belongs to it, say something, put it on record, save.
 *
 * Handlers have one shape: load, ask the rules, save. Trouble with the world comes back as an
 * enum err and undoes the command; a refusal of the rules is turn->outcome.
 */
#include "engine/command.h"
#include "engine/settings.h"
#include "rules/access.h"
#include "store/store.h"

struct turn {
    struct store *store;
    const struct settings *settings;
    ms now;
    enum space space;     /* what the disk has left */
    struct viewer viewer; /* who asks; person 0: the outside, time, or the operator */
    bool is_operator;
    enum outcome outcome;
    int64_t ref;
    bool repeated;
    ms retry_after;
    struct import_counts counts;
    struct phone revealed; /* goes nowhere but into the receipt */
    bool queue_changed;    /* somebody waits, or somebody is free: route, and tell the consoles */
    bool erased;           /* something was: it must go from the files, too */
};

/*
 * One part among many, after db_mark(): keeps it, or undoes it and logs what failed, so that one
 * bad row never holds up the others. An error is the storage's own.
 */
MUST_CHECK enum err turn_part_end(struct turn *turn, enum err part, const char *what, int64_t id);

/* A conversation with all that belongs to it. */
struct scene {
    struct conversation conversation;
    struct conversation before; /* as it was loaded */
    struct texter texter;
    const struct line *line;
    const struct content *content;
    struct alert alert;
    struct joining joining; /* beside the alert */
    bool alert_open;
    bool erased; /* with everything: there is nothing left to save */
};

/* ERR_MISSING: no such conversation, or its line is not configured any more. */
MUST_CHECK enum err scene_load(struct turn *turn, conversation_id id, struct scene *scene);

/* For a conversation and texter already at hand. */
MUST_CHECK enum err scene_set(struct turn *turn, const struct conversation *conversation,
                              const struct texter *texter, struct scene *scene);

/* Computes `due`, saves, and tells the consoles. */
MUST_CHECK enum err scene_save(struct turn *turn, struct scene *scene);

struct access_facts scene_facts(const struct scene *scene);

/* Loads, and asks rules/access; a refusal is turn->outcome with OK and *may false. */
MUST_CHECK enum err scene_load_for(struct turn *turn, conversation_id id, enum act act,
                                   struct scene *scene, bool *may);

/* Adds a message as the conversation's next; fills in seq, time and id. */
MUST_CHECK enum err scene_add_message(struct turn *turn, struct scene *scene,
                                      struct message *message, const char *provider,
                                      const char *content_version);

/* A system line: the console has the words for each kind, and `detail` is the one in them. */
MUST_CHECK enum err scene_note(struct turn *turn, struct scene *scene, enum message_kind kind,
                               person_id author, const char *detail);

/*
 * The line's own words to the texter, unless they said STOP. `peer` and others of `words` may be
 * NULL; line and fallback are filled in here.
 */
MUST_CHECK enum err scene_say(struct turn *turn, struct scene *scene, enum content_text which,
                              struct content_words words);

/* The same for words that are made elsewhere (lists), or must go although they said STOP. */
MUST_CHECK enum err scene_say_text(struct turn *turn, struct scene *scene, enum message_kind kind,
                                   const struct text *text);

MUST_CHECK enum err turn_event(struct turn *turn, enum event_kind kind,
                               conversation_id conversation, int64_t ref, person_id person,
                               int64_t seq);
MUST_CHECK enum err turn_audit(struct turn *turn, const char *action, conversation_id conversation,
                               int64_t ref);

/*
 * A message's new state, and the provider's id and error. An empty id leaves it as it is. A failed
 * attempt may be tried again, so only callbacks are held to the order of the states.
 */
MUST_CHECK enum err turn_message_moves(struct turn *turn, message_id id, enum message_state state,
                                       const char *provider_id, const char *error);

/* P9. Replies to a texter that have not left never will, and are shown so. */
MUST_CHECK enum err turn_take_back(struct turn *turn, texter_id texter);

/* Peers are people too: the next offer waits so long, and no rest makes another one shorter. */
MUST_CHECK enum err turn_rest(struct turn *turn, person_id peer, ms span);

/* The viewer has answered, and so has read all: a responder who speaks has not for the peer. */
void scene_read_all(const struct turn *turn, struct scene *scene);

/* OK with turn->outcome set: what a handler returns when the rules say no. */
enum err turn_refuse(struct turn *turn, enum outcome outcome);

/* Offers it to a person: the first time, or as a transfer. Saves the scene. */
MUST_CHECK enum err scene_make_offer(struct turn *turn, struct scene *scene, struct offer *offer);

/* Ends the conversation's open offer, whoever had it. `ending` as in store/offer.h. */
MUST_CHECK enum err scene_end_offer(struct turn *turn, struct scene *scene, const char *ending);

/* The same when nobody took it: the next one is asked. */
MUST_CHECK enum err scene_lose_offer(struct turn *turn, struct scene *scene, const char *ending);

#endif
