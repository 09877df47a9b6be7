/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/control.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/text.h"
#include "base/version.h"
#include "edge/control_reply.h"
#include "edge/control_resources.h"
#include "edge/control_socket.h"

#define CLIENTS_MAX 8
#define LINE_BYTES_MAX ((size_t)1024 * 1024) /* part of a directory; others are short */
#define PATIENCE_SECONDS 10 /* for a request to come, and for an answer to be taken */

/* One peerlinectl. It asks one thing at a time: it is not read from while an answer is made. */
struct client {
    uint32_t turn; /* counts who has been in this slot; a late answer finds nobody */
    struct bufferevent *socket;
    struct control *control;
    struct person_add person; /* between a new account's hashing and its command */
    enum query_kind list;     /* what is being listed, page by page */
    int64_t next;             /* where its next page begins; 0: that was all */
    bool changed;             /* what is listed is not what was once written */
    char after[64];           /* the same where pages begin behind an id of the directory */
};

struct control {
    struct post *post;
    const struct password_list *passwords;
    struct control_main main;
    struct evconnlistener *listener;
    char path[1024];
    struct client client[CLIENTS_MAX];
};

/* ---- clients ---- */

static struct http_ticket client_ticket(const struct client *client)
{
    return (struct http_ticket){ (uint32_t)(client - client->control->client), client->turn };
}

/* Whoever waits under this ticket, or NULL if they have left. */
static struct client *client_get(struct control *control, struct http_ticket ticket)
{
    struct client *client = &control->client[ticket.slot];

    return client->socket && client->turn == ticket.turn ? client : NULL;
}

static void client_leave(struct client *client)
{
    bufferevent_free(client->socket);
    client->socket = NULL;
}

static void client_write(struct client *client, struct json_writer *writer)
{
    bufferevent_write(client->socket, writer->s, writer->len);
    json_writer_wipe(writer);
}

/* The last line of an answer; now the next request is read. */
static void client_done(struct client *client, const char *why)
{
    struct json_writer writer = { 0 };

    control_reply_done(&writer, why);
    client_write(client, &writer);
    bufferevent_enable(client->socket, EV_READ);
}

/* ---- commands ---- */

static void command_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct client *client = client_get(module, waiter);

    if (client) client_done(client, control_reply_why(&command->receipt));
}

static void command_hand_in(struct client *client, struct command *command, post_command_done *done)
{
    struct control *control = client->control;

    command->caller.is_operator = true;
    if (post_command(control->post, command, done, control, client_ticket(client)))
        client_done(client, "the daemon is busy; try again");
}

static void password_done(void *module, struct http_ticket waiter, const struct password_job *job)
{
    struct client *client = client_get(module, waiter);
    struct command *command;

    if (!client) return;
    if (!job->right) {
        client_done(client, "the password could not be kept; try again");
        return;
    }
    command = command_new(COMMAND_PERSON_ADD, clock_now());
    command->u.person_add = client->person;
    must(!STR_COPY(command->u.person_add.password_hash, job->hash));
    command_hand_in(client, command, command_done);
}

/* NULL, or what is wrong with the account asked for. */
static const char *person_read(const json_t *request, struct person_add *person)
{
    const char *name = json_string_value(json_object_get(request, "name"));
    const char *role = json_string_value(json_object_get(request, "role"));
    const char *phone = json_string_value(json_object_get(request, "phone"));

    *person = (struct person_add){ 0 };
    if (!name || !*name || STR_COPY(person->name, name)) return "a name needs 1 to 63 bytes";
    if (!role || !role_from_name(role, &person->role))
        return "the role must be peer, responder, supervisor or admin";
    if (phone && (!phone_is_valid(phone) || STR_COPY(person->phone.e164, phone)))
        return "the phone must be + and up to 15 digits";
    return NULL;
}

static void do_user_add(struct client *client, const json_t *request)
{
    const char *password = json_string_value(json_object_get(request, "password"));
    const char *trouble = person_read(request, &client->person);
    struct password_job job = { .make = true };

    if (!password) password = "";
    if (!trouble)
        trouble = password_trouble(password, client->person.name, client->control->passwords);
    if (!trouble && STR_COPY(job.password, password)) trouble = "the password is too long";
    if (!trouble && post_password(client->control->post, &job, password_done, client->control,
                                  client_ticket(client)))
        trouble = "the daemon is busy; try again";
    crypt_wipe(&job, sizeof job);
    if (trouble) client_done(client, trouble);
}

static void do_user_disable(struct client *client, const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "name"));
    struct command *command = command_new(COMMAND_PERSON_DISABLE, clock_now());

    if (name && !STR_COPY(command->u.person_name, name)) {
        command_hand_in(client, command, command_done);
        return;
    }
    command_free(command);
    client_done(client, "there is no account of that name");
}

/* NULL, or what is wrong with what is to be erased. */
static const char *erase_read(const json_t *request, struct erase *erase)
{
    const json_t *conversation = json_object_get(request, "conversation");
    const char *alias = json_string_value(json_object_get(request, "alias"));

    if (alias && *alias && !STR_COPY(erase->alias, alias)) return NULL;
    erase->conversation.n = json_integer_value(conversation);
    return erase->conversation.n > 0 ? NULL : "name a texter's alias or a conversation's number";
}

static void erased(void *module, struct http_ticket waiter, const struct command *command)
{
    struct client *client = client_get(module, waiter);

    if (client) client_done(client, control_reply_erase_why(&command->receipt));
}

static void do_erase(struct client *client, const json_t *request)
{
    struct command *command = command_new(COMMAND_ERASE, clock_now());
    const char *trouble = erase_read(request, &command->u.erase);

    if (!trouble) {
        command_hand_in(client, command, erased);
        return;
    }
    command_free(command);
    client_done(client, trouble);
}

static void backup_made(void *module, struct http_ticket waiter, const struct query *query)
{
    struct client *client = client_get(module, waiter);

    if (!client) return;
    switch (query->answer.err) {
    case OK: client_done(client, NULL); return;
    case ERR_CONFLICT: client_done(client, "that file is there already"); return;
    case ERR_BUSY: client_done(client, "the disk is nearly full; no copy was made"); return;
    case ERR_INPUT:
    case ERR_MISSING:
    case ERR_DOWN: client_done(client, "no copy was made; see the daemon's log"); return;
    }
}

static void do_backup(struct client *client, const json_t *request)
{
    const char *path = json_string_value(json_object_get(request, "path"));
    struct query *query = query_new(QUERY_BACKUP, clock_now());

    query->caller.is_operator = true;
    if (!path || *path != '/' || STR_COPY(query->path, path)) {
        query_free(query);
        client_done(client, "the path of a backup must be absolute");
        return;
    }
    if (post_query(client->control->post, query, backup_made, client->control,
                   client_ticket(client)))
        client_done(client, "the daemon is busy; try again");
}

/* ---- lists ---- */

/* 1 if there may be more of them behind these. */
static int64_t sources_write(struct client *client, struct json_writer *writer,
                             const struct query *query)
{
    const struct answer *answer = &query->answer;

    if (!answer->resource_count) return 0;
    control_resources_rows(writer, answer);
    must(!STR_COPY(client->after, answer->resources[answer->resource_count - 1].id));
    return 1;
}

static void query_done(void *module, struct http_ticket waiter, const struct query *query)
{
    struct client *client = client_get(module, waiter);
    struct json_writer writer = { 0 };

    if (!client) return;
    if (query->answer.err || query->answer.outcome != DONE) {
        client_done(client, "the database does not answer; see the daemon's log");
        return;
    }
    if (query->kind == QUERY_RESOURCE_SOURCES)
        client->next = sources_write(client, &writer, query);
    else
        client->next = control_reply_rows(&writer, query);
    for (size_t i = 0; i < query->answer.audit_count; i++)
        client->changed |= !query->answer.audit[i].whole;
    if (writer.len) client_write(client, &writer);
    if (!client->next)
        client_done(client, client->changed ? "the record has been changed, see above" : NULL);
}

static void query_hand_in(struct client *client)
{
    struct control *control = client->control;
    struct query *query = query_new(client->list, clock_now());

    query->caller.is_operator = true;
    query->before = client->next;
    query->since = client->next;
    must(!STR_COPY(query->resource, client->after));
    query->limit = QUERY_MESSAGES_MAX;
    client->next = 0;
    if (post_query(control->post, query, query_done, control, client_ticket(client)))
        client_done(client, "the daemon is busy; try again");
}

static void list_begin(struct client *client, enum query_kind kind)
{
    client->list = kind;
    client->next = 0;
    client->changed = false;
    client->after[0] = '\0';
    query_hand_in(client);
}

static void do_status(struct client *client, const json_t *request)
{
    (void)request;
    list_begin(client, QUERY_STATUS);
}

static void do_user_list(struct client *client, const json_t *request)
{
    (void)request;
    list_begin(client, QUERY_PEOPLE);
}

static void do_conversations(struct client *client, const json_t *request)
{
    (void)request;
    list_begin(client, QUERY_OPERATOR_CONVERSATIONS);
}

static void do_messages(struct client *client, const json_t *request)
{
    (void)request;
    list_begin(client, QUERY_OPERATOR_MESSAGES);
}

static void do_audit(struct client *client, const json_t *request)
{
    (void)request;
    list_begin(client, QUERY_AUDIT);
}

/* ---- the directory ---- */

static void import_done(void *module, struct http_ticket waiter, const struct command *command)
{
    struct client *client = client_get(module, waiter);
    struct json_writer writer = { 0 };

    if (!client) return;
    control_resources_counts(&writer, &command->receipt.counts);
    client_write(client, &writer);
    client_done(client, control_reply_import_why(&command->receipt));
}

static void do_resources_import(struct client *client, const json_t *request)
{
    const char *why;
    struct command *command = control_resources_import(request, &why);

    if (command)
        command_hand_in(client, command, import_done);
    else
        client_done(client, why);
}

static void do_resources_export(struct client *client, const json_t *request)
{
    (void)request;
    list_begin(client, QUERY_RESOURCE_SOURCES);
}

/* ---- the daemon itself ---- */

static void do_version(struct client *client, const json_t *request)
{
    struct json_writer writer = { 0 };

    (void)request;
    control_reply_version(&writer, version());
    client_write(client, &writer);
    client_done(client, NULL);
}

static void do_reload(struct client *client, const json_t *request)
{
    struct control_main *main = &client->control->main;
    char why[512] = "";

    (void)request;
    client_done(client, main->reload(main->main, why, sizeof why) ? NULL : why);
}

static void do_stop(struct client *client, const json_t *request)
{
    struct control_main *main = &client->control->main;

    (void)request;
    client_done(client, NULL);
    main->stop(main->main);
}

static const struct {
    const char *name;
    void (*run)(struct client *client, const json_t *request);
} requests[] = {
    { "status", do_status },
    { "version", do_version },
    { "user_add", do_user_add },
    { "user_list", do_user_list },
    { "user_disable", do_user_disable },
    { "erase", do_erase },
    { "conversations", do_conversations },
    { "messages", do_messages },
    { "audit", do_audit },
    { "resources_import", do_resources_import },
    { "resources_export", do_resources_export },
    { "reload", do_reload },
    { "backup", do_backup },
    { "stop", do_stop },
};

/* ---- the socket ---- */

static void request_run(struct client *client, const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "do"));

    for (size_t i = 0; name && i < sizeof requests / sizeof requests[0]; i++) {
        if (strcmp(requests[i].name, name)) continue;
        log_info("control_request", "do=%s", requests[i].name);
        requests[i].run(client, request);
        return;
    }
    client_done(client, "this daemon does not know that request");
}

/* The line may hold a password: it is overwritten as soon as it is read. */
static void line_run(struct client *client, char *line, size_t len)
{
    json_t *request = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);

    crypt_wipe(line, len);
    free(line);
    bufferevent_disable(client->socket, EV_READ);
    if (json_is_object(request))
        request_run(client, request);
    else
        client_done(client, "a request is one line of JSON");
    json_decref(request);
}

static void on_read(struct bufferevent *socket, void *arg)
{
    struct client *client = arg;
    struct evbuffer *input = bufferevent_get_input(socket);
    size_t len;
    char *line = evbuffer_readln(input, &len, EVBUFFER_EOL_LF);

    if (line)
        line_run(client, line, len);
    else if (evbuffer_get_length(input) >= LINE_BYTES_MAX)
        client_leave(client);
}

/* What was listed so far has been taken: the next page. */
static void on_written(struct bufferevent *socket, void *arg)
{
    struct client *client = arg;

    (void)socket;
    if (client->next) query_hand_in(client);
}

static void on_end(struct bufferevent *socket, short what, void *arg)
{
    (void)socket;
    (void)what;
    client_leave(arg);
}

static struct client *client_free_slot(struct control *control)
{
    for (size_t i = 0; i < CLIENTS_MAX; i++)
        if (!control->client[i].socket) return &control->client[i];
    return NULL;
}

static void on_connect(struct evconnlistener *listener, evutil_socket_t fd,
                       struct sockaddr *address, int address_len, void *arg)
{
    const struct timeval patience = { .tv_sec = PATIENCE_SECONDS };
    struct client *client = client_free_slot(arg);

    (void)address;
    (void)address_len;
    if (!client) {
        close(fd);
        return;
    }
    client->socket =
        bufferevent_socket_new(evconnlistener_get_base(listener), fd, BEV_OPT_CLOSE_ON_FREE);
    must(client->socket);
    client->control = arg;
    client->turn++;
    client->next = 0;
    bufferevent_setcb(client->socket, on_read, on_written, on_end, client);
    bufferevent_setwatermark(client->socket, EV_READ, 0, LINE_BYTES_MAX);
    bufferevent_set_timeouts(client->socket, &patience, &patience);
    bufferevent_enable(client->socket, EV_READ | EV_WRITE);
}

struct control *control_open(struct event_base *base, const char *path, struct post *post,
                             const struct password_list *list, const struct control_main *main,
                             char *why, size_t why_size)
{
    int fd = control_socket_listen(path, why, why_size);
    struct control *control;

    if (fd < 0) return NULL;
    control = xcalloc(1, sizeof *control);
    control->post = post;
    control->passwords = list;
    control->main = *main;
    must(!STR_COPY(control->path, path));
    control->listener = evconnlistener_new(base, on_connect, control,
                                           LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
    must(control->listener);
    return control;
}

void control_close(struct control *control)
{
    evconnlistener_free(control->listener);
    unlink(control->path);
    for (size_t i = 0; i < CLIENTS_MAX; i++)
        if (control->client[i].socket) client_leave(&control->client[i]);
    free(control);
}
