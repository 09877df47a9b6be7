/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_ENGINE_LINE_H
#define TESTS_ENGINE_LINE_H
/*
 * line.h — the production engine on a database of its own, with a peer, a second one, a responder
 * and a supervisor. Commands are applied one by one, at times the test chooses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "edge/content_file.h"
#include "edge/phrases_file.h"
#include "edge/resources_file.h"
#include "engine/engine.h"
#include "engine/reader.h"
#include "rules/alert.h"
#include "rules/say.h"

#include "../check.h"
#include "../ladder.h"
#include "../timing.h"

enum who { DANA, LEE, SAM, KIM };
#define PEOPLE 4

struct line_world {
    char dir[64], url[96];
    ms now;
    struct crypt_keys keys;
    struct settings *settings;
    struct engine engine;
    struct reader reader;
    person_id person[PEOPLE];
    struct caller caller[PEOPLE];
    struct receipt receipt; /* of the last command */
    int texts, sessions;
    enum send_outcome fate; /* of all that leaves */
    size_t flight_count;    /* what left since line_forget() */
    struct outbox_item flight[64];
};

static const char *const people_names[PEOPLE] = { "Dana", "Lee", "Sam", "Kim" };
static const enum role people_roles[PEOPLE] = { ROLE_PEER, ROLE_PEER, ROLE_RESPONDER,
                                                ROLE_SUPERVISOR };
static const char *const people_phones[PEOPLE] = { "", "", "+15559000001", "+15559000002" };

#define LINE_NUMBER "+15550000000"
#define TEXTER "+15551000001"

static inline void line_take_off(struct line_world *line)
{
    struct outbox_item *item;

    while ((item = mailbox_take(line->engine.flights))) {
        struct command *landed = command_new(COMMAND_SEND_RESULT, line->now);

        if (line->flight_count < 64) line->flight[line->flight_count++] = *item;
        landed->u.send_result =
            (struct send_result){ .id = item->id, .attempt = item->attempt, .outcome = line->fate };
        engine_batch(&line->engine, &landed, 1);
        command_free(landed);
        free(item);
    }
}

/* Applies and frees it; the receipt stays in line->receipt. */
static inline void line_apply(struct line_world *line, struct command *command)
{
    engine_batch(&line->engine, &command, 1);
    line->receipt = command->receipt;
    command_free(command);
    line_take_off(line);
}

static inline struct command *line_command(struct line_world *line, enum command_kind kind,
                                           enum who who)
{
    struct command *command = command_new(kind, line->now);

    command->caller = line->caller[who];
    return command;
}

static inline struct query *line_ask(struct line_world *line, enum query_kind kind, enum who who)
{
    struct query *query = query_new(kind, line->now);

    query->caller = line->caller[who];
    reader_answer(&line->reader, query);
    return query;
}

static inline void line_settings(struct line_world *line)
{
    struct settings *settings = settings_new();
    struct resources resources = { 0 };
    char why[256] = "";

    settings->line_count = 1;
    settings->lines[0] = (struct line){ .id = "t",
                                        .name = "Test Line",
                                        .number = { LINE_NUMBER },
                                        .provider = "p",
                                        .language_count = 1,
                                        .languages = { "en" },
                                        .fallback_text = "988 is there any time.",
                                        .ladder = ladder_of_two(),
                                        .crisis_policy = crisis_policy_default(),

                                        .hours = { 9 * 60, 20 * 60 } };
    settings->timing = test_timing();
    settings->content_count = settings->phrases_count = 1;
    snprintf(settings->phrases[0].language, sizeof settings->phrases[0].language, "en");
    settings->phrases[0].phrases = phrases_file_new("config/content", "en", why, sizeof why);
    CHECK(settings->phrases[0].phrases != NULL);
    CHECK(!content_file_load("config/content", "en", &settings->content[0], why, sizeof why));
    CHECK(!resources_file_load("config/resources/demo.json", &resources, why, sizeof why));
    settings->resources = resources.resource;
    settings->resource_count = resources.count;
    if (why[0]) printf("%s\n", why);
    line->settings = settings;
}

/* With a session of its own: the one before may be over. */
static inline void line_sign_in(struct line_world *line, enum who who)
{
    struct command *in = command_new(COMMAND_SIGN_IN, line->now);

    line->caller[who] = (struct caller){ .signed_in = true };
    line->caller[who].session[0] = (uint8_t)(who + 1);
    line->caller[who].session[1] = (uint8_t)(++line->sessions >> 8);
    line->caller[who].session[2] = (uint8_t)line->sessions;
    in->u.sign_in.person = line->person[who];
    in->u.sign_in.password_right = true;
    memcpy(in->u.sign_in.session, line->caller[who].session, sizeof in->u.sign_in.session);
    line_apply(line, in);
    CHECK(line->receipt.outcome == DONE);
}

static inline void person_begin(struct line_world *line, enum who who)
{
    struct command *add = command_new(COMMAND_PERSON_ADD, line->now);

    add->caller.is_operator = true;
    add->u.person_add.role = people_roles[who];
    snprintf(add->u.person_add.name, sizeof add->u.person_add.name, "%s", people_names[who]);
    snprintf(add->u.person_add.phone.e164, sizeof add->u.person_add.phone.e164, "%s",
             people_phones[who]);
    line_apply(line, add);
    line->person[who].n = line->receipt.ref;
    line_sign_in(line, who);
}

static inline void line_open(struct line_world *line)
{
    char why[256] = "";

    memset(line, 0, sizeof *line);
    log_set_level(LOG_ERROR);
    CHECK(!crypt_start());
    snprintf(line->dir, sizeof line->dir, "/tmp/peerline-engine-XXXXXX");
    CHECK(mkdtemp(line->dir) != NULL);
    snprintf(line->url, sizeof line->url, "sqlite:%s/line.db", line->dir);
    line->now = INT64_C(1767225600000);
    memset(&line->keys, 7, sizeof line->keys);
    line_settings(line);
    CHECK(!engine_open(&line->engine, line->url, &line->keys, line->settings, line->now, why,
                       sizeof why));
    CHECK(!reader_open(&line->reader, line->url, &line->keys, line->settings, line->engine.commands,
                       why, sizeof why));
    for (int who = 0; who < PEOPLE; who++) person_begin(line, (enum who)who);
}

static inline void line_close(struct line_world *line)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char path[128];

    reader_close(&line->reader);
    engine_close(&line->engine);
    settings_drop(line->settings);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/line.db%s", line->dir, ends[i]);
        unlink(path);
    }
    rmdir(line->dir);
}

static inline void line_text(struct line_world *line, const char *from, const char *body)
{
    struct command *command = command_new(COMMAND_INBOUND, line->now);
    struct inbound *in = &command->u.inbound;

    snprintf(in->provider, sizeof in->provider, "p");
    snprintf(in->provider_id, sizeof in->provider_id, "SM%d", ++line->texts);
    snprintf(in->from.e164, sizeof in->from.e164, "%s", from);
    snprintf(in->to.e164, sizeof in->to.e164, LINE_NUMBER);
    in->body.len = (uint16_t)snprintf(in->body.s, sizeof in->body.s, "%s", body);
    line_apply(line, command);
    CHECK(!line->receipt.err);
}

static inline void line_time(struct line_world *line, ms span)
{
    line->now += span;
    line_apply(line, command_new(COMMAND_TIME, line->now));
}

/* The wall clock was set, as the line is told. */
static inline void line_clock(struct line_world *line, ms by)
{
    struct command *clock = command_new(COMMAND_CLOCK, line->now + by);

    clock->u.clock_jump = by;
    line->now += by;
    line_apply(line, clock);
}

static inline void line_restart(struct line_world *line)
{
    char why[128] = "";

    reader_close(&line->reader);
    engine_close(&line->engine);
    CHECK(!engine_open(&line->engine, line->url, &line->keys, line->settings, line->now, why,
                       sizeof why));
    CHECK(!reader_open(&line->reader, line->url, &line->keys, line->settings, line->engine.commands,
                       why, sizeof why));
}

/* On shift, with an open console. */
static inline void line_shift(struct line_world *line, enum who who, int capacity)
{
    struct command *there = command_new(COMMAND_PRESENCE, line->now);
    struct command *shift = line_command(line, COMMAND_SHIFT, who);

    there->u.presence.person = line->person[who];
    there->u.presence.connected = true;
    line_apply(line, there);
    shift->u.shift_change.shift = SHIFT_ON;
    shift->u.shift_change.capacity = capacity;
    line_apply(line, shift);
    CHECK(line->receipt.outcome == DONE);
}

/* Takes the offer; the conversation's id, or 0 if there was none. */
static inline conversation_id line_accept(struct line_world *line, enum who who)
{
    struct query *state = line_ask(line, QUERY_STATE, who);
    struct command *accept;
    conversation_id conversation = { 0 };

    if (state->answer.offer_count) {
        conversation = state->answer.offers[0].offer.conversation;
        accept = line_command(line, COMMAND_OFFER_ACCEPT, who);
        accept->u.offer_answer.offer = state->answer.offers[0].offer.id;
        line_apply(line, accept);
        CHECK(line->receipt.outcome == DONE);
    }
    query_free(state);
    return conversation;
}

static inline void line_forget(struct line_world *line)
{
    line->flight_count = 0;
}

/* What left to this number since line_forget(), if it holds these words; else NULL. */
static inline const struct outbox_item *line_left(const struct line_world *line, const char *to,
                                                  const char *words)
{
    for (size_t i = 0; i < line->flight_count; i++)
        if (!strcmp(line->flight[i].to.e164, to) && strstr(line->flight[i].body.s, words))
            return &line->flight[i];
    return NULL;
}

#endif
