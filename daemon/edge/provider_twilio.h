/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_PROVIDER_TWILIO_H
#define EDGE_PROVIDER_TWILIO_H
/*
 * provider_twilio.h — Twilio: webhooks of texts in provider_twilio.c, requests to its REST API in
 * provider_twilio_send.c, its list of texts in provider_twilio_list.c, calls in
 * provider_twilio_call.c.
 */
#include "base/text.h"
#include "edge/form.h"
#include "edge/provider.h"

extern const struct provider_type provider_twilio;

enum err twilio_prepare_send(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request);
void twilio_read_send(const struct transfer_answer *answer, struct send_result *result);
enum err twilio_prepare_look_up(const struct provider *provider, const struct outbox_item *item,
                                struct transfer_request *request);
void twilio_read_look_up(const struct outbox_item *item, const struct transfer_answer *answer,
                         struct send_result *result);

enum err twilio_prepare_texts(const struct provider *provider, const char *number, const char *next,
                              struct transfer_request *request);
bool twilio_read_texts(const struct provider *provider, const struct transfer_answer *answer,
                       struct provider_texts *texts);

enum err twilio_prepare_call(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request);
enum reading twilio_read_key(const struct provider *provider, const struct webhook_call *call,
                             char *key, const char **why);
void twilio_write_words(const struct provider *provider, const struct call_words *words,
                        const char *token, struct str *out);

/* ---- shared by these files ---- */

#define TWILIO_CALLBACK_MAX (PROVIDER_URL_MAX + NAME_BYTES_MAX + ATTEMPT_TOKEN_BYTES + 32)

/* Where an account's Messages or Calls are. */
void twilio_url_add(struct str *url, const struct provider *provider, const char *resource);
enum err twilio_login_write(const struct provider *provider, struct transfer_request *request);
enum err twilio_callback_write(const struct provider *provider, const char *token, char *out,
                               size_t size);

/* RFC 2822, "Thu, 24 Aug 2023 05:01:45 +0000"; 0 if it is not. */
ms twilio_date_parse(const char *s);

/* The webhook's parameters, of the body or of the URL; the caller wipes them. */
enum reading twilio_params_read(const struct provider *provider, const struct http_request *request,
                                struct form *params, const char **why);

#endif
