/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_PROVIDER_H
#define EDGE_PROVIDER_H
/*
 * provider.h — the companies that carry our texts, each behind the same few functions.
 *
 * A provider type turns bytes into the engine's values and back: no sockets, no clock. What it
 * cannot vouch for is forged and leaves no trace; what it can vouch for but not understand is kept
 * raw, because it may be a person's words.
 */
#include <stdbool.h>
#include <stddef.h>

#include "edge/http.h"
#include "edge/signature.h"
#include "edge/transfer.h"
#include "engine/command.h"

#define PROVIDERS_MAX 8
#define PROVIDER_URL_MAX 511

struct provider_settings {
    char id[NAME_BYTES_MAX + 1];
    char type[NAME_BYTES_MAX + 1]; /* "twilio", "simulator" */
    char account_sid[64];          /* empty: webhooks of any account are taken */
    char auth_token[128];
    char auth_token_old[128]; /* still good for webhooks while tokens change; empty: none */
    char api_url[PROVIDER_URL_MAX + 1]; /* empty: the type's own */
    char
        public_url[PROVIDER_URL_MAX + 1]; /* where the provider finds us; paths are put behind it */
};

enum reading {
    READING_DONE,
    READING_FORGED,     /* not from the provider, or not for us: refuse, keep nothing */
    READING_UNREADABLE, /* from the provider, but not understood: say yes, keep the bytes */
    READING_NOTHING,    /* understood, and nothing for the engine to know */
};

/* A webhook as it came, nothing of it believed yet. Borrowed. */
struct webhook_call {
    const struct http_request *request;
    const char *url; /* public_url with path and query as they came; never made from Host */
    ms at;
};

struct provider;
struct call_words; /* engine/query.h */
struct str;

#define PROVIDER_TEXTS_MAX 50

/* One page of what people texted, as the provider remembers it. */
struct provider_texts {
    size_t count;
    struct provider_text {
        struct inbound inbound;
        ms at; /* when the provider had it; 0: it does not say */
    } text[PROVIDER_TEXTS_MAX];
    char next[512]; /* names the page behind this one; empty: there is none */
};

/* What a kind of provider can do. */
struct provider_type {
    const char *name;
    bool simulated; /* has no functions: its other side is the simulated phone, in memory */
    enum signature_hash hash;         /* of webhooks, keyed by the auth token */
    const char *api_url;              /* used when the settings have none */
    const char *answer, *answer_type; /* what an inbound webhook is answered with */

    /* Everything about a webhook that can be checked without understanding it. */
    bool (*is_authentic)(const struct provider *provider, const struct webhook_call *call);
    enum reading (*read_inbound)(const struct provider *provider, const struct webhook_call *call,
                                 struct inbound *inbound, const char **why);
    enum reading (*read_delivery)(const struct provider *provider, const struct webhook_call *call,
                                  struct delivery *delivery, const char **why);

    enum err (*prepare_send)(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request);
    void (*read_send)(const struct transfer_answer *answer, struct send_result *result);
    enum err (*prepare_look_up)(const struct provider *provider, const struct outbox_item *item,
                                struct transfer_request *request);
    void (*read_look_up)(const struct outbox_item *item, const struct transfer_answer *answer,
                         struct send_result *result);

    /* The texts to one number, newest first; NULL where there is no such list. */
    enum err (*prepare_texts)(const struct provider *provider, const char *number, const char *next,
                              struct transfer_request *request);
    /* False: that was no page. */
    bool (*read_texts)(const struct provider *provider, const struct transfer_answer *answer,
                       struct provider_texts *texts);

    /* Calls; NULL where the provider only texts. The answer to one is read by read_send. */
    enum err (*prepare_call)(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request);
    /* The key that was pressed, or NUL: what is said first is asked for. */
    enum reading (*read_key)(const struct provider *provider, const struct webhook_call *call,
                             char *key, const char **why);
    /* What is said, twice, and where the key is told; the answer_type is the provider's. */
    void (*write_words)(const struct provider *provider, const struct call_words *words,
                        const char *token, struct str *out);
};

struct provider {
    const struct provider_type *type;
    struct provider_settings settings;
    struct signature_key *key, *key_old; /* of the tokens; key_old may be NULL */
};

/* ---- the configured ones; owned by main.c, used by the loop's thread only ---- */

struct providers;

/* The type of that name, or NULL. */
const struct provider_type *provider_type_get(const char *name);

/* Or does it only text? */
bool provider_can_call(const struct provider_type *type);

/* ERR_INPUT, and the reason in `why` for the operator, if these settings cannot work. */
MUST_CHECK enum err provider_settings_check(const struct provider_settings *settings, char *why,
                                            size_t why_size);

struct providers *providers_new(void);
void providers_free(struct providers *providers);

/* Replaces all of them by these checked ones, at most PROVIDERS_MAX. */
void providers_set(struct providers *providers, const struct provider_settings *settings,
                   size_t count);

/* NULL if there is none of that id; valid until the next providers_set(). */
const struct provider *providers_get(const struct providers *providers, const char *id);

/* ---- webhooks ---- */

/* `why` becomes a short word when it is not READING_DONE: "signature", "account", "malformed" … */
enum reading provider_read_inbound(const struct provider *provider, const struct webhook_call *call,
                                   struct inbound *inbound, const char **why);
enum reading provider_read_delivery(const struct provider *provider,
                                    const struct webhook_call *call, struct delivery *delivery,
                                    const char **why);

/* A call asks what to say, or tells which key was pressed: then `key` is it. */
enum reading provider_read_key(const struct provider *provider, const struct webhook_call *call,
                               char *key, const char **why);

/* ---- sending ---- */

/* The request that sends the item, or looks up what became of it. ERR_INPUT: it cannot be made. */
MUST_CHECK enum err provider_prepare(const struct provider *provider,
                                     const struct outbox_item *item,
                                     struct transfer_request *request);

/* What the answer to that request means. Fills all of `result`. */
void provider_read_answer(const struct provider_type *type, const struct outbox_item *item,
                          const struct transfer_answer *answer, struct send_result *result);

#endif
