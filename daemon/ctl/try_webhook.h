/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CTL_TRY_WEBHOOK_H
#define CTL_TRY_WEBHOOK_H
/*
 * try_webhook.h — `peerlinectl try webhook`: an operator's answer to "why is my webhook refused?".
 *
 * Runs the daemon's own code on one webhook from stdin. Needs no daemon and no configuration.
 */

/* The arguments after "try webhook". The exit code: 0 accepted, 1 refused, 2 called wrongly. */
int try_webhook(int argc, char **argv);

#endif
