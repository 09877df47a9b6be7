/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/mailbox.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/alloc.h"

struct mailbox {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    int fd;
    bool closed;
    size_t capacity, first, count;
    void **ring;
};

struct mailbox *mailbox_new(size_t capacity)
{
    struct mailbox *mailbox = xcalloc(1, sizeof *mailbox);

    must(capacity > 0);
    must(!pthread_mutex_init(&mailbox->lock, NULL));
    must(!pthread_cond_init(&mailbox->filled, NULL));
    mailbox->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    must(mailbox->fd >= 0);
    mailbox->capacity = capacity;
    mailbox->ring = xcalloc(capacity, sizeof *mailbox->ring);
    return mailbox;
}

void mailbox_free(struct mailbox *mailbox)
{
    if (!mailbox) return;
    must(mailbox->count == 0);
    close(mailbox->fd);
    pthread_cond_destroy(&mailbox->filled);
    pthread_mutex_destroy(&mailbox->lock);
    free(mailbox->ring);
    free(mailbox);
}

void mailbox_end(struct mailbox *mailbox, void (*item_free)(void *item))
{
    void *item;

    while (mailbox && (item = mailbox_take(mailbox))) item_free(item);
    mailbox_free(mailbox);
}

/* The descriptor follows "is there something inside"; called only when that changes. */
static void fd_follow(struct mailbox *mailbox)
{
    uint64_t one = 1;

    if (mailbox->count) {
        must(write(mailbox->fd, &one, sizeof one) == sizeof one);
    } else {
        must(read(mailbox->fd, &one, sizeof one) == sizeof one);
    }
}

enum err mailbox_put_all(struct mailbox *mailbox, void *const *items, size_t count)
{
    enum err err = OK;

    pthread_mutex_lock(&mailbox->lock);
    if (mailbox->closed || mailbox->capacity - mailbox->count < count) err = ERR_BUSY;
    for (size_t i = 0; i < count && !err; i++) {
        must(items[i] != NULL);
        mailbox->ring[(mailbox->first + mailbox->count) % mailbox->capacity] = items[i];
        if (++mailbox->count == 1) fd_follow(mailbox);
    }
    if (!err) pthread_cond_signal(&mailbox->filled);
    pthread_mutex_unlock(&mailbox->lock);
    return err;
}

enum err mailbox_put(struct mailbox *mailbox, void *item)
{
    return mailbox_put_all(mailbox, &item, 1);
}

static void *oldest_take(struct mailbox *mailbox)
{
    void *item = mailbox->ring[mailbox->first];

    mailbox->first = (mailbox->first + 1) % mailbox->capacity;
    if (--mailbox->count == 0) fd_follow(mailbox);
    return item;
}

static size_t oldest_take_all(struct mailbox *mailbox, void **items, size_t max)
{
    size_t count = 0;

    while (count < max && mailbox->count) items[count++] = oldest_take(mailbox);
    return count;
}

size_t mailbox_take_all(struct mailbox *mailbox, void **items, size_t max)
{
    size_t count;

    pthread_mutex_lock(&mailbox->lock);
    count = oldest_take_all(mailbox, items, max);
    pthread_mutex_unlock(&mailbox->lock);
    return count;
}

void *mailbox_take(struct mailbox *mailbox)
{
    void *item;

    return mailbox_take_all(mailbox, &item, 1) ? item : NULL;
}

size_t mailbox_wait(struct mailbox *mailbox, void **items, size_t max)
{
    size_t count;

    pthread_mutex_lock(&mailbox->lock);
    while (!mailbox->count && !mailbox->closed) pthread_cond_wait(&mailbox->filled, &mailbox->lock);
    count = oldest_take_all(mailbox, items, max);
    pthread_mutex_unlock(&mailbox->lock);
    return count;
}

void mailbox_close(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    mailbox->closed = true;
    pthread_cond_broadcast(&mailbox->filled);
    pthread_mutex_unlock(&mailbox->lock);
}

size_t mailbox_count(struct mailbox *mailbox)
{
    size_t count;

    pthread_mutex_lock(&mailbox->lock);
    count = mailbox->count;
    pthread_mutex_unlock(&mailbox->lock);
    return count;
}

int mailbox_fd(const struct mailbox *mailbox)
{
    return mailbox->fd;
}
