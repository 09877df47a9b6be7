/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/control_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

#define WAITING_MAX 16

static int failed(int fd, const char *path, const char *reason, char *why, size_t why_size)
{
    snprintf(why, why_size, "%s: %s", path, reason);
    if (fd >= 0) close(fd);
    return -1;
}

static bool somebody_answers(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool answers = fd >= 0 && !connect(fd, (const struct sockaddr *)address, sizeof *address);

    if (fd >= 0) close(fd);
    return answers;
}

/* What a crash has left behind; never a file that is something else. */
static void remove_socket(const char *path)
{
    struct stat left;

    if (!lstat(path, &left) && S_ISSOCK(left.st_mode)) unlink(path);
}

int control_socket_listen(const char *path, char *why, size_t why_size)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const struct sockaddr *any = (const struct sockaddr *)&address;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0) return failed(fd, path, strerror(errno), why, why_size);
    if (STR_COPY(address.sun_path, path)) return failed(fd, path, "is too long", why, why_size);
    if (somebody_answers(&address))
        return failed(fd, path, "a daemon is already running there", why, why_size);

    remove_socket(path);

    /* The mode is given to the socket before it has a name: it is never open to others, and the
     * umask, which all threads share, stays as it is. */
    if (fchmod(fd, 0600) || bind(fd, any, sizeof address) || listen(fd, WAITING_MAX))
        return failed(fd, path, strerror(errno), why, why_size);
    return fd;
}
