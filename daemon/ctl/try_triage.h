/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_TRY_TRIAGE_H
#define CTL_TRY_TRIAGE_H
/*
 * try_triage.h — `peerlinectl try triage`: what the line's phrases say to texts from stdin.
 *
 * For the authors of phrase files. Runs the daemon's own code; needs no daemon.
 */

/* The arguments after "try triage". The exit code: 0 done, 1 some line or the content was refused,
 * 2 called wrongly. */
int try_triage(int argc, char **argv);

#endif
