/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/control_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/text.h"

static enum exit_code unreachable(const char *path, const char *reason)
{
    fprintf(stderr, "peerlinectl: no daemon answers at %s: %s\n", path, reason);
    if (errno == EACCES || errno == EPERM)
        fputs("The socket belongs to the account that peerlined runs as; try with sudo.\n", stderr);
    else
        fputs("Is peerlined running? `--socket PATH` says where its control_socket is.\n", stderr);
    return EXIT_UNREACHABLE;
}

/* A connection to the daemon, or -1 with the reason printed. */
static int control_connect(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    errno = 0;
    if (STR_COPY(address.sun_path, path))
        unreachable(path, "the path is too long");
    else if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address))
        unreachable(path, strerror(errno));
    else
        return fd;
    if (fd >= 0) close(fd);
    return -1;
}

/* One line; wiped, since it may hold a password. A daemon that has left is noticed on reading. */
static void request_send(int fd, json_t *request)
{
    char *line = json_dumps(request, JSON_COMPACT);

    (void)send(fd, line, strlen(line), MSG_NOSIGNAL);
    (void)send(fd, "\n", 1, MSG_NOSIGNAL);
    crypt_wipe(line, strlen(line));
    free(line);
    json_decref(request);
}

static enum exit_code last_line(const json_t *reply)
{
    const char *why = json_string_value(json_object_get(reply, "why"));

    if (json_is_true(json_object_get(reply, "ok"))) return EXIT_DONE;
    fprintf(stderr, "peerlinectl: %s\n", why ? why : "the daemon refused it");
    return EXIT_REFUSED;
}

/* Lines until the last one; -1: the daemon left before that. */
static int replies_read(FILE *socket, control_row *row, json_t *rows)
{
    char *line = NULL;
    size_t size = 0;
    int code = -1;

    while (code < 0 && getline(&line, &size, socket) > 0) {
        json_t *reply = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

        if (json_is_true(json_object_get(reply, "done")))
            code = (int)last_line(reply);
        else if (row)
            row(reply);
        else if (rows)
            json_array_append(rows, reply);
        json_decref(reply);
    }
    free(line);
    return code;
}

static enum exit_code ask(const char *path, json_t *request, control_row *row, json_t *rows,
                          bool wait)
{
    int fd = control_connect(path), code;
    FILE *socket;

    if (fd < 0) {
        json_decref(request);
        return EXIT_UNREACHABLE;
    }
    request_send(fd, request);
    socket = fdopen(fd, "r");
    must(socket);
    code = replies_read(socket, row, rows);
    while (wait && code == EXIT_DONE && fgetc(socket) != EOF) continue;
    fclose(socket);
    if (code < 0) return unreachable(path, "it ended the connection without an answer");
    return (enum exit_code)code;
}

enum exit_code control_ask(const char *socket_path, json_t *request, control_row *row)
{
    return ask(socket_path, request, row, NULL, false);
}

enum exit_code control_gather(const char *socket_path, json_t *request, json_t *rows)
{
    return ask(socket_path, request, NULL, rows, false);
}

enum exit_code control_ask_and_wait(const char *socket_path, json_t *request)
{
    return ask(socket_path, request, NULL, NULL, true);
}
