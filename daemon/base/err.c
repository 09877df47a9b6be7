/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/err.h"

#include <stdlib.h>

#include "base/log.h"

void must_failed(const char *cond, const char *file, int line)
{
    log_error("must_failed", "cond=\"%s\" at=%s:%d", cond, file, line);
    abort();
}

const char *err_name(enum err err)
{
    switch (err) {
    case OK: return "ok";
    case ERR_INPUT: return "input";
    case ERR_MISSING: return "missing";
    case ERR_CONFLICT: return "conflict";
    case ERR_BUSY: return "busy";
    case ERR_DOWN: return "down";
    }
    return "unknown";
}
