/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/webhook.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/log.h"
#include "base/text.h"
#include "engine/query.h"

#define URL_MAX (PROVIDER_URL_MAX + HTTP_TARGET_BYTES_MAX)
#define FORGED_LOG_EVERY SECONDS(10)
#define SPEECH_BYTES_MAX 16384 /* the longest text twice, each of its characters escaped */

struct webhook {
    struct http *http;
    struct post *post;
    const struct providers *providers;
    uint64_t forged_unlogged;
    ms forged_logged_at;
};

/* ---- answers ---- */

static void refuse(struct webhook *webhook, struct http_ticket ticket, int status,
                   const char *retry_after)
{
    struct http_header header = { "Retry-After", retry_after };
    struct http_response response = { .status = status,
                                      .headers = &header,
                                      .header_count = retry_after ? 1 : 0 };

    http_reply(webhook->http, ticket, &response);
}

static void turn_away(struct webhook *webhook, struct http_ticket ticket)
{
    refuse(webhook, ticket, 503, "2");
}

/* Yes, in the words the provider wants to hear. */
static void agree(struct webhook *webhook, struct http_ticket ticket, const char *provider_id)
{
    const struct provider *provider = providers_get(webhook->providers, provider_id);
    struct http_response response = { .status = 204 };

    if (provider && provider->type->answer) {
        response.status = 200;
        response.content_type = provider->type->answer_type;
        response.body = provider->type->answer;
        response.body_len = strlen(provider->type->answer);
    }
    http_reply(webhook->http, ticket, &response);
}

/* Anybody can send these as fast as they like, so they do not get a line each. */
static void forged_log(struct webhook *webhook, const struct provider *provider, const char *why,
                       ms now)
{
    webhook->forged_unlogged++;
    if (now - webhook->forged_logged_at < FORGED_LOG_EVERY) return;
    log_warn("webhook_forged", "provider=%s why=%s count=%" PRIu64, provider->settings.id, why,
             webhook->forged_unlogged);
    webhook->forged_unlogged = 0;
    webhook->forged_logged_at = now;
}

/* ---- to the engine and back ---- */

static bool receipt_is_yes(const struct command *command)
{
    if (command->receipt.err) return false;
    if (command->receipt.outcome != DONE)
        log_warn("webhook_refused", "command=%s outcome=%d", command_kind_name(command->kind),
                 (int)command->receipt.outcome);
    return true;
}

static void settled(void *module, struct http_ticket waiter, const struct command *command,
                    const char *provider_id)
{
    if (receipt_is_yes(command))
        agree(module, waiter, provider_id);
    else
        turn_away(module, waiter);
}

static void inbound_done(void *module, struct http_ticket waiter, const struct command *command)
{
    settled(module, waiter, command, command->u.inbound.provider);
}

static void quarantine_done(void *module, struct http_ticket waiter, const struct command *command)
{
    settled(module, waiter, command, command->u.quarantine.provider);
}

static void delivery_done(void *module, struct http_ticket waiter, const struct command *command)
{
    settled(module, waiter, command, command->u.delivery.provider);
}

static void hand_in(struct webhook *webhook, const struct http_request *request,
                    struct command *command, post_command_done *done)
{
    if (post_command(webhook->post, command, done, webhook, request->ticket))
        turn_away(webhook, request->ticket);
}

/* The provider vouches for it, so it may be a person's words: kept as it came, for a human. */
static void quarantine(struct webhook *webhook, const struct provider *provider,
                       const struct webhook_call *call, const char *why)
{
    const struct http_request *request = call->request;
    bool in_body = request->method == HTTP_POST;
    struct command *command = command_new(COMMAND_QUARANTINE, call->at);
    struct quarantine *kept = &command->u.quarantine;

    log_warn("webhook_unreadable", "provider=%s why=%s", provider->settings.id, why);
    must(!STR_COPY(kept->provider, provider->settings.id) && !STR_COPY(kept->why, why));
    kept->len = in_body ? request->body_len : strlen(request->query);
    kept->bytes = xcalloc(kept->len + 1, 1);
    memcpy(kept->bytes, in_body ? request->body : request->query, kept->len);
    hand_in(webhook, request, command, quarantine_done);
}

/* ---- the two kinds of webhooks ---- */

/* The provider that the path names; answered with 404 if it is none that calls us. */
static const struct provider *path_provider(struct webhook *webhook,
                                            const struct http_request *request)
{
    char id[NAME_BYTES_MAX + 1];
    const struct provider *provider = NULL;

    if (http_param_get(request, "provider", id, sizeof id))
        provider = providers_get(webhook->providers, id);
    if (provider && !provider->type->simulated) return provider;
    http_reply_error(webhook->http, request->ticket, 404, "not_found");
    return NULL;
}

/* What becomes of a webhook that carries nothing for the engine to apply. */
static void reading_settle(struct webhook *webhook, const struct provider *provider,
                           const struct webhook_call *call, enum reading reading, const char *why)
{
    if (reading == READING_FORGED) {
        forged_log(webhook, provider, why, call->at);
        refuse(webhook, call->request->ticket, 403, NULL);
    } else if (reading == READING_UNREADABLE) {
        quarantine(webhook, provider, call, why);
    } else {
        agree(webhook, call->request->ticket, provider->settings.id);
    }
}

static void call_init(struct webhook_call *call, const struct http_request *request,
                      const struct provider *provider, char url[URL_MAX + 1])
{
    struct str str;

    str_init(&str, url, URL_MAX + 1);
    str_add(&str, provider->settings.public_url);
    str_add(&str, request->target);
    must(!str.cut);
    *call = (struct webhook_call){ .request = request, .url = url, .at = clock_now() };
}

static void handle_inbound(const struct http_request *request, void *arg)
{
    struct webhook *webhook = arg;
    const struct provider *provider = path_provider(webhook, request);
    char url[URL_MAX + 1];
    struct webhook_call call;
    struct command *command;
    enum reading reading;
    const char *why;

    if (!provider) return;
    call_init(&call, request, provider, url);
    command = command_new(COMMAND_INBOUND, call.at);
    reading = provider_read_inbound(provider, &call, &command->u.inbound, &why);
    if (reading == READING_DONE) {
        hand_in(webhook, request, command, inbound_done);
    } else {
        command_free(command);
        reading_settle(webhook, provider, &call, reading, why);
    }
}

static void handle_status(const struct http_request *request, void *arg)
{
    struct webhook *webhook = arg;
    const struct provider *provider = path_provider(webhook, request);
    char url[URL_MAX + 1];
    struct webhook_call call;
    struct command *command;
    struct delivery *delivery;
    enum reading reading;
    const char *why;

    if (!provider) return;
    call_init(&call, request, provider, url);
    command = command_new(COMMAND_DELIVERY, call.at);
    delivery = &command->u.delivery;
    reading = provider_read_delivery(provider, &call, delivery, &why);
    if (reading == READING_DONE) {
        /* Our own parameter, of every provider: without one the provider's id must do. */
        (void)http_query_get(request, "t", delivery->token, sizeof delivery->token);
        hand_in(webhook, request, command, delivery_done);
    } else {
        command_free(command);
        reading_settle(webhook, provider, &call, reading, why);
    }
}

/* ---- calls ---- */

static void speak(struct webhook *webhook, struct http_ticket ticket,
                  const struct provider *provider, const struct query *query)
{
    char answer[SPEECH_BYTES_MAX];
    struct str str;

    str_init(&str, answer, sizeof answer);
    provider->type->write_words(provider, &query->answer.call, query->words, &str);
    must(!str.cut);
    http_reply(webhook->http, ticket,
               &(struct http_response){ .status = 200,
                                        .content_type = provider->type->answer_type,
                                        .body = answer,
                                        .body_len = str.len });
}

/* A page nobody knows any more is met with silence: the provider hangs up. */
static void words_known(void *module, struct http_ticket waiter, const struct query *query)
{
    struct webhook *webhook = module;
    const struct provider *provider = providers_get(webhook->providers, query->key);

    if (query->answer.err)
        turn_away(webhook, waiter);
    else if (query->answer.outcome != DONE || !provider || !provider->type->write_words)
        agree(webhook, waiter, query->key);
    else
        speak(webhook, waiter, provider, query);
}

static void words_ask(struct webhook *webhook, struct http_ticket waiter, const char *provider,
                      const char *token, bool answered)
{
    struct query *query = query_new(QUERY_CALL, clock_now());

    query->answered = answered;
    must(!STR_COPY(query->key, provider) && !STR_COPY(query->words, token));
    if (post_query(webhook->post, query, words_known, webhook, waiter)) turn_away(webhook, waiter);
}

static void key_done(void *module, struct http_ticket waiter, const struct command *command)
{
    const struct call_key *pressed = &command->u.call_key;

    if (receipt_is_yes(command))
        words_ask(module, waiter, pressed->provider, pressed->token, !pressed->take);
    else
        turn_away(module, waiter);
}

/* 1 takes it, 2 passes it on; any other key, and it is said again. */
static void key_settle(struct webhook *webhook, const struct provider *provider,
                       const struct webhook_call *call, char key)
{
    const struct http_request *request = call->request;
    char token[PAGE_TOKEN_BYTES + 1];
    struct command *command;

    (void)http_query_get(request, "p", token, sizeof token);
    if (key != '1' && key != '2') {
        words_ask(webhook, request->ticket, provider->settings.id, token, false);
        return;
    }
    command = command_new(COMMAND_CALL_KEY, call->at);
    must(!STR_COPY(command->u.call_key.provider, provider->settings.id));
    memcpy(command->u.call_key.token, token, sizeof token);
    command->u.call_key.take = key == '1';
    hand_in(webhook, request, command, key_done);
}

static void handle_call(const struct http_request *request, void *arg)
{
    struct webhook *webhook = arg;
    const struct provider *provider = path_provider(webhook, request);
    char url[URL_MAX + 1], key;
    struct webhook_call call;
    enum reading reading;
    const char *why;

    if (!provider) return;
    call_init(&call, request, provider, url);
    reading = provider_read_key(provider, &call, &key, &why);
    if (reading == READING_DONE)
        key_settle(webhook, provider, &call, key);
    else
        reading_settle(webhook, provider, &call, reading, why);
}

static const struct http_route routes[] = {
    { HTTP_POST, "/hooks/:provider/inbound", handle_inbound, 0 },
    { HTTP_GET, "/hooks/:provider/inbound", handle_inbound, 0 },
    { HTTP_POST, "/hooks/:provider/status", handle_status, 0 },
    { HTTP_GET, "/hooks/:provider/status", handle_status, 0 },
    { HTTP_POST, "/hooks/:provider/call", handle_call, 0 },
    { HTTP_GET, "/hooks/:provider/call", handle_call, 0 },
};

#define ROUTES (sizeof routes / sizeof routes[0])

_Static_assert(HTTP_BODY_BYTES_MAX <= QUARANTINE_BYTES_MAX, "what is refused must fit there");

struct webhook *webhook_open(struct http *http, struct post *post,
                             const struct providers *providers)
{
    struct webhook *webhook = xcalloc(1, sizeof *webhook);

    webhook->http = http;
    webhook->post = post;
    webhook->providers = providers;
    http_add_routes(http, routes, ROUTES, webhook);
    return webhook;
}

void webhook_close(struct webhook *webhook)
{
    free(webhook);
}
