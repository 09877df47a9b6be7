/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/text.h"
#include "edge/form.h"
#include "edge/waker.h"

/*
 * GoAlert's generic API. It has no word for "somebody has it", so an alert is closed there as soon
 * as one of the crisis team does, and opened anew if they never come.
 */

static enum err goalert_prepare(const struct waker_service *waker, const struct outbox_item *item,
                                ms now, struct transfer_request *request)
{
    struct str url, body;

    (void)now;
    str_init(&url, request->url, sizeof request->url);
    str_addf(&url, "%s?token=", waker->settings.url);
    form_percent_add(&url, waker->settings.secret);
    str_init(&body, request->body, sizeof request->body);
    form_field_add(&body, "summary", item->body.s);
    form_field_add(&body, "details", item->page.link);
    form_field_add(&body, "dedup", item->page.key);
    if (item->page.notice != NOTICE_WAKE) form_field_add(&body, "action", "close");
    request->body_len = body.len;
    request->content_type = "application/x-www-form-urlencoded";
    return url.cut || body.cut ? ERR_INPUT : OK;
}

const struct waker_type waker_goalert = {
    .way = WAY_GOALERT,
    .needs_secret = true,
    .prepare = goalert_prepare,
};
