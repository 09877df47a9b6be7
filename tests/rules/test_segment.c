/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts are counted as providers count them, and flattened only when that saves something. */
#include "rules/segment.h"

#include <jansson.h>
#include <string.h>

#include "../check.h"

#define VECTORS "tests/vectors/segments.json"

static void check_vector(const json_t *vector)
{
    const json_t *expected = json_object_get(vector, "reference");
    const char *text = json_string_value(json_object_get(vector, "text"));
    const char *encoding = json_string_value(json_object_get(expected, "encoding"));
    json_int_t units = json_integer_value(json_object_get(expected, "units"));
    json_int_t count = json_integer_value(json_object_get(expected, "segments"));
    struct segments segments = segment_count(text, strlen(text));
    const char *name = json_string_value(json_object_get(vector, "name"));

    CHECK_CASE(segments.gsm7 == (strcmp(encoding, "GSM-7") == 0), name);
    CHECK_CASE(segments.units == units, name);
    CHECK_CASE(segments.count == count, name);
}

static void check_vectors(void)
{
    json_error_t error;
    json_t *file = json_load_file(VECTORS, 0, &error);
    json_t *vectors = json_object_get(file, "vectors");

    CHECK(json_array_size(vectors) > 20);
    for (size_t i = 0; i < json_array_size(vectors); i++) check_vector(json_array_get(vectors, i));
    json_decref(file);
}

static const struct {
    const char *sentence, *from, *plain;
    bool drop_accents;
} flattened[] = {
    { "plain text stays", "See you at 5.", "See you at 5.", false },
    { "quotes and dashes", "I\u2019m here \u2013 \u201ctake your time\u201d\u2026",
      "I'm here - \"take your time\"...", false },
    { "no-break and thin spaces", "24\u00a0h, 7\u2009days", "24 h, 7 days", false },
    { "what takes no room goes", "one\u200b two\ufeff", "one two", false },
    { "GSM-7 has these accents", "\u00bfd\u00f3nde est\u00e1s, ma\u00f1ana?",
      "\u00bfdonde estas, ma\u00f1ana?", true },
    { "accents stay where they matter", "\u00bfest\u00e1s?", "\u00bfest\u00e1s?", false },
    { "accents stay if quotes were all", "caf\u00e9 \u2019n\u2019 ol\u00e9",
      "caf\u00e9 'n' ol\u00e9", true },
    { "combining accents too", "esta\u0301 \u2026", "esta ...", true },
    { "a text that needs UCS-2 anyway stays", "I\u2019m ok \U0001F642", "I\u2019m ok \U0001F642",
      true },
    { "another script stays", "\u201c\u043f\u0440\u0438\u0432\u0435\u0442\u201d",
      "\u201c\u043f\u0440\u0438\u0432\u0435\u0442\u201d", true },
    { "the euro sign is in the extension", "20 \u20ac \u2013 25 \u20ac", "20 \u20ac - 25 \u20ac",
      false },
    { "nothing is nothing", "", "", true },
};

static void check_flattened(void)
{
    for (size_t i = 0; i < sizeof flattened / sizeof flattened[0]; i++) {
        const char *from = flattened[i].from;
        char to[128];
        size_t len =
            segment_flatten(to, strlen(from) + 1, from, strlen(from), flattened[i].drop_accents);

        CHECK_CASE(len == strlen(to), flattened[i].sentence);
        CHECK_STR(to, flattened[i].plain);
    }
}

int main(void)
{
    check_vectors();
    check_flattened();
    return check_end();
}
