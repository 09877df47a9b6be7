/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_EDGE_CONSOLE_WORLD_H
#define TESTS_EDGE_CONSOLE_WORLD_H
/*
 * console_world.h — the console's edge on a real socket, with a double of the engine behind it.
 *
 * The double answers between two turns of the loop, so a test decides when. It knows sessions and
 * an event log; what else is asked goes to the test's own `answer` and `apply`.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/console_api.h"
#include "edge/worker.h"
#include "tests/check.h"

#define WORLD_LOG_MAX 2048
#define WORLD_SESSIONS_MAX 8
#define WORLD_PATIENCE SECONDS(5)
#define WORLD_EPOCH 0xa1f3

/* Cookies of sessions that stand from the start: of person 3, again of 3, and of 5. */
#define DANA "0000000000000000000000000000000000000000000"
#define DANA_ELSEWHERE "0000000000000000000000000000000000000000001"
#define LEE "0000000000000000000000000000000000000000002"

struct world_session {
    uint8_t hash[SESSION_HASH_BYTES];
    struct viewer viewer;
    bool locked, ended;
};

struct world_event {
    enum event_kind kind;
    int64_t ref;
    struct audience audience;
};

struct world {
    struct event_base *base;
    struct http *http;
    struct post_mailboxes mailboxes;
    struct post *post;
    struct console *console;
    struct worker *worker;
    size_t session_count;
    struct world_session session[WORLD_SESSIONS_MAX];
    int64_t newest, oldest; /* events of the log: 1 … */
    struct world_event log[WORLD_LOG_MAX];
    bool holds;      /* the double answers nothing for now */
    int event_looks; /* into the log, so far */
    int presence[8]; /* by person: told to be there, minus told to have left */
    int presence_told;
    int streams_asked[8]; /* by person: whether a session stands */
    int seen;             /* sessions told to be in use */
    int kinds[COMMANDS];  /* how many commands of each came */
    enum outcome outcome; /* what the next commands and queries are answered */
    enum err err;
    ms retry_after;
    struct command last;
    void (*answer)(struct world *world, struct query *query);
    void (*apply)(struct world *world, struct command *command);
};

/* ---- the double ---- */

static inline void world_session_add(struct world *world, const char *cookie, int64_t person,
                                     enum role role)
{
    struct world_session *session = &world->session[world->session_count++];

    crypt_plain_hash(cookie, CRYPT_TOKEN_BYTES, session->hash);
    session->viewer = (struct viewer){ { person }, role };
}

static inline struct world_session *world_session_get(struct world *world,
                                                      const struct caller *caller)
{
    for (size_t i = 0; i < world->session_count; i++)
        if (caller->signed_in &&
            !memcmp(world->session[i].hash, caller->session, SESSION_HASH_BYTES))
            return &world->session[i];
    return NULL;
}

static inline enum outcome world_standing(const struct world_session *session)
{
    if (!session || session->ended) return REFUSED_SIGNED_OUT;
    return session->locked ? REFUSED_LOCKED : DONE;
}

/* Something happened that these people may see; the engine's receipts tell of it. */
static inline void world_event_add(struct world *world, enum event_kind kind, int64_t ref,
                                   person_id person)
{
    must(world->newest + 1 < WORLD_LOG_MAX);
    world->log[++world->newest] = (struct world_event){
        .kind = kind, .ref = ref, .audience = { .count = 1, .person = { person } }
    };
}

static inline void world_events_answer(struct world *world, struct query *query)
{
    struct answer *answer = &query->answer;

    CHECK(query->caller.is_operator);
    world->event_looks++;
    answer->events = xcalloc(QUERY_EVENTS_MAX, sizeof *answer->events);
    for (int64_t id = query->since + 1; id <= world->newest; id++) {
        const struct world_event *happened = &world->log[id];

        if (answer->event_count == QUERY_EVENTS_MAX) break;
        answer->events[answer->event_count++] = (struct event){
            .id = { id },
            .kind = happened->kind,
            .ref = happened->ref,
            .at = id,
            .audience = happened->audience,
        };
        answer->next = id;
    }
}

static inline void world_answer(struct world *world, struct query *query)
{
    struct world_session *session = world_session_get(world, &query->caller);
    struct answer *answer = &query->answer;

    answer->epoch = WORLD_EPOCH;
    answer->cursor.n = world->newest;
    if (query->kind == QUERY_EVENTS) {
        world_events_answer(world, query);
        return;
    }
    if (query->kind != QUERY_CREDENTIAL) answer->outcome = world_standing(session);
    if (query->kind == QUERY_OWN_CREDENTIAL && answer->outcome == REFUSED_LOCKED)
        answer->outcome = DONE;
    if (session) {
        answer->me.id = session->viewer.person;
        answer->me.role = session->viewer.role;
    }
    if (query->kind == QUERY_STREAM && session) world->streams_asked[answer->me.id.n]++;
    if (query->kind == QUERY_STREAM)
        answer->too_old = query->epoch != WORLD_EPOCH || query->since > world->newest ||
                          query->since < world->oldest - 1;
    else if (world->answer && answer->outcome == DONE)
        world->answer(world, query);
}

static inline void world_apply(struct world *world, struct command *command)
{
    world->kinds[command->kind]++;
    command->receipt.outcome = world->outcome;
    command->receipt.err = world->err;
    command->receipt.retry_after = world->retry_after;
    if (command->kind == COMMAND_PRESENCE) {
        world->presence_told++;
        world->presence[command->u.presence.person.n] += command->u.presence.connected ? 1 : -1;
        command->receipt.outcome = DONE;
    } else if (command->kind == COMMAND_SESSION_SEEN) {
        world->seen++;
        command->receipt.outcome = DONE;
    } else {
        world->last = *command;
        if (world->apply) world->apply(world, command);
    }
    command->receipt.newest_event.n = world->newest;
}

static inline void world_turn(struct world *world)
{
    void *item;

    event_base_loop(world->base, EVLOOP_NONBLOCK);
    if (world->holds) return;
    while ((item = mailbox_take(world->mailboxes.commands))) {
        world_apply(world, item);
        must(!mailbox_put(world->mailboxes.receipts, item));
    }
    while ((item = mailbox_take(world->mailboxes.queries))) {
        world_answer(world, item);
        must(!mailbox_put(world->mailboxes.answers, item));
    }
    event_base_loop(world->base, EVLOOP_NONBLOCK);
}

/* Some command by somebody else committed: its receipt tells where the log ends. */
static inline void world_commit(struct world *world)
{
    struct command *command = command_new(COMMAND_TIME, 1);

    command->receipt.newest_event.n = world->newest;
    must(!mailbox_put(world->mailboxes.receipts, command));
}

static inline void world_open(struct world *world)
{
    struct http_settings http = http_settings_default();
    struct console_settings settings = { .key = { { 7 } },
                                         .idle = 900000,
                                         .streams = { .streams_max = 2000,
                                                      .heartbeat = SECONDS(1) } };
    char why[256];

    *world = (struct world){ .base = event_base_new(), .oldest = 1 };
    world->mailboxes = (struct post_mailboxes){
        mailbox_new(8192),
        mailbox_new(8192),
        mailbox_new(8192),
        mailbox_new(8192),
        mailbox_new(POST_PASSWORDS_MAX),
        mailbox_new(POST_PASSWORDS_MAX),
    };
    http.listen = "127.0.0.1:0";
    http.streams_max = 1000;
    world->http = http_open(world->base, &http, why, sizeof why);
    must(world->http != NULL);
    world->post = post_open(world->base, &world->mailboxes);
    must(!site_init(&settings.site, "http://127.0.0.1:8080", why, sizeof why));
    world->console = console_open(world->base, world->http, world->post, &settings);
    world->worker = worker_start(world->mailboxes.jobs, world->mailboxes.jobs_done);
    world_session_add(world, DANA, 3, ROLE_PEER);
    world_session_add(world, DANA_ELSEWHERE, 3, ROLE_PEER);
    world_session_add(world, LEE, 5, ROLE_PEER);
}

static inline void world_close(struct world *world)
{
    void *item;

    worker_stop(world->worker);
    http_close(world->http);
    post_close(world->post);
    console_close(world->console);
    while ((item = mailbox_take(world->mailboxes.commands))) command_free(item);
    while ((item = mailbox_take(world->mailboxes.queries))) query_free(item);
    mailbox_free(world->mailboxes.commands);
    mailbox_free(world->mailboxes.receipts);
    mailbox_free(world->mailboxes.queries);
    mailbox_free(world->mailboxes.answers);
    mailbox_free(world->mailboxes.jobs);
    mailbox_free(world->mailboxes.jobs_done);
    event_base_free(world->base);
}

/* ---- the browser's side ---- */

#define HEARD_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct browser {
    int fd;
    bool ended;
    size_t len;
    char *heard; /* all that came, as a string */
};

static inline void browser_open(struct world *world, struct browser *browser)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons(http_port(world->http)),
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };

    *browser = (struct browser){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
    browser->heard = xcalloc(HEARD_BYTES_MAX, 1);
    must(!connect(browser->fd, (struct sockaddr *)&address, sizeof address));
}

static inline void browser_close(struct browser *browser)
{
    close(browser->fd);
    free(browser->heard);
}

static inline void browser_say(struct browser *browser, const char *bytes)
{
    must(send(browser->fd, bytes, strlen(bytes), MSG_NOSIGNAL) == (ssize_t)strlen(bytes));
}

static inline void browser_hear(struct browser *browser)
{
    ssize_t got = recv(browser->fd, browser->heard + browser->len,
                       HEARD_BYTES_MAX - 1 - browser->len, MSG_DONTWAIT);

    if (got > 0) browser->len += (size_t)got;
    if (got == 0 || (got < 0 && errno != EAGAIN)) browser->ended = true;
    browser->heard[browser->len] = '\0';
}

/* Lets the world go round until the browser has heard these words; false if it never does. */
static inline bool browser_hears(struct world *world, struct browser *browser, const char *words)
{
    ms patience = clock_steady() + WORLD_PATIENCE;

    while (!strstr(browser->heard, words) && clock_steady() < patience) {
        world_turn(world);
        browser_hear(browser);
    }
    if (!strstr(browser->heard, words)) printf("    heard: %s\n", browser->heard);
    return strstr(browser->heard, words) != NULL;
}

static inline bool browser_sees_the_end(struct world *world, struct browser *browser)
{
    ms patience = clock_steady() + WORLD_PATIENCE;

    while (!browser->ended && clock_steady() < patience) {
        world_turn(world);
        browser_hear(browser);
    }
    return browser->ended;
}

static inline void browser_forget(struct browser *browser)
{
    browser->len = 0;
    browser->heard[0] = '\0';
}

static inline size_t browser_count(const struct browser *browser, const char *words)
{
    size_t count = 0;

    for (const char *at = browser->heard; (at = strstr(at, words)); at += strlen(words)) count++;
    return count;
}

/* What every unsafe request of our own page carries, and Dana's cookie. */
#define OURS "X-Console: 1\r\nSec-Fetch-Site: same-origin\r\n"
#define AS_DANA "Cookie: s=" DANA "\r\n"

/* One request on a connection of its own; what was heard stays with the browser. */
static inline void ask(struct world *world, struct browser *browser, const char *method,
                       const char *path, const char *headers, const char *body)
{
    char request[20000];

    snprintf(request, sizeof request,
             "%s %s HTTP/1.1\r\nHost: line\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n%s",
             method, path, headers, strlen(body), body);
    browser_open(world, browser);
    browser_say(browser, request);
    CHECK_CASE(browser_sees_the_end(world, browser), path);
}

/* True if the answer has this status and these words. */
static inline bool answered(struct world *world, const char *method, const char *path,
                            const char *headers, const char *body, int status, const char *words)
{
    struct browser browser;
    char line[32];
    bool as_said;

    ask(world, &browser, method, path, headers, body);
    snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    as_said = !strncmp(browser.heard, line, strlen(line)) && strstr(browser.heard, words);
    if (!as_said) printf("    %s %s heard: %s\n", method, path, browser.heard);
    browser_close(&browser);
    return as_said;
}

/* Some turns in which nothing is waited for. */
static inline void world_turns(struct world *world, struct browser *browser, int count)
{
    for (int i = 0; i < count; i++) {
        world_turn(world);
        browser_hear(browser);
    }
}

#endif
