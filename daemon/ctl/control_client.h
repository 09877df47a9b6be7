/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_CONTROL_CLIENT_H
#define CTL_CONTROL_CLIENT_H
/*
 * control_client.h — asks a running daemon something over its control socket.
 */
#include <jansson.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_REFUSED = 1, /* the daemon said no, and why was printed */
    EXIT_USAGE = 2,
    EXIT_UNREACHABLE = 3, /* no daemon answers at the socket */
};

typedef void control_row(json_t *row);

/* Sends the request, which is given away, and calls `row` for each line but the last one. */
enum exit_code control_ask(const char *socket_path, json_t *request, control_row *row);

/* The same, and appends them to the array `rows`. */
enum exit_code control_gather(const char *socket_path, json_t *request, json_t *rows);

/* The same, and then waits until the daemon has left. */
enum exit_code control_ask_and_wait(const char *socket_path, json_t *request);

#endif
