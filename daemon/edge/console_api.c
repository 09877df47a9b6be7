/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_api.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "edge/console_alert.h"
#include "edge/console_ask.h"
#include "edge/console_care.h"
#include "edge/console_conversation.h"
#include "edge/console_desk.h"
#include "edge/console_export.h"
#include "edge/console_import.h"
#include "edge/console_ladder.h"
#include "edge/console_list.h"
#include "edge/console_resource.h"
#include "edge/console_rota.h"
#include "edge/console_note.h"
#include "edge/console_risk.h"
#include "edge/console_session.h"
#include "edge/console_wrap_up.h"
#include "edge/imports.h"
#include "edge/poll.h"

#define SMALL 4096  /* bytes of a body that holds names, ids and codes */
#define WORDS 65536 /* of one that holds a text, every character of it escaped */

#define API "/api/v1"
#define CONVERSATION API "/conversations/:id"
#define ALERT API "/alerts/:id"
#define RESOURCE API "/resources/:id"

/* clang-format off */
static const struct http_route routes[] = {
    { HTTP_POST,   API "/session",                        console_sign_in,            SMALL },
    { HTTP_DELETE, API "/session",                        console_sign_out,           SMALL },
    { HTTP_POST,   API "/session/lock",                   console_lock,               SMALL },
    { HTTP_POST,   API "/session/unlock",                 console_unlock,             SMALL },
    { HTTP_GET,    API "/me",                             console_me,                 SMALL },
    { HTTP_PUT,    API "/me/status",                      console_status,             SMALL },
    { HTTP_POST,   API "/me/rest",                        console_rest,               SMALL },
    { HTTP_DELETE, API "/me/rest",                        console_rest_waive,         SMALL },
    { HTTP_POST,   API "/me/talk",                        console_talk,               SMALL },
    { HTTP_DELETE, API "/me/talk",                        console_talk_drop,          SMALL },
    { HTTP_POST,   API "/talks/:id/take",                 console_talk_take,          SMALL },
    { HTTP_GET,    API "/state",                          console_state,              SMALL },
    { HTTP_GET,    API "/conversations",                  console_conversations,      SMALL },
    { HTTP_GET,    CONVERSATION,                          console_conversation,       SMALL },
    { HTTP_GET,    CONVERSATION "/messages",              console_messages,           SMALL },
    { HTTP_POST,   CONVERSATION "/messages",              console_message_send,       WORDS },
    { HTTP_GET,    CONVERSATION "/messages/by-key/:key",  console_message_by_key,     SMALL },
    { HTTP_POST,   CONVERSATION "/messages/:message/retry", console_message_retry,    SMALL },
    { HTTP_PUT,    CONVERSATION "/read",                  console_read,               SMALL },
    { HTTP_PUT,    CONVERSATION "/draft",                 console_draft_save,         WORDS },
    { HTTP_POST,   CONVERSATION "/transfer",              console_transfer,           SMALL },
    { HTTP_POST,   CONVERSATION "/return",                console_return,             SMALL },
    { HTTP_POST,   CONVERSATION "/close",                 console_close_conversation, SMALL },
    { HTTP_POST,   CONVERSATION "/reveal",                console_reveal,             SMALL },
    { HTTP_GET,    CONVERSATION "/risk",                  console_risk,               SMALL },
    { HTTP_POST,   CONVERSATION "/risk",                  console_risk_set,           SMALL },
    { HTTP_POST,   CONVERSATION "/risk/confirm",          console_risk_confirm,       SMALL },
    { HTTP_GET,    CONVERSATION "/notes",                 console_notes,              SMALL },
    { HTTP_POST,   CONVERSATION "/notes",                 console_note,               WORDS },
    { HTTP_POST,   CONVERSATION "/flags",                 console_flag,               SMALL },
    { HTTP_PUT,    CONVERSATION "/list",                  console_list_save,          WORDS },
    { HTTP_POST,   CONVERSATION "/list/offer",            console_list_offer,         SMALL },
    { HTTP_POST,   CONVERSATION "/list/preview",          console_list_preview,       WORDS },
    { HTTP_POST,   CONVERSATION "/list/send",             console_list_send,          WORDS },
    { HTTP_POST,   CONVERSATION "/list/choice",           console_list_choice,        SMALL },
    { HTTP_GET,    CONVERSATION "/list/history",          console_list_history,       SMALL },
    { HTTP_PUT,    CONVERSATION "/follow-up",             console_follow_up_set,      SMALL },
    { HTTP_GET,    CONVERSATION "/wrap-up",               console_wrap_up,            SMALL },
    { HTTP_POST,   CONVERSATION "/wins",                  console_win_add,            WORDS },
    { HTTP_DELETE, CONVERSATION "/wins/:win",             console_win_remove,         SMALL },
    { HTTP_POST,   API "/offers/:id/accept",              console_offer_accept,       SMALL },
    { HTTP_POST,   API "/offers/:id/decline",             console_offer_decline,      SMALL },
    { HTTP_GET,    API "/alerts",                         console_alerts,             SMALL },
    { HTTP_GET,    ALERT,                                 console_alert,              SMALL },
    { HTTP_POST,   ALERT "/ack",                          console_alert_ack,          SMALL },
    { HTTP_POST,   ALERT "/pass",                         console_alert_pass,         SMALL },
    { HTTP_POST,   ALERT "/join",                         console_alert_join,         SMALL },
    { HTTP_POST,   ALERT "/take-over",                    console_take_over,          SMALL },
    { HTTP_POST,   ALERT "/hand-over",                    console_hand_over,          SMALL },
    { HTTP_POST,   ALERT "/resolve",                      console_alert_resolve,      SMALL },
    { HTTP_POST,   ALERT "/emergency",                    console_alert_emergency,    SMALL },
    { HTTP_POST,   API "/pages/:token/open",              console_page_open,          SMALL },
    { HTTP_GET,    API "/shifts",                         console_shifts,             SMALL },
    { HTTP_POST,   API "/shifts",                         console_shift_add,          SMALL },
    { HTTP_PATCH,  API "/shifts/:id",                     console_shift_edit,         SMALL },
    { HTTP_POST,   API "/shifts/:id/swap",                console_shift_swap,         SMALL },
    { HTTP_GET,    API "/roster",                         console_roster,             SMALL },
    { HTTP_GET,    API "/oncall/ladder",                  console_ladder,             SMALL },
    { HTTP_PUT,    API "/oncall/ladder",                  console_ladder_set,         SMALL },
    { HTTP_POST,   API "/oncall/test",                    console_oncall_test,        SMALL },
    { HTTP_GET,    API "/resources",                      console_resources,          SMALL },
    { HTTP_POST,   API "/resources",                      console_resource_make,      WORDS },
    { HTTP_GET,    API "/resources/export",               console_export,             SMALL },
    { HTTP_POST,   API "/resources/imports",              console_import_begin,       SMALL },
    { HTTP_GET,    API "/resources/imports/:id",          console_import,             SMALL },
    { HTTP_POST,   API "/resources/imports/:id/start",    console_import_start,       SMALL },
    { HTTP_GET,    RESOURCE,                              console_resource,           SMALL },
    { HTTP_PATCH,  RESOURCE,                              console_resource_edit,      WORDS },
    { HTTP_POST,   RESOURCE "/checked",                   console_resource_check,     SMALL },
    { HTTP_POST,   RESOURCE "/publish",                   console_resource_publish,   SMALL },
    { HTTP_POST,   RESOURCE "/reports",                   console_resource_report,    SMALL },
    { HTTP_GET,    RESOURCE "/history",                   console_resource_history,   SMALL },
    { HTTP_POST,   API "/resources/preview",              console_resource_preview,   WORDS },
};

/* How large a file may be is said when it is announced. */
static const struct http_route file_routes[] = {
    { HTTP_PUT,    API "/resources/imports/:id/file",     console_import_file,        0 },
};
/* clang-format on */

struct console *console_open(struct event_base *base, struct http *http, struct post *post,
                             const struct console_settings *settings)
{
    struct console *console = xcalloc(1, sizeof *console);

    console->http = http;
    console->post = post;
    console->site = settings->site;
    console->key = settings->key;
    console->idle = settings->idle;
    console->hub = stream_hub_open(base, http, post, &console->site, &settings->streams);
    console->polls =
        poll_hub_open(base, http, post, &console->site, stream_hub_attendance(console->hub));
    console->imports = imports_open(base, post);
    console->exports = exports_new();
    http_add_routes(http, routes, sizeof routes / sizeof routes[0], console);
    http_add_file_routes(http, file_routes, sizeof file_routes / sizeof file_routes[0],
                         console_import_room, console);
    return console;
}

void console_say_bye(struct console *console)
{
    stream_hub_say_bye(console->hub);
}

void console_close(struct console *console)
{
    if (!console) return;
    imports_close(console->imports);
    exports_free(console->exports);
    poll_hub_close(console->polls);
    stream_hub_close(console->hub);
    crypt_wipe(console, sizeof *console);
    free(console);
}
