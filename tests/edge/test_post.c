/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is handed in at the counter comes back once, to whoever waits, and never to another. */
#include "edge/post.h"

#include "base/crypt.h"
#include "base/text.h"
#include "edge/worker.h"
#include "tests/check.h"

#define COMMANDS_PLACES 4200

struct fixture {
    struct event_base *base;
    struct post_mailboxes mailboxes;
    struct post *post;
    int commands, queries, passwords, seen;
    struct http_ticket last_waiter;
    int64_t last_ref;
    bool right;
    char hash[PASSWORD_HASH_BYTES];
    enum err posted_again;
};

static void fixture_open(struct fixture *fixture)
{
    *fixture = (struct fixture){ .base = event_base_new() };
    fixture->mailboxes = (struct post_mailboxes){
        .commands = mailbox_new(COMMANDS_PLACES),
        .receipts = mailbox_new(COMMANDS_PLACES),
        .queries = mailbox_new(4),
        .answers = mailbox_new(4),
        .jobs = mailbox_new(POST_PASSWORDS_MAX),
        .jobs_done = mailbox_new(POST_PASSWORDS_MAX),
    };
    fixture->post = post_open(fixture->base, &fixture->mailboxes);
}

static void fixture_close(struct fixture *fixture)
{
    void *item;

    post_close(fixture->post);
    while ((item = mailbox_take(fixture->mailboxes.commands))) command_free(item);
    while ((item = mailbox_take(fixture->mailboxes.queries))) query_free(item);
    mailbox_free(fixture->mailboxes.commands);
    mailbox_free(fixture->mailboxes.receipts);
    mailbox_free(fixture->mailboxes.queries);
    mailbox_free(fixture->mailboxes.answers);
    mailbox_free(fixture->mailboxes.jobs);
    mailbox_free(fixture->mailboxes.jobs_done);
    event_base_free(fixture->base);
}

static void command_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct fixture *fixture = module;

    fixture->commands++;
    fixture->last_waiter = waiter;
    fixture->last_ref = command->receipt.ref;
}

static void query_done(void *module, struct http_ticket waiter, const struct query *query)
{
    struct fixture *fixture = module;

    fixture->queries++;
    fixture->last_waiter = waiter;
    fixture->last_ref = query->answer.next;
}

static void password_done(void *module, struct http_ticket waiter, const struct password_job *job)
{
    struct fixture *fixture = module;

    (void)waiter;
    fixture->passwords++;
    fixture->right = job->right;
    memcpy(fixture->hash, job->hash, sizeof fixture->hash);
    CHECK(job->password[0] == '\0');
}

static void receipt_seen(void *module, const struct receipt *receipt)
{
    struct fixture *fixture = module;

    (void)receipt;
    fixture->seen++;
}

static void loop_turn(struct fixture *fixture)
{
    event_base_loop(fixture->base, EVLOOP_NONBLOCK);
}

static void test_a_command_comes_back_once_to_who_waits(void)
{
    struct fixture fixture;
    struct command *command;

    fixture_open(&fixture);
    post_on_receipt(fixture.post, receipt_seen, &fixture);
    CHECK(!post_command(fixture.post, command_new(COMMAND_RETURN, 1), command_done, &fixture,
                        (struct http_ticket){ 7, 9 }));
    CHECK(post_waiting(fixture.post) == 1);
    command = mailbox_take(fixture.mailboxes.commands);
    CHECK(command && command->ticket != 0);
    command->receipt.ref = 41;
    CHECK(!mailbox_put(fixture.mailboxes.receipts, command));
    loop_turn(&fixture);
    CHECK(fixture.commands == 1 && fixture.seen == 1 && fixture.last_ref == 41);
    CHECK(fixture.last_waiter.slot == 7 && fixture.last_waiter.turn == 9);
    CHECK(post_waiting(fixture.post) == 0);
    fixture_close(&fixture);
}

static void test_an_old_or_foreign_ticket_finds_nobody(void)
{
    static const uint64_t foreign[] = { 0, 1, 4096, UINT64_MAX, (uint64_t)3 << 32 };
    struct fixture fixture;
    struct command *command;
    uint64_t old;

    fixture_open(&fixture);
    post_on_receipt(fixture.post, receipt_seen, &fixture);
    CHECK(!post_command(fixture.post, command_new(COMMAND_RETURN, 1), command_done, &fixture,
                        (struct http_ticket){ 0 }));
    command = mailbox_take(fixture.mailboxes.commands);
    old = command->ticket;
    CHECK(!mailbox_put(fixture.mailboxes.receipts, command));
    loop_turn(&fixture);
    CHECK(!post_command(fixture.post, command_new(COMMAND_RETURN, 1), command_done, &fixture,
                        (struct http_ticket){ 0 }));
    for (size_t i = 0; i <= sizeof foreign / sizeof foreign[0]; i++) {
        command = command_new(COMMAND_RETURN, 1);
        command->ticket = i ? foreign[i - 1] : old;
        CHECK(!mailbox_put(fixture.mailboxes.receipts, command));
    }
    loop_turn(&fixture);
    CHECK(fixture.commands == 1);
    CHECK(fixture.seen == 7); /* whoever follows the log's end hears of all */
    fixture_close(&fixture);
}

static void test_more_than_4096_waiting_is_refused(void)
{
    struct fixture fixture;
    int taken = 0;

    fixture_open(&fixture);
    while (taken < COMMANDS_PLACES &&
           !post_command(fixture.post, command_new(COMMAND_RETURN, 1), command_done, &fixture,
                         (struct http_ticket){ 0 }))
        taken++;
    CHECK(taken == 4096);
    CHECK(post_waiting(fixture.post) == 4096);
    CHECK(!mailbox_put(fixture.mailboxes.receipts, mailbox_take(fixture.mailboxes.commands)));
    loop_turn(&fixture);
    CHECK(!post_command(fixture.post, command_new(COMMAND_RETURN, 1), command_done, &fixture,
                        (struct http_ticket){ 0 }));
    fixture_close(&fixture);
}

static void test_a_full_mailbox_frees_the_place_again(void)
{
    struct fixture fixture;

    fixture_open(&fixture);
    for (int i = 0; i < 4; i++)
        CHECK(!post_query(fixture.post, query_new(QUERY_ME, 1), query_done, &fixture,
                          (struct http_ticket){ 0 }));
    CHECK(post_query(fixture.post, query_new(QUERY_ME, 1), query_done, &fixture,
                     (struct http_ticket){ 0 }) == ERR_BUSY);
    CHECK(post_waiting(fixture.post) == 4);
    CHECK(!mailbox_put(fixture.mailboxes.answers, mailbox_take(fixture.mailboxes.queries)));
    loop_turn(&fixture);
    CHECK(fixture.queries == 1 && post_waiting(fixture.post) == 3);
    fixture_close(&fixture);
}

/* A module may hand in the next thing from inside the answer to the last. */
static void command_done_asks_on(void *module, struct http_ticket waiter,
                                 const struct command *command)
{
    struct fixture *fixture = module;

    command_done(module, waiter, command);
    fixture->posted_again =
        post_query(fixture->post, query_new(QUERY_MESSAGE, 2), query_done, fixture, waiter);
}

static void test_an_answer_may_ask_on(void)
{
    struct fixture fixture;

    fixture_open(&fixture);
    CHECK(!post_command(fixture.post, command_new(COMMAND_SEND, 1), command_done_asks_on, &fixture,
                        (struct http_ticket){ 3, 4 }));
    CHECK(!mailbox_put(fixture.mailboxes.receipts, mailbox_take(fixture.mailboxes.commands)));
    loop_turn(&fixture);
    CHECK(fixture.commands == 1 && fixture.posted_again == OK);
    CHECK(!mailbox_put(fixture.mailboxes.answers, mailbox_take(fixture.mailboxes.queries)));
    loop_turn(&fixture);
    CHECK(fixture.queries == 1 && fixture.last_waiter.slot == 3);
    fixture_close(&fixture);
}

static void password_ask(struct fixture *fixture, const char *password, const char *hash)
{
    struct password_job job = { .make = !hash };
    int before = fixture->passwords;

    CHECK(!STR_COPY(job.password, password));
    if (hash) CHECK(!STR_COPY(job.hash, hash));
    CHECK(!post_password(fixture->post, &job, password_done, fixture, (struct http_ticket){ 0 }));
    while (fixture->passwords == before) event_base_loop(fixture->base, EVLOOP_ONCE);
}

static void test_passwords_are_made_and_checked_by_the_worker(void)
{
    char hash[PASSWORD_HASH_BYTES];
    struct fixture fixture;
    struct worker *worker;

    fixture_open(&fixture);
    worker = worker_start(fixture.mailboxes.jobs, fixture.mailboxes.jobs_done);
    password_ask(&fixture, "correct horse battery", NULL);
    CHECK(fixture.right);
    memcpy(hash, fixture.hash, sizeof hash);
    password_ask(&fixture, "correct horse battery", hash);
    CHECK(fixture.right);
    password_ask(&fixture, "correct horse batterz", hash);
    CHECK(!fixture.right);
    password_ask(&fixture, "", crypt_password_dummy());
    CHECK(!fixture.right);
    worker_stop(worker);
    fixture_close(&fixture);
}

static void test_passwords_waiting_are_bounded(void)
{
    struct password_job job = { .password = "x", .make = true };
    struct fixture fixture;
    int taken = 0;

    fixture_open(&fixture);
    while (taken <= POST_PASSWORDS_MAX &&
           !post_password(fixture.post, &job, password_done, &fixture, (struct http_ticket){ 0 }))
        taken++;
    CHECK(taken == POST_PASSWORDS_MAX);
    for (void *item; (item = mailbox_take(fixture.mailboxes.jobs));)
        CHECK(!mailbox_put(fixture.mailboxes.jobs_done, item)); /* not yet taken: still counted */
    CHECK(post_password(fixture.post, &job, password_done, &fixture, (struct http_ticket){ 0 }) ==
          ERR_BUSY);
    fixture_close(&fixture);
}

int main(void)
{
    if (crypt_start()) return 1;
    test_a_command_comes_back_once_to_who_waits();
    test_an_old_or_foreign_ticket_finds_nobody();
    test_more_than_4096_waiting_is_refused();
    test_a_full_mailbox_frees_the_place_again();
    test_an_answer_may_ask_on();
    test_passwords_are_made_and_checked_by_the_worker();
    test_passwords_waiting_are_bounded();
    return check_end();
}
