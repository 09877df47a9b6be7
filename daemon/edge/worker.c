/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/worker.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "edge/post.h"

struct worker {
    pthread_t thread;
    struct mailbox *jobs, *done;
};

static void job_do(struct password_job *job)
{
    if (job->make) {
        job->right = crypt_password_hash(job->password, job->hash) == OK;
    } else {
        job->right = crypt_password_is(job->password, job->hash);
    }
    crypt_wipe(job->password, sizeof job->password);
}

static void *worker_run(void *arg)
{
    struct worker *worker = arg;
    void *job;

    while (mailbox_wait(worker->jobs, &job, 1)) {
        job_do(job);
        must(!mailbox_put(worker->done, job)); /* has POST_PASSWORDS_MAX places */
    }
    return NULL;
}

struct worker *worker_start(struct mailbox *jobs, struct mailbox *done)
{
    struct worker *worker = xcalloc(1, sizeof *worker);

    worker->jobs = jobs;
    worker->done = done;
    must(!pthread_create(&worker->thread, NULL, worker_run, worker));
    return worker;
}

void worker_stop(struct worker *worker)
{
    if (!worker) return;
    mailbox_close(worker->jobs);
    must(!pthread_join(worker->thread, NULL));
    free(worker);
}
