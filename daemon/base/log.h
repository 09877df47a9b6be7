/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef BASE_LOG_H
#define BASE_LOG_H
/*
 * log.h — one line per fact, to stderr: `level event key=value…`. The service manager keeps it.
 *
 * Never a texter's words and never a number (P10): structs that hold them have no formatter, and
 * scripts/tidy.sh refuses log calls that name their fields. Safe from every thread: a line is
 * written with a single write(2).
 */

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below this level are dropped. The default is LOG_INFO. */
void log_set_level(enum log_level level);

/* `event` is a snake_case constant; `format` gives its key=value pairs, at most 900 bytes. */
void log_line(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define log_debug(event, ...) log_line(LOG_DEBUG, event, __VA_ARGS__)
#define log_info(event, ...) log_line(LOG_INFO, event, __VA_ARGS__)
#define log_warn(event, ...) log_line(LOG_WARN, event, __VA_ARGS__)
#define log_error(event, ...) log_line(LOG_ERROR, event, __VA_ARGS__)

#endif
