/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/control.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../check.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"

#define TURNS_MAX 2000

/* The loop with a control socket, and the other ends of the mailboxes in this test's hands. */
struct world {
    struct event_base *base;
    struct post_mailboxes mailboxes;
    struct post *post;
    struct control *control;
    struct password_list passwords;
    char path[64];
    bool stopped, reload_fails;
    enum outcome outcome; /* of the next command */
    struct person_add added;
    char disabled[NAME_BYTES_MAX + 1], backup[64];
    int message_pages;
};

static bool world_reload(void *main, char *why, size_t why_size)
{
    struct world *world = main;

    if (world->reload_fails) snprintf(why, why_size, "line.json: listen is empty");
    return !world->reload_fails;
}

static void world_stop(void *main)
{
    ((struct world *)main)->stopped = true;
}

static void world_open(struct world *world)
{
    const struct control_main hooks = { world, world_reload, world_stop };
    char why[256] = "";

    *world = (struct world){ .base = event_base_new() };
    world->mailboxes = (struct post_mailboxes){ mailbox_new(8), mailbox_new(8), mailbox_new(8),
                                                mailbox_new(8), mailbox_new(8), mailbox_new(8) };
    world->post = post_open(world->base, &world->mailboxes);
    snprintf(world->path, sizeof world->path, "/tmp/test_control.%d", (int)getpid());
    world->control = control_open(world->base, world->path, world->post, &world->passwords, &hooks,
                                  why, sizeof why);
    CHECK_STR(why, "");
}

static void world_close(struct world *world)
{
    post_close(world->post);
    control_close(world->control);
    mailbox_free(world->mailboxes.commands);
    mailbox_free(world->mailboxes.receipts);
    mailbox_free(world->mailboxes.queries);
    mailbox_free(world->mailboxes.answers);
    mailbox_free(world->mailboxes.jobs);
    mailbox_free(world->mailboxes.jobs_done);
    event_base_free(world->base);
}

/* ---- engine, reader and worker, as far as they are asked here ---- */

static void engine_turn(struct world *world)
{
    struct command *command = mailbox_take(world->mailboxes.commands);

    if (!command) return;
    CHECK(command->caller.is_operator);
    if (command->kind == COMMAND_PERSON_ADD) world->added = command->u.person_add;
    if (command->kind == COMMAND_PERSON_DISABLE)
        CHECK(!STR_COPY(world->disabled, command->u.person_name));
    command->receipt.outcome = world->outcome;
    CHECK(!mailbox_put(world->mailboxes.receipts, command));
}

static void answer_messages(struct world *world, struct query *query)
{
    struct answer *answer = &query->answer;

    if (world->message_pages++ == 3) return;
    answer->message_count = 2;
    answer->messages = calloc(2, sizeof *answer->messages);
    for (int64_t i = 0; i < 2; i++) {
        struct message *message = &answer->messages[i];

        message->id.n = query->since + i + 1;
        message->conversation.n = 7;
        snprintf(message->provider_id, sizeof message->provider_id, "SM%d", (int)message->id.n);
        CHECK(!STR_COPY(message->body.s, "do not tell"));
    }
}

static void reader_turn(struct world *world)
{
    struct query *query = mailbox_take(world->mailboxes.queries);

    if (!query) return;
    CHECK(query->caller.is_operator);
    if (query->kind == QUERY_BACKUP) CHECK(!STR_COPY(world->backup, query->path));
    if (query->kind == QUERY_STATUS) query->answer.status.waiting = 3;
    if (query->kind == QUERY_OPERATOR_MESSAGES) answer_messages(world, query);
    CHECK(!mailbox_put(world->mailboxes.answers, query));
}

static void worker_turn(struct world *world)
{
    struct password_job *job = mailbox_take(world->mailboxes.jobs);

    if (!job) return;
    CHECK(job->make);
    snprintf(job->hash, sizeof job->hash, "hash of %zu", strlen(job->password));
    job->right = true;
    CHECK(!mailbox_put(world->mailboxes.jobs_done, job));
}

/* ---- the operator's side ---- */

static int dial(const struct world *world)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

    CHECK(!STR_COPY(address.sun_path, world->path));
    CHECK(!connect(fd, (const struct sockaddr *)&address, sizeof address));
    return fd;
}

/* What is answered until the last line, or until the daemon hangs up. */
static void listen_to(struct world *world, int fd, char *answer, size_t size)
{
    size_t len = 0;

    for (int turn = 0; turn < TURNS_MAX; turn++) {
        ssize_t read_now = read(fd, answer + len, size - len - 1);

        if (read_now > 0) len += (size_t)read_now;
        answer[len] = '\0';
        if (read_now == 0 || strstr(answer, "\"done\":true}\n")) return;
        event_base_loop(world->base, EVLOOP_NONBLOCK);
        engine_turn(world);
        reader_turn(world);
        worker_turn(world);
        usleep(100);
    }
}

static const char *ask(struct world *world, const char *request, char *answer, size_t size)
{
    int fd = dial(world);

    *answer = '\0';
    CHECK(write(fd, request, strlen(request)) == (ssize_t)strlen(request));
    listen_to(world, fd, answer, size);
    close(fd);
    event_base_loop(world->base, EVLOOP_NONBLOCK);
    return answer;
}

#define ACCOUNT(password)                                                                          \
    "{\"do\":\"user_add\",\"name\":\"Dana\",\"role\":\"responder\",\"phone\":\"+16175550123\","    \
    "\"password\":\"" password "\"}\n"

static const struct {
    const char *request, *answer;
} cases[] = {
    { "{\"do\":\"version\"}\n", "{\"version\":\"" },
    { "{\"do\":\"status\"}\n", "\"waiting\":3," },
    { "{\"do\":\"nothing\"}\n", "\"why\":\"this daemon does not know that request\"" },
    { "{\"do\":7}\n", "\"why\":\"this daemon does not know that request\"" },
    { "not json\n", "\"why\":\"a request is one line of JSON\"" },
    { "[]\n", "\"why\":\"a request is one line of JSON\"" },
    { "\n", "\"why\":\"a request is one line of JSON\"" },
    { "{\"do\":\"status\",\"do\":\"stop\"}\n", "\"why\":\"a request is one line of JSON\"" },
    { "{\"do\":\"user_add\"}\n", "\"why\":\"a name needs 1 to 63 bytes\"" },
    { "{\"do\":\"user_add\",\"name\":\"Dana\",\"role\":\"king\"}\n", "\"why\":\"the role must be" },
    { "{\"do\":\"user_add\",\"name\":\"Dana\",\"role\":\"peer\",\"phone\":\"x\"}\n",
      "\"why\":\"the phone must be" },
    { ACCOUNT("fourteen chars"), "\"why\":\"the password is too short" },
    { "{\"do\":\"user_disable\"}\n", "\"why\":\"there is no account of that name\"" },
    { "{\"do\":\"backup\",\"path\":\"here\"}\n", "\"why\":\"the path of a backup must be abs" },
    { "{\"do\":\"reload\"}\n", "{\"ok\":true,\"done\":true}" },
};

static void test_each_request_is_answered(void)
{
    static struct world world;
    char answer[4096];

    world_open(&world);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ask(&world, cases[i].request, answer, sizeof answer);
        if (!CHECK_CASE(strstr(answer, cases[i].answer), cases[i].answer))
            printf("    got: %s\n", answer);
        CHECK_CASE(strstr(answer, "\"done\":true}\n"), cases[i].request);
    }
    world_close(&world);
}

static void test_an_account_is_made_with_a_hash_only(void)
{
    static struct world world;
    char answer[4096];

    world_open(&world);
    CHECK_STR(ask(&world, ACCOUNT("green kettle under snow"), answer, sizeof answer),
              "{\"ok\":true,\"done\":true}\n");
    CHECK_STR(world.added.name, "Dana");
    CHECK(world.added.role == ROLE_RESPONDER);
    CHECK_STR(world.added.phone.e164, "+16175550123");
    CHECK_STR(world.added.password_hash, "hash of 23");
    world.outcome = REFUSED_EXISTS;
    CHECK(strstr(ask(&world, ACCOUNT("green kettle under snow"), answer, sizeof answer),
                 "\"ok\":false,\"why\":\"there is already an account of that name\""));
    world_close(&world);
}

static void test_commands_carry_what_was_asked(void)
{
    static struct world world;
    char answer[4096];

    world_open(&world);
    ask(&world, "{\"do\":\"user_disable\",\"name\":\"Dana\"}\n", answer, sizeof answer);
    CHECK_STR(world.disabled, "Dana");
    ask(&world, "{\"do\":\"backup\",\"path\":\"/tmp/copy\"}\n", answer, sizeof answer);
    CHECK_STR(world.backup, "/tmp/copy");
    world.reload_fails = true;
    CHECK(strstr(ask(&world, "{\"do\":\"reload\"}\n", answer, sizeof answer),
                 "\"ok\":false,\"why\":\"line.json: listen is empty\""));
    CHECK(!world.stopped);
    ask(&world, "{\"do\":\"stop\"}\n", answer, sizeof answer);
    CHECK(world.stopped);
    world_close(&world);
}

/* P10: the operator's list has no words in it. */
static void test_messages_come_page_by_page_without_words(void)
{
    static struct world world;
    char answer[8192];

    world_open(&world);
    ask(&world, "{\"do\":\"messages\"}\n", answer, sizeof answer);
    CHECK(world.message_pages == 4);
    CHECK(strstr(answer, "\"provider_id\":\"SM1\""));
    CHECK(strstr(answer, "\"provider_id\":\"SM6\""));
    CHECK(strstr(answer, "\"direction\":\"in\",\"conversation\":7,\"time\":"));
    CHECK(!strstr(answer, "tell"));
    CHECK(strstr(answer, "{\"ok\":true,\"done\":true}\n"));
    world_close(&world);
}

static void test_a_line_without_end_is_cut_off(void)
{
    static struct world world;
    static char line[20000], answer[256];

    world_open(&world);
    memset(line, 'x', sizeof line - 1);
    ask(&world, line, answer, sizeof answer);
    CHECK_STR(answer, "");
    CHECK(strstr(ask(&world, "{\"do\":\"status\"}\n", answer, sizeof answer), "waiting"));
    world_close(&world);
}

static void test_who_leaves_early_is_not_answered_into_the_void(void)
{
    static struct world world;
    char answer[1024];
    int fd;

    world_open(&world);
    fd = dial(&world);
    CHECK(write(fd, "{\"do\":\"status\"}\n", 16) == 16);
    event_base_loop(world.base, EVLOOP_NONBLOCK);
    event_base_loop(world.base, EVLOOP_NONBLOCK);
    close(fd);
    CHECK(strstr(ask(&world, "{\"do\":\"status\"}\n", answer, sizeof answer), "waiting"));
    world_close(&world);
}

static void test_the_socket_is_its_owners_alone(void)
{
    static struct world world;
    const struct control_main hooks = { &world, world_reload, world_stop };
    struct stat file;
    char why[256] = "";

    world_open(&world);
    CHECK(!stat(world.path, &file) && (file.st_mode & 0777) == 0600);
    CHECK(!control_open(world.base, world.path, world.post, &world.passwords, &hooks, why,
                        sizeof why));
    CHECK(strstr(why, "already running"));
    world_close(&world);
    CHECK(stat(world.path, &file) != 0);
}

static void test_a_socket_left_behind_is_replaced_and_a_file_is_not(void)
{
    static struct world world;
    const struct control_main hooks = { &world, world_reload, world_stop };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char answer[1024], why[256] = "", file[64];
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "/tmp/test_control.%d", (int)getpid());
    CHECK(!bind(fd, (const struct sockaddr *)&address, sizeof address));
    close(fd);
    world_open(&world);
    CHECK(strstr(ask(&world, "{\"do\":\"status\"}\n", answer, sizeof answer), "waiting"));
    snprintf(file, sizeof file, "/tmp/test_control_file.%d", (int)getpid());
    fclose(fopen(file, "w"));
    CHECK(!control_open(world.base, file, world.post, &world.passwords, &hooks, why, sizeof why));
    CHECK(strstr(why, "in use"));
    CHECK(!unlink(file));
    world_close(&world);
}

int main(void)
{
    log_set_level(LOG_WARN);
    if (crypt_start()) return 1;
    test_each_request_is_answered();
    test_an_account_is_made_with_a_hash_only();
    test_commands_carry_what_was_asked();
    test_messages_come_page_by_page_without_words();
    test_a_line_without_end_is_cut_off();
    test_who_leaves_early_is_not_answered_into_the_void();
    test_the_socket_is_its_owners_alone();
    test_a_socket_left_behind_is_replaced_and_a_file_is_not();
    return check_end();
}
