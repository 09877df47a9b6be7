/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "edge/waker.h"

/* ntfy: the body is what the phone shows; everything else is a header. It hears no more of it. */

static const char *priority_of(enum tier tier)
{
    return tier >= TIER_HIGH ? "5" : "4";
}

static enum err ntfy_prepare(const struct waker_service *waker, const struct outbox_item *item,
                             ms now, struct transfer_request *request)
{
    char bearer[sizeof "Bearer " + WAKER_SECRET_MAX];
    struct str str;
    enum err err = STR_COPY(request->url, waker->settings.url);

    (void)now;
    if (!err) err = str_copy(request->body, sizeof request->body, item->body.s);
    request->body_len = strlen(request->body);
    request->content_type = "text/plain; charset=utf-8";
    if (!err) err = waker_header_add(request, "Title", "Peerline");
    if (!err) err = waker_header_add(request, "Priority", priority_of(item->page.tier));
    if (!err) err = waker_header_add(request, "Tags", "rotating_light");
    if (!err) err = waker_header_add(request, "Click", item->page.link);
    if (err || !*waker->settings.secret) return err;
    str_init(&str, bearer, sizeof bearer);
    str_addf(&str, "Bearer %s", waker->settings.secret);
    return waker_header_add(request, "Authorization", bearer);
}

const struct waker_type waker_ntfy = { .way = WAY_NTFY, .prepare = ntfy_prepare };
