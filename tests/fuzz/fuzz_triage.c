/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fuzz_triage.c — any bytes as a texter's texts: nothing crashes, places lie within the text, and
 * an earlier text never makes a later one calmer. Texts are divided by NUL; the last is the new
 * one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "edge/phrases_file.h"
#include "rules/triage.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct triage_phrases *phrases;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    char why[512];

    (void)argc;
    (void)argv;
    phrases = phrases_file_new("config/content", "en", why, sizeof(why));
    must(phrases != NULL);
    return 0;
}

/* The texts in the bytes, at most `max`: what is too much is left away. */
static size_t texts_read(const uint8_t *bytes, size_t size, struct text *texts, size_t max)
{
    size_t count = 0;

    while (count < max) {
        const uint8_t *end = size ? memchr(bytes, '\0', size) : NULL;
        size_t part = end ? (size_t)(end - bytes) : size;
        size_t len = part < TEXT_BYTES_MAX ? part : TEXT_BYTES_MAX;

        if (len) memcpy(texts[count].s, bytes, len);
        texts[count].s[len] = '\0';
        texts[count++].len = (uint16_t)len;
        if (!end) break;
        bytes += part + 1;
        size -= part + 1;
    }
    return count;
}

static void triage_check(const struct triage *triage, const struct text *text)
{
    must(triage->reasons.count <= REASONS_MAX);
    must((triage->tier == TIER_STEADY) == (triage->reasons.count == 0));
    for (size_t i = 0; i < triage->reasons.count; i++) {
        const struct reason *reason = &triage->reasons.reason[i];

        must(reason->start + reason->len <= text->len);
        must(reason->tier <= triage->tier);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct text *texts = calloc(TRIAGE_EARLIER_MAX + 1, sizeof(*texts));
    struct triage alone, together;
    size_t earlier;

    must(texts != NULL);
    earlier = texts_read(bytes, size, texts, TRIAGE_EARLIER_MAX + 1) - 1;
    triage_read(phrases, &texts[earlier], NULL, 0, &alone);
    triage_read(phrases, &texts[earlier], texts, earlier, &together);
    triage_check(&alone, &texts[earlier]);
    triage_check(&together, &texts[earlier]);
    must(together.tier >= alone.tier);
    free(texts);
    return 0;
}
