/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/control_reply.h"

static void line_open(struct json_writer *writer)
{
    writer->comma = false;
    json_write_open(writer, NULL, '{');
}

static void line_close(struct json_writer *writer)
{
    json_write_close(writer, '}');
    json_write_raw(writer, "\n", 1);
}

void control_reply_done(struct json_writer *writer, const char *why)
{
    line_open(writer);
    json_write_bool(writer, "ok", !why);
    if (why) json_write_text(writer, "why", why);
    json_write_bool(writer, "done", true);
    line_close(writer);
}

/* What an operator can be told; a session's refusals are not among them. */
static const char *outcome_why(enum outcome outcome)
{
    switch (outcome) {
    case DONE: return NULL;
    case REFUSED_EXISTS: return "there is already an account of that name";
    case REFUSED_MISSING: return "there is no account of that name";
    case REFUSED_INPUT: return "the daemon does not accept these values";
    case REFUSED_OPEN_CONVERSATIONS: return "this person still holds conversations";
    case REFUSED_SIGNED_OUT:
    case REFUSED_LOCKED:
    case REFUSED_ROLE:
    case REFUSED_NOT_ASSIGNED:
    case REFUSED_GONE:
    case REFUSED_STOPPED:
    case REFUSED_TOO_LONG:
    case REFUSED_KEY_REUSED:
    case REFUSED_CONFLICT:
    case REFUSED_STATE:
    case REFUSED_SLOW_DOWN:
    case REFUSED_REASON:
    case REFUSED_NEEDS_SECOND:
    case REFUSED_NOT_HOLDER:
    case REFUSED_NOT_AGREED: break;
    }
    return "the daemon refused it";
}

const char *control_reply_why(const struct receipt *receipt)
{
    switch (receipt->err) {
    case OK: return outcome_why(receipt->outcome);
    case ERR_BUSY: return "the daemon is busy; try again";
    case ERR_INPUT:
    case ERR_MISSING:
    case ERR_CONFLICT:
    case ERR_DOWN: break;
    }
    return "it could not be stored; see the daemon's log";
}

const char *control_reply_import_why(const struct receipt *receipt)
{
    if (!receipt->err && receipt->outcome == REFUSED_CONFLICT)
        return "another import of the same feed has begun meanwhile, and is the one that counts";
    if (!receipt->err && receipt->outcome == REFUSED_STATE)
        return "the disk is nearly full: what is left of it is kept for texts";
    return control_reply_why(receipt);
}

const char *control_reply_erase_why(const struct receipt *receipt)
{
    if (receipt->err) return control_reply_why(receipt);
    if (receipt->outcome == REFUSED_MISSING) return "there is nobody of that alias or number";
    if (receipt->outcome == REFUSED_CONFLICT)
        return "more than one texter has that alias; name the conversation by its number";
    if (receipt->outcome == REFUSED_STATE)
        return "the crisis team is called to it; resolve the alert first";
    return control_reply_why(receipt);
}

static void status_write(struct json_writer *writer, const struct line_status *status)
{
    line_open(writer);
    json_write_number(writer, "people_on", status->people_on);
    json_write_number(writer, "waiting", status->waiting);
    json_write_number(writer, "longest_wait_ms", status->longest_wait);
    json_write_number(writer, "offered", status->offered);
    json_write_number(writer, "active", status->active);
    json_write_number(writer, "closed", status->closed);
    json_write_number(writer, "alerts_open", status->alerts_open);
    json_write_number(writer, "pages_waiting", status->pages_waiting);
    json_write_number(writer, "messages_in", status->messages_in);
    json_write_number(writer, "messages_out", status->messages_out);
    json_write_number(writer, "queued", status->queued);
    json_write_number(writer, "unconfirmed", status->unconfirmed);
    json_write_number(writer, "failed", status->failed);
    json_write_number(writer, "quarantined", status->quarantined);
    json_write_number(writer, "follow_ups", status->follow_ups);
    json_write_number(writer, "corrections", status->corrections);
    json_write_number(writer, "erased", status->erased);
    json_write_number(writer, "disk_free_bytes", status->disk_free);
    json_write_text(writer, "disk", space_name(status->space));
    line_close(writer);
}

static void person_write(struct json_writer *writer, const struct person *person)
{
    line_open(writer);
    json_write_text(writer, "name", person->name);
    json_write_text(writer, "role", role_name(person->role));
    json_write_bool(writer, "enabled", person->enabled);
    json_write_text(writer, "shift", shift_name(person->shift));
    json_write_bool(writer, "has_phone", *person->phone.e164 != '\0');
    line_close(writer);
}

static void conversation_write(struct json_writer *writer, const struct row *row)
{
    const struct conversation *conversation = &row->conversation;

    line_open(writer);
    json_write_number(writer, "conversation", conversation->id.n);
    json_write_text(writer, "state", conversation_state_name(conversation->state));
    json_write_text(writer, "tier", tier_name(conversation->tier));
    json_write_text(writer, "alias", row->alias);
    json_write_some(writer, "peer", row->peer_name);
    json_write_some(writer, "alert", row->alert_code);
    json_write_time(writer, "opened_at", conversation->opened_at);
    json_write_time(writer, "waiting_since", conversation->waiting_since);
    line_close(writer);
}

static void message_write(struct json_writer *writer, const struct message *message)
{
    line_open(writer);
    json_write_some(writer, "provider_id", message->provider_id);
    json_write_text(writer, "direction", direction_name(message->direction));
    json_write_number(writer, "conversation", message->conversation.n);
    json_write_time(writer, "time", message->at);
    json_write_text(writer, "state", message_state_name(message->state));
    line_close(writer);
}

static void audit_write(struct json_writer *writer, const struct audit_line *line)
{
    line_open(writer);
    json_write_number(writer, "id", line->id);
    json_write_time(writer, "time", line->at);
    json_write_some(writer, "person", line->name);
    json_write_text(writer, "action", line->action);
    json_write_number(writer, "conversation", line->conversation.n);
    json_write_number(writer, "ref", line->ref);
    json_write_text(writer, "hash", line->hash);
    json_write_bool(writer, "whole", line->whole);
    line_close(writer);
}

int64_t control_reply_rows(struct json_writer *writer, const struct query *query)
{
    const struct answer *answer = &query->answer;

    if (query->kind == QUERY_STATUS) status_write(writer, &answer->status);
    for (size_t i = 0; i < answer->person_count; i++) person_write(writer, &answer->people[i]);
    for (size_t i = 0; i < answer->row_count; i++) conversation_write(writer, &answer->rows[i]);
    for (size_t i = 0; i < answer->message_count; i++) message_write(writer, &answer->messages[i]);
    for (size_t i = 0; i < answer->audit_count; i++) audit_write(writer, &answer->audit[i]);
    if (query->kind == QUERY_OPERATOR_CONVERSATIONS) return answer->next;
    if (answer->audit_count) return answer->audit[answer->audit_count - 1].id;
    if (query->kind != QUERY_OPERATOR_MESSAGES || !answer->message_count) return 0;
    return answer->messages[answer->message_count - 1].id.n;
}

void control_reply_version(struct json_writer *writer, const char *version)
{
    line_open(writer);
    json_write_text(writer, "version", version);
    line_close(writer);
}
