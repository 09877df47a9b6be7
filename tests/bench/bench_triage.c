/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bench_triage.c — texts triaged a second on one core: alone, and together with five earlier ones.
 * The texts are ordinary and dangerous ones mixed, 63 bytes in the mean, as on a real line's day.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "edge/phrases_file.h"
#include "rules/triage.h"

#define ROUNDS 20000

static const char *const sentences[] = {
    "hi is anyone there",
    "running late, can we talk after dinner instead? traffic is bad here",
    "my mom yelled at me again and i dont know what to do anymore tbh",
    "thanks for yesterday, it helped to just say it out loud to somebody",
    "ok",
    "i cant sleep and my head wont stop, its been like this for two weeks now",
    "lol my phone keeps dying so sorry if i vanish for a bit",
    "feeling kinda alone since the move, nobody here really knows me yet you know",
    "do you have a number for a food bank near the station that is open on sundays",
    "i just want it all to stop, i dont see the point of going on like this",
    "yes please send me the list, number 2 sounded good to me",
    "she said she would call but it has been three days and still nothing from her",
};

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

#define COUNT (sizeof(sentences) / sizeof(sentences[0]))

static double texts_a_second(const struct triage_phrases *phrases, const struct text *texts,
                             size_t earlier_count, size_t rounds)
{
    struct triage triage;
    double began = seconds_now();
    size_t raised = 0;

    for (size_t round = 0; round < rounds; round++)
        for (size_t i = TRIAGE_EARLIER_MAX; i < COUNT; i++) {
            triage_read(phrases, &texts[i], &texts[i - earlier_count], earlier_count, &triage);
            raised += triage.tier > TIER_STEADY;
        }
    if (!raised) puts("nothing was found: the phrases are not what is measured");
    return (double)(rounds * (COUNT - TRIAGE_EARLIER_MAX)) / (seconds_now() - began);
}

int main(void)
{
    static struct text texts[COUNT];
    char why[512];
    struct triage_phrases *phrases = phrases_file_new("config/content", "en", why, sizeof(why));

    if (!phrases) {
        fprintf(stderr, "%s\n", why);
        return 1;
    }
    for (size_t i = 0; i < COUNT; i++) {
        texts[i].len = (uint16_t)strlen(sentences[i]);
        memcpy(texts[i].s, sentences[i], texts[i].len + 1u);
    }
    printf("triage, one text        %10.0f texts/s (goal 200000)\n",
           texts_a_second(phrases, texts, 0, ROUNDS));
    printf("triage, with 5 earlier  %10.0f texts/s\n",
           texts_a_second(phrases, texts, TRIAGE_EARLIER_MAX, ROUNDS / 4));
    triage_phrases_free(phrases);
    return 0;
}
