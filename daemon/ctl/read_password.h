/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_READ_PASSWORD_H
#define CTL_READ_PASSWORD_H
/*
 * read_password.h — a password from standard input, never from the command line, where `ps` and
 * the shell's history would show it.
 */
#include <stdbool.h>
#include <stddef.h>

/* One line. On a terminal it is asked for twice and not shown. False, and why was printed. */
bool read_password(char *password, size_t size);

#endif
