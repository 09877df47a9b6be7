/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_WORKER_H
#define EDGE_WORKER_H
/*
 * worker.h — the thread for slow pure work: password hashes.
 *
 * There is one thread, so at most one hash of 46 MiB is in memory at a time, however many people
 * sign in at once; POST_PASSWORDS_MAX (edge/post.h) bounds how long any of them waits.
 */
#include "base/mailbox.h"

struct worker;

/* Takes struct password_job (edge/post.h) from `jobs`, puts them into `done`. */
struct worker *worker_start(struct mailbox *jobs, struct mailbox *done);

/* Closes `jobs`, finishes what is in it, ends the thread. */
void worker_stop(struct worker *worker);

#endif
