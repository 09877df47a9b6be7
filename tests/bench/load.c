/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "edge/signature.h"
#include "subject.h"

#define TARGET "/hooks/twilio/inbound"
#define NEW_MAX 2000000
#define ROOM 65536
#define ANSWER_NS INT64_C(20000000000) /* an answer that takes longer than this ends the bench */

/* None of them stands out, alone or together: what a text in danger costs is measured apart. */
static const char *const sentences[] = {
    "hi is anyone there",
    "running late, can we talk after dinner instead? traffic is bad here",
    "thanks for yesterday, it helped to just say it out loud to somebody",
    "my sister is visiting for the weekend and we are going to cook together",
    "the new place is fine i guess, the boxes are still all over the kitchen floor",
    "do you have a number for a food bank near the station that is open on sundays",
    "she said she would call but the meeting ran long, so i went for a walk instead",
};

#define SENTENCES (sizeof sentences / sizeof sentences[0])
#define DANGER "i am going to kill myself tonight"

/* One connection and the text that is on its way over it. */
struct carrier {
    struct load *load;
    struct run *run;
    struct wire *wire;
    bool busy;
    int64_t due;
    size_t texter;
    bool is_new, is_danger;
};

/* One load_run(). */
struct run {
    struct carrier carrier[LOAD_WIRES];
    struct signature_key *key;
    int64_t began, ends, step;
    size_t brought, answered;
};

/* ---- one text ---- */

/* A form's value: only what must be written otherwise is. */
static size_t value_write(char *out, const char *s)
{
    size_t len = 0;

    for (; *s; s++) {
        if (*s == ' ')
            out[len++] = '+';
        else if (strchr("+?,'", *s))
            len += (size_t)sprintf(out + len, "%%%02X", (unsigned)*s);
        else
            out[len++] = *s;
    }
    out[len] = '\0';
    return len;
}

struct form {
    char body[1024];
    size_t len;
};

/* Parameters come in the order in which they are signed. */
static void form_add(struct form *form, struct signature_key *key, const char *name,
                     const char *value)
{
    form->len += (size_t)snprintf(form->body + form->len, sizeof form->body - form->len,
                                  "%s%s=", form->len ? "&" : "", name);
    form->len += value_write(form->body + form->len, value);
    signature_add(key, name, strlen(name));
    signature_add(key, value, strlen(value));
}

static size_t request_write(struct load *load, struct run *run, const char *number,
                            const char *words, char *out, size_t size)
{
    char url[64], sid[48], signature[SIGNATURE_BASE64_MAX + 1];
    struct form form = { .len = 0 };

    snprintf(url, sizeof url, "http://127.0.0.1:%d" TARGET, load->port);
    snprintf(sid, sizeof sid, "SM%016llx%016zx", (unsigned long long)run->began, run->brought);
    signature_begin(run->key);
    signature_add(run->key, url, strlen(url));
    form_add(&form, run->key, "AccountSid", ACCOUNT_SID);
    form_add(&form, run->key, "Body", words);
    form_add(&form, run->key, "From", number);
    form_add(&form, run->key, "MessageSid", sid);
    form_add(&form, run->key, "NumMedia", "0");
    form_add(&form, run->key, "NumSegments", "1");
    form_add(&form, run->key, "To", LINE_NUMBER);
    signature_end(run->key, signature);
    return (size_t)snprintf(out, size,
                            "POST " TARGET " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            "X-Twilio-Signature: %s\r\nContent-Length: %zu\r\n\r\n%s",
                            load->port, signature, form.len, form.body);
}

/* Who writes next, and whether it is danger. */
static void carrier_choose(struct carrier *carrier)
{
    struct load *load = carrier->load;
    size_t n = carrier->run->brought;

    carrier->is_new = load->mix.new_in && n % load->mix.new_in == 0;
    carrier->is_danger = false;
    carrier->texter = n % REGULARS;
    if (!carrier->is_new) return;
    if (load->texters == NEW_MAX) fail("no more new texters");
    carrier->texter = load->texters++;
    load->new_count++;
    carrier->is_danger = load->mix.danger_in && carrier->texter % load->mix.danger_in == 0;
}

static void carrier_bring(struct carrier *carrier, int64_t due)
{
    char request[2048], number[20];
    const char *words = sentences[carrier->run->brought % SENTENCES];

    carrier_choose(carrier);
    texter_number(carrier->is_new ? REGULARS + carrier->texter : carrier->texter, number);
    carrier->busy = true;
    carrier->due = due;
    wire_send(carrier->wire, request,
              request_write(carrier->load, carrier->run, number,
                            carrier->is_danger ? DANGER : words, request, sizeof request));
    carrier->run->brought++;
}

/* ---- answers ---- */

static void answer_note(struct carrier *carrier, int64_t at)
{
    struct load *load = carrier->load;

    if (load->count == load->capacity) {
        load->capacity = 2 * load->capacity + ROOM;
        load->time_ms = xrealloc(load->time_ms, load->capacity, sizeof *load->time_ms);
    }
    load->time_ms[load->count++] = (double)(at - carrier->due) / 1e6;
    if (carrier->is_new) load->new_said_at[carrier->texter] = at;
    if (carrier->is_danger) load->danger_count++;
}

static void carrier_heard(struct wire *wire)
{
    struct carrier *carrier = wire->owner;
    struct run *run = carrier->run;
    size_t head, len = http_message_len(wire, &head);
    int64_t now = now_ns();

    errno = 0;
    if (wire->closed) fail("a webhook's connection was closed");
    if (!len) return;
    if (http_status(wire) != 200) fail("a webhook was not answered with 200");
    wire_take(wire, len);
    carrier->busy = false;
    run->answered++;
    answer_note(carrier, now);
    if (!run->step && now < run->ends) carrier_bring(carrier, now);
}

/* ---- the ways of bringing them ---- */

/* In turn: a server gives up a connection on which nothing comes. */
static struct carrier *carrier_free(struct run *run)
{
    for (size_t i = 0; i < LOAD_WIRES; i++) {
        struct carrier *carrier = &run->carrier[(run->brought + i) % LOAD_WIRES];

        if (!carrier->busy) return carrier;
    }
    return NULL;
}

/* Brings what is due, as far as there are connections for it; what has to wait counts as late. */
static int64_t due_bring(struct run *run)
{
    int64_t due = run->began + (int64_t)run->brought * run->step, now = now_ns();
    struct carrier *carrier;

    while (due <= now && due < run->ends && (carrier = carrier_free(run))) {
        carrier_bring(carrier, due);
        due += run->step;
    }
    return due > now && due < run->ends ? due - now : 1000000;
}

static void run_go(struct load *load, struct run *run)
{
    for (size_t i = 0; i < LOAD_WIRES && !run->step; i++) carrier_bring(&run->carrier[i], now_ns());
    while (now_ns() < run->ends || run->answered < run->brought) {
        int64_t wait = run->step ? due_bring(run) : 1000000;

        wires_turn(load->wires, wait);
        errno = 0;
        if (now_ns() > run->ends + ANSWER_NS) fail("webhooks are not answered");
    }
}

void load_run(struct load *load, double seconds, double rate)
{
    struct run *run = xcalloc(1, sizeof *run);

    load->count = load->danger_count = load->new_count = 0;
    run->key = signature_key_new(SIGNATURE_SHA1, AUTH_TOKEN);
    for (size_t i = 0; i < LOAD_WIRES; i++) {
        struct carrier *carrier = &run->carrier[i];

        *carrier = (struct carrier){ .load = load, .run = run };
        carrier->wire = wire_connect(load->wires, load->port, carrier_heard, carrier);
    }
    run->began = now_ns();
    run->ends = run->began + (int64_t)(seconds * 1e9);
    run->step = rate > 0 ? (int64_t)(1e9 / rate) : 0;
    run_go(load, run);
    load->seconds = (double)(now_ns() - run->began) / 1e9;
    for (size_t i = 0; i < LOAD_WIRES; i++) wire_close(load->wires, run->carrier[i].wire);
    signature_key_free(run->key);
    free(run);
}

void load_init(struct load *load, struct wires *wires, int port, struct mix mix)
{
    *load = (struct load){ .wires = wires, .port = port, .mix = mix };
    load->new_said_at = xcalloc(NEW_MAX, sizeof *load->new_said_at);
}

void load_wipe(struct load *load)
{
    free(load->time_ms);
    free(load->new_said_at);
}

int64_t load_said_at(const struct load *load, const char *number)
{
    size_t n = texter_of(number);

    return n >= REGULARS && n - REGULARS < load->texters ? load->new_said_at[n - REGULARS] : 0;
}

static int double_compare(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

double percentile(double *values, size_t count, double percent)
{
    size_t rank = (size_t)(percent / 100 * (double)count + 0.999999);

    if (!count) return 0;
    qsort(values, count, sizeof *values, double_compare);
    return values[rank ? rank - 1 : 0];
}
