/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- peers ---- */

static void offer_answer(struct world *world, struct sim_person *peer, offer_id offer)
{
    uint64_t mood = world->faults ? draw(world, 10) : 0;
    struct command *command;

    if (mood >= 9) return; /* did not see it */
    command = world_command(world, mood < 7 ? COMMAND_OFFER_ACCEPT : COMMAND_OFFER_DECLINE);
    command->caller = peer->caller;
    command->u.offer_answer.offer = offer;
}

static void peer_writes(struct world *world, struct sim_person *peer, conversation_id conversation)
{
    struct command *command = world_command(world, COMMAND_SEND);
    struct text *body = &command->u.send.body;

    command->caller = peer->caller;
    command->u.send.conversation = conversation;
    body->len = (uint16_t)snprintf(body->s, sizeof body->s, "%s says %d%s", peer->name,
                                   ++peer->replies, chance(world, 1, 3) ? "?" : "");
    snprintf(command->key, sizeof command->key, "%s-%d", peer->name, peer->replies);
    world->ledger.replies++;
}

static void peer_moves(struct world *world, struct sim_person *peer, conversation_id conversation)
{
    struct command *command;

    uint64_t mood = world->faults ? draw(world, 40) : 3 + draw(world, 20);

    switch (mood < 13 ? mood : 13) {
    case 0:
        command = world_command(world, COMMAND_TRANSFER);
        command->u.transfer.conversation = conversation;
        command->u.transfer.to = world->staff[draw(world, PEERS)].id;
        break;
    case 1:
        command = world_command(world, COMMAND_RETURN);
        command->u.conversation = conversation;
        break;
    case 2:
        command = world_command(world, COMMAND_FLAG);
        command->u.flag.conversation = conversation;
        command->u.flag.cause = chance(world, 1, 3) ? CAUSE_FLAG_DANGER : CAUSE_FLAG_JOIN;
        break;
    case 13:
        command = world_command(world, COMMAND_CLOSE);
        command->u.close.conversation = conversation;
        command->u.close.ending = ENDING_GOODBYE;
        break;
    default:
        command = world_command(world, COMMAND_LIST_SEND);
        command->u.list_send.conversation = conversation;
        command->u.list_send.count = 1;
        memcpy(command->u.list_send.item[0].resource, world->settings->resources[0].id, 64);
        break;
    }
    command->caller = peer->caller;
}

static void presence_tell(struct world *world, struct sim_person *person, bool connected)
{
    struct command *command = world_command(world, COMMAND_PRESENCE);

    person->connected = connected;
    command->u.presence.person = person->id;
    command->u.presence.connected = connected;
}

static void shift_begin(struct world *world, struct sim_person *peer)
{
    struct command *command = world_command(world, COMMAND_SHIFT);

    command->caller = peer->caller;
    command->u.shift_change.shift = SHIFT_ON;
    command->u.shift_change.capacity = world->faults ? 3 : 9;
}

void person_signs_in(struct world *world, struct sim_person *person)
{
    struct command *in = world_command(world, COMMAND_SIGN_IN);

    for (size_t i = 0; i < 8; i++) person->caller.session[i] = (uint8_t)draw(world, 256);
    in->u.sign_in.person = person->id;
    in->u.sign_in.password_right = true;
    memcpy(in->u.sign_in.session, person->caller.session, sizeof in->u.sign_in.session);
    person->signed_in_at = world->now;
    world_turn(world);
}

/* A session ends after half a day, and after a while of nothing. */
static void person_is_there(struct world *world, struct sim_person *person)
{
    bool was_away = world->now - person->seen_at > MINUTES(14);
    struct command *command;

    if (!person->connected || was_away || world->now - person->signed_in_at > HOURS(8)) {
        person->seen_at = world->now;
        person_signs_in(world, person);
        return;
    }
    if (world->now - person->seen_at < MINUTES(7)) return;
    person->seen_at = world->now;
    command = world_command(world, COMMAND_SESSION_SEEN);
    command->caller = person->caller;
    world_turn(world);
}

/* A responder asks for a conversation: mostly it is given. */
static void hand_over_answer(struct world *world, struct sim_person *peer, alert_id alert)
{
    struct command *command;

    if (world->faults && chance(world, 1, 3)) return; /* did not see it */
    command = world_command(world, COMMAND_HAND_OVER);
    command->caller = peer->caller;
    command->u.alert_answer.alert = alert;
    command->u.alert_answer.agree = chance(world, 4, 5);
}

static void peer_works(struct world *world, struct sim_person *peer)
{
    struct query *state = world_ask(world, QUERY_STATE, &peer->caller);
    const struct answer *answer = &state->answer;

    peer->busy = answer->offer_count > 0;
    for (size_t i = 0; i < answer->offer_count; i++)
        offer_answer(world, peer, answer->offers[i].offer.id);
    for (size_t i = 0; i < answer->alert_count; i++)
        if (answer->alerts[i].joining.state == JOINING_ASKED)
            hand_over_answer(world, peer, answer->alerts[i].alert.id);
    for (size_t i = 0; i < answer->row_count; i++) {
        const struct conversation *conversation = &answer->rows[i].conversation;

        bool unread = conversation->texter_wrote_at >= conversation->peer_wrote_at;

        if (conversation->peer.n != peer->id.n) continue;
        peer->busy |= unread || !world->faults;
        if (unread && chance(world, 2, 3))
            peer_writes(world, peer, conversation->id);
        else if (chance(world, 1, world->faults ? 10 : 4))
            peer_moves(world, peer, conversation->id);
    }
    query_free(state);
}

/* Somebody else's conversation, found out by guessing: must be refused. */
static void impostor_tries(struct world *world, struct sim_person *peer)
{
    struct query *rows = world_ask(world, QUERY_STATE, &world->staff[STAFF - 1].caller);
    struct query *all = query_new(QUERY_CONVERSATIONS, wall(world));

    query_free(rows);
    all->caller = world->staff[STAFF - 1].caller;
    all->view = VIEW_ALL;
    reader_answer(&world->reader, all);
    world_turn(world);
    for (size_t i = 0; i < all->answer.row_count; i++) {
        struct command *command;

        if (all->answer.rows[i].conversation.peer.n == peer->id.n) continue;
        command = command_new(COMMAND_SEND, wall(world));
        command->caller = peer->caller;
        command->u.send.conversation = all->answer.rows[i].conversation.id;
        command->u.send.body = (struct text){ .len = 2, .s = "hi" };
        engine_batch(&world->engine, &command, 1);
        if (command->receipt.outcome == DONE)
            broken(world, "P4", "words of another went out", command->receipt.ref);
        flights_take_off(world);
        world->ledger.refused_impostors++;
        command_free(command);
        break;
    }
    query_free(all);
}

/* A console shows what happens as it happens; where nothing did, there is nothing to look at. */
static bool has_news(const struct world *world, struct sim_person *person)
{
    bool news = person->busy || person->looked_at != world->newest_event;

    person->looked_at = world->newest_event;
    return news;
}

static void peer_acts(struct world *world, struct sim_person *peer)
{
    peer->acts_next = world->now + SECONDS(5) + (ms)draw(world, SECONDS(40));
    if (peer->back_at > world->now) return;
    person_is_there(world, peer);
    if (!peer->connected) {
        presence_tell(world, peer, true);
        shift_begin(world, peer);
    }
    if (world->faults && chance(world, 1, 200)) { /* the browser closes, or the peer freezes */
        presence_tell(world, peer, false);
        peer->back_at = world->now + (ms)draw(world, MINUTES(20));
        return;
    }
    if (world->faults && chance(world, 1, 300)) peer->back_at = world->now + MINUTES(15);
    if (!has_news(world, peer)) return;
    if (chance(world, 1, 200)) impostor_tries(world, peer);
    peer_works(world, peer);
}

/* ---- responders ---- */

/* Half of them sleep, or all; the others answer after a while, some to pass it on. */
void page_arrives(struct world *world, const struct outbox_item *item)
{
    for (size_t i = PEERS; i < STAFF; i++) {
        struct sim_person *person = &world->staff[i];

        if (strcmp(person->phone.e164, item->to.e164) || !item->page.code[0]) continue;
        if (world->now < world->sleep_ends || person->answers_at) return;
        if (world->faults && chance(world, 1, 2)) return;
        memcpy(person->code, item->page.code, sizeof person->code);
        person->call[0] = '\0';
        if (item->way == WAY_CALL) memcpy(person->call, item->page.token, sizeof person->call);
        person->answers_at = world->now + SECONDS(5) + (ms)draw(world, MINUTES(3));
    }
}

static void responder_answers(struct world *world, struct sim_person *person)
{
    bool takes = !world->faults || !chance(world, 1, 6);
    struct command *key;
    char words[32];

    person->answers_at = 0;
    if (person->call[0]) {
        key = world_command(world, COMMAND_CALL_KEY);
        key->u.call_key.take = takes;
        memcpy(key->u.call_key.token, person->call, sizeof key->u.call_key.token);
        return;
    }
    if (takes) yes_is_texted(world, person);
    snprintf(words, sizeof words, "%s %s", person->code, takes ? "YES" : "NO");
    webhook_begin(world, &person->phone, "RP", words);
}

static struct command *alert_command(struct world *world, struct sim_person *person,
                                     enum command_kind kind, alert_id alert)
{
    struct command *command = world_command(world, kind);

    command->caller = person->caller;
    command->u.alert_answer.alert = alert;
    return command;
}

static void note_write(struct world *world, struct sim_person *person, conversation_id conversation)
{
    struct command *command = world_command(world, COMMAND_NOTE);
    struct text *body = &command->u.note_write.body;

    command->caller = person->caller;
    command->u.note_write.conversation = conversation;
    body->len = (uint16_t)snprintf(body->s, sizeof body->s, NOTE_MARK " ask them");
}

/* To read along, to advise, or to take over; the texter or the peer may not want it. */
static void responder_joins(struct world *world, struct sim_person *person, alert_id alert)
{
    struct command *command;

    if (chance(world, 1, 2)) {
        command = alert_command(world, person, COMMAND_ALERT_JOIN, alert);
        command->u.alert_answer.as = chance(world, 1, 3) ? JOINING_WATCH : JOINING_COACH;
        return;
    }
    command = alert_command(world, person, COMMAND_TAKE_OVER, alert);
    command->u.alert_answer.force = chance(world, 1, 3);
    snprintf(command->u.alert_answer.reason, sizeof command->u.alert_answer.reason, "they said so");
}

static void responder_resolves(struct world *world, struct sim_person *person, alert_id alert)
{
    struct command *command = alert_command(world, person, COMMAND_ALERT_RESOLVE, alert);

    alert_is_ending(world, alert);
    snprintf(command->u.alert_answer.outcome, sizeof command->u.alert_answer.outcome,
             "safe_for_now");
}

static void responder_stays(struct world *world, struct sim_person *person,
                            const struct alert_view *view)
{
    bool speaks = view->joining.state >= JOINING_SPEAKING;

    switch (world->faults ? draw(world, 9) : 0) {
    case 0:
    case 8: responder_resolves(world, person, view->alert.id); break;
    case 1: alert_command(world, person, COMMAND_ALERT_PASS, view->alert.id); break;
    case 2: note_write(world, person, view->alert.conversation); break;
    case 3:
    case 4: responder_joins(world, person, view->alert.id); break;
    case 5: break; /* does nothing */
    default:
        if (speaks) peer_writes(world, person, view->alert.conversation);
    }
}

/* Whoever holds an alert comes in, and in the end resolves it; some never come. */
static void responder_works(struct world *world, struct sim_person *person)
{
    struct query *alerts = world_ask(world, QUERY_ALERTS, &person->caller);

    for (size_t i = 0; i < alerts->answer.alert_count; i++) {
        const struct alert_view *view = &alerts->answer.alerts[i];

        if (view->alert.holder.n != person->id.n) continue;
        person->busy = true;
        if (chance(world, 1, 2)) continue;
        if (view->joining.state == JOINING_NONE)
            responder_joins(world, person, view->alert.id);
        else
            responder_stays(world, person, view);
    }
    query_free(alerts);
}

/* What a responder took over stays theirs after the alert: they end it, or give it back. */
static void responder_holds(struct world *world, struct sim_person *person)
{
    struct query *state = world_ask(world, QUERY_STATE, &person->caller);

    for (size_t i = 0; i < state->answer.row_count; i++) {
        const struct conversation *conversation = &state->answer.rows[i].conversation;
        struct command *command;

        if (conversation->peer.n != person->id.n) continue;
        person->busy = true;
        if (chance(world, 1, 2)) {
            peer_writes(world, person, conversation->id);
            continue;
        }
        command = world_command(world, COMMAND_RETURN);
        command->caller = person->caller;
        command->u.conversation = conversation->id;
    }
    query_free(state);
}

static void responder_acts(struct world *world, struct sim_person *person)
{
    person->acts_next = world->now + SECONDS(20) + (ms)draw(world, MINUTES(2));
    if (person->back_at > world->now) return;
    person_is_there(world, person);
    if (!person->connected) presence_tell(world, person, true);
    if (world->faults && chance(world, 1, 60)) { /* the browser closes in the middle of it */
        presence_tell(world, person, false);
        person->back_at = world->now + (ms)draw(world, MINUTES(15));
        return;
    }
    if (!has_news(world, person)) return;
    person->busy = false;
    responder_works(world, person);
    responder_holds(world, person);
}

void staff_act(struct world *world)
{
    for (size_t i = 0; i < STAFF; i++) {
        struct sim_person *person = &world->staff[i];

        if (person->answers_at && world->now >= person->answers_at)
            responder_answers(world, person);
        if (world->now < person->acts_next) continue;
        if (person->role == ROLE_PEER)
            peer_acts(world, person);
        else
            responder_acts(world, person);
    }
}

ms staff_next(const struct world *world)
{
    ms next = INT64_MAX;

    for (size_t i = 0; i < STAFF; i++) {
        moment_sooner(&next, world->staff[i].acts_next);
        if (world->staff[i].answers_at) moment_sooner(&next, world->staff[i].answers_at);
    }
    return next;
}
