/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "provider.h"

#include <stdio.h>
#include <string.h>

#include "subject.h"

/* What stands before the code in a page, as a form has it. */
#define ALERT "alert%20"

static void page_note(struct provider *provider, const char *form)
{
    const char *code = strstr(form, ALERT);
    struct page_came *page = &provider->page[provider->page_count];

    if (!strstr(form, "To=%2B" /* the number's plus */) || !strstr(form, &RESPONDER_NUMBER[1]) ||
        !code || provider->page_count == PAGES_MAX)
        return;
    code += strlen(ALERT);
    page->at = now_ns();
    snprintf(page->code, sizeof page->code, "%.*s", (int)strcspn(code, "%,+&"), code);
    provider->page_count++;
}

static void text_take(struct provider *provider, struct wire *wire, const char *form)
{
    char body[96], answer[256];
    int len = snprintf(body, sizeof body, "{\"sid\":\"SM%032zx\",\"status\":\"queued\"}",
                       (size_t)1 << 40 | ++provider->taken);

    page_note(provider, form);
    provider->last_at = now_ns();
    if (!provider->first_at) provider->first_at = provider->last_at;
    len = snprintf(answer, sizeof answer,
                   "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                   "Content-Length: %d\r\n\r\n%s",
                   len, body);
    wire_send(wire, answer, (size_t)len);
}

static void provider_heard(struct wire *wire)
{
    struct provider *provider = wire->owner;
    size_t head, len;

    while ((len = http_message_len(wire, &head))) {
        char form[8192];

        snprintf(form, sizeof form, "%.*s", (int)(len - head), wire->in + head);
        text_take(provider, wire, form);
        if (!wire->seen) provider->connections++;
        wire->seen = true;
        wire_take(wire, len);
    }
}

void provider_open(struct provider *provider, struct wires *wires)
{
    *provider = (struct provider){ 0 };
    wire_listen(wires, &provider->port, provider_heard, provider);
}

void provider_reset(struct provider *provider)
{
    *provider = (struct provider){ .port = provider->port };
}
