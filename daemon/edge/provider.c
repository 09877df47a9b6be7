/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/provider.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/text.h"
#include "edge/provider_twilio.h"

static const struct provider_type provider_simulator = { .name = "simulator", .simulated = true };

static const struct provider_type *const types[] = { &provider_twilio, &provider_simulator };

#define TYPES (sizeof types / sizeof types[0])

struct providers {
    size_t count;
    struct provider provider[PROVIDERS_MAX];
};

const struct provider_type *provider_type_get(const char *name)
{
    for (size_t i = 0; i < TYPES; i++)
        if (strcmp(types[i]->name, name) == 0) return types[i];
    return NULL;
}

bool provider_can_call(const struct provider_type *type)
{
    return type->simulated || type->prepare_call;
}

/* ---- settings ---- */

/* The id is part of the webhooks' path: only what needs no escaping there. */
static bool id_is_plain(const char *id)
{
    return *id && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
                      strlen(id);
}

/* What is wrong with these settings, or NULL. */
static const char *settings_fault(const struct provider_settings *settings)
{
    const struct provider_type *type = provider_type_get(settings->type);

    if (!id_is_plain(settings->id)) return "id: letters, digits, - and _ only";
    if (!type) return "type: there is no such type of provider";
    if (type->simulated) return NULL;
    if (!*settings->account_sid) return "account_sid: missing";
    if (!*settings->auth_token) return "auth_token_file: missing or empty";
    if (*settings->api_url && !transfer_url_is_allowed(settings->api_url))
        return "api_url: must be https, or http to this machine";
    if (!*settings->public_url) return "public_url: missing, and webhooks are signed for it";
    return NULL;
}

enum err provider_settings_check(const struct provider_settings *settings, char *why,
                                 size_t why_size)
{
    const char *fault = settings_fault(settings);
    struct str str;

    if (!fault) return OK;
    str_init(&str, why, why_size);
    str_add(&str, fault);
    return ERR_INPUT;
}

/* ---- the configured ones ---- */

static void slashes_trim(char *url)
{
    size_t len = strlen(url);

    while (len && url[len - 1] == '/') url[--len] = '\0';
}

static void provider_init(struct provider *provider, const struct provider_settings *settings)
{
    const struct provider_type *type = provider_type_get(settings->type);

    must(type != NULL);
    *provider = (struct provider){ .type = type, .settings = *settings };
    if (!*settings->api_url && type->api_url)
        must(!STR_COPY(provider->settings.api_url, type->api_url));
    slashes_trim(provider->settings.api_url);
    slashes_trim(provider->settings.public_url);
    if (type->simulated) return;
    provider->key = signature_key_new(type->hash, settings->auth_token);
    if (*settings->auth_token_old)
        provider->key_old = signature_key_new(type->hash, settings->auth_token_old);
}

static void provider_wipe(struct provider *provider)
{
    signature_key_free(provider->key);
    signature_key_free(provider->key_old);
    crypt_wipe(provider, sizeof *provider);
}

struct providers *providers_new(void)
{
    return xcalloc(1, sizeof(struct providers));
}

void providers_free(struct providers *providers)
{
    if (!providers) return;
    providers_set(providers, NULL, 0);
    free(providers);
}

void providers_set(struct providers *providers, const struct provider_settings *settings,
                   size_t count)
{
    must(count <= PROVIDERS_MAX);
    for (size_t i = 0; i < providers->count; i++) provider_wipe(&providers->provider[i]);
    for (size_t i = 0; i < count; i++) provider_init(&providers->provider[i], &settings[i]);
    providers->count = count;
}

const struct provider *providers_get(const struct providers *providers, const char *id)
{
    for (size_t i = 0; i < providers->count; i++)
        if (strcmp(providers->provider[i].settings.id, id) == 0) return &providers->provider[i];
    return NULL;
}

/* ---- webhooks ---- */

enum reading provider_read_inbound(const struct provider *provider, const struct webhook_call *call,
                                   struct inbound *inbound, const char **why)
{
    *why = "signature";
    if (!provider->type->is_authentic(provider, call)) return READING_FORGED;
    *why = "";
    *inbound = (struct inbound){ .media_count = 0 };
    must(!STR_COPY(inbound->provider, provider->settings.id));
    return provider->type->read_inbound(provider, call, inbound, why);
}

enum reading provider_read_delivery(const struct provider *provider,
                                    const struct webhook_call *call, struct delivery *delivery,
                                    const char **why)
{
    *why = "signature";
    if (!provider->type->is_authentic(provider, call)) return READING_FORGED;
    *why = "";
    *delivery = (struct delivery){ .state = MESSAGE_SENT };
    must(!STR_COPY(delivery->provider, provider->settings.id));
    return provider->type->read_delivery(provider, call, delivery, why);
}

enum reading provider_read_key(const struct provider *provider, const struct webhook_call *call,
                               char *key, const char **why)
{
    *why = "signature";
    if (!provider->type->is_authentic(provider, call)) return READING_FORGED;
    *why = "";
    *key = '\0';
    return provider->type->read_key ? provider->type->read_key(provider, call, key, why)
                                    : READING_NOTHING;
}

/* ---- sending ---- */

enum err provider_prepare(const struct provider *provider, const struct outbox_item *item,
                          struct transfer_request *request)
{
    *request = (struct transfer_request){ .body_len = 0 };
    if (item->look_up) return provider->type->prepare_look_up(provider, item, request);
    if (item->way != WAY_CALL) return provider->type->prepare_send(provider, item, request);
    if (!provider->type->prepare_call) return ERR_INPUT;
    return provider->type->prepare_call(provider, item, request);
}

void provider_read_answer(const struct provider_type *type, const struct outbox_item *item,
                          const struct transfer_answer *answer, struct send_result *result)
{
    *result = (struct send_result){ .id = item->id, .attempt = item->attempt };
    result->retry_after = answer->retry_after;
    if (answer->end == TRANSFER_ANSWERED && item->look_up) {
        type->read_look_up(item, answer, result);
    } else if (answer->end == TRANSFER_ANSWERED) {
        type->read_send(answer, result);
    } else {
        /* A look-up that did not arrive tells nothing about the attempt it asks for. */
        result->outcome =
            answer->end == TRANSFER_NOT_LEFT && !item->look_up ? SEND_LATER : SEND_UNKNOWN;
        must(!STR_COPY(result->error, answer->trouble));
    }
}
