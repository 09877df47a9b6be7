/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/apply.h"

#include <string.h>

#include "base/text.h"
#include "store/conversation.h"
#include "store/person.h"
#include "store/session.h"

/*
 * Wrong passwords make the next try wait: 1 s, 2 s, 4 s … An account never longer than half a
 * minute, so that nobody can lock a peer out of a shift; an address longer.
 */
#define FREE_FAILURES 3
#define ACCOUNT_DELAY_MAX SECONDS(30)
#define ADDRESS_DELAY_MAX MINUTES(15)
#define ADDRESS_FREE_FAILURES 20

static enum err failure_count(struct turn *turn, const uint8_t *hash, int free_failures,
                              ms delay_max)
{
    struct sign_in_delay delay = { 0 };
    enum err err = delay_load(turn->store, hash, &delay);
    ms pause = 0;
    int extra;

    if (err && err != ERR_MISSING) return err;
    delay.failures++;
    delay.failed_at = turn->now;
    extra = delay.failures - free_failures;
    if (extra >= 0) pause = SECONDS(1) << (extra < 20 ? extra : 20);
    delay.not_before = turn->now + (pause < delay_max ? pause : delay_max);
    return delay_save(turn->store, hash, &delay);
}

static enum err sign_in_failed(struct turn *turn, const struct sign_in *in)
{
    enum err err = failure_count(turn, in->name_hash, FREE_FAILURES, ACCOUNT_DELAY_MAX);

    if (!err) err = failure_count(turn, in->address_hash, ADDRESS_FREE_FAILURES, ADDRESS_DELAY_MAX);
    if (!err) err = turn_audit(turn, "sign_in_failed", (conversation_id){ 0 }, in->person.n);
    return err ? err : turn_refuse(turn, REFUSED_SIGNED_OUT);
}

enum err apply_sign_in(struct turn *turn, const struct command *command)
{
    const struct sign_in *in = &command->u.sign_in;
    struct session session = {
        .person = in->person,
        .opened_at = turn->now,
        .seen_at = turn->now,
    };
    struct person person;
    enum err err;

    if (!in->person.n || !in->password_right) return sign_in_failed(turn, in);
    err = person_load(turn->store, in->person, &person);
    if (err == ERR_MISSING || (!err && !person.enabled)) return sign_in_failed(turn, in);
    if (err) return err;
    memcpy(session.hash, in->session, sizeof session.hash);
    turn->viewer = (struct viewer){ .person = person.id, .role = person.role };
    turn->ref = person.id.n;
    err = delay_remove(turn->store, in->name_hash);
    if (!err) err = session_add(turn->store, &session);
    return err ? err : turn_audit(turn, "signed_in", (conversation_id){ 0 }, person.id.n);
}

static enum err streams_end(struct turn *turn, person_id person)
{
    return turn_event(turn, EVENT_SESSION_ENDED, (conversation_id){ 0 }, person.n, person, 0);
}

/* Sign out, lock, unlock, seen: what a person does to their own session. */
enum err apply_session(struct turn *turn, const struct command *command)
{
    struct session session;
    enum err err = session_load(turn->store, command->caller.session, &session);

    if (err) return err == ERR_MISSING ? turn_refuse(turn, REFUSED_SIGNED_OUT) : err;
    if (command->kind == COMMAND_SIGN_OUT) {
        err = session_remove(turn->store, session.hash);
        return err ? err : streams_end(turn, session.person);
    }
    if (command->kind == COMMAND_SESSION_UNLOCK && !command->u.sign_in.password_right)
        return sign_in_failed(turn, &command->u.sign_in);
    if (command->kind == COMMAND_SESSION_LOCK) session.locked = true;
    if (command->kind == COMMAND_SESSION_UNLOCK) session.locked = false;
    if (command->kind != COMMAND_SESSION_LOCK) session.seen_at = turn->now;
    err = session_save(turn->store, &session);
    if (!err && session.locked) err = streams_end(turn, session.person);
    return err;
}

enum err apply_shift(struct turn *turn, const struct command *command)
{
    const struct shift_change *in = &command->u.shift_change;
    struct conversation held[1];
    struct person person;
    size_t count;
    enum err err;

    if (!access_may(turn->viewer, ACT_WORK_SHIFT, &(struct access_facts){ 0 }))
        return turn_refuse(turn, REFUSED_ROLE);
    if (in->capacity < 1 || in->capacity > 9) return turn_refuse(turn, REFUSED_INPUT);
    err = person_load(turn->store, turn->viewer.person, &person);
    if (!err) err = conversation_of_person(turn->store, person.id, 1, held, &count);
    if (err) return err;
    if (in->shift == SHIFT_OFF && count) return turn_refuse(turn, REFUSED_OPEN_CONVERSATIONS);
    person.shift = in->shift;
    person.capacity = in->capacity;
    turn->queue_changed = true;
    err = person_save(turn->store, &person);
    if (err) return err;
    return turn_event(turn, EVENT_ROSTER_UPDATED, (conversation_id){ 0 }, person.id.n, person.id,
                      0);
}

enum err apply_person_add(struct turn *turn, const struct command *command)
{
    const struct person_add *in = &command->u.person_add;
    struct person person = {
        .role = in->role,
        .enabled = true,
        .phone = in->phone,
        .shift = SHIFT_OFF,
        .capacity = 2,
    };
    enum err err;

    if (!turn->is_operator) return turn_refuse(turn, REFUSED_ROLE);
    memcpy(person.name, in->name, sizeof person.name);
    err = person_add(turn->store, &person, in->password_hash, turn->now);
    if (err == ERR_CONFLICT) return turn_refuse(turn, REFUSED_EXISTS);
    turn->ref = person.id.n;
    if (err) return err;
    return turn_event(turn, EVENT_ROSTER_UPDATED, (conversation_id){ 0 }, person.id.n, person.id,
                      0);
}

/* Ends the sessions at once; conversations they hold go back by the rules of silence. */
enum err apply_person_disable(struct turn *turn, const struct command *command)
{
    struct person person;
    enum err err;

    if (!turn->is_operator) return turn_refuse(turn, REFUSED_ROLE);
    err = person_by_name(turn->store, command->u.person_name, &person);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    person.enabled = false;
    person.shift = SHIFT_OFF;
    turn->ref = person.id.n;
    turn->queue_changed = true;
    err = person_save(turn->store, &person);
    if (!err) err = session_remove_of(turn->store, person.id);
    if (!err)
        err = turn_event(turn, EVENT_SESSION_ENDED, (conversation_id){ 0 }, person.id.n, person.id,
                         0);
    if (err) return err;
    return turn_event(turn, EVENT_ROSTER_UPDATED, (conversation_id){ 0 }, person.id.n, person.id,
                      0);
}
