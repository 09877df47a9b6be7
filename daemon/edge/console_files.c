/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_files.h"

#include <string.h>
#include <strings.h>

#include "edge/assets.h"

/* Files of the simulated phone, which only loopback may have. */
static bool is_of_phone(const char *path)
{
    return !strncmp(path, "/simulator", 10) || !strncmp(path, "/phone-", 7);
}

/* "gzip" among the codings, unless with q=0. */
static bool takes_gzip(const struct http_request *request)
{
    const char *codings = http_header_get(request, "Accept-Encoding");

    for (const char *at = codings; at && *at; at += strspn(at, ", \t")) {
        size_t len = strcspn(at, ",");
        bool named = len >= 4 && !strncasecmp(at, "gzip", 4) && strcspn(at, ",; \t") == 4;
        const char *q = named ? memchr(at, '=', len) : NULL;

        if (named) return !q || strspn(q + 1, "0.") < (size_t)(at + len - q - 1);
        at += len;
    }
    return false;
}

static void file_reply(struct console_files *files, const struct http_request *request,
                       const struct asset *asset)
{
    static const struct http_header headers[] = {
        { "Vary", "Accept-Encoding" },
        { "Content-Encoding", "gzip" },
    };
    bool gzip = asset->gz && takes_gzip(request);

    http_reply(files->http, request->ticket,
               &(struct http_response){ .status = 200,
                                        .content_type = asset->type,
                                        .cache_control = asset->immutable
                                                             ? "public, max-age=31536000, immutable"
                                                             : "no-cache",
                                        .headers = headers,
                                        .header_count = gzip ? 2 : 1,
                                        .body = gzip ? asset->gz : asset->raw,
                                        .body_len = gzip ? asset->gz_len : asset->raw_len });
}

static void on_file(const struct http_request *request, void *arg)
{
    struct console_files *files = arg;
    const struct asset *asset = assets_get(request->path);
    bool phone_is_out = !files->simulator || !request->remote_is_loopback;

    if (!asset || (is_of_phone(request->path) && phone_is_out)) {
        http_reply_error(files->http, request->ticket, 404, "not_found");
    } else {
        file_reply(files, request, asset);
    }
}

void console_files_add(struct console_files *files, struct http *http, bool simulator)
{
    static const struct http_route routes[] = {
        { HTTP_GET, "/*", on_file, 0 },
    };

    *files = (struct console_files){ .http = http, .simulator = simulator };
    http_add_routes(http, routes, sizeof routes / sizeof routes[0], files);
}
