/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_PROVIDER_TWILIO_H
#define EDGE_PROVIDER_TWILIO_H
/*
 * provider_twilio.h — Twilio's messaging: webhooks in provider_twilio.c, requests to its REST API
 * in provider_twilio_send.c.
 */
#include "edge/provider.h"

extern const struct provider_type provider_twilio;

enum err twilio_prepare_send(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request);
void twilio_read_send(const struct transfer_answer *answer, struct send_result *result);
enum err twilio_prepare_look_up(const struct provider *provider, const struct outbox_item *item,
                                struct transfer_request *request);
void twilio_read_look_up(const struct outbox_item *item, const struct transfer_answer *answer,
                         struct send_result *result);

#endif
