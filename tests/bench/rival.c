/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rival.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "subject.h"
#include "wire.h"

void rival_start(struct rival *rival, char *const argv[])
{
    char port[16] = "";
    int output;

    rival->pid = program_start(argv, "/dev/null", &rival->input, &output);
    errno = 0;
    if (read(output, port, sizeof port - 1) <= 0) fail(argv[0]);
    close(output);
    rival->port = (int)strtol(port, NULL, 10);
}

void rival_end(struct rival *rival)
{
    program_end(rival->pid, SIGKILL);
    close(rival->input);
}
