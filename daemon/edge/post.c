/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/post.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/crypt.h"

#define WAITING_MAX 4096
#define SEEN_MAX 8
#define TAKEN_PER_TURN 256  /* of one mailbox, before sockets get their turn again */
#define JUMP_MIN SECONDS(2) /* less than that clocks drift */

/* Who waits for what. A ticket is (turn << 32 | index); an old turn finds nobody. */
struct slot {
    uint32_t turn;
    uint32_t next_free;
    bool used;
    struct http_ticket waiter;
    void *module;
    union {
        post_command_done *command;
        post_query_done *query;
        post_password_done *password;
    } done;
};

struct receipt_watcher {
    post_receipt_seen *seen;
    void *module;
};

struct post {
    struct post_mailboxes mailboxes;
    struct event *on_receipts, *on_answers, *on_jobs_done;
    size_t waiting, passwords;
    ms wall_ahead;       /* of the clock that never jumps, as far as the engine was told */
    uint32_t first_free; /* WAITING_MAX: none is free */
    size_t watcher_count;
    struct receipt_watcher watcher[SEEN_MAX];
    struct slot slot[WAITING_MAX];
};

static struct slot *slot_take(struct post *post, void *module, struct http_ticket waiter)
{
    struct slot *slot;

    if (post->first_free == WAITING_MAX) return NULL;
    slot = &post->slot[post->first_free];
    post->first_free = slot->next_free;
    post->waiting++;
    slot->used = true;
    slot->turn++;
    if (!slot->turn) slot->turn = 1; /* ticket 0 means that nobody waits */
    slot->module = module;
    slot->waiter = waiter;
    return slot;
}

static void slot_put(struct post *post, struct slot *slot)
{
    slot->used = false;
    slot->next_free = post->first_free;
    post->first_free = (uint32_t)(slot - post->slot);
    post->waiting--;
}

static uint64_t slot_ticket(const struct post *post, const struct slot *slot)
{
    return (uint64_t)slot->turn << 32 | (uint64_t)(slot - post->slot);
}

/* Copies out who waits under this ticket and frees the slot; false if nobody does. */
static bool slot_settle(struct post *post, uint64_t ticket, struct slot *was)
{
    uint32_t index = (uint32_t)ticket;
    struct slot *slot;

    if (index >= WAITING_MAX) return false;
    slot = &post->slot[index];
    if (!slot->used || slot->turn != (uint32_t)(ticket >> 32)) return false;
    *was = *slot;
    slot_put(post, slot);
    return true;
}

static void job_free(struct password_job *job)
{
    crypt_wipe(job, sizeof *job);
    free(job);
}

/* ---- commands ---- */

static enum err command_put(struct post *post, struct command *command, post_command_done *done,
                            void *module, struct http_ticket waiter)
{
    struct slot *slot = slot_take(post, module, waiter);

    if (slot) {
        slot->done.command = done;
        command->ticket = slot_ticket(post, slot);
        if (!mailbox_put(post->mailboxes.commands, command)) return OK;
        slot_put(post, slot);
    }
    command_free(command);
    return ERR_BUSY;
}

/*
 * A wall clock that was set is told before anything is done by it: a moment that is noted by the
 * new clock and then shifted with the old ones would be off by the whole jump.
 */
static enum err clock_tell(struct post *post, ms ahead)
{
    struct command *clock = command_new(COMMAND_CLOCK, clock_now());
    enum err err;

    clock->u.clock_jump = ahead - post->wall_ahead;
    err = command_put(post, clock, NULL, NULL, (struct http_ticket){ 0 });
    if (!err) post->wall_ahead = ahead;
    return err;
}

enum err post_command(struct post *post, struct command *command, post_command_done *done,
                      void *module, struct http_ticket waiter)
{
    ms ahead = clock_now() - clock_steady();

    if (llabs(ahead - post->wall_ahead) >= JUMP_MIN) {
        if (clock_tell(post, ahead)) {
            command_free(command);
            return ERR_BUSY;
        }
        command->at = clock_now(); /* it may have been made just before */
    }
    return command_put(post, command, done, module, waiter);
}

static void post_command_settle(struct post *post, struct command *command)
{
    struct slot was;

    if (slot_settle(post, command->ticket, &was) && was.done.command)
        was.done.command(was.module, was.waiter, command);
    for (size_t i = 0; i < post->watcher_count; i++)
        post->watcher[i].seen(post->watcher[i].module, &command->receipt);
    command_free(command);
}

static void on_receipts(evutil_socket_t fd, short what, void *arg)
{
    struct post *post = arg;
    void *commands[TAKEN_PER_TURN];
    size_t count = mailbox_take_all(post->mailboxes.receipts, commands, TAKEN_PER_TURN);

    (void)fd;
    (void)what;
    for (size_t i = 0; i < count; i++) post_command_settle(post, commands[i]);
}

/* ---- queries ---- */

enum err post_query(struct post *post, struct query *query, post_query_done *done, void *module,
                    struct http_ticket waiter)
{
    struct slot *slot = slot_take(post, module, waiter);

    if (slot) {
        slot->done.query = done;
        query->ticket = slot_ticket(post, slot);
        if (!mailbox_put(post->mailboxes.queries, query)) return OK;
        slot_put(post, slot);
    }
    query_free(query);
    return ERR_BUSY;
}

static void on_answers(evutil_socket_t fd, short what, void *arg)
{
    struct post *post = arg;
    struct query *query;
    struct slot was;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < TAKEN_PER_TURN; i++) {
        query = mailbox_take(post->mailboxes.answers);
        if (!query) return;
        if (slot_settle(post, query->ticket, &was) && was.done.query)
            was.done.query(was.module, was.waiter, query);
        query_free(query);
    }
}

/* ---- passwords ---- */

enum err post_password(struct post *post, const struct password_job *job, post_password_done *done,
                       void *module, struct http_ticket waiter)
{
    struct slot *slot;
    struct password_job *copy;

    if (post->passwords == POST_PASSWORDS_MAX) return ERR_BUSY;
    slot = slot_take(post, module, waiter);
    if (!slot) return ERR_BUSY;
    slot->done.password = done;
    copy = xcalloc(1, sizeof *copy);
    *copy = *job;
    copy->ticket = slot_ticket(post, slot);
    if (mailbox_put(post->mailboxes.jobs, copy)) {
        slot_put(post, slot);
        job_free(copy);
        return ERR_BUSY;
    }
    post->passwords++;
    return OK;
}

static void on_jobs_done(evutil_socket_t fd, short what, void *arg)
{
    struct post *post = arg;
    struct password_job *job;
    struct slot was;

    (void)fd;
    (void)what;
    for (size_t i = 0; i < TAKEN_PER_TURN; i++) {
        job = mailbox_take(post->mailboxes.jobs_done);
        if (!job) return;
        post->passwords--;
        if (slot_settle(post, job->ticket, &was) && was.done.password)
            was.done.password(was.module, was.waiter, job);
        job_free(job);
    }
}

/* ---- the counter itself ---- */

void post_on_receipt(struct post *post, post_receipt_seen *seen, void *module)
{
    must(post->watcher_count < SEEN_MAX);
    post->watcher[post->watcher_count++] = (struct receipt_watcher){ seen, module };
}

size_t post_waiting(const struct post *post)
{
    return post->waiting;
}

static struct event *mailbox_watch(struct event_base *base, const struct mailbox *mailbox,
                                   event_callback_fn callback, struct post *post)
{
    struct event *event =
        event_new(base, mailbox_fd(mailbox), EV_READ | EV_PERSIST, callback, post);

    must(event && !event_add(event, NULL));
    return event;
}

struct post *post_open(struct event_base *base, const struct post_mailboxes *mailboxes)
{
    struct post *post = xcalloc(1, sizeof *post);

    post->mailboxes = *mailboxes;
    post->wall_ahead = clock_now() - clock_steady();
    for (uint32_t i = 0; i < WAITING_MAX; i++) post->slot[i].next_free = i + 1;
    post->on_receipts = mailbox_watch(base, mailboxes->receipts, on_receipts, post);
    post->on_answers = mailbox_watch(base, mailboxes->answers, on_answers, post);
    post->on_jobs_done = mailbox_watch(base, mailboxes->jobs_done, on_jobs_done, post);
    return post;
}

void post_close(struct post *post)
{
    void *item;

    if (!post) return;
    event_free(post->on_receipts);
    event_free(post->on_answers);
    event_free(post->on_jobs_done);
    while ((item = mailbox_take(post->mailboxes.receipts))) command_free(item);
    while ((item = mailbox_take(post->mailboxes.answers))) query_free(item);
    while ((item = mailbox_take(post->mailboxes.jobs_done))) job_free(item);
    free(post);
}
