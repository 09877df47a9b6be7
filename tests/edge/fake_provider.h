/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_FAKE_PROVIDER_H
#define TESTS_FAKE_PROVIDER_H
/*
 * fake_provider.h — a provider that does what the words of a text tell it to: take it, refuse it,
 * fall silent, break off in the middle …
 *
 * A listener on loopback with a thread per connection. It counts whole requests by the words they
 * carried, so that a test can say that none came twice.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define FAKE_REQUESTS_MAX 1024
#define FAKE_REQUEST_BYTES 65536

/* One whole request that arrived. */
struct fake_request {
    char words[64]; /* of its Body field; "GET" for a look-up */
    int nth;        /* on its connection, 1 … */
};

struct fake_provider {
    int fd;
    int port;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    size_t talking; /* threads of open connections */
    size_t count;
    struct fake_request request[FAKE_REQUESTS_MAX];
};

struct fake_connection {
    struct fake_provider *provider;
    int fd, nth;
    char bytes[FAKE_REQUEST_BYTES + 1];
    size_t len;
};

static inline void fake_sleep(int milliseconds)
{
    struct timespec span = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

    nanosleep(&span, NULL);
}

/* False: the other side has left, which may be part of the play. */
static inline bool fake_say(const struct fake_connection *connection, const char *words)
{
    return send(connection->fd, words, strlen(words), MSG_NOSIGNAL) > 0;
}

static inline void fake_answer(const struct fake_connection *connection, const char *status,
                               const char *body)
{
    char answer[2048];

    snprintf(answer, sizeof answer, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s", status,
             strlen(body), body);
    fake_say(connection, answer);
}

/* Closes so that the other side's next word is answered with a reset. */
static inline void fake_reset(const struct fake_connection *connection)
{
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };

    setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

static inline void fake_drip(const struct fake_connection *connection)
{
    fake_say(connection, "HTTP/1.1 201 Created\r\nContent-Length: 999\r\n\r\n");
    while (fake_say(connection, " ")) fake_sleep(50);
}

static inline void fake_pour(const struct fake_connection *connection)
{
    char blanks[1025];

    memset(blanks, ' ', 1024);
    blanks[1024] = '\0';
    fake_say(connection, "HTTP/1.1 201 Created\r\nContent-Length: 1048576\r\n\r\n");
    for (int i = 0; i < 1024 && fake_say(connection, blanks); i++) continue;
}

static inline void fake_break_off(const struct fake_connection *connection)
{
    fake_say(connection, "HTTP/1.1 201 Created\r\nContent-Le");
}

static inline void fake_babble(const struct fake_connection *connection)
{
    fake_say(connection, "what?\r\n\r\n");
}

/* Until the other side has had enough. */
static inline void fake_be_silent(const struct fake_connection *connection)
{
    char byte;

    while (recv(connection->fd, &byte, 1, 0) > 0) continue;
}

/* One text is known here: "looked", sent just now. */
static inline void fake_list(const struct fake_connection *connection)
{
    char body[512], date[64];
    time_t now = (time_t)(clock_now() / 1000);
    struct tm tm;

    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&now, &tm));
    snprintf(body, sizeof body,
             "{\"messages\":[{\"sid\":\"SM77\",\"body\":\"looked\",\"date_created\":\"%s\"}]}",
             date);
    fake_answer(connection, "200 OK", body);
}

/* What is answered whole; the connection stays open. */
static const struct fake_answer_row {
    const char *words, *status, *body;
} fake_answers[] = {
    { "take", "201 Created", "{\"sid\":\"SM9\"}" },
    { "no-id", "200 OK", "{}" },
    { "refuse", "400 Bad", "{\"code\":21211}" },
    { "stopped", "400 Bad", "{\"code\":21610}" },
    { "error", "500 Oh", "{\"code\":20500}" },
    { "later", "429 Slow\r\nRetry-After: 7", "" },
    { "redirect", "302 Found\r\nLocation: /elsewhere", "" },
};

/* What is acted; then the connection closes. */
static const struct fake_play_row {
    const char *words;
    void (*play)(const struct fake_connection *connection);
} fake_plays[] = {
    { "babble", fake_babble },     { "half", fake_break_off }, { "reset", fake_reset },
    { "silence", fake_be_silent }, { "drip", fake_drip },      { "pour", fake_pour },
};

/* Does what the words say; words unknown here, such as "drop", are not answered at all. */
static inline bool fake_obey(const struct fake_connection *connection, const char *words)
{
    for (size_t i = 0; i < sizeof fake_answers / sizeof fake_answers[0]; i++) {
        if (strcmp(fake_answers[i].words, words)) continue;
        fake_answer(connection, fake_answers[i].status, fake_answers[i].body);
        return true;
    }
    for (size_t i = 0; i < sizeof fake_plays / sizeof fake_plays[0]; i++)
        if (!strcmp(fake_plays[i].words, words)) fake_plays[i].play(connection);
    if (strcmp(words, "GET")) return false;
    fake_list(connection);
    return true;
}

/* Reads one whole request; the words of its Body field. False: the other side has left. */
static inline bool fake_hear(struct fake_connection *connection, char words[64])
{
    connection->len = 0;
    while (connection->len < FAKE_REQUEST_BYTES) {
        ssize_t got = recv(connection->fd, connection->bytes + connection->len,
                           FAKE_REQUEST_BYTES - connection->len, 0);
        const char *length, *body, *field;

        if (got <= 0) return false;
        connection->len += (size_t)got;
        connection->bytes[connection->len] = '\0';
        if (connection->bytes[0] == 0x16) return false; /* somebody speaks TLS */
        body = strstr(connection->bytes, "\r\n\r\n");
        length = strstr(connection->bytes, "Content-Length: ");
        if (!body) continue;
        if (!length) return snprintf(words, 64, "GET") > 0;
        if (strlen(body + 4) < strtoul(length + 16, NULL, 10)) continue;
        field = strstr(body, "Body=");
        if (!field) return false;
        snprintf(words, 64, "%.*s", (int)strcspn(field + 5, "&"), field + 5);
        return true;
    }
    return false;
}

static inline void fake_note(struct fake_connection *connection, const char *words)
{
    struct fake_provider *provider = connection->provider;

    pthread_mutex_lock(&provider->lock);
    if (provider->count < FAKE_REQUESTS_MAX) {
        struct fake_request *request = &provider->request[provider->count++];

        snprintf(request->words, sizeof request->words, "%s", words);
        request->nth = ++connection->nth;
    }
    pthread_mutex_unlock(&provider->lock);
}

static inline void *fake_talk(void *arg)
{
    struct fake_connection *connection = arg;
    struct fake_provider *provider = connection->provider;
    char words[64];

    while (fake_hear(connection, words)) {
        fake_note(connection, words);
        if (!fake_obey(connection, words)) break;
    }
    close(connection->fd);
    pthread_mutex_lock(&provider->lock);
    provider->talking--;
    pthread_cond_signal(&provider->ended);
    pthread_mutex_unlock(&provider->lock);
    free(connection);
    return NULL;
}

static inline void *fake_listen(void *arg)
{
    struct fake_provider *provider = arg;
    int fd;

    while ((fd = accept(provider->fd, NULL, NULL)) >= 0) {
        struct fake_connection *connection = calloc(1, sizeof *connection);
        pthread_t thread;

        connection->provider = provider;
        connection->fd = fd;
        pthread_mutex_lock(&provider->lock);
        provider->talking++;
        pthread_mutex_unlock(&provider->lock);
        if (pthread_create(&thread, NULL, fake_talk, connection)) abort();
        pthread_detach(thread);
    }
    return NULL;
}

static inline void fake_provider_start(struct fake_provider *provider)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t len = sizeof address;

    memset(provider, 0, sizeof *provider);
    pthread_mutex_init(&provider->lock, NULL);
    pthread_cond_init(&provider->ended, NULL);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    provider->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(provider->fd, (struct sockaddr *)&address, sizeof address) ||
        listen(provider->fd, 256) || getsockname(provider->fd, (struct sockaddr *)&address, &len) ||
        pthread_create(&provider->thread, NULL, fake_listen, provider))
        abort();
    provider->port = ntohs(address.sin_port);
}

/* After the other side has closed its connections. */
static inline void fake_provider_stop(struct fake_provider *provider)
{
    shutdown(provider->fd, SHUT_RDWR);
    pthread_join(provider->thread, NULL);
    close(provider->fd);
    pthread_mutex_lock(&provider->lock);
    while (provider->talking) pthread_cond_wait(&provider->ended, &provider->lock);
    pthread_mutex_unlock(&provider->lock);
}

/* How many whole requests carried these words; `nth_max`: the latest place on a connection. */
static inline size_t fake_provider_count(struct fake_provider *provider, const char *words,
                                         int *nth_max)
{
    size_t count = 0;

    *nth_max = 0;
    pthread_mutex_lock(&provider->lock);
    for (size_t i = 0; i < provider->count; i++) {
        const struct fake_request *request = &provider->request[i];

        if (strcmp(request->words, words)) continue;
        count++;
        if (request->nth > *nth_max) *nth_max = request->nth;
    }
    pthread_mutex_unlock(&provider->lock);
    return count;
}

#endif
