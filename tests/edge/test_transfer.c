/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "base/alloc.h"
#include "edge/transfer.h"
#include "fake_provider.h"

extern char **environ;

/* ---- which URLs are called at all ---- */

static const struct url_case {
    const char *url;
    bool allowed;
} url_cases[] = {
    { "https://api.twilio.com", true },
    { "https://192.0.2.1:8443/path", true },
    { "http://127.0.0.1:4010", true },
    { "http://127.8.9.10", true },
    { "http://[::1]:4010/", true },
    { "http://localhost", true },
    { "http://api.twilio.com", false },
    { "http://127.0.0.1.example.com", false },
    { "http://192.168.1.1", false },
    { "http://0.0.0.0", false },
    { "http://127.0.0.1@example.com", false },
    { "http://localhost.example.com", false },
    { "ftp://127.0.0.1", false },
    { "file:///etc/passwd", false },
    { "api.twilio.com", false },
    { "", false },
};

static void test_urls(void)
{
    for (size_t i = 0; i < sizeof url_cases / sizeof url_cases[0]; i++)
        CHECK_CASE(transfer_url_is_allowed(url_cases[i].url) == url_cases[i].allowed,
                   url_cases[i].url);
}

/* ---- one transfer and how it ends ---- */

struct ending {
    bool done;
    enum transfer_end end;
    int status;
    char trouble[32];
};

static void transfer_ended(void *module, uint64_t ticket, const struct transfer_answer *answer)
{
    struct ending *ending = module;

    CHECK(ticket == 42 && !ending->done);
    ending->done = true;
    ending->end = answer->end;
    ending->status = answer->status;
    snprintf(ending->trouble, sizeof ending->trouble, "%s", answer->trouble);
}

static struct ending transfer_try(const char *ca_file, const char *url)
{
    struct event_base *base = event_base_new();
    struct transfer_settings settings = transfer_settings_default();
    struct transfer_request *request = xcalloc(1, sizeof *request);
    struct ending ending = { .done = false };
    struct transfers *transfers;

    settings.ca_file = ca_file;
    transfers = transfers_open(base, &settings);
    snprintf(request->url, sizeof request->url, "%s", url);
    transfer_start(transfers, request, transfer_ended, &ending, 42);
    CHECK(!ending.done && transfers_count(transfers) == 1);
    while (!ending.done) event_base_loop(base, EVLOOP_ONCE);
    CHECK(transfers_count(transfers) == 0);
    transfers_close(transfers);
    event_base_free(base);
    free(request);
    return ending;
}

/* ---- cutting ---- */

static void test_cut(void)
{
    struct event_base *base = event_base_new();
    struct transfer_settings settings = transfer_settings_default();
    struct transfers *transfers = transfers_open(base, &settings);
    struct transfer_request *request = xcalloc(1, sizeof *request);
    struct ending begun = { .done = false }, closed = { .done = false };
    struct fake_provider fake;

    fake_provider_start(&fake);
    snprintf(request->url, sizeof request->url, "http://127.0.0.1:%d/", fake.port);
    snprintf(request->body, sizeof request->body, "Body=silence");
    request->body_len = strlen(request->body);
    request->content_type = "text/plain";
    transfer_start(transfers, request, transfer_ended, &begun, 42);
    for (int i = 0; i < 20; i++) {
        event_base_loop(base, EVLOOP_NONBLOCK);
        fake_sleep(5);
    }
    transfer_start(transfers, request, transfer_ended, &closed, 42);
    transfers_cut(transfers);
    CHECK(begun.done && begun.end == TRANSFER_BROKEN);
    CHECK(closed.done && closed.end == TRANSFER_NOT_LEFT);
    CHECK_STR(closed.trouble, "stopping");
    CHECK(transfers_count(transfers) == 0);
    transfer_start(transfers, request, transfer_ended, &begun, 42);
    transfers_close(transfers); /* silently */
    fake_provider_stop(&fake);
    event_base_free(base);
    free(request);
}

/* ---- TLS, against openssl's own server ---- */

/* Starts a program without output; 0 if it is not there. */
static pid_t program_start(const char *const *arguments)
{
    union {
        const char *const *ours;
        char *const *theirs; /* posix_spawn does not write to them either */
    } argv = { arguments };
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_RDWR, 0);
    if (posix_spawnp(&pid, arguments[0], &actions, NULL, argv.theirs, environ)) pid = 0;
    posix_spawn_file_actions_destroy(&actions);
    return pid;
}

static bool program_run(const char *const *argv)
{
    pid_t pid = program_start(argv);
    int status = 1;

    return pid && waitpid(pid, &status, 0) == pid && status == 0;
}

static bool port_answers(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool answers;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    answers = !connect(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return answers;
}

struct tls_server {
    pid_t pid;
    int port;
};

static struct tls_server tls_server_start(const char *certificate, const char *key,
                                          const char *version)
{
    struct fake_provider fake;
    struct tls_server server;
    char at[32];
    const char *argv[] = {
        "openssl", "s_server",           "-www",  "-accept", at, "-cert", certificate, "-key", key,
        "-cipher", "DEFAULT@SECLEVEL=0", version, NULL
    };

    fake_provider_start(&fake); /* for a port that is free */
    fake_provider_stop(&fake);
    server.port = fake.port;
    snprintf(at, sizeof at, "127.0.0.1:%d", server.port);
    server.pid = program_start(argv);
    for (int i = 0; i < 100 && !port_answers(server.port); i++) fake_sleep(20);
    return server;
}

static void tls_server_stop(struct tls_server server)
{
    kill(server.pid, SIGKILL);
    waitpid(server.pid, NULL, 0);
}

static struct ending tls_try(const char *ca_file, const char *host, struct tls_server server)
{
    char url[128];

    snprintf(url, sizeof url, "https://%s:%d/", host, server.port);
    return transfer_try(ca_file, url);
}

static void tls_servers_try(const char *certificate, const char *key)
{
    struct tls_server good = tls_server_start(certificate, key, NULL);
    struct tls_server old = tls_server_start(certificate, key, "-tls1_1");
    struct ending ending = tls_try(certificate, "localhost", good);

    CHECK(ending.end == TRANSFER_ANSWERED && ending.status == 200);
    ending = tls_try(NULL, "localhost", good); /* an authority nobody knows */
    CHECK(ending.end == TRANSFER_NOT_LEFT);
    CHECK_STR(ending.trouble, "tls");
    ending = tls_try(certificate, "127.0.0.1", good); /* another name than the certificate's */
    CHECK(ending.end == TRANSFER_NOT_LEFT);
    CHECK_STR(ending.trouble, "tls");
    ending = tls_try(certificate, "localhost", old);
    CHECK(ending.end == TRANSFER_NOT_LEFT);
    CHECK_STR(ending.trouble, "tls");
    tls_server_stop(good);
    tls_server_stop(old);
}

static void test_tls(void)
{
    char folder[] = "/tmp/peerline-test-XXXXXX", certificate[64], key[64];
    const char *argv[] = { "openssl",
                           "req",
                           "-x509",
                           "-newkey",
                           "ec",
                           "-pkeyopt",
                           "ec_paramgen_curve:P-256",
                           "-nodes",
                           "-subj",
                           "/CN=localhost",
                           "-addext",
                           "subjectAltName=DNS:localhost",
                           "-days",
                           "1",
                           "-keyout",
                           key,
                           "-out",
                           certificate,
                           NULL };

    if (!CHECK(mkdtemp(folder) != NULL)) return;
    snprintf(certificate, sizeof certificate, "%s/certificate", folder);
    snprintf(key, sizeof key, "%s/key", folder);
    if (program_run(argv))
        tls_servers_try(certificate, key);
    else
        printf("skipped: TLS, there is no openssl command\n");
    unlink(certificate);
    unlink(key);
    rmdir(folder);
}

int main(void)
{
    if (transfer_library_start()) return 1;
    test_urls();
    test_cut();
    test_tls();
    return check_end();
}
