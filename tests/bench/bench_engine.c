/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_engine.c — what a text costs the engine alone: CPU of its thread, syncs included, without
 * HTTP and consoles. With an instruction counter under it, the place to see what a change is worth:
 * it does the same work each time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/log.h"
#include "edge/content_file.h"
#include "edge/phrases_file.h"
#include "engine/engine.h"

#define BATCH 32
#define TEXTERS 500 /* who write again and again */
#define NEW_IN 10   /* one text in so many is somebody's first */

static void fail(const char *what)
{
    fprintf(stderr, "bench_engine: %s\n", what);
    exit(1);
}

static struct settings *settings_make(void)
{
    struct settings *settings = settings_new();
    char why[256] = "";

    settings->line_count = settings->content_count = settings->phrases_count = 1;
    settings->lines[0] = (struct line){ .id = "harbor",
                                        .name = "Harbor Line",
                                        .number = { "+16175550100" },
                                        .provider = "twilio",
                                        .language_count = 1,
                                        .languages = { "en" } };
    settings->timing = (struct timing){ .offer = MINUTES(1),
                                        .not_forgotten = HOURS(1),
                                        .check_in = HOURS(1),
                                        .close_after = HOURS(24),
                                        .ageing = HOURS(1),
                                        .waiting_alert = HOURS(1),
                                        .repage = MINUTES(2),
                                        .settle = MINUTES(1) };
    snprintf(settings->phrases[0].language, sizeof settings->phrases[0].language, "en");
    settings->phrases[0].phrases = phrases_file_new("config/content", "en", why, sizeof why);
    if (!settings->phrases[0].phrases ||
        content_file_load("config/content", "en", &settings->content[0], why, sizeof why))
        fail(why);
    return settings;
}

static struct command *text_make(size_t n)
{
    struct command *command = command_new(COMMAND_INBOUND, clock_now());
    struct inbound *in = &command->u.inbound;
    size_t texter = n % NEW_IN ? n % TEXTERS : TEXTERS + n;

    snprintf(in->provider, sizeof in->provider, "twilio");
    snprintf(in->provider_id, sizeof in->provider_id, "SM%032zx", n * 0x9e3779b97f4a7c15);
    snprintf(in->from.e164, sizeof in->from.e164, "+1617%07zu", texter);
    snprintf(in->to.e164, sizeof in->to.e164, "+16175550100");
    snprintf(in->body.s, sizeof in->body.s,
             "the new place is fine i guess, the boxes are still all over the kitchen floor");
    in->body.len = (uint16_t)strlen(in->body.s);
    return command;
}

/* What leaves is thrown away: its rows stay claimed, and no more than a few dozen are. */
static void batch_apply(struct engine *engine, size_t first)
{
    struct command *commands[BATCH];
    void *item;

    for (size_t i = 0; i < BATCH; i++) commands[i] = text_make(first + i);
    engine_batch(engine, commands, BATCH);
    engine_rest(engine);
    for (size_t i = 0; i < BATCH; i++) {
        if (commands[i]->receipt.err) fail("a text was not applied");
        command_free(commands[i]);
    }
    while ((item = mailbox_take(engine->flights))) free(item);
}

static double cpu_us(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec * 1e6 + (double)used.tv_nsec / 1e3;
}

static void run(struct engine *engine, size_t texts)
{
    double before;

    for (size_t n = 0; n < 2 * TEXTERS; n += BATCH) batch_apply(engine, n);
    before = cpu_us();
    for (size_t n = 0; n < texts; n += BATCH) batch_apply(engine, 2 * TEXTERS + BATCH + n);
    printf("engine, a text in batches of %d %7.1f us CPU\n", BATCH,
           (cpu_us() - before) / (double)texts);
}

static void folder_remove(const char *folder)
{
    static const char *const names[] = { "db", "db-wal", "db-shm" };
    char path[128];

    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

int main(int argc, char **argv)
{
    char folder[] = "/tmp/peerline-engine-XXXXXX", url[64], why[256] = "";
    struct settings *settings;
    struct engine engine;
    struct crypt_keys keys = { 0 };

    log_set_level(LOG_ERROR);
    if (crypt_start() || !mkdtemp(folder)) fail("no folder");
    snprintf(url, sizeof url, "sqlite:%s/db", folder);
    settings = settings_make();
    if (engine_open(&engine, url, &keys, settings, clock_now(), why, sizeof why)) fail(why);
    run(&engine, argc > 1 ? strtoul(argv[1], NULL, 10) : 32000);
    engine_close(&engine);
    settings_drop(settings);
    folder_remove(folder);
    return 0;
}
