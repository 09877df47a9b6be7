/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/command.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/crypt.h"
#include "base/uuid.h"
#include "engine/settings.h"

static const char *const kind_names[] = {
    [COMMAND_INBOUND] = "inbound",
    [COMMAND_QUARANTINE] = "quarantine",
    [COMMAND_DELIVERY] = "delivery",
    [COMMAND_SEND_RESULT] = "send_result",
    [COMMAND_TIME] = "time",
    [COMMAND_CLOCK] = "clock",
    [COMMAND_PRESENCE] = "presence",
    [COMMAND_SIGN_IN] = "sign_in",
    [COMMAND_SIGN_OUT] = "sign_out",
    [COMMAND_SESSION_LOCK] = "session_lock",
    [COMMAND_SESSION_UNLOCK] = "session_unlock",
    [COMMAND_SESSION_SEEN] = "session_seen",
    [COMMAND_SHIFT] = "shift",
    [COMMAND_OFFER_ACCEPT] = "offer_accept",
    [COMMAND_OFFER_DECLINE] = "offer_decline",
    [COMMAND_SEND] = "send",
    [COMMAND_RETRY] = "retry",
    [COMMAND_TRANSFER] = "transfer",
    [COMMAND_RETURN] = "return",
    [COMMAND_CLOSE] = "close",
    [COMMAND_READ] = "read",
    [COMMAND_DRAFT] = "draft",
    [COMMAND_TIER] = "tier",
    [COMMAND_FLAG] = "flag",
    [COMMAND_ALERT_ACK] = "alert_ack",
    [COMMAND_ALERT_PASS] = "alert_pass",
    [COMMAND_ALERT_JOIN] = "alert_join",
    [COMMAND_ALERT_RESOLVE] = "alert_resolve",
    [COMMAND_ALERT_EMERGENCY] = "alert_emergency",
    [COMMAND_CALL_KEY] = "call_key",
    [COMMAND_WAKER_NEWS] = "waker_news",
    [COMMAND_PAGE_OPEN] = "page_open",
    [COMMAND_PAGE_TEST] = "page_test",
    [COMMAND_DUTY_ADD] = "duty_add",
    [COMMAND_DUTY_EDIT] = "duty_edit",
    [COMMAND_DUTY_SWAP] = "duty_swap",
    [COMMAND_DUTY_COVER] = "duty_cover",
    [COMMAND_LADDER_SET] = "ladder_set",
    [COMMAND_TAKE_OVER] = "take_over",
    [COMMAND_HAND_OVER] = "hand_over",
    [COMMAND_NOTE] = "note",
    [COMMAND_TIER_CONFIRM] = "tier_confirm",
    [COMMAND_REST] = "rest",
    [COMMAND_REST_WAIVE] = "rest_waive",
    [COMMAND_TALK] = "talk",
    [COMMAND_TALK_TAKE] = "talk_take",
    [COMMAND_RESOURCE_IMPORT] = "resource_import",
    [COMMAND_RESOURCE_EXPORT] = "resource_export",
    [COMMAND_RESOURCE_EDIT] = "resource_edit",
    [COMMAND_RESOURCE_CHECK] = "resource_check",
    [COMMAND_RESOURCE_PUBLISH] = "resource_publish",
    [COMMAND_RESOURCE_REPORT] = "resource_report",
    [COMMAND_LIST_SAVE] = "list_save",
    [COMMAND_LIST_OFFER] = "list_offer",
    [COMMAND_LIST_SEND] = "list_send",
    [COMMAND_LIST_CHOICE] = "list_choice",
    [COMMAND_FOLLOW_UP] = "follow_up",
    [COMMAND_WIN_ADD] = "win_add",
    [COMMAND_WIN_REMOVE] = "win_remove",
    [COMMAND_LOOK_IN] = "look_in",
    [COMMAND_REVEAL] = "reveal",
    [COMMAND_PERSON_ADD] = "person_add",
    [COMMAND_PERSON_DISABLE] = "person_disable",
    [COMMAND_ERASE] = "erase",
    [COMMAND_SETTINGS] = "settings",
};
_Static_assert(sizeof kind_names / sizeof kind_names[0] == COMMANDS, "a name for each command");

struct command *command_new(enum command_kind kind, ms at)
{
    struct command *command = xcalloc(1, sizeof *command);

    command->kind = kind;
    command->at = at;
    return command;
}

void resource_import_wipe(struct resource_import *import)
{
    for (size_t i = 0; i < import->count; i++) free(import->record[i].source);
    free(import->record);
    *import = (struct resource_import){ .count = 0 };
}

void command_free(struct command *command)
{
    if (!command) return;
    if (command->kind == COMMAND_RESOURCE_IMPORT) resource_import_wipe(&command->u.import);
    if (command->kind == COMMAND_QUARANTINE) free(command->u.quarantine.bytes);
    if (command->kind == COMMAND_SETTINGS) settings_drop(command->u.settings);
    if (command->kind == COMMAND_PERSON_ADD)
        crypt_wipe(&command->u.person_add, sizeof command->u.person_add);
    crypt_wipe(&command->receipt.revealed, sizeof command->receipt.revealed);
    free(command);
}

void resource_made_id(int64_t ref, char id[64])
{
    char number[24];

    snprintf(number, sizeof number, "%lld", (long long)ref);
    uuid_from_name("", "service made here", number, id);
}

const char *command_kind_name(enum command_kind kind)
{
    must((size_t)kind < COMMANDS);
    return kind_names[kind];
}
