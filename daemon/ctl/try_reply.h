/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_TRY_REPLY_H
#define CTL_TRY_REPLY_H
/*
 * try_reply.h — `peerlinectl try reply`: how a text after a numbered list is read.
 *
 * Takes JSON lines from stdin and answers each with one. Runs the daemon's own rules, with triage
 * if a content folder is given; needs no daemon.
 */

/* The arguments after "try reply". The exit code: 0 done, 1 some line or the content was refused,
 * 2 called wrongly. */
int try_reply(int argc, char **argv);

#endif
