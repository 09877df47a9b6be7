/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_BYTES_MAX 1024

static atomic_int level_min = LOG_INFO;

static const char *const level_names[] = { "debug", "info", "warn", "error" };

void log_set_level(enum log_level level)
{
    atomic_store(&level_min, (int)level);
}

/* A line break in a value would forge a second line. */
static void line_flatten(char *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f) line[i] = ' ';
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
    char line[LINE_BYTES_MAX];
    va_list args;
    int head, body;
    size_t len;

    if ((int)level < atomic_load(&level_min)) return;
    head = snprintf(line, sizeof line, "%s %s ", level_names[level], event);
    if (head < 0 || (size_t)head >= sizeof line - 2) return;
    va_start(args, format);
    body = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
    va_end(args);
    if (body < 0) return;
    len = (size_t)head + (size_t)body;
    if (len > sizeof line - 2) len = sizeof line - 2;
    line_flatten(line, len);
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, len) < 0) return; /* nowhere left to say so */
}
