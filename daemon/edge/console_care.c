/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_care.h"

#include "edge/console_ask.h"
#include "edge/console_json.h"

void console_rest(const struct http_request *request, void *console)
{
    struct ask ask;

    if (ask_command(&ask, request, console, COMMAND_REST))
        ask_post_command(&ask, console_done_nothing);
}

void console_rest_waive(const struct http_request *request, void *console)
{
    struct ask ask;

    if (ask_command(&ask, request, console, COMMAND_REST_WAIVE))
        ask_post_command(&ask, console_done_nothing);
}

static void talk(const struct http_request *request, void *console, bool wanted)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_TALK)) return;
    ask.command->u.talk_wanted = wanted;
    ask_post_command(&ask, console_done_nothing);
}

void console_talk(const struct http_request *request, void *console)
{
    talk(request, console, true);
}

void console_talk_drop(const struct http_request *request, void *console)
{
    talk(request, console, false);
}

void console_talk_take(const struct http_request *request, void *console)
{
    struct ask ask;

    if (!ask_command(&ask, request, console, COMMAND_TALK_TAKE)) return;
    ask.command->u.talk_with.n = ask_id(&ask, "id", LETTER_PERSON);
    ask_post_command(&ask, console_done_nothing);
}
