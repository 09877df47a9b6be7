/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define OPEN_NS INT64_C(30000000000)
#define AT_ONCE 64 /* streams that are being opened */
#define ID_BYTES_MAX 23
#define READS_EACH 16 /* so many messages are read at once */

/* The value that follows `name` in a frame, up to its quote. */
static bool field_read(const char *frame, const char *name, char value[ID_BYTES_MAX + 1])
{
    const char *at = strstr(frame, name);

    if (!at) return false;
    at += strlen(name);
    snprintf(value, ID_BYTES_MAX + 1, "%.*s", (int)strcspn(at, "\""), at);
    return true;
}

static void desk_ask(struct desk *desk, const char *method, const char *path, const char *body)
{
    struct desks *desks = desk->desks;
    char request[1024];
    int len = snprintf(request, sizeof request,
                       "%s /api/v1%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: s=%s\r\n"
                       "Content-Type: application/json\r\nX-Console: 1\r\n"
                       "Sec-Fetch-Site: same-origin\r\nIdempotency-Key: bench-%016zx\r\n"
                       "Content-Length: %zu\r\n\r\n%s",
                       method, path, desks->line->port, desk->session, ++desks->asked, strlen(body),
                       body);

    wire_send(desk->asking, request, (size_t)len);
}

static void answer_heard(struct wire *wire)
{
    struct desk *desk = wire->owner;
    size_t head, len;

    errno = 0;
    if (wire->closed) fail("a console's connection was closed");
    while ((len = http_message_len(wire, &head))) {
        if (http_status(wire) / 100 != 2) {
            fprintf(stderr, "%.*s\n", (int)len, wire->in);
            fail("a console's request was refused");
        }
        wire_take(wire, len);
        desk->desks->answered++;
    }
}

/* Both at once: the server answers in order. */
static void offer_answer(struct desk *desk, const char *offer, const char *conversation)
{
    struct desks *desks = desk->desks;
    char path[96];

    if (!desk->asking)
        desk->asking = wire_connect(desks->wires, desks->line->port, answer_heard, desk);
    snprintf(path, sizeof path, "/offers/%s/accept", offer);
    desk_ask(desk, "POST", path, "{}");
    if (!desks->closes) return;
    snprintf(path, sizeof path, "/conversations/%s/close", conversation);
    desk_ask(desk, "POST", path, "{\"outcome\":\"other\"}");
}

/* An id has a letter and a line before its number: "c_41". */
static void offer_heard(struct desk *desk, const char *frame)
{
    char offer[ID_BYTES_MAX + 1], conversation[ID_BYTES_MAX + 1];
    struct desks *desks = desk->desks;

    if (!field_read(frame, "\"data\":{\"id\":\"", offer) ||
        !field_read(frame, "\"conv\":\"", conversation))
        fail("an offer cannot be read");
    if (desks->offer_count < OFFERS_MAX)
        desks->offer[desks->offer_count++] =
            (struct offer_came){ strtoll(conversation + 2, NULL, 10), now_ns() };
    if (!desks->takes) return;
    desks->takes--;
    offer_answer(desk, offer, conversation);
}

/* Now and then the peer reads what has come. */
static void message_heard(struct desk *desk, const char *frame)
{
    char conversation[ID_BYTES_MAX + 1], path[96], body[64];
    const char *seq = strstr(frame, "\"seq\":");
    long number = seq ? strtol(seq + 6, NULL, 10) : 0;

    if (!desk->asking || number % READS_EACH || !field_read(frame, "\"conv\":\"", conversation))
        return;
    snprintf(path, sizeof path, "/conversations/%s/read", conversation);
    snprintf(body, sizeof body, "{\"upto\":%ld}", number);
    desk_ask(desk, "PUT", path, body);
}

static void frame_heard(struct desk *desk, const char *frame)
{
    char kind[ID_BYTES_MAX + 1];
    const char *event = strstr(frame, "event: ");

    if (!event) return;
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(event + 7, "\n"), event + 7);
    if (!strcmp(kind, "hello"))
        desk->desks->opened++;
    else if (!strcmp(kind, "offer.created"))
        offer_heard(desk, frame);
    else if (!strcmp(kind, "message.created"))
        message_heard(desk, frame);
    else if (!strcmp(kind, "queue.updated")) {
        desk->queue_told++;
        desk->queue_told_at = now_ns();
    }
}

static void stream_heard(struct wire *wire)
{
    char *end;

    errno = 0;
    if (wire->closed) fail("a stream was closed");
    while (wire->len && (end = strstr(wire->in, "\n\n"))) {
        *end = '\0';
        frame_heard(wire->owner, wire->in);
        wire_take(wire, (size_t)(end + 2 - wire->in));
    }
}

static void stream_open(struct desk *desk)
{
    const struct subject *line = desk->desks->line;
    char request[256];
    int len = snprintf(request, sizeof request,
                       "GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: s=%s\r\n\r\n",
                       line->port, desk->session);

    desk->stream = wire_connect(desk->desks->wires, line->port, stream_heard, desk);
    wire_send(desk->stream, request, (size_t)len);
}

struct desks *desks_open(struct wires *wires, const struct subject *line, size_t count,
                         size_t per_session, size_t takes, bool closes)
{
    struct desks *desks = xcalloc(1, sizeof *desks);
    int64_t began = now_ns();

    desks->wires = wires;
    desks->line = line;
    desks->count = count;
    desks->takes = takes;
    desks->closes = closes;
    desks->desk = xcalloc(count + 1, sizeof *desks->desk);
    for (size_t i = 0; i < count; i++) {
        desks->desk[i] = (struct desk){ .desks = desks, .session = line->session[i / per_session] };
        stream_open(&desks->desk[i]);
        while (desks->opened + AT_ONCE <= i) wires_turn(wires, 1000000);
    }
    errno = 0;
    while (desks->opened < count) {
        wires_turn(wires, 1000000);
        if (now_ns() - began > OPEN_NS) fail("streams do not open");
    }
    return desks;
}

void desks_close(struct desks *desks)
{
    for (size_t i = 0; i < desks->count; i++) {
        wire_close(desks->wires, desks->desk[i].stream);
        if (desks->desk[i].asking) wire_close(desks->wires, desks->desk[i].asking);
    }
    free(desks->desk);
    free(desks);
}
