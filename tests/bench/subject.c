/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subject.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "store/conversation.h"
#include "store/inbox.h"
#include "store/message.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/session.h"
#include "store/texter.h"
#include "wire.h"

#define MESSAGES_EACH 20 /* of a conversation of the past */
#define ROWS_A_BATCH 2000
#define PATIENCE_MS 60000
#define NUMBERS "+1617"
#define NUMBER_FIRST ((size_t)2000000)

/* ---- the past ---- */

void texter_number(size_t n, char number[20])
{
    snprintf(number, 20, NUMBERS "%07zu", NUMBER_FIRST + n);
}

size_t texter_of(const char *number)
{
    return strncmp(number, NUMBERS, strlen(NUMBERS))
               ? SIZE_MAX
               : strtoul(number + strlen(NUMBERS), NULL, 10) - NUMBER_FIRST;
}

static void check(enum err err, const char *what)
{
    errno = 0;
    if (err) fail(what);
}

static struct conversation conversation_make(struct store *store, size_t n,
                                             enum conversation_state state, ms at)
{
    struct texter texter = { .line = "harbor", .alias = "Quiet Heron", .language = "en" };
    struct conversation conversation = {
        .state = state,
        .opened_at = at,
        .closed_at = state == CONVERSATION_CLOSED ? at : 0,
        .waiting_since = at,
        .turn_since = at,
        .texter_wrote_at = at,
    };

    texter_number(PAST_TEXTERS + n, texter.phone.e164);
    check(texter_add(store, &texter), "texter_add");
    conversation.texter = texter.id;
    check(conversation_add(store, &conversation), "conversation_add");
    return conversation;
}

static message_id message_make(struct store *store, const struct conversation *conversation,
                               int64_t seq, enum direction direction, ms at)
{
    struct message message = {
        .conversation = conversation->id,
        .seq = seq,
        .direction = direction,
        .kind = MESSAGE_TEXT,
        .state = direction == DIRECTION_IN ? MESSAGE_RECEIVED : MESSAGE_QUEUED,
        .segments = 1,
        .at = at,
    };

    check(str_copy(message.body.s, sizeof message.body.s,
                   "thanks for yesterday, it helped to just say it out loud to somebody"),
          "body");
    message.body.len = (uint16_t)strlen(message.body.s);
    check(message_add(store, &message, "twilio", ""), "message_add");
    return message.id;
}

/* One conversation of long ago. */
static void stored_make(struct store *store, size_t n, ms at)
{
    struct conversation conversation =
        conversation_make(store, n, CONVERSATION_CLOSED, at - DAYS(60));
    char sid[48];

    for (int64_t seq = 1; seq <= MESSAGES_EACH; seq++) {
        enum direction direction = seq % 2 ? DIRECTION_IN : DIRECTION_OUT;

        (void)message_make(store, &conversation, seq, direction, at - DAYS(60));
        snprintf(sid, sizeof sid, "SM%032zx", n * MESSAGES_EACH + (size_t)seq);
        if (direction == DIRECTION_IN) check(inbox_record(store, "twilio", sid), "inbox_record");
    }
}

static void waiting_make(struct store *store, size_t n, ms at)
{
    struct conversation conversation =
        conversation_make(store, n, CONVERSATION_WAITING, at - SECONDS(30));

    (void)message_make(store, &conversation, 1, DIRECTION_IN, at - SECONDS(30));
    conversation.last_seq = 1;
    check(conversation_save(store, &conversation), "conversation_save");
}

static void reply_make(struct store *store, size_t n, ms at)
{
    struct conversation conversation = conversation_make(store, n, CONVERSATION_CLOSED, at);
    message_id id = message_make(store, &conversation, 1, DIRECTION_OUT, at);

    check(outbox_add_reply(store, "harbor", conversation.texter, id, at), "outbox_add_reply");
}

static void person_make(struct store *store, const char *name, size_t n, enum role role,
                        int capacity, ms at, person_id *id)
{
    struct person person = {
        .role = role,
        .enabled = true,
        .shift = capacity ? SHIFT_ON : SHIFT_OFF,
        .capacity = capacity ? capacity : 1,
        .languages = { "en" },
    };

    snprintf(person.name, sizeof person.name, "%s %zu", name, n);
    if (role == ROLE_RESPONDER)
        check(str_copy(person.phone.e164, sizeof person.phone.e164, RESPONDER_NUMBER), "phone");
    check(person_add(store, &person, crypt_password_dummy(), at), "person_add");
    *id = person.id;
}

static void sessions_make(struct store *store, struct subject *line, const struct past *past,
                          const person_id *people, size_t count, ms at)
{
    line->session_count = past->sessions;
    for (size_t i = 0; i < past->sessions; i++) {
        struct session session = { .person = people[i % count], .opened_at = at, .seen_at = at };

        crypt_token(line->session[i]);
        crypt_plain_hash(line->session[i], CRYPT_TOKEN_BYTES, session.hash);
        check(session_add(store, &session), "session_add");
    }
}

/* Peers before responders: sessions go to them in this order. */
static void people_make(struct store *store, struct subject *line, const struct past *past, ms at)
{
    size_t count = past->peers + past->responders;
    person_id *people = xcalloc(count + 1, sizeof *people);

    for (size_t i = 0; i < count; i++)
        person_make(store, i < past->peers ? "Peer" : "Responder", i,
                    i < past->peers ? ROLE_PEER : ROLE_RESPONDER, past->capacity, at, &people[i]);
    if (count) sessions_make(store, line, past, people, count, at);
    free(people);
}

/* Many rows to a transaction; `each` makes the n-th. */
static void rows_make(struct store *store, size_t first, size_t count, ms at, ms step_us,
                      void (*each)(struct store *store, size_t n, ms at))
{
    for (size_t done = 0; done < count;) {
        check(store_begin(store), "store_begin");
        for (size_t i = 0; i < ROWS_A_BATCH && done < count; i++, done++)
            each(store, first + done, at + (ms)done * step_us / 1000);
        check(store_commit(store), "store_commit");
        db_checkpoint(store->db, false);
    }
}

static void subject_store_open(const struct subject *line, struct store *store)
{
    char path[128], why[256] = "";
    struct crypt_keys keys;

    snprintf(path, sizeof path, "%s/master.key", line->folder);
    check(crypt_key_make(path, why, sizeof why), why);
    check(crypt_keys_open(path, &keys, why, sizeof why), why);
    snprintf(path, sizeof path, "sqlite:%s/peerline.db", line->folder);
    check(store_open(store, path, DB_WRITER, &keys, why, sizeof why), why);
}

static void past_make(struct subject *line, const struct past *past)
{
    struct store *store = xcalloc(1, sizeof *store);
    size_t stored = past->stored / MESSAGES_EACH;
    ms at = clock_now();

    subject_store_open(line, store);
    check(store_begin(store), "store_begin");
    people_make(store, line, past, at);
    check(store_commit(store), "store_commit");
    rows_make(store, 0, stored, at, 0, stored_make);
    rows_make(store, stored, past->waiting, at, 0, waiting_make);
    at = clock_now() + past->replies_after_ms;
    rows_make(store, stored + past->waiting, past->replies, at,
              past->replies ? (ms)(1000000 / past->replies_a_second) : 0, reply_make);
    check(db_checkpoint_all(store->db), "checkpoint");
    store_close(store);
    free(store);
}

/* ---- programs ---- */

static void program_become(char *const argv[], const char *log, const int input[2],
                           const int output[2])
{
    int fd = open(log, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);

    dup2(input[0], STDIN_FILENO);
    dup2(output[1], STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    execv(argv[0], argv);
    _exit(127);
}

pid_t program_start(char *const argv[], const char *log, int *input, int *output)
{
    int in[2], out[2];
    pid_t pid;

    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) fail("pipe");
    pid = fork();
    if (pid < 0) fail("fork");
    if (!pid) program_become(argv, log, in, out);
    close(in[0]);
    close(out[1]);
    *input = in[1];
    *output = out[0];
    return pid;
}

void program_end(pid_t pid, int signal)
{
    kill(pid, signal);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
}

double cpu_seconds(pid_t pid)
{
    struct timespec used;
    clockid_t clock;

    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used)) fail("CPU time");
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

long memory_kb(pid_t pid)
{
    char path[64], row[128];
    long kb = -1;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    file = fopen(path, "r");
    while (file && fgets(row, sizeof row, file))
        if (!strncmp(row, "VmRSS:", 6)) kb = strtol(row + 6, NULL, 10);
    if (file) fclose(file);
    if (kb < 0) fail(path);
    return kb;
}

/* ---- the daemon ---- */

static int port_free(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) ||
        getsockname(fd, (struct sockaddr *)&address, &len))
        fail("port");
    close(fd);
    return ntohs(address.sin_port);
}

static void file_write(const struct subject *line, const char *name, const char *content)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", line->folder, name);
    file = fopen(path, "w");
    if (!file || fputs(content, file) < 0 || fclose(file)) fail(path);
}

static void config_write(const struct subject *line, int provider_port)
{
    char config[2048], *root = realpath(".", NULL);

    snprintf(config, sizeof config,
             "{ \"listen\": \"127.0.0.1:%d\", \"public_url\": \"http://127.0.0.1:%d\",\n"
             "  \"storage\": \"sqlite:peerline.db\", \"master_key_file\": \"master.key\",\n"
             "  \"control_socket\": \"control\", \"content_dir\": \"%s/config/content\",\n"
             "  \"providers\": [{ \"id\": \"twilio\", \"type\": \"twilio\",\n"
             "    \"account_sid\": \"" ACCOUNT_SID "\", \"auth_token_file\": \"token\",\n"
             "    \"api_url\": \"http://127.0.0.1:%d\" }],\n"
             "  \"lines\": [{ \"id\": \"harbor\", \"name\": \"Harbor Line\",\n"
             "    \"number\": \"" LINE_NUMBER "\", \"provider\": \"twilio\",\n"
             "    \"languages\": [\"en\"], \"fallback_text\": \"Call or text 988.\" }] }\n",
             line->port, line->port, root, provider_port);
    free(root);
    file_write(line, "peerline.json", config);
    file_write(line, "token", AUTH_TOKEN "\n");
}

static bool subject_answers(const struct subject *line)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)line->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const char *request = "GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n";
    char answer[64] = "";
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ready = !connect(fd, (struct sockaddr *)&to, sizeof to) &&
                 send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
                 recv(fd, answer, sizeof answer - 1, 0) > 12 && !strncmp(answer + 9, "200", 3);

    close(fd);
    return ready;
}

static void subject_wait(struct subject *line, int64_t began)
{
    while (!subject_answers(line)) {
        if (waitpid(line->pid, NULL, WNOHANG) == line->pid ||
            now_ns() - began > PATIENCE_MS * INT64_C(1000000)) {
            fprintf(stderr, "bench: the daemon did not start; see %s/log\n", line->folder);
            exit(1);
        }
        nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
    }
    line->start_ms = (double)(now_ns() - began) / 1e6;
}

void subject_start(struct subject *line, const struct past *past, int provider_port)
{
    char config[128], log[128];
    char *argv[] = { (char[]){ "build/peerlined" }, (char[]){ "--config" }, config, NULL };
    int input, output;
    int64_t began;

    *line = (struct subject){ .port = port_free() };
    snprintf(line->folder, sizeof line->folder, "%s/line-XXXXXX", getenv("BENCH_FOLDER"));
    if (!mkdtemp(line->folder)) fail("mkdtemp");
    config_write(line, provider_port);
    past_make(line, past);
    snprintf(config, sizeof config, "%s/peerline.json", line->folder);
    snprintf(log, sizeof log, "%s/log", line->folder);
    began = now_ns();
    line->pid = program_start(argv, log, &input, &output);
    close(input);
    close(output);
    subject_wait(line, began);
}

static void folder_remove(const struct subject *line)
{
    DIR *folder = opendir(line->folder);
    struct dirent *entry;

    while (folder && (entry = readdir(folder)))
        if (entry->d_type != DT_DIR) unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    if (rmdir(line->folder)) fail(line->folder);
}

void subject_end_look(struct subject *line, void (*look)(struct store *store, void *arg), void *arg)
{
    struct store *store = xcalloc(1, sizeof *store);

    program_end(line->pid, SIGTERM);
    subject_store_open(line, store);
    look(store, arg);
    store_close(store);
    free(store);
    folder_remove(line);
}

void subject_end(struct subject *line)
{
    program_end(line->pid, SIGKILL); /* nothing of it is wanted any more */
    folder_remove(line);
}
