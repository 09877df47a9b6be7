/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "edge/content_file.h"
#include "edge/phrases_file.h"
#include "edge/resources_file.h"
#include "rules/say.h"

#include "../timing.h"

ms wall(const struct world *world)
{
    return world->now + world->skew;
}

uint64_t draw(struct world *world, uint64_t below)
{
    uint64_t z = world->rng += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (z ^ z >> 31) % below;
}

bool chance(struct world *world, uint64_t times, uint64_t of)
{
    return draw(world, of) < times;
}

void moment_sooner(ms *next, ms moment)
{
    if (moment < *next) *next = moment;
}

/* ---- storage ---- */

static void file_name(const struct world *world, int generation, const char *end, char *out,
                      size_t size)
{
    snprintf(out, size, "%s/line-%d.db%s", world->dir, generation, end);
}

static void storage_open(struct world *world)
{
    char path[192], url[208], why[256] = "";

    file_name(world, world->generation, "", path, sizeof path);
    snprintf(url, sizeof url, "sqlite:%s", path);
    if (engine_open(&world->engine, url, &world->keys, world->settings, wall(world), why,
                    sizeof why) ||
        reader_open(&world->reader, url, &world->keys, world->settings, world->engine.commands, why,
                    sizeof why)) {
        fprintf(stderr, "simulation: %s\n", why);
        exit(1);
    }
}

static void file_copy(const char *from, const char *to)
{
    char bytes[65536];
    FILE *in = fopen(from, "rb"), *out = in ? fopen(to, "wb") : NULL;
    size_t len;

    while (out && (len = fread(bytes, 1, sizeof bytes, in))) fwrite(bytes, 1, len, out);
    if (in) fclose(in);
    if (out) fclose(out);
}

static void files_move_on(struct world *world)
{
    static const char *const ends[] = { "", "-wal" };
    char from[192], to[192];

    for (size_t i = 0; i < 2; i++) {
        file_name(world, world->generation, ends[i], from, sizeof from);
        file_name(world, world->generation + 1, ends[i], to, sizeof to);
        file_copy(from, to);
    }
}

static void files_forget(struct world *world, int generation)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char path[192];

    for (size_t i = 0; i < 3; i++) {
        file_name(world, generation, ends[i], path, sizeof path);
        unlink(path);
    }
}

void world_crash(struct world *world)
{
    for (size_t i = 0; i < world->batch_count; i++) command_free(world->batch[i]);
    world->batch_count = 0;
    flights_are_cut(world);
    files_move_on(world);
    reader_close(&world->reader);
    engine_close(&world->engine);
    files_forget(world, world->generation++);
    for (size_t i = 0; i < STAFF; i++) world->staff[i].connected = false;
    storage_open(world);
    world->rings_next = world->now;
    world->newest_event = 0;        /* whoever looks will look anew */
    world->skew_told = world->skew; /* the new process knows no other */
    world->ledger.crashes++;
}

/* ---- beginning ---- */

static void content_open(struct world *world, const char *dir)
{
    struct settings *settings = settings_new();
    struct resources resources = { 0 };
    char why[256] = "";
    struct line *line = &settings->lines[0];

    settings->line_count = 1;
    settings->timing = test_timing();
    *line = (struct line){ .id = "sim",
                           .name = "Sim Line",
                           .number = { "+15550000000" },
                           .provider = "sim",
                           .language_count = 1,
                           .languages = { "en" },
                           .fallback_text = "988 is there any time.",
                           .hours = { 9 * 60, 20 * 60 },
                           .calls = true,
                           .crisis_policy = crisis_policy_default() };
    waking_settings(settings);
    settings->content_count = settings->phrases_count = 1;
    snprintf(settings->phrases[0].language, sizeof settings->phrases[0].language, "en");
    settings->phrases[0].phrases = phrases_file_new(dir, "en", why, sizeof why);
    if (!settings->phrases[0].phrases ||
        content_file_load(dir, "en", &settings->content[0], why, sizeof why) ||
        resources_file_load("config/resources/demo.json", &resources, why, sizeof why)) {
        fprintf(stderr, "simulation: %s\n", why);
        exit(1);
    }
    settings->resources = resources.resource;
    settings->resource_count = resources.count;
    world->settings = settings;
}

static void person_join(struct world *world, size_t i, enum role role)
{
    struct sim_person *person = &world->staff[i];
    struct command *add = world_command(world, COMMAND_PERSON_ADD);
    struct command *in;

    person->role = role;
    snprintf(person->name, sizeof person->name, "%s%zu", role_name(role), i);
    if (role != ROLE_PEER)
        snprintf(person->phone.e164, sizeof person->phone.e164, "+1555900%04zu", i);
    add->caller.is_operator = true;
    snprintf(add->u.person_add.name, sizeof add->u.person_add.name, "%s", person->name);
    add->u.person_add.role = role;
    add->u.person_add.phone = person->phone;
    snprintf(add->u.person_add.password_hash, sizeof add->u.person_add.password_hash, "none");
    world_turn(world);
    person->id.n = (int64_t)i; /* replaced by the sign-in below */
    person->caller = (struct caller){ .signed_in = true };
    memset(person->caller.session, (int)i + 1, sizeof person->caller.session);
    in = world_command(world, COMMAND_SIGN_IN);
    in->u.sign_in.password_right = true;
    in->u.sign_in.name_hash[0] = (uint8_t)i;
    in->u.sign_in.address_hash[0] = (uint8_t)i;
    memcpy(in->u.sign_in.session, person->caller.session, sizeof in->u.sign_in.session);
    in->u.sign_in.person = person->id;
    world->batch_count--;
    command_free(in);
}

static void staff_sign_in(struct world *world)
{
    struct caller line_operator = { .is_operator = true };
    struct query *people = world_ask(world, QUERY_PEOPLE, &line_operator);

    for (size_t i = 0; i < STAFF; i++)
        for (size_t j = 0; j < people->answer.person_count; j++) {
            struct sim_person *person = &world->staff[i];
            struct command *in;

            if (strcmp(people->answer.people[j].name, person->name)) continue;
            person->id = people->answer.people[j].id;
            in = world_command(world, COMMAND_SIGN_IN);
            in->u.sign_in.person = person->id;
            in->u.sign_in.password_right = true;
            memcpy(in->u.sign_in.session, person->caller.session, sizeof in->u.sign_in.session);
        }
    query_free(people);
    world_turn(world);
}

/* In memory, if it may be: what a crash leaves is copied, so nothing has to reach a disk. */
static const char *storage_folder(void)
{
    const char *chosen = getenv("SIM_DIR");

    if (chosen) return chosen;
    return access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
}

/* The noon before clocks are set forward, before they are set back, and a Thursday. */
static const ms starts[] = { INT64_C(1772884800000), INT64_C(1793448000000),
                             INT64_C(1767225600000) };

void world_open(struct world *world, uint64_t seed, const char *content_dir)
{
    memset(world, 0, sizeof *world);
    world->seed = world->rng = seed;
    world->now = world->began = starts[seed % 3];
    world->faults = true;
    snprintf(world->dir, sizeof world->dir, "%s/peerline-sim-XXXXXX", storage_folder());
    if (!mkdtemp(world->dir)) {
        fprintf(stderr, "simulation: no folder: %s\n", strerror(errno));
        exit(1);
    }
    world->ledger.ids_size = 1 << 20;
    world->ledger.arrivals = xcalloc(world->ledger.ids_size, 1);
    world->ledger.retried = xcalloc(world->ledger.ids_size, 1);
    world->ledger.left = xcalloc(world->ledger.ids_size, 1);
    for (size_t i = 0; i < sizeof world->keys; i++)
        ((uint8_t *)&world->keys)[i] = (uint8_t)(seed + i * 7);
    content_open(world, content_dir);
    storage_open(world);
    for (size_t i = 0; i < STAFF; i++)
        person_join(world, i,
                    i < PEERS                ? ROLE_PEER
                    : i < PEERS + RESPONDERS ? ROLE_RESPONDER
                                             : ROLE_SUPERVISOR);
    staff_sign_in(world);
    waking_rota(world);
    for (size_t i = 0; i < TEXTERS; i++) {
        snprintf(world->texters[i].phone.e164, sizeof world->texters[i].phone.e164, "+1555100%04zu",
                 i);
        world->texters[i].writes_next = world->now + (ms)draw(world, i < 8 ? HOURS(1) : DAYS(5));
        world->texters[i].rests_at = world->texters[i].writes_next + (ms)draw(world, DAYS(1));
    }
}

void world_close(struct world *world)
{
    for (size_t i = 0; i < FLIGHTS; i++)
        if (world->flights[i].used) free(world->flights[i].item);
    reader_close(&world->reader);
    engine_close(&world->engine);
    settings_drop(world->settings);
    files_forget(world, world->generation);
    rmdir(world->dir);
    free(world->ledger.acked);
    free(world->ledger.arrivals);
    free(world->ledger.retried);
    free(world->ledger.left);
}

/* ---- turning ---- */

static struct command *command_add(struct world *world, enum command_kind kind)
{
    if (world->batch_count == BATCH) world_turn(world);
    return world->batch[world->batch_count++] = command_new(kind, wall(world));
}

/* A clock that was set anew is told before anything that goes by it, as the edge's post does. */
struct command *world_command(struct world *world, enum command_kind kind)
{
    if (world->skew != world->skew_told) {
        command_add(world, COMMAND_CLOCK)->u.clock_jump = world->skew - world->skew_told;
        world->skew_told = world->skew;
        world->alerts_event = -1; /* moments move, and nobody is told */
    }
    return command_add(world, kind);
}

struct query *world_ask(struct world *world, enum query_kind kind, const struct caller *caller)
{
    struct query *query = query_new(kind, wall(world));

    query->caller = *caller;
    reader_answer(&world->reader, query);
    return query;
}

static const struct sim_person *person_of(const struct world *world, const struct phone *phone)
{
    for (size_t i = PEERS; i < STAFF; i++)
        if (!strcmp(world->staff[i].phone.e164, phone->e164)) return &world->staff[i];
    return NULL;
}

/* Rings when something is due; when nothing is, it has nothing to do at the rings in between. */
#define RING_IDLE MINUTES(2)

/* P3. Whatever is due is done at the next ring, or at one of those that follow it. */
static void check_ring(struct world *world, ms next_due)
{
    bool same = next_due && next_due == world->behind;

    if (!same) world->behind_since = world->now;
    world->behind = next_due <= wall(world) ? next_due : 0;
    if (same && world->now - world->behind_since > SECONDS(30))
        broken(world, "P3", "something stayed due", next_due);
}

static void text_answered(struct world *world, const struct sim_person *person, const char *words)
{
    char code[ALERT_CODE_BYTES + 1] = "";

    memcpy(code, words, ALERT_CODE_BYTES);
    answer_follow(world, person, code, !strcmp(words + ALERT_CODE_BYTES, " YES"));
}

static void inbound_acknowledged(struct world *world, const struct command *command)
{
    struct webhook *webhook = &world->webhooks[command->ticket];
    const struct sim_person *person = person_of(world, &command->u.inbound.from);

    if (!webhook->acked) ledger_ack(world, command->u.inbound.provider_id);
    webhook->acked = true;
    if (command->receipt.repeated) return; /* acknowledged late: much may have happened since */
    check_danger(world, command);
    if (person) text_answered(world, person, command->u.inbound.body.s);
}

static void call_answered(struct world *world, const struct command *command)
{
    for (size_t i = PEERS; i < STAFF; i++)
        if (!strcmp(world->staff[i].call, command->u.call_key.token))
            answer_follow(world, &world->staff[i], world->staff[i].code, command->u.call_key.take);
}

static void receipt_read(struct world *world, const struct command *command)
{
    const struct receipt *receipt = &command->receipt;
    ms pause = receipt->next_due ? receipt->next_due - wall(world) : RING_IDLE;

    world->newest_event = receipt->newest_event.n;
    world->rings_next = world->now + (pause < 0 ? 0 : pause > RING_IDLE ? RING_IDLE : pause);
    if (command->kind == COMMAND_TIME) check_ring(world, receipt->next_due);
    if (command->kind == COMMAND_CALL_KEY) call_answered(world, command);
    if (command->kind == COMMAND_INBOUND) inbound_acknowledged(world, command);
}

static void receipts_read(struct world *world)
{
    for (size_t i = 0; i < world->batch_count; i++) {
        struct command *command = world->batch[i];

        if (command->receipt.err)
            broken(world, "P1", "a command failed without a fault", (int64_t)command->kind);
        receipt_read(world, command);
        command_free(command);
    }
    world->batch_count = 0;
}

void flights_take_off(struct world *world)
{
    struct outbox_item *item;

    while ((item = mailbox_take(world->engine.flights))) flight_takes_off(world, item);
}

void world_turn(struct world *world)
{
    struct outbox_item *item;
    void *look_in;

    while ((look_in = mailbox_take(world->engine.commands))) /* put there by the reader */
        if (world->batch_count < BATCH)
            world->batch[world->batch_count++] = look_in;
        else
            command_free(look_in);
    if (!world->batch_count) return;
    engine_batch(&world->engine, world->batch, world->batch_count);
    engine_rest(&world->engine);
    /* Committed, but neither the sender nor the courier has heard of it. */
    if (world->faults && chance(world, 1, 2000)) {
        while ((item = mailbox_take(world->engine.flights))) flight_is_cut(world, item);
        world_crash(world);
        return;
    }
    receipts_read(world);
    flights_take_off(world);
}

#define STEP SECONDS(1)

void world_moves_on(struct world *world)
{
    ms next = texters_next(world);

    moment_sooner(&next, staff_next(world));
    moment_sooner(&next, provider_next(world));
    moment_sooner(&next, wakers_next(world));
    moment_sooner(&next, clock_next(world));
    world->now = next > world->now + STEP ? next : world->now + STEP;
}
