/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/read_password.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/crypt.h"

#define LINE_BYTES_MAX 512

static bool read_line(char *line, size_t size)
{
    size_t len;

    if (!fgets(line, (int)size, stdin)) return false;
    len = strcspn(line, "\r\n");
    if (!line[len] && len + 1 == size) return false; /* there was more */
    line[len] = '\0';
    return true;
}

/* Asks on the terminal, with the echo off while the answer is typed. */
static bool ask(const char *question, char *line, size_t size)
{
    struct termios before, quiet;
    bool read;

    if (tcgetattr(STDIN_FILENO, &before)) return false;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    fputs(question, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    read = read_line(line, size);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return read;
}

static bool ask_twice(char *password, size_t size)
{
    char again[LINE_BYTES_MAX];
    bool same;

    if (!ask("Password: ", password, size) || !ask("Again: ", again, sizeof again)) return false;
    same = !strcmp(password, again);
    crypt_wipe(again, sizeof again);
    if (!same) fputs("peerlinectl: the two are not the same\n", stderr);
    return same;
}

bool read_password(char *password, size_t size)
{
    if (isatty(STDIN_FILENO)) return ask_twice(password, size);
    if (read_line(password, size)) return true;
    fputs("peerlinectl: no password of at most 255 bytes on standard input\n", stderr);
    return false;
}
