/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "engine/view.h"
#include "rules/space.h"
#include "store/conversation.h"
#include "store/count.h"
#include "store/message.h"
#include "store/person.h"
#include "store/record.h"
#include "store/session.h"

/* ---- events ---- */

/* Rows are shown as they are now, so of several in a row only the last says anything. */
static bool is_told_again(const struct event_row *rows, size_t count, size_t i)
{
    if (rows[i].kind != EVENT_CONVERSATION_UPDATED && rows[i].kind != EVENT_QUEUE_UPDATED)
        return false;
    if (rows[i].person.n || rows[i].seq) return false; /* somebody lost sight of it */
    for (size_t later = i + 1; later < count; later++)
        if (rows[later].kind == rows[i].kind &&
            rows[later].conversation.n == rows[i].conversation.n)
            return true;
    return false;
}

enum err answer_events(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct event_row *rows = xcalloc(QUERY_EVENTS_MAX, sizeof *rows);
    struct event_scene scene = { 0 };
    size_t count = 0;
    enum err err = event_since(asking->store, (event_id){ asking->query->since }, QUERY_EVENTS_MAX,
                               rows, &count);

    answer->events = xcalloc(count, sizeof *answer->events);
    for (size_t i = 0; i < count && !err; i++) {
        struct event *event = &answer->events[answer->event_count];

        answer->next = rows[i].id.n;
        if (is_told_again(rows, count, i)) continue;
        err = view_event(asking->store, &rows[i], &scene, event, asking->query->at);
        if (err == ERR_MISSING) { /* erased since */
            memset(event, 0, sizeof *event);
            err = OK;
        } else {
            answer->event_count++;
        }
    }
    free(rows);
    return err;
}

/* Resumed only if nothing since the cursor has been forgotten. */
enum err answer_stream(struct asking *asking)
{
    struct answer *answer = asking->answer;
    event_id oldest;
    enum err err = event_oldest(asking->store, &oldest);

    if (err && err != ERR_MISSING) return err;
    if (asking->query->epoch != asking->store->epoch || asking->query->since > answer->cursor.n ||
        (!err && asking->query->since && asking->query->since < oldest.n - 1))
        answer->too_old = true;
    return OK;
}

/* ---- signing in ---- */

static enum err delay_check(struct asking *asking, const uint8_t *hash)
{
    struct sign_in_delay delay;
    enum err err = delay_load(asking->store, hash, &delay);
    ms wait;

    if (err) return err == ERR_MISSING ? OK : err;
    wait = delay.not_before - asking->query->at;
    if (wait <= 0) return OK;
    asking->answer->outcome = REFUSED_SLOW_DOWN;
    if (wait > asking->answer->retry_after) asking->answer->retry_after = wait;
    return OK;
}

static void credential_dummy(struct answer *answer)
{
    memcpy(answer->password_hash, crypt_password_dummy(), strlen(crypt_password_dummy()) + 1);
}

/* An unknown name costs as much as a known one: its password is checked against a dummy. */
enum err answer_credential(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct person person;
    enum err err = delay_check(asking, asking->query->name_hash);

    if (!err) err = delay_check(asking, asking->query->address_hash);
    if (err || answer->outcome != DONE) return err;
    credential_dummy(answer);
    err = person_by_name(asking->store, asking->query->words, &person);
    if (err) return err == ERR_MISSING ? OK : err;
    if (!person.enabled) return OK;
    answer->credential_person = person.id;
    return person_password(asking->store, person.id, answer->password_hash,
                           sizeof answer->password_hash);
}

enum err answer_own_credential(struct asking *asking)
{
    struct answer *answer = asking->answer;
    enum err err = delay_check(asking, asking->query->name_hash);

    if (!err) err = delay_check(asking, asking->query->address_hash);

    if (err || answer->outcome != DONE) return err;
    answer->credential_person = asking->viewer.person;
    return person_password(asking->store, asking->viewer.person, answer->password_hash,
                           sizeof answer->password_hash);
}

/* ---- the operator ---- */

enum err answer_status(struct asking *asking)
{
    struct line_status *status = &asking->answer->status;
    int64_t log_bytes;
    enum err err = status_count(asking->store, asking->query->at, status);

    if (!err) err = db_space(asking->store->db, &status->disk_free, &log_bytes);
    if (!err)
        status->space = space_judge(status->disk_free, log_bytes, asking->settings->disk_reserve);
    return err;
}

enum err answer_people(struct asking *asking)
{
    struct answer *answer = asking->answer;

    answer->people = xcalloc(PEOPLE_MAX, sizeof *answer->people);
    return person_all(asking->store, false, PEOPLE_MAX, answer->people, &answer->person_count);
}

enum err answer_operator_conversations(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct conversation *found = xcalloc(QUERY_ROWS_MAX, sizeof *found);
    size_t count = 0;
    enum err err = conversation_page(asking->store, true, asking->query->before, QUERY_ROWS_MAX,
                                     found, &count);

    answer->rows = xcalloc(count, sizeof *answer->rows);
    for (size_t i = 0; i < count && !err; i++)
        err = view_row(asking->store, (struct viewer){ 0 }, &found[i],
                       &answer->rows[answer->row_count++]);
    if (count == QUERY_ROWS_MAX) answer->next = found[count - 1].id.n;
    free(found);
    return err;
}

#define FACTS_MAX 200

/* Everything but the words. */
enum err answer_operator_messages(struct asking *asking)
{
    struct answer *answer = asking->answer;
    struct message_fact *facts = xcalloc(FACTS_MAX, sizeof *facts);
    size_t count = 0;
    enum err err = message_facts(asking->store, asking->query->since, FACTS_MAX, facts, &count);

    answer->messages = xcalloc(count, sizeof *answer->messages);
    for (size_t i = 0; i < count && !err; i++) {
        struct message *message = &answer->messages[answer->message_count++];

        message->id = facts[i].id;
        message->conversation = facts[i].conversation;
        message->direction = facts[i].direction;
        message->kind = facts[i].kind;
        message->state = facts[i].state;
        message->at = facts[i].at;
        memcpy(message->provider_id, facts[i].provider_id, sizeof message->provider_id);
    }
    if (count == FACTS_MAX) answer->next = facts[count - 1].id.n;
    free(facts);
    return err;
}

enum err answer_audit(struct asking *asking)
{
    struct answer *answer = asking->answer;

    answer->audit = xcalloc(QUERY_MESSAGES_MAX, sizeof *answer->audit);
    return audit_since(asking->store, asking->query->since, answer->audit, QUERY_MESSAGES_MAX,
                       &answer->audit_count);
}
