/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "edge/provider_twilio.h"
#include "engine/query.h"

#define RING_SECONDS "25"   /* less than a mailbox takes to answer */
#define KEY_WAIT_SECONDS 10 /* after the words, for whoever has just woken up */

/* The token in the address names the page, not the attempt: a call placed twice is the same page.
 */
static enum err words_url_write(const struct provider *provider, const char *token, char *out,
                                size_t size)
{
    struct str url;

    str_init(&url, out, size);
    str_addf(&url, "%s/hooks/%s/call?p=%s", provider->settings.public_url, provider->settings.id,
             token);
    return url.cut ? ERR_INPUT : OK;
}

enum err twilio_prepare_call(const struct provider *provider, const struct outbox_item *item,
                             struct transfer_request *request)
{
    char words[TWILIO_CALLBACK_MAX + 1], callback[TWILIO_CALLBACK_MAX + 1];
    struct str url, body;

    if (twilio_callback_write(provider, item->token, callback, sizeof callback) ||
        words_url_write(provider, item->page.token, words, sizeof words))
        return ERR_INPUT;
    str_init(&url, request->url, sizeof request->url);
    twilio_url_add(&url, provider, "Calls");
    str_init(&body, request->body, sizeof request->body);
    form_field_add(&body, "To", item->to.e164);
    form_field_add(&body, "From", item->from.e164);
    form_field_add(&body, "Url", words);
    form_field_add(&body, "Timeout", RING_SECONDS);
    form_field_add(&body, "StatusCallback", callback); /* once, when the call is over */
    request->body_len = body.len;
    request->content_type = "application/x-www-form-urlencoded";
    if (url.cut || body.cut) return ERR_INPUT;
    return twilio_login_write(provider, request);
}

enum reading twilio_read_key(const struct provider *provider, const struct webhook_call *call,
                             char *key, const char **why)
{
    struct form params;
    enum reading reading = twilio_params_read(provider, call->request, &params, why);
    const char *digits = form_get(&params, "Digits");

    if (digits && strlen(digits) == 1) *key = *digits;
    form_wipe(&params);
    return reading;
}

/* ---- TwiML ---- */

static void xml_add(struct str *str, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '&': str_add(str, "&amp;"); break;
        case '<': str_add(str, "&lt;"); break;
        case '>': str_add(str, "&gt;"); break;
        case '"': str_add(str, "&quot;"); break;
        default: str_add_len(str, s, 1); break;
        }
    }
}

/* Twilio wants a country with the language. */
static const char *voice_of(const char *language)
{
    if (!strcmp(language, "es")) return "es-MX";
    if (!strcmp(language, "pt")) return "pt-BR";
    return "en-US";
}

static void say_add(struct str *str, const struct call_words *words)
{
    str_addf(str, "<Say language=\"%s\">", voice_of(words->language));
    xml_add(str, words->text.s);
    str_add(str, "</Say>");
}

static void said_twice(struct str *str, const struct call_words *words)
{
    say_add(str, words);
    str_add(str, "<Pause length=\"1\"/>");
    say_add(str, words);
}

void twilio_write_words(const struct provider *provider, const struct call_words *words,
                        const char *token, struct str *out)
{
    char action[TWILIO_CALLBACK_MAX + 1];

    must(!words_url_write(provider, token, action, sizeof action));
    str_add(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>");
    if (words->asks) {
        str_addf(out, "<Gather numDigits=\"1\" timeout=\"%d\" method=\"POST\" action=\"",
                 KEY_WAIT_SECONDS);
        xml_add(out, action);
        str_add(out, "\">");
    }
    said_twice(out, words);
    if (words->asks) str_add(out, "</Gather>");
    str_add(out, "</Response>");
}
