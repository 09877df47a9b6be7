/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONTROL_SOCKET_H
#define EDGE_CONTROL_SOCKET_H
/*
 * control_socket.h — a listening unix socket for its owner alone.
 */
#include <stddef.h>

/* A listening socket at `path` with mode 0600, or -1 and the reason in `why`. */
int control_socket_listen(const char *path, char *why, size_t why_size);

#endif
