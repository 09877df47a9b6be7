/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BENCH_PROVIDER_H
#define BENCH_PROVIDER_H
/*
 * provider.h — a stub of Twilio's send call: takes every text at once and remembers when each page
 * to the responder came, by its code.
 */
#include "wire.h"

#define PAGES_MAX 20000

struct page_came {
    char code[8];
    int64_t at;
};

struct provider {
    int port;
    size_t taken;       /* texts in all */
    size_t connections; /* that brought at least one */
    int64_t first_at, last_at;
    size_t page_count;
    struct page_came page[PAGES_MAX];
};

void provider_open(struct provider *provider, struct wires *wires);

/* Forgets what has come. */
void provider_reset(struct provider *provider);

#endif
