/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "edge/provider_twilio.h"

/* ---- asking ---- */

/*
 * Newest first; further pages by the path that the page before has named. Twilio's filter by date
 * is not used: it knows whole days.
 */
enum err twilio_prepare_texts(const struct provider *provider, const char *number, const char *next,
                              struct transfer_request *request)
{
    struct str url, query;
    char filter[64];

    str_init(&url, request->url, sizeof request->url);
    if (*next) {
        str_add(&url, provider->settings.api_url);
        str_add(&url, next);
    } else {
        str_init(&query, filter, sizeof filter);
        form_field_add(&query, "To", number);
        str_addf(&query, "&PageSize=%d", PROVIDER_TEXTS_MAX);
        twilio_url_add(&url, provider, "Messages");
        str_add(&url, "?");
        str_add(&url, filter);
    }
    return url.cut ? ERR_INPUT : twilio_login_write(provider, request);
}

/* ---- reading ---- */

static const char *field(const json_t *record, const char *name)
{
    const char *value = json_string_value(json_object_get(record, name));

    return value ? value : "";
}

/* Which kinds of media they are, this list does not say. */
static void media_count(const char *number, struct inbound *inbound)
{
    int64_t count;

    if (number_parse(number, 0, MEDIA_MAX, &count)) return;
    while (inbound->media_count < (size_t)count)
        must(!STR_COPY(inbound->media[inbound->media_count++].type, "application/octet-stream"));
}

/* False for what the line itself sent, and for what is no text of a person. */
static bool record_read(const json_t *record, struct provider_text *text)
{
    struct inbound *inbound = &text->inbound;
    const char *from = field(record, "from"), *to = field(record, "to");
    const char *id = field(record, "sid"), *body = field(record, "body");

    text->at = twilio_date_parse(field(record, "date_created"));
    if (strcmp(field(record, "direction"), "inbound") != 0 || !*id) return false;
    if (!phone_is_valid(from) || !phone_is_valid(to)) return false;
    if (STR_COPY(inbound->provider_id, id) || STR_COPY(inbound->from.e164, from)) return false;
    if (STR_COPY(inbound->to.e164, to) || STR_COPY(inbound->body.s, body)) return false;
    inbound->body.len = (uint16_t)strlen(body);
    media_count(field(record, "num_media"), inbound);
    return true;
}

/* A path, or all of the address. Our login is for no other host. */
static const char *next_path(const struct provider *provider, const char *next)
{
    size_t api_len = strlen(provider->settings.api_url);

    if (strncmp(next, provider->settings.api_url, api_len) == 0) next += api_len;
    return *next == '/' ? next : "";
}

bool twilio_read_texts(const struct provider *provider, const struct transfer_answer *answer,
                       struct provider_texts *texts)
{
    json_t *json = json_loadb(answer->body, answer->body_len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *records = json_object_get(json, "messages");
    bool read = answer->status == 200 && json_is_array(records) &&
                !STR_COPY(texts->next, next_path(provider, field(json, "next_page_uri")));

    for (size_t i = 0; read && i < json_array_size(records); i++) {
        struct provider_text *text = &texts->text[texts->count];

        if (texts->count == PROVIDER_TEXTS_MAX) break;
        *text = (struct provider_text){ .at = 0 };
        if (!record_read(json_array_get(records, i), text)) continue;
        must(!STR_COPY(text->inbound.provider, provider->settings.id));
        texts->count++;
    }
    json_decref(json);
    return read;
}
