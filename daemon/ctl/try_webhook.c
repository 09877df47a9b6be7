/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ctl/try_webhook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/text.h"
#include "edge/json_write.h"
#include "edge/provider.h"

static const char help[] =
    "usage: peerlinectl try webhook --type TYPE --url URL --secret-file FILE\n"
    "           [--method GET] [--header 'Name: value']... [--now SECONDS]\n"
    "\n"
    "Reads the body of a provider's webhook from standard input, as it came, and says\n"
    "whether the daemon would believe it, and what it tells.\n"
    "\n"
    "  --type TYPE          the provider's type: twilio\n"
    "  --url URL            the public one, as the provider was told it, with its query\n"
    "  --secret-file FILE   the provider's auth token\n"
    "  --method METHOD      POST if it is not said otherwise\n"
    "  --header 'N: value'  the signature's at least; without a type the body is a form\n"
    "  --now SECONDS        the time since 1970 to check against, for providers that sign it\n"
    "\n"
    "Prints {\"ok\":true,\"message\":{...}} or {\"ok\":false,\"why\":\"signature\"}.\n"
    "Exit code: 0 believed; 1 refused; 2 called wrongly.\n";

/* One webhook, as the command line and standard input describe it. */
struct trial {
    bool help;
    const char *secret_file;
    struct provider_settings settings;
    struct http_request request;
    struct webhook_call call;
    char body[HTTP_BODY_BYTES_MAX + 1]; /* one more, to see that the rest fits */
};

/* ---- what is given ---- */

/* Splits "Name: value" in place. */
static bool header_add(struct http_request *request, char *header)
{
    char *colon = strchr(header, ':');

    if (!colon || request->header_count == HTTP_HEADERS_MAX) return false;
    *colon = '\0';
    request->header[request->header_count++] =
        (struct http_header){ header, colon + 1 + strspn(colon + 1, " \t") };
    return true;
}

static bool method_set(struct http_request *request, const char *name)
{
    request->method = strcasecmp(name, "GET") == 0 ? HTTP_GET : HTTP_POST;
    return request->method == HTTP_GET || strcasecmp(name, "POST") == 0;
}

static bool now_set(struct webhook_call *call, const char *value)
{
    int64_t seconds;

    if (number_parse(value, 0, INT64_C(1) << 40, &seconds)) return false;
    call->at = SECONDS(seconds);
    return true;
}

static bool option_take(struct trial *trial, const char *name, char *value)
{
    if (strcmp(name, "--type") == 0) return !STR_COPY(trial->settings.type, value);
    if (strcmp(name, "--method") == 0) return method_set(&trial->request, value);
    if (strcmp(name, "--header") == 0) return header_add(&trial->request, value);
    if (strcmp(name, "--now") == 0) return now_set(&trial->call, value);
    if (strcmp(name, "--secret-file") == 0)
        trial->secret_file = value;
    else if (strcmp(name, "--url") == 0)
        trial->call.url = value;
    else
        return false;
    return true;
}

static bool options_read(struct trial *trial, int argc, char **argv)
{
    for (int i = 0; i < argc && !trial->help; i += 2) {
        trial->help = strcmp(argv[i], "--help") == 0;
        if (trial->help || (i + 1 < argc && option_take(trial, argv[i], argv[i + 1]))) continue;
        fprintf(stderr, "peerlinectl try webhook: '%s' is unknown or has no good value\n", argv[i]);
        return false;
    }
    if (trial->help || (trial->call.url && trial->secret_file && *trial->settings.type))
        return true;
    fprintf(stderr, "peerlinectl try webhook: --type, --url and --secret-file are needed\n");
    return false;
}

static bool secret_read(struct trial *trial)
{
    char why[256];
    char *secret;
    size_t len;
    bool fits;

    if (file_read(trial->secret_file, sizeof trial->settings.auth_token, &secret, &len, why,
                  sizeof why)) {
        fprintf(stderr, "peerlinectl try webhook: %s\n", why);
        return false;
    }
    secret[strcspn(secret, "\r\n")] = '\0';
    fits = *secret && !STR_COPY(trial->settings.auth_token, secret);
    crypt_wipe(secret, len);
    free(secret);
    if (!fits) fprintf(stderr, "peerlinectl try webhook: no token in %s\n", trial->secret_file);
    return fits;
}

static bool type_is_known(const char *name)
{
    const struct provider_type *type = provider_type_get(name);

    if (type && !type->simulated) return true;
    fprintf(stderr, "peerlinectl try webhook: no type of provider with webhooks: %s\n", name);
    return false;
}

static bool body_read(struct trial *trial)
{
    struct http_request *request = &trial->request;
    const char *query = strchr(trial->call.url, '?');

    request->body = trial->body;
    request->body_len = fread(trial->body, 1, sizeof trial->body, stdin);
    request->query = query ? query + 1 : "";
    if (request->body_len && !http_header_get(request, "Content-Type") &&
        request->header_count < HTTP_HEADERS_MAX)
        request->header[request->header_count++] =
            (struct http_header){ "Content-Type", "application/x-www-form-urlencoded" };
    if (request->body_len <= HTTP_BODY_BYTES_MAX) return true;
    fprintf(stderr, "peerlinectl try webhook: the body is longer than the daemon takes\n");
    return false;
}

/* ---- what comes of it ---- */

static void inbound_write(struct json_writer *writer, const struct inbound *inbound)
{
    json_write_text(writer, "provider_id", inbound->provider_id);
    json_write_text(writer, "from", inbound->from.e164);
    json_write_text(writer, "to", inbound->to.e164);
    json_write_text(writer, "body", inbound->body.s);
    json_write_open(writer, "media", '[');
    for (size_t i = 0; i < inbound->media_count; i++)
        json_write_text(writer, NULL, inbound->media[i].type);
    json_write_close(writer, ']');
}

static void delivery_write(struct json_writer *writer, const struct delivery *delivery)
{
    json_write_text(writer, "provider_id", delivery->provider_id);
    json_write_text(writer, "state", message_state_name(delivery->state));
    json_write_some(writer, "error", delivery->error);
}

/* A webhook is a text or news of one; what is neither may still be genuine. */
static void message_write(struct json_writer *writer, const struct provider *provider,
                          const struct webhook_call *call, const struct inbound *inbound,
                          enum reading reading, const char *why)
{
    struct delivery delivery;
    const char *why_no_delivery;

    json_write_open(writer, "message", '{');
    if (reading == READING_DONE)
        inbound_write(writer, inbound);
    else if (provider_read_delivery(provider, call, &delivery, &why_no_delivery) == READING_DONE)
        delivery_write(writer, &delivery);
    else
        json_write_text(writer, "unreadable", why);
    json_write_close(writer, '}');
}

static int verdict_print(const struct provider *provider, const struct webhook_call *call)
{
    struct inbound *inbound = xcalloc(1, sizeof *inbound);
    struct json_writer writer = { .s = NULL };
    const char *why;
    enum reading reading = provider_read_inbound(provider, call, inbound, &why);
    bool believed = reading != READING_FORGED;

    json_write_open(&writer, NULL, '{');
    json_write_bool(&writer, "ok", believed);
    if (believed)
        message_write(&writer, provider, call, inbound, reading, why);
    else
        json_write_text(&writer, "why", why);
    json_write_close(&writer, '}');
    puts(writer.s);
    json_writer_wipe(&writer);
    free(inbound);
    return believed ? 0 : 1;
}

static int trial_run(struct trial *trial)
{
    struct providers *providers;
    int code;

    if (!type_is_known(trial->settings.type) || !secret_read(trial) || !body_read(trial)) return 2;
    must(!STR_COPY(trial->settings.id, "tried"));
    trial->call.request = &trial->request;
    providers = providers_new();
    providers_set(providers, &trial->settings, 1);
    code = verdict_print(providers_get(providers, "tried"), &trial->call);
    providers_free(providers);
    return code;
}

int try_webhook(int argc, char **argv)
{
    struct trial *trial = xcalloc(1, sizeof *trial);
    int code = 2;

    trial->call.at = clock_now();
    trial->request.method = HTTP_POST;
    if (crypt_start() || !options_read(trial, argc, argv))
        code = 2;
    else if (trial->help)
        code = fputs(help, stdout) == EOF ? 2 : 0;
    else
        code = trial_run(trial);
    crypt_wipe(trial, sizeof *trial);
    free(trial);
    return code;
}
