/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Peers are people too. How they are is asked of nobody and written nowhere: a pause is a time
 * before which no offer comes, a wish to talk a time since when somebody waits, and both are gone
 * when over.
 */
#include "engine/apply.h"
#include "store/person.h"

enum err apply_rest(struct turn *turn, const struct command *command)
{
    (void)command;
    turn->queue_changed = true;
    return turn_rest(turn, turn->viewer.person, REST_WISHED);
}

/* By nobody but the peer: rest is theirs to take or to leave. */
enum err apply_rest_waive(struct turn *turn, const struct command *command)
{
    struct person person;
    enum err err = person_load(turn->store, turn->viewer.person, &person);

    (void)command;
    if (err) return err;
    person.resting_until = 0;
    turn->queue_changed = true;
    return person_save(turn->store, &person);
}

static enum err talk_save(struct turn *turn, struct person *person, person_id taken_by)
{
    enum err err = person_save(turn->store, person);

    if (err) return err;
    return turn_event(turn, EVENT_TALK_UPDATED, (conversation_id){ 0 }, taken_by.n, person->id, 0);
}

enum err apply_talk(struct turn *turn, const struct command *command)
{
    bool wanted = command->u.talk_wanted;
    struct person person;
    enum err err;

    if (!access_may(turn->viewer, ACT_WORK_SHIFT, &(struct access_facts){ 0 }))
        return turn_refuse(turn, REFUSED_ROLE);
    err = person_load(turn->store, turn->viewer.person, &person);
    if (err || wanted == (person.talk_since != 0)) return err;
    person.talk_since = wanted ? turn->now : 0;
    return talk_save(turn, &person, (person_id){ 0 });
}

/* One comes, and the others need not. */
enum err apply_talk_take(struct turn *turn, const struct command *command)
{
    struct person person;
    enum err err;

    if (!access_may(turn->viewer, ACT_HEAR_PEERS, &(struct access_facts){ 0 }))
        return turn_refuse(turn, REFUSED_ROLE);
    err = person_load(turn->store, command->u.talk_with, &person);
    if (err == ERR_MISSING) return turn_refuse(turn, REFUSED_MISSING);
    if (err) return err;
    if (!person.talk_since) return turn_refuse(turn, REFUSED_GONE);
    person.talk_since = 0;
    return talk_save(turn, &person, turn->viewer.person);
}
