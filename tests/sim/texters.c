/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const char *const ordinary[] = {
    "hello is somebody there", "long day again", "ok", "thank you", "it is about my sister",
    "i dont know what to do", "can i ask something", "2", "1 please", "none of these", "more",
    "maybe 3?", "LIST", "HELP", "yes", "no", "the first one", "what do you think", "WINS",
    "don't ask",
};
/* clang-format on */
static const char *const danger[] = {
    "I want to kill myself tonight",
    "i took all my pills",
    "i am going to end my life",
    "I want to die",
};

bool is_danger(const char *words)
{
    for (size_t i = 0; i < sizeof danger / sizeof danger[0]; i++)
        if (!strcmp(words, danger[i])) return true;
    return false;
}

static const char *danger_draw(struct world *world)
{
    return danger[draw(world, sizeof danger / sizeof danger[0])];
}

/* What somebody may say to a question of the line's; most have something else on their mind. */
static const char *answer_of(struct world *world, enum asked asked)
{
    static const char *const answers[ASKEDS][4] = {
        [ASKED_LIST] = { "1", "1 please", "none of these", "more" },
        [ASKED_CONSENT] = { "yes", "tomorrow", "yes", "no" },
        [ASKED_OUTCOME] = { "1", "2", "they were kind", "don't ask" },
        [ASKED_FORGET] = { "yes", "yes", "yes", "no" },
    };

    return answers[asked][draw(world, 4)];
}

/* Their own word, or now and then the same one twice: equal words are never a repeat. */
static const char *word_of(struct world *world, const struct sim_texter *texter)
{
    if (texter->asked && chance(world, 3, 4)) return answer_of(world, texter->asked);
    if (!world->faults) return ordinary[draw(world, 7)];
    if (is_danger(texter->heard) && chance(world, 1, 3)) return danger_draw(world);
    if (chance(world, 1, 60)) return "FORGET ME";
    if (chance(world, 1, 20)) return "LIST";
    if (chance(world, 1, 20)) return danger_draw(world);
    if (chance(world, 1, 30)) return "STOP";
    if (chance(world, 1, 60)) return "START";
    if (chance(world, 1, 120)) return "NOW";
    return ordinary[draw(world, sizeof ordinary / sizeof ordinary[0])];
}

/* Ids of texters begin with S: those become messages. */
void webhook_begin(struct world *world, const struct phone *from, const char *id, const char *body)
{
    for (size_t i = 0; i < WEBHOOKS; i++) {
        struct webhook *webhook = &world->webhooks[i];

        if (webhook->used) continue;
        *webhook = (struct webhook){ .used = true,
                                     .next = world->now,
                                     .more = chance(world, 1, 10) ? 2 : 0 };
        webhook->inbound.from = *from;
        webhook->inbound.to = world->settings->lines[0].number;
        snprintf(webhook->inbound.provider, sizeof webhook->inbound.provider, "sim");
        snprintf(webhook->inbound.provider_id, sizeof webhook->inbound.provider_id, "%s%lld", id,
                 (long long)++world->numbered);
        webhook->inbound.body.len =
            (uint16_t)snprintf(webhook->inbound.body.s, sizeof webhook->inbound.body.s, "%s", body);
        return;
    }
}

static void webhooks_deliver(struct world *world)
{
    for (size_t i = 0; i < WEBHOOKS; i++) {
        struct webhook *webhook = &world->webhooks[i];
        struct command *command;

        if (!webhook->used || world->now < webhook->next) continue;
        if (webhook->acked && !webhook->more) {
            webhook->used = false;
            continue;
        }
        if (webhook->acked) webhook->more--;
        webhook->next = world->now + SECONDS(2) + (ms)draw(world, SECONDS(8));
        command = world_command(world, COMMAND_INBOUND);
        command->ticket = i;
        command->u.inbound = webhook->inbound;
    }
}

static bool has_webhook(const struct world *world, const struct phone *phone)
{
    for (size_t i = 0; i < WEBHOOKS; i++)
        if (world->webhooks[i].used && !strcmp(world->webhooks[i].inbound.from.e164, phone->e164))
            return true;
    return false;
}

/* From eleven in the evening to seven most sleep; so far west of UTC is the line. */
static ms pause_draw(struct world *world)
{
    int hour = (int)((world->now / HOURS(1) + 24 - 5) % 24);

    return SECONDS(20) + (ms)draw(world, hour >= 23 || hour < 7 ? HOURS(6) : HOURS(2));
}

static ms writes_next(struct world *world, struct sim_texter *texter)
{
    ms next = world->now + pause_draw(world);

    if (next < texter->rests_at) return next;
    next += DAYS(1) + (ms)draw(world, DAYS(6));
    texter->rests_at = next + HOURS(2) + (ms)draw(world, DAYS(1));
    return next;
}

/* A person writes the next text when the one before has gone through, as carriers keep order. */
void texters_act(struct world *world)
{
    for (size_t i = 0; i < TEXTERS; i++) {
        struct sim_texter *texter = &world->texters[i];
        const char *word;
        char id[16];

        if (world->now < texter->writes_next || has_webhook(world, &texter->phone)) continue;
        texter->writes_next = writes_next(world, texter);
        if (!world->faults && texter->texts > 0 && chance(world, 1, 2)) continue;
        if (world->quiet) continue;
        word = word_of(world, texter);
        texter->asked = ASKED_NOTHING;
        if (is_danger(word) && chance(world, 1, 2)) /* often it comes in more than one text */
            texter->writes_next = world->now + SECONDS(20) + (ms)draw(world, MINUTES(2));
        texter->texts++;
        world->ledger.texts++;
        snprintf(id, sizeof id, "S%zu-", i);
        webhook_begin(world, &texter->phone, id, word);
    }
    webhooks_deliver(world);
}

ms texters_next(const struct world *world)
{
    ms next = INT64_MAX;

    for (size_t i = 0; i < WEBHOOKS; i++)
        if (world->webhooks[i].used) moment_sooner(&next, world->webhooks[i].next);
    for (size_t i = 0; i < TEXTERS && !world->quiet; i++) {
        const struct sim_texter *texter = &world->texters[i];

        if (texter->writes_next < next && !has_webhook(world, &texter->phone))
            next = texter->writes_next;
    }
    return next;
}
