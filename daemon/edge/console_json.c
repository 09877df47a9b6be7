/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "edge/console_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/version.h"

/* ---- ids and cursors ---- */

bool console_id_parse(const char *s, char letter, int64_t *id)
{
    return s[0] == letter && s[1] == '_' && s[2] >= '1' && s[2] <= '9' &&
           number_parse(s + 2, 1, INT64_MAX, id) == OK;
}

void console_cursor_write(char out[CURSOR_BYTES_MAX + 1], uint64_t epoch, event_id event)
{
    snprintf(out, CURSOR_BYTES_MAX + 1, "%" PRIx64 "-%lld", epoch, (long long)event.n);
}

bool console_cursor_parse(const char *s, uint64_t *epoch, event_id *event)
{
    size_t digits = strspn(s, "0123456789abcdef");

    if (!digits || digits > 16 || s[digits] != '-') return false;
    if (number_parse(s + digits + 1, 0, INT64_MAX, &event->n)) return false;
    *epoch = strtoull(s, NULL, 16);
    return true;
}

/* ---- people and the line ---- */

void console_json_named(struct json_writer *writer, const char *name, person_id person,
                        const char *called)
{
    if (!person.n) {
        json_write_null(writer, name);
        return;
    }
    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_PERSON, person.n);
    json_write_some(writer, "name", called);
    json_write_close(writer, '}');
}

void console_json_me(struct json_writer *writer, const char *name, const struct console_me_view *me)
{
    const struct person *person = me->person;

    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_PERSON, person->id.n);
    json_write_text(writer, "name", person->name);
    json_write_open(writer, "roles", '[');
    json_write_text(writer, NULL, role_name(person->role));
    json_write_close(writer, ']');
    json_write_text(writer, "locale", person->languages[0][0] ? person->languages[0] : "en");
    json_write_open(writer, "settings", '{');
    json_write_close(writer, '}');
    json_write_base64(writer, "draft_key", me->draft_key, sizeof me->draft_key);
    json_write_open(writer, "shift", '{');
    json_write_text(writer, "status", shift_name(person->shift));
    json_write_number(writer, "capacity", person->capacity);
    json_write_close(writer, '}');
    json_write_time(writer, "paged_at", me->paged_at);
    json_write_time(writer, "resting_until", person->resting_until);
    json_write_time(writer, "talk_since", person->talk_since);
    json_write_text(writer, "version", version());
    json_write_number(writer, "idle_ms", me->idle);
    json_write_close(writer, '}');
}

void console_json_line(struct json_writer *writer, const char *name, const struct line *line)
{
    json_write_open(writer, name, '{');
    json_write_text(writer, "id", line->id);
    json_write_text(writer, "name", line->name);
    json_write_some(writer, "call", line->crisis_call.e164);
    json_write_text(writer, "zone", line->zone);
    json_write_close(writer, '}');
}

void console_json_queue(struct json_writer *writer, const char *name,
                        const struct queue_view *queue)
{
    json_write_open(writer, name, '{');
    json_write_number(writer, "waiting", queue->waiting);
    json_write_number(writer, "longest_ms", queue->longest);
    json_write_number(writer, "peers_on", queue->peers_on);
    json_write_number(writer, "active", queue->active);
    json_write_number(writer, "high", queue->high);
    json_write_close(writer, '}');
}

void console_json_person(struct json_writer *writer, const char *name, const struct person *person)
{
    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_PERSON, person->id.n);
    json_write_text(writer, "name", person->name);
    json_write_text(writer, "role", role_name(person->role));
    json_write_text(writer, "status", shift_name(person->shift));
    json_write_number(writer, "open", person->open_count);
    json_write_number(writer, "capacity", person->capacity);
    json_write_bool(writer, "connected", person->connected_since != 0);
    json_write_close(writer, '}');
}

void console_json_person_gone(struct json_writer *writer, const char *name, person_id person)
{
    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_PERSON, person.n);
    json_write_bool(writer, "gone", true);
    json_write_close(writer, '}');
}

void console_json_talk(struct json_writer *writer, const char *name, const struct talk_view *talk)
{
    json_write_open(writer, name, '{');
    console_json_named(writer, "person", talk->person.id, talk->person.name);
    json_write_time(writer, "since", talk->person.talk_since);
    console_json_named(writer, "taken_by", talk->taken_by, talk->taken_by_name);
    json_write_close(writer, '}');
}

/* ---- conversations ---- */

/* Only a transfer shows: a first offer is the business of whoever is asked. */
static void row_transfer(struct json_writer *writer, const struct row *row)
{
    const struct conversation *conversation = &row->conversation;

    if (conversation->state != CONVERSATION_ACTIVE || !conversation->offer.n) {
        json_write_null(writer, "offer");
        return;
    }
    json_write_open(writer, "offer", '{');
    json_write_id(writer, "id", LETTER_OFFER, conversation->offer.n);
    console_json_named(writer, "to", conversation->offered_to, row->offered_to_name);
    json_write_time(writer, "expires_at", conversation->offer_ends);
    json_write_close(writer, '}');
}

static void row_times(struct json_writer *writer, const struct conversation *conversation)
{
    bool waits =
        conversation->state == CONVERSATION_WAITING || conversation->state == CONVERSATION_OFFERED;
    bool texter_last = conversation->texter_wrote_at >= conversation->peer_wrote_at;
    ms last = texter_last ? conversation->texter_wrote_at : conversation->peer_wrote_at;

    json_write_time(writer, "waiting_since", waits ? conversation->waiting_since : 0);
    json_write_time(writer, "texter_wrote_at", conversation->texter_wrote_at);
    json_write_time(writer, "last_at", last ? last : conversation->opened_at);
    json_write_text(writer, "last_dir", direction_name(texter_last ? DIRECTION_IN : DIRECTION_OUT));
}

void console_json_row_members(struct json_writer *writer, const struct row *row, bool own)
{
    const struct conversation *conversation = &row->conversation;

    json_write_id(writer, "id", LETTER_CONVERSATION, conversation->id.n);
    json_write_text(writer, "alias", row->alias);
    json_write_text(writer, "phone_masked", row->phone_masked);
    json_write_text(writer, "tier", tier_name(conversation->tier));
    json_write_text(writer, "state", conversation_state_name(conversation->state));
    console_json_named(writer, "assignee", conversation->peer, row->peer_name);
    row_transfer(writer, row);
    row_times(writer, conversation);
    json_write_some(writer, "last_preview", own ? row->preview : "");
    json_write_number(writer, "unread", own ? row->conversation.unread : 0);
    json_write_bool(writer, "draft", own && row->draft);
    json_write_bool(writer, "opted_out", row->stopped);
    json_write_id(writer, "alert", LETTER_ALERT, row->alert.n);
    console_json_named(writer, "speaker", row->speaker, row->speaker_name);
    json_write_text(writer, "language", row->language);
    json_write_number(writer, "rev", conversation->version);
}

void console_json_row(struct json_writer *writer, const char *name, const struct row *row, bool own)
{
    json_write_open(writer, name, '{');
    console_json_row_members(writer, row, own);
    json_write_close(writer, '}');
}

void console_json_offer(struct json_writer *writer, const char *name, const struct offer_view *view)
{
    const struct offer *offer = &view->offer;

    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_OFFER, offer->id.n);
    json_write_id(writer, "conv", LETTER_CONVERSATION, offer->conversation.n);
    json_write_text(writer, "alias", view->alias);
    json_write_text(writer, "tier", tier_name(view->tier));
    json_write_null(writer, "language");
    json_write_time(writer, "waiting_since", view->waiting_since);
    json_write_time(writer, "expires_at", offer->ends_at);
    json_write_bool(writer, "transfer", offer->transfer);
    console_json_named(writer, "from", offer->from, view->from_name);
    json_write_close(writer, '}');
}

/* ---- messages ---- */

/* What both a message and an update of it tell. */
static void message_place(struct json_writer *writer, const struct message *message)
{
    json_write_id(writer, "id", LETTER_MESSAGE, message->id.n);
    json_write_id(writer, "conv", LETTER_CONVERSATION, message->conversation.n);
    json_write_number(writer, "seq", message->seq);
    json_write_text(writer, "status", message_state_name(message->state));
    json_write_number(writer, "segments", message->segments);
    json_write_some(writer, "error", message->error);
}

void console_json_message_way(struct json_writer *writer, const char *name,
                              const struct message *message)
{
    json_write_open(writer, name, '{');
    message_place(writer, message);
    json_write_close(writer, '}');
}

void console_json_message(struct json_writer *writer, const char *name,
                          const struct message *message, bool own)
{
    json_write_open(writer, name, '{');
    message_place(writer, message);
    json_write_text(writer, "dir", direction_name(message->direction));
    json_write_text(writer, "kind", message_kind_name(message->kind));
    json_write_some(writer, "key", own ? message->key : "");
    json_write_text(writer, "body", message->body.s);
    json_write_null(writer, "language");
    console_json_named(writer, "author", message->author, message->author_name);
    json_write_time(writer, "at", message->at);
    json_write_open(writer, "media", '[');
    for (size_t i = 0; i < message->media_count; i++)
        json_write_text(writer, NULL, message->media[i].type);
    json_write_close(writer, ']');
    json_write_close(writer, '}');
}

/* ---- tiers and alerts ---- */

const struct message *console_reason_message(const struct answer *answer)
{
    for (size_t i = 0; i < answer->message_count; i++)
        if (answer->messages[i].id.n == answer->reason_message.n) return &answer->messages[i];
    return NULL;
}

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* The words a rule matched, widened to whole characters. */
static void reason_words(struct json_writer *writer, const struct reason *reason,
                         const struct message *message)
{
    char words[TEXT_BYTES_MAX + 1];
    size_t from = reason->start, to = from + reason->len;

    if (!message || !reason->len || to > message->body.len) {
        json_write_null(writer, "text");
        return;
    }
    while (from && is_tail(message->body.s[from])) from--;
    while (to < message->body.len && is_tail(message->body.s[to])) to++;
    memcpy(words, message->body.s + from, to - from);
    words[to - from] = '\0';
    json_write_text(writer, "text", words);
}

static void reason_found(struct json_writer *writer, const struct answer *answer,
                         const struct reason *reason)
{
    const struct message *message = console_reason_message(answer);

    json_write_open(writer, NULL, '{');
    json_write_text(writer, "source", reason_source_name(reason->source));
    json_write_some(writer, "rule", reason->rule);
    reason_words(writer, reason, message);
    json_write_id(writer, "message_id", LETTER_MESSAGE, answer->reason_message.n);
    json_write_number(writer, "start", reason->start);
    json_write_number(writer, "len", reason->len);
    json_write_some(writer, "version", answer->reason_version);
    json_write_null(writer, "by");
    json_write_time(writer, "at", message ? message->at : 0);
    json_write_close(writer, '}');
}

static void reason_decided(struct json_writer *writer, const struct decision_view *view)
{
    const struct decision *decision = &view->decision;

    json_write_open(writer, NULL, '{');
    json_write_text(writer, "source", reason_source_name(REASON_PEER));
    json_write_null(writer, "rule");
    json_write_some(writer, "text", decision->reason);
    json_write_id(writer, "message_id", LETTER_MESSAGE, decision->message.n);
    json_write_number(writer, "start", 0);
    json_write_number(writer, "len", 0);
    json_write_null(writer, "version");
    console_json_named(writer, "by", decision->by, view->by_name);
    json_write_time(writer, "at", decision->at);
    json_write_close(writer, '}');
}

void console_json_reasons(struct json_writer *writer, const char *name, const struct answer *answer)
{
    json_write_open(writer, name, '[');
    for (size_t i = 0; i < answer->reasons.count; i++)
        reason_found(writer, answer, &answer->reasons.reason[i]);
    for (size_t i = 0; i < answer->decision_count; i++) {
        const struct decision *decision = &answer->decisions[i].decision;

        if (decision->by.n && decision->state == DECISION_MADE)
            reason_decided(writer, &answer->decisions[i]);
    }
    json_write_close(writer, ']');
}

static void alert_pages(struct json_writer *writer, const struct alert_view *view)
{
    json_write_open(writer, "paged", '[');
    for (size_t i = 0; i < view->page_count; i++) {
        json_write_open(writer, NULL, '{');
        json_write_some(writer, "who", view->page[i].name);
        json_write_text(writer, "via", way_name(view->page[i].page.way));
        json_write_text(writer, "state", page_state_name(view->page[i].page.state));
        json_write_time(writer, "at", view->page[i].page.at);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}

/* What the texter was asked and told, and what they chose. */
static void alert_choice(struct json_writer *writer, const struct joining *joining)
{
    json_write_open(writer, "texter_choice", '{');
    json_write_text(writer, "policy", policy_name(joining->policy));
    json_write_time(writer, "asked_at", joining->asked_at);
    json_write_text(writer, "answered", joining->say == SAY_OPEN ? NULL : say_name(joining->say));
    json_write_time(writer, "answered_at", joining->answered_at);
    json_write_time(writer, "told_at", joining->told_at);
    json_write_close(writer, '}');
}

static void alert_joined(struct json_writer *writer, const struct alert_view *view)
{
    const struct joining *joining = &view->joining;

    json_write_open(writer, "joined", '[');
    if (joining->state != JOINING_NONE) {
        json_write_open(writer, NULL, '{');
        json_write_id(writer, "id", LETTER_PERSON, joining->responder.n);
        json_write_text(writer, "name", view->holder_name);
        json_write_text(writer, "as", joining_state_name(joining->state));
        json_write_time(writer, "since", joining->since);
        json_write_time(writer, "wrote_at", joining->wrote_at);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}

void console_json_alert_members(struct json_writer *writer, const struct alert_view *view)
{
    const struct alert *alert = &view->alert;

    json_write_id(writer, "id", LETTER_ALERT, alert->id.n);
    json_write_text(writer, "code", alert->code);
    json_write_id(writer, "conv", LETTER_CONVERSATION, alert->conversation.n);
    json_write_text(writer, "alias", view->alias);
    json_write_text(writer, "level", tier_name(alert->tier));
    json_write_text(writer, "kind", alert_cause_name(alert->cause));
    console_json_named(writer, "raised_by", alert->raised_by, view->raised_by_name);
    json_write_time(writer, "raised_at", alert->raised_at);
    json_write_text(writer, "state", alert_state_name(alert->state));
    alert_pages(writer, view);
    console_json_named(writer, "holder", alert->holder, view->holder_name);
    json_write_time(writer, "acked_at", alert->held_at);
    json_write_time(writer, "contact_due", alert->state == ALERT_HELD ? alert->contact_due : 0);
    alert_joined(writer, view);
    json_write_bool(writer, "danger_now", view->danger_now);
    alert_choice(writer, &view->joining);
    json_write_some(writer, "outcome", alert->outcome);
    json_write_time(writer, "resolved_at", alert->resolved_at);
    json_write_number(writer, "rev", alert->version);
}

void console_json_alert(struct json_writer *writer, const char *name, const struct alert_view *view)
{
    json_write_open(writer, name, '{');
    console_json_alert_members(writer, view);
    json_write_close(writer, '}');
}

void console_json_timeline(struct json_writer *writer, const char *name,
                           const struct answer *answer)
{
    json_write_open(writer, name, '[');
    for (size_t i = 0; i < answer->timeline_count; i++) {
        const struct timeline_view *line = &answer->timeline[i];

        json_write_open(writer, NULL, '{');
        json_write_time(writer, "at", line->at);
        json_write_text(writer, "what", line->what);
        console_json_named(writer, "who", line->person, line->name);
        json_write_some(writer, "reason", line->note);
        json_write_id(writer, "message_id", LETTER_MESSAGE, line->message.n);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}

/* ---- notes ---- */

void console_json_note(struct json_writer *writer, const char *name, const struct note *note)
{
    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_NOTE, note->id.n);
    json_write_id(writer, "conv", LETTER_CONVERSATION, note->conversation.n);
    json_write_text(writer, "body", note->body.s);
    console_json_named(writer, "author", note->author, note->author_name);
    json_write_time(writer, "at", note->at);
    json_write_close(writer, '}');
}

void console_json_notes(struct json_writer *writer, const char *name, const struct answer *answer)
{
    json_write_open(writer, name, '[');
    for (size_t i = 0; i < answer->note_count; i++)
        console_json_note(writer, NULL, &answer->notes[i]);
    json_write_close(writer, ']');
}

/* ---- lists ---- */

/* An item nobody has chosen has no referral that says more. */
static enum referral_state item_state(const struct referral *choices, size_t count, size_t number)
{
    for (size_t i = 0; i < count; i++)
        if ((size_t)choices[i].number == number) return choices[i].state;
    return REFERRAL_OFFERED;
}

void console_json_list(struct json_writer *writer, const char *name, const struct list *list,
                       const struct referral *choices, size_t choice_count)
{
    json_write_open(writer, name, '{');
    json_write_id(writer, "id", LETTER_LIST, list->id.n);
    json_write_time(writer, "sent_at", list->sent_at);
    json_write_bool(writer, "open", list->open);
    console_json_named(writer, "by", list->author, list->author_name);
    json_write_open(writer, "items", '[');
    for (size_t i = 0; i < list->count; i++) {
        enum referral_state state = item_state(choices, choice_count, i + 1);

        json_write_open(writer, NULL, '{');
        json_write_number(writer, "n", (int64_t)i + 1);
        json_write_some(writer, "resource_id", list->item[i].resource);
        json_write_text(writer, "label", list->item[i].label);
        json_write_text(writer, "state", referral_state_name(state));
        json_write_text(writer, "wish", item_state_name(list->item[i].state));
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
    json_write_close(writer, '}');
}

void console_json_list_made(struct json_writer *writer, const char *name, const struct list *list)
{
    json_write_open(writer, name, '{');
    json_write_number(writer, "rev", list->rev);
    console_json_named(writer, "by", list->author, list->author_name);
    json_write_open(writer, "items", '[');
    for (size_t i = 0; i < list->count; i++) {
        const struct list_item *item = &list->item[i];

        json_write_open(writer, NULL, '{');
        json_write_some(writer, "resource_id", item->resource);
        json_write_some(writer, "text", item->resource[0] ? "" : item->label);
        json_write_text(writer, "label", item->label);
        json_write_text(writer, "state", item_state_name(item->state));
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
    json_write_close(writer, '}');
}

void console_json_previews(struct json_writer *writer, const struct answer *answer)
{
    json_write_open(writer, NULL, '{');
    json_write_open(writer, "texts", '[');
    for (size_t i = 0; i < answer->preview_count; i++) {
        json_write_open(writer, NULL, '{');
        json_write_text(writer, "body", answer->previews[i].body.s);
        json_write_number(writer, "segments", answer->previews[i].segments);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
    json_write_close(writer, '}');
}

/* ---- what was agreed ---- */

void console_json_follow_up(struct json_writer *writer, const char *name,
                            const struct answer *answer)
{
    const struct follow_up *follow_up = &answer->follow_up;
    bool goes_out = follow_up->state == FOLLOW_UP_PLANNED;

    if (!answer->has_follow_up) {
        json_write_null(writer, name);
        return;
    }
    json_write_open(writer, name, '{');
    json_write_text(writer, "state", follow_up_state_name(follow_up->state));
    json_write_text(writer, "label", follow_up->label);
    json_write_time(writer, "asked_at", follow_up->asked_at);
    json_write_time(writer, "due", goes_out ? follow_up->due : 0);
    json_write_id(writer, "message_id", LETTER_MESSAGE, follow_up->consent.n);
    json_write_some(writer, "why", cancelled_why_name(follow_up->why));
    json_write_close(writer, '}');
}

void console_json_wins(struct json_writer *writer, const char *name, const struct answer *answer)
{
    json_write_open(writer, name, '[');
    for (size_t i = 0; i < answer->win_count; i++) {
        const struct win *win = &answer->wins[i];

        json_write_open(writer, NULL, '{');
        json_write_id(writer, "id", LETTER_WIN, win->id.n);
        json_write_text(writer, "body", win->body.s);
        json_write_id(writer, "message_id", LETTER_MESSAGE, win->consent.n);
        json_write_time(writer, "at", win->at);
        json_write_close(writer, '}');
    }
    json_write_close(writer, ']');
}
