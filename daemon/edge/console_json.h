/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef EDGE_CONSOLE_JSON_H
#define EDGE_CONSOLE_JSON_H
/*
 * console_json.h — the answers of queries in the shapes that the console knows (console/API.md).
 *
 * Ids are opaque outside: a letter for their kind and a number, so that one kind is never taken
 * for another. Numbers of texters are masked long before they come here.
 */
#include "edge/json_write.h"
#include "engine/query.h"

#define LETTER_CONVERSATION 'c'
#define LETTER_MESSAGE 'm'
#define LETTER_OFFER 'o'
#define LETTER_ALERT 'a'
#define LETTER_PERSON 'p'
#define LETTER_LIST 'l'
#define LETTER_DUTY 'd'
#define LETTER_NOTE 'n'
#define LETTER_WIN 'w'

/* The number in "c_12". False for any other letter, zero, signs, leading zeros, anything odd. */
bool console_id_parse(const char *s, char letter, int64_t *id);

/* A place in the event log, "a1f3-10482": the log's epoch in hex, and an event's number. */
#define CURSOR_BYTES_MAX 40
void console_cursor_write(char out[CURSOR_BYTES_MAX + 1], uint64_t epoch, event_id event);
bool console_cursor_parse(const char *s, uint64_t *epoch, event_id *event);

/* What GET /me tells besides the person. */
struct console_me_view {
    const struct person *person;
    uint8_t draft_key[32];
    ms paged_at; /* a page last reached them; 0: never */
    ms idle;     /* without a sign of life for so long the session locks */
};

void console_json_me(struct json_writer *writer, const char *name,
                     const struct console_me_view *me);
void console_json_line(struct json_writer *writer, const char *name, const struct line *line);
void console_json_queue(struct json_writer *writer, const char *name,
                        const struct queue_view *queue);
void console_json_person(struct json_writer *writer, const char *name, const struct person *person);
/* What is left of somebody whose account is closed. */
void console_json_person_gone(struct json_writer *writer, const char *name, person_id person);
void console_json_talk(struct json_writer *writer, const char *name, const struct talk_view *talk);

void console_json_offer(struct json_writer *writer, const char *name,
                        const struct offer_view *offer);
void console_json_alert(struct json_writer *writer, const char *name,
                        const struct alert_view *alert);
/* Its members, inside an object that is already open. */
void console_json_alert_members(struct json_writer *writer, const struct alert_view *alert);
/* Everything that happened to the alert of the answer, from its beginning. */
void console_json_timeline(struct json_writer *writer, const char *name,
                           const struct answer *answer);
void console_json_note(struct json_writer *writer, const char *name, const struct note *note);
void console_json_notes(struct json_writer *writer, const char *name, const struct answer *answer);

/*
 * `own`: as the peer who holds the conversation sees it, or whoever asked for it by name. Others
 * see no words, nothing unread and no draft.
 */
void console_json_row(struct json_writer *writer, const char *name, const struct row *row,
                      bool own);

/* The members of a row, inside an object that is already open. */
void console_json_row_members(struct json_writer *writer, const struct row *row, bool own);

/* `own`: for its author, who alone learns its key. */
void console_json_message(struct json_writer *writer, const char *name,
                          const struct message *message, bool own);

/* Where a message is on its way, and nothing of its words. */
void console_json_message_way(struct json_writer *writer, const char *name,
                              const struct message *message);

void console_json_list(struct json_writer *writer, const char *name, const struct list *list,
                       const struct referral *choices, size_t choice_count);
void console_json_list_made(struct json_writer *writer, const char *name, const struct list *list);

/* {"texts":[…]}: the exact texts that would be sent. */
void console_json_previews(struct json_writer *writer, const struct answer *answer);

/* null if there is none */
void console_json_follow_up(struct json_writer *writer, const char *name,
                            const struct answer *answer);
void console_json_wins(struct json_writer *writer, const char *name, const struct answer *answer);

/*
 * Why the conversation has its tier: what triage found, whose words are quoted if their message is
 * in the answer, and what people have decided since.
 */
void console_json_reasons(struct json_writer *writer, const char *name,
                          const struct answer *answer);

/* The message the reasons are about, or NULL if it is not in the answer. */
const struct message *console_reason_message(const struct answer *answer);

/* {"id":…,"name":…}, or null for nobody. */
void console_json_named(struct json_writer *writer, const char *name, person_id person,
                        const char *called);

#endif
