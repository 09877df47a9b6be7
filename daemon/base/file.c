/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/alloc.h"

enum err file_read(const char *path, size_t max, char **bytes, size_t *len, char *why,
                   size_t why_size)
{
    FILE *file = fopen(path, "re");
    const char *trouble = NULL;
    char *read;

    if (!file) {
        snprintf(why, why_size, "%s: %s", path, strerror(errno));
        return ERR_MISSING;
    }
    read = xcalloc(max + 2, 1);
    *len = fread(read, 1, max + 1, file);
    if (ferror(file))
        trouble = strerror(errno);
    else if (*len > max)
        trouble = "is too large";
    fclose(file);
    if (trouble) {
        snprintf(why, why_size, "%s: %s", path, trouble);
        free(read);
        return ERR_INPUT;
    }
    *bytes = xrealloc(read, *len + 1, 1);
    return OK;
}

/* The descriptor stays open on purpose: closing it would give the file back. */
enum err file_take(const char *path, char *why, size_t why_size)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int trouble;

    if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB)) return OK;
    trouble = errno;
    if (fd >= 0) close(fd);
    if (trouble == EWOULDBLOCK) {
        snprintf(why, why_size, "%s: another process has it", path);
        return ERR_CONFLICT;
    }
    snprintf(why, why_size, "%s: %s", path, strerror(trouble));
    return ERR_DOWN;
}

enum err file_folder_sync(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool synced = fd >= 0 && !fsync(fd);

    if (fd >= 0) close(fd);
    free(folder);
    return synced ? OK : ERR_DOWN;
}
