/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_HTTP_CONNECTION_H
#define EDGE_HTTP_CONNECTION_H
/*
 * http_connection.h — one connection: its stage, its bytes, and the ways it goes on or ends.
 *
 * A doomed connection is torn down later, from the loop. So no function that sends has to tell
 * its caller whether the connection is still there: it is, but may be doomed.
 */
#include <event2/event_struct.h>

#include "base/clock.h"
#include "edge/bytes.h"
#include "edge/http_response.h"
#include "edge/http_socket.h"

struct http_table;

enum http_stage {
    HTTP_FREE, /* a slot without a connection */
    HTTP_IDLE, /* between two requests */
    HTTP_READS_HEAD,
    HTTP_READS_BODY,
    HTTP_WAITS,   /* for its handler's answer */
    HTTP_WRITES,  /* an answer, at the client's pace */
    HTTP_STREAMS, /* all events sent */
    HTTP_STALLS,  /* a stream with events that its client has not taken */
    HTTP_LINGERS, /* answered for good; what still comes is thrown away */
    HTTP_DOOMED,  /* to be torn down from the loop */
};
#define HTTP_STAGES 10

struct http_connection {
    struct http_table *table;
    uint32_t slot, turn; /* its ticket; turn changes with every answer */
    enum http_stage stage;
    ms since;                               /* in this stage, or its last progress in it */
    struct http_connection *before, *after; /* in the queue of its stage */
    struct http_connection *neighbour;      /* with the same hash of its address */
    struct remote remote;

    int fd;
    struct event readable, writable;
    struct bytes in;  /* of requests not yet whole; usually none */
    struct bytes out; /* what the socket did not take; usually none */

    size_t searched; /* bytes of `in` without a head's end */
    size_t head_len; /* 0: the head is not whole */
    size_t need;     /* bytes of the whole request, once its head is */

    bool asks_head;   /* a HEAD request: answered without its body */
    bool last;        /* closes after this answer */
    bool half_closed; /* the client sends nothing more, but may still listen */
    bool paused;      /* not reading, until the answer is out */
    bool reading;     /* its requests are being taken just now: `in` must stay */

    void (*closed)(struct http_ticket ticket, void *arg); /* of a stream; NULL: nobody asks */
    void *closed_arg;
};

/* It ends, as soon as the loop comes round. */
void connection_doom(struct http_connection *conn);

/* Stops and starts reading. */
void connection_pause(struct http_connection *conn);
void connection_resume(struct http_connection *conn);

/* Sends or keeps all of it; dooms a broken connection. */
void connection_send(struct http_connection *conn, const void *bytes, size_t len);

/* The socket takes more: sends what was kept, and goes on when nothing is left. */
void connection_send_kept(struct http_connection *conn);

/* Answers the request at hand and makes its ticket stale. */
void connection_answer(struct http_connection *conn, const struct http_response *response);

/* {"error":{"code":"…"}}; `header` may be NULL. */
void connection_answer_error(struct http_connection *conn, const struct http_header *header,
                             int status, const char *code);

/* Begins a stream; for a HEAD request it ends with its head. */
void connection_stream(struct http_connection *conn, const struct http_header *headers,
                       size_t header_count);
void connection_stream_send(struct http_connection *conn, const void *bytes, size_t len);

/* Sends what is left, then closes. */
void connection_stream_end(struct http_connection *conn);

#endif
