/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fuzz_form — a form is taken whole or not at all, and what is taken survives a round trip:
 * encoded again and decoded again it is the same pairs. Build with -fsanitize=fuzzer.
 */
#include "edge/form.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define must_hold(cond) ((cond) ? (void)0 : abort())

static void add_encoded(struct str *out, const char *s)
{
    for (; *s; s++) str_addf(out, "%%%02X", (unsigned)(unsigned char)*s);
}

static void encode(const struct form *form, struct str *out)
{
    for (size_t i = 0; i < form->count; i++) {
        if (i) str_add(out, "&");
        add_encoded(out, form->pair[i].name);
        str_add(out, "=");
        add_encoded(out, form->pair[i].value);
    }
}

static void check_same(const struct form *a, const struct form *b)
{
    must_hold(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        must_hold(strcmp(a->pair[i].name, b->pair[i].name) == 0);
        must_hold(strcmp(a->pair[i].value, b->pair[i].value) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *copy = malloc(len ? len : 1);
    struct form form, again;
    size_t size = 3 * len + 2 * FORM_PAIRS_MAX + 1;
    char *encoded = malloc(size);
    struct str out;

    if (len) memcpy(copy, bytes, len);
    str_init(&out, encoded, size);
    if (form_parse(&form, copy, len) == OK) {
        encode(&form, &out);
        must_hold(!out.cut);
        must_hold(form_parse(&again, encoded, out.len) == OK);
        check_same(&form, &again);
        form_wipe(&again);
    } else {
        must_hold(form.count == 0);
    }
    form_wipe(&form);
    free(encoded);
    free(copy);
    return 0;
}
