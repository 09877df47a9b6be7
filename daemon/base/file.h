/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_FILE_H
#define BASE_FILE_H
/*
 * file.h — small files read whole, within a limit: configuration, content, secrets; and one taken
 * so that no second process does the same work.
 */
#include <stddef.h>

#include "base/err.h"

/*
 * Reads the file of at most `max` bytes. `*bytes` ends with a NUL that is not counted; the caller
 * frees it. On error `why` is one sentence for the operator and nothing needs freeing.
 */
MUST_CHECK enum err file_read(const char *path, size_t max, char **bytes, size_t *len, char *why,
                              size_t why_size);

/*
 * Takes the file, which is made if need be, for this process alone; however the process ends, the
 * system gives it back. ERR_CONFLICT: another process has it.
 */
MUST_CHECK enum err file_take(const char *path, char *why, size_t why_size);

/* So that the file's name survives a power cut, not only its bytes. */
MUST_CHECK enum err file_folder_sync(const char *path);

#endif
