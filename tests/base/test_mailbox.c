/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/mailbox.h"

#include <poll.h>
#include <pthread.h>
#include <stdint.h>

#include "../check.h"

#define ITEMS 20000

static bool is_readable(const struct mailbox *mailbox)
{
    struct pollfd watch = { .fd = mailbox_fd(mailbox), .events = POLLIN };

    return poll(&watch, 1, 0) == 1;
}

static void test_what_goes_in_comes_out_in_order(void)
{
    struct mailbox *mailbox = mailbox_new(2);
    int one = 1, two = 2, three = 3;

    CHECK(!mailbox_take(mailbox));
    CHECK(mailbox_put(mailbox, &one) == OK);
    CHECK(mailbox_put(mailbox, &two) == OK);
    CHECK(mailbox_put(mailbox, &three) == ERR_BUSY);
    CHECK(mailbox_count(mailbox) == 2);
    CHECK(mailbox_take(mailbox) == &one);
    CHECK(mailbox_put(mailbox, &three) == OK);
    CHECK(mailbox_take(mailbox) == &two);
    CHECK(mailbox_take(mailbox) == &three);
    CHECK(!mailbox_take(mailbox));
    mailbox_free(mailbox);
}

static void test_its_descriptor_is_readable_while_something_is_inside(void)
{
    struct mailbox *mailbox = mailbox_new(4);
    void *items[4];
    int one = 1, two = 2;

    CHECK(!is_readable(mailbox));
    CHECK(mailbox_put(mailbox, &one) == OK);
    CHECK(mailbox_put(mailbox, &two) == OK);
    CHECK(is_readable(mailbox));
    CHECK(mailbox_take(mailbox) == &one);
    CHECK(is_readable(mailbox));
    CHECK(mailbox_wait(mailbox, items, 4) == 1 && items[0] == &two);
    CHECK(!is_readable(mailbox));
    mailbox_free(mailbox);
}

static void test_many_go_in_all_or_none(void)
{
    struct mailbox *mailbox = mailbox_new(3);
    int one = 1, two = 2;
    void *both[] = { &one, &two }, *items[3];

    CHECK(mailbox_take_all(mailbox, items, 3) == 0);
    CHECK(mailbox_put_all(mailbox, both, 2) == OK);
    CHECK(mailbox_put_all(mailbox, both, 2) == ERR_BUSY);
    CHECK(mailbox_count(mailbox) == 2);
    CHECK(mailbox_put(mailbox, &one) == OK);
    CHECK(mailbox_take_all(mailbox, items, 2) == 2 && items[0] == &one && items[1] == &two);
    CHECK(is_readable(mailbox));
    CHECK(mailbox_take_all(mailbox, items, 2) == 1 && items[0] == &one);
    CHECK(!is_readable(mailbox));
    mailbox_free(mailbox);
}

static void test_a_closed_one_takes_nothing_and_gives_the_rest(void)
{
    struct mailbox *mailbox = mailbox_new(4);
    void *items[4];
    int one = 1;

    CHECK(mailbox_put(mailbox, &one) == OK);
    mailbox_close(mailbox);
    CHECK(mailbox_put(mailbox, &one) == ERR_BUSY);
    CHECK(mailbox_wait(mailbox, items, 4) == 1);
    CHECK(mailbox_wait(mailbox, items, 4) == 0);
    mailbox_free(mailbox);
}

/* The other thread: puts 1 … ITEMS, waiting while it is full. */
static void *put_all(void *arg)
{
    for (uintptr_t i = 1; i <= ITEMS; i++)
        while (mailbox_put(arg, (void *)i)) sched_yield();
    mailbox_close(arg);
    return NULL;
}

static void test_two_threads_lose_nothing(void)
{
    struct mailbox *mailbox = mailbox_new(16);
    uintptr_t expected = 1;
    void *items[7];
    pthread_t thread;
    bool ordered = true;
    size_t count;

    CHECK(!pthread_create(&thread, NULL, put_all, mailbox));
    while ((count = mailbox_wait(mailbox, items, 7)))
        for (size_t i = 0; i < count; i++) ordered = ordered && (uintptr_t)items[i] == expected++;
    CHECK(ordered);
    CHECK(expected == ITEMS + 1);
    pthread_join(thread, NULL);
    mailbox_free(mailbox);
}

int main(void)
{
    test_what_goes_in_comes_out_in_order();
    test_its_descriptor_is_readable_while_something_is_inside();
    test_many_go_in_all_or_none();
    test_a_closed_one_takes_nothing_and_gives_the_rest();
    test_two_threads_lose_nothing();
    return check_end();
}
