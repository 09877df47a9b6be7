/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "engine/apply.h"
#include "engine/caller.h"
#include "engine/hand_over.h"
#include "rules/space.h"
#include "store/clock.h"
#include "store/count.h"
#include "store/erase.h"
#include "store/event.h"
#include "store/message.h"
#include "store/person.h"
#include "store/record.h"

/* How a command is taken. */
enum {
    BY_SESSION = 1,         /* only from a signed-in, unlocked person */
    ONCE = 2,               /* its idempotency key is kept, so a repeat gets the first answer */
    ON_RECORD = 4,          /* in the audit trail */
    NAMES_CONVERSATION = 8, /* its part of the union begins with a conversation's id */
    OR_OPERATOR = 32,       /* with BY_SESSION: from the operator, too */
    IS_INTAKE = 16,         /* refused when the disk has nothing left: the provider keeps it */
};

struct handler {
    enum err (*apply)(struct turn *turn, const struct command *command);
    unsigned how;
};

static enum err apply_time_command(struct turn *turn, const struct command *command)
{
    (void)command;
    return apply_time(turn);
}

#define BY_PERSON (BY_SESSION | ONCE | ON_RECORD)

/* clang-format off */
static const struct handler handlers[COMMANDS] = {
    [COMMAND_INBOUND]          = { apply_inbound, IS_INTAKE },
    [COMMAND_QUARANTINE]       = { apply_quarantine, IS_INTAKE },
    [COMMAND_DELIVERY]         = { apply_delivery, 0 },
    [COMMAND_SEND_RESULT]      = { apply_send_result, 0 },
    [COMMAND_TIME]             = { apply_time_command, 0 },
    [COMMAND_CLOCK]            = { apply_clock, 0 },
    [COMMAND_PRESENCE]         = { apply_presence, 0 },
    [COMMAND_SIGN_IN]          = { apply_sign_in, 0 },
    [COMMAND_SIGN_OUT]         = { apply_session, 0 },
    [COMMAND_SESSION_LOCK]     = { apply_session, 0 },
    [COMMAND_SESSION_UNLOCK]   = { apply_session, 0 },
    [COMMAND_SESSION_SEEN]     = { apply_session, BY_SESSION },
    [COMMAND_SHIFT]            = { apply_shift, BY_SESSION | ON_RECORD },
    [COMMAND_OFFER_ACCEPT]     = { apply_offer_accept, BY_PERSON },
    [COMMAND_OFFER_DECLINE]    = { apply_offer_decline, BY_PERSON },
    [COMMAND_SEND]             = { apply_send, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_RETRY]            = { apply_retry, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_TRANSFER]         = { apply_transfer, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_RETURN]           = { apply_return, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_CLOSE]            = { apply_close, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_READ]             = { apply_read, BY_SESSION },
    [COMMAND_DRAFT]            = { apply_draft, BY_SESSION },
    [COMMAND_TIER]             = { apply_tier, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_FLAG]             = { apply_flag, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_ALERT_ACK]        = { apply_alert_ack, BY_PERSON },
    [COMMAND_ALERT_PASS]       = { apply_alert_pass, BY_PERSON },
    [COMMAND_ALERT_JOIN]       = { apply_alert_join, BY_PERSON },
    [COMMAND_ALERT_RESOLVE]    = { apply_alert_resolve, BY_PERSON },
    [COMMAND_ALERT_EMERGENCY]  = { apply_alert_emergency, BY_PERSON },
    [COMMAND_CALL_KEY]         = { apply_call_key, 0 },
    [COMMAND_WAKER_NEWS]       = { apply_waker_news, 0 },
    [COMMAND_PAGE_OPEN]        = { apply_page_open, BY_SESSION | ON_RECORD },
    [COMMAND_PAGE_TEST]        = { apply_page_test, BY_PERSON },
    [COMMAND_DUTY_ADD]         = { apply_duty_add, BY_PERSON },
    [COMMAND_DUTY_EDIT]        = { apply_duty_edit, BY_PERSON },
    [COMMAND_DUTY_SWAP]        = { apply_duty_swap, BY_PERSON },
    [COMMAND_DUTY_COVER]       = { apply_duty_cover, BY_PERSON },
    [COMMAND_LADDER_SET]       = { apply_ladder_set, BY_PERSON },
    [COMMAND_TAKE_OVER]        = { apply_take_over, BY_PERSON },
    [COMMAND_HAND_OVER]        = { apply_hand_over, BY_PERSON },
    [COMMAND_NOTE]             = { apply_note, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_TIER_CONFIRM]     = { apply_tier_confirm, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_REST]             = { apply_rest, BY_SESSION },
    [COMMAND_REST_WAIVE]       = { apply_rest_waive, BY_SESSION },
    [COMMAND_TALK]             = { apply_talk, BY_SESSION },
    [COMMAND_TALK_TAKE]        = { apply_talk_take, BY_SESSION | ONCE },
    [COMMAND_RESOURCE_IMPORT]  = { apply_resource_import, BY_SESSION | OR_OPERATOR },
    [COMMAND_RESOURCE_EXPORT]  = { apply_resource_export, BY_SESSION | ON_RECORD },
    [COMMAND_RESOURCE_EDIT]    = { apply_resource_edit, BY_PERSON },
    [COMMAND_RESOURCE_CHECK]   = { apply_resource_check, BY_PERSON },
    [COMMAND_RESOURCE_PUBLISH] = { apply_resource_publish, BY_PERSON },
    [COMMAND_RESOURCE_REPORT]  = { apply_resource_report, BY_PERSON },
    [COMMAND_LIST_SAVE]        = { apply_list_save, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_LIST_OFFER]       = { apply_list_offer, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_LIST_SEND]        = { apply_list_send, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_LIST_CHOICE]      = { apply_list_choice, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_FOLLOW_UP]        = { apply_follow_up, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_WIN_ADD]          = { apply_win_add, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_WIN_REMOVE]       = { apply_win_remove, BY_PERSON | NAMES_CONVERSATION },
    [COMMAND_LOOK_IN]          = { apply_look_in, BY_SESSION | ON_RECORD | NAMES_CONVERSATION },
    [COMMAND_REVEAL]           = { apply_reveal, BY_SESSION | ON_RECORD | NAMES_CONVERSATION },
    [COMMAND_PERSON_ADD]       = { apply_person_add, ON_RECORD },
    [COMMAND_PERSON_DISABLE]   = { apply_person_disable, ON_RECORD },
    [COMMAND_ERASE]            = { apply_erase, ON_RECORD },
};
/* clang-format on */

static enum err repeat_find(struct turn *turn, const struct command *command)
{
    struct request request;
    enum err err = request_load(turn->store, turn->viewer.person, command->key, &request);

    if (err) return err == ERR_MISSING ? OK : err;
    if (memcmp(request.hash, command->key_hash, sizeof request.hash))
        return turn_refuse(turn, REFUSED_KEY_REUSED);
    turn->repeated = true;
    turn->ref = request.ref;
    return OK;
}

static enum err repeat_keep(struct turn *turn, const struct command *command)
{
    struct request request = {
        .person = turn->viewer.person,
        .outcome = DONE,
        .ref = turn->ref,
        .at = turn->now,
    };

    memcpy(request.key, command->key, sizeof request.key);
    memcpy(request.hash, command->key_hash, sizeof request.hash);
    return request_add(turn->store, &request);
}

static enum err command_apply(struct turn *turn, const struct command *command)
{
    const struct handler *handler = &handlers[command->kind];
    conversation_id about = { handler->how & NAMES_CONVERSATION ? command->u.conversation.n : 0 };
    bool once = handler->how & ONCE && command->key[0];
    enum err err = OK;

    turn->is_operator = command->caller.is_operator;
    if (handler->how & BY_SESSION && !(handler->how & OR_OPERATOR && turn->is_operator))
        err =
            caller_resolve(turn->store, &command->caller, turn->now, &turn->viewer, &turn->outcome);
    if (!err && turn->outcome == DONE && once) err = repeat_find(turn, command);
    if (err || turn->outcome != DONE || turn->repeated) return err;
    err = handler->apply(turn, command);
    if (err || turn->outcome != DONE) return err;
    if (once) err = repeat_keep(turn, command);
    if (!err && handler->how & ON_RECORD)
        err = turn_audit(turn, command_kind_name(command->kind), about, turn->ref);
    return err;
}

static struct turn turn_begin(struct engine *engine, ms now)
{
    return (struct turn){
        .store = &engine->store, .settings = engine->settings, .now = now, .space = engine->space
    };
}

static bool there_is_room_for(const struct engine *engine, const struct command *command)
{
    return !(handlers[command->kind].how & IS_INTAKE) || engine->space != SPACE_NONE;
}

/*
 * A command is all or nothing: run `apart`, one that fails is undone, and the others do not suffer
 * for it; otherwise its error must end the batch.
 */
static enum err command_run(struct engine *engine, struct command *command, bool apart,
                            bool *queue_changed)
{
    struct turn turn = turn_begin(engine, command->at);
    enum err err;

    if (!there_is_room_for(engine, command)) {
        command->receipt = (struct receipt){ .err = ERR_BUSY };
        return OK;
    }
    err = apart ? db_mark(engine->store.db) : OK;
    if (err) return err;
    err = command_apply(&turn, command);
    command->receipt = (struct receipt){
        .err = err,
        .outcome = turn.outcome,
        .ref = turn.ref,
        .repeated = turn.repeated,
        .retry_after = turn.retry_after,
        .counts = turn.counts,
        .revealed = turn.revealed,
        .viewer = turn.viewer.person,
    };
    if (!err) *queue_changed |= turn.queue_changed;
    engine->empties_log |= turn.erased;
    if (command->kind == COMMAND_TIME) engine->retention_looked = command->at;
    if (!apart) return err;
    return turn_part_end(&turn, err, command_kind_name(command->kind), command->receipt.ref);
}

/* Not about rows: it runs between transactions. */
static void settings_take(struct engine *engine, struct command *command)
{
    struct settings *old = engine->settings;

    engine->settings = command->u.settings;
    command->u.settings = NULL;
    settings_drop(old);
    engine->space_looked = 0;
    log_info("settings_changed", "lines=%zu", engine->settings->line_count);
}

#define RETENTION_EVERY MINUTES(1)

static void due_sooner(ms *next, ms due)
{
    if (!*next || due < *next) *next = due;
}

/* Words that must wait for a text still on its way are looked at again, but not without a pause. */
static enum err retention_next(struct engine *engine, ms now, ms *next_due)
{
    ms closed_at, due;
    enum err err = words_oldest(&engine->store, &closed_at);

    if (err || !closed_at) return err;
    due = closed_at + engine->settings->timing.retention;
    if (due <= now) due = engine->retention_looked + RETENTION_EVERY;
    due_sooner(next_due, due);
    return OK;
}

#define EVENTS_AGE_MAX HOURS(24)
#define EVENTS_LOOKED_EVERY HOURS(1)

/* Not at every ring: on a quiet line it would be most of what the line does. */
static enum err events_trim(struct engine *engine, ms now)
{
    bool looked = engine->events_looked <= now && now - engine->events_looked < EVENTS_LOOKED_EVERY;
    bool more = false;
    enum err err = looked ? OK : event_trim(&engine->store, now - EVENTS_AGE_MAX, &more);

    if (!looked && !more) engine->events_looked = now;
    return err;
}

/* What follows from the batch as a whole: offers, flights, and when to look again. */
static enum err batch_end(struct engine *engine, ms now, bool queue_changed,
                          struct outbox_item **items, size_t *items_count, struct receipt *receipt)
{
    struct turn turn = turn_begin(engine, now);
    enum err err;

    turn.queue_changed = queue_changed;
    err = route_queue(&turn);
    if (!err) err = route_flights(&turn, items, items_count);
    if (!err) err = events_trim(engine, now);
    if (!err) err = due_next(&engine->store, &receipt->next_due);
    if (!err) err = retention_next(engine, now, &receipt->next_due);
    return err ? err : event_newest(&engine->store, &receipt->newest_event);
}

static enum err commands_run(struct engine *engine, struct command **commands, size_t count,
                             bool apart, bool *queue_changed)
{
    enum err err = store_begin(&engine->store);

    *queue_changed = false;
    for (size_t i = 0; i < count && !err; i++)
        if (commands[i]->kind != COMMAND_SETTINGS)
            err = command_run(engine, commands[i], apart, queue_changed);
    return err;
}

/*
 * A command so rarely fails that a mark before each costs more than to run the batch again: until
 * its end nothing of it is known outside the database.
 */
static enum err commands_run_all(struct engine *engine, struct command **commands, size_t count,
                                 bool *queue_changed)
{
    enum err err = commands_run(engine, commands, count, false, queue_changed);

    if (!err || db_is_broken(engine->store.db)) return err;
    store_rollback(&engine->store);
    return commands_run(engine, commands, count, true, queue_changed);
}

static enum err batch_run(struct engine *engine, struct command **commands, size_t count,
                          struct outbox_item **items, size_t *items_count)
{
    struct receipt common = { 0 };
    bool queue_changed;
    enum err err = commands_run_all(engine, commands, count, &queue_changed);

    if (!err)
        err =
            batch_end(engine, commands[count - 1]->at, queue_changed, items, items_count, &common);
    if (!err) err = store_commit(&engine->store);
    for (size_t i = 0; i < count && !err; i++) {
        commands[i]->receipt.newest_event = common.newest_event;
        commands[i]->receipt.next_due = common.next_due;
    }
    return err;
}

#define SPACE_EVERY SECONDS(1)

/* Told while there is still room to act; an empty log leaves some, too. */
static void space_look(struct engine *engine, ms now)
{
    bool lately = now - engine->space_looked < SPACE_EVERY && now >= engine->space_looked;
    int64_t free_bytes, log_bytes;
    enum space space;

    if (engine->space == SPACE_ENOUGH && lately) return;
    engine->space_looked = now;
    if (db_space(engine->store.db, &free_bytes, &log_bytes)) return;
    space = space_judge(free_bytes, log_bytes, engine->settings->disk_reserve);
    engine->empties_log |= space != SPACE_ENOUGH && log_bytes > 0;
    if (space == engine->space) return;
    engine->space = space;
    if (space == SPACE_ENOUGH)
        log_info("disk_has_room", "free_mb=%lld", (long long)(free_bytes >> 20));
    else
        log_error("disk_nearly_full", "space=%s free_mb=%lld", space_name(space),
                  (long long)(free_bytes >> 20));
}

#define LOG_TRIED_AGAIN SECONDS(1)

/*
 * P14. What was erased is gone from the files when the log is empty. A reader may look at the past
 * meanwhile: then it is tried again, soon.
 */
static void log_empty(struct engine *engine, struct command **commands, size_t count)
{
    ms again = commands[count - 1]->at + LOG_TRIED_AGAIN;

    engine->empties_log = db_checkpoint_all(engine->store.db) != OK;
    for (size_t i = 0; i < count && engine->empties_log; i++)
        due_sooner(&commands[i]->receipt.next_due, again);
}

/* Many commands, one sync. No one is told yes before the commit has returned (P1). */
void engine_batch(struct engine *engine, struct command **commands, size_t count)
{
    struct outbox_item *items[FLIGHTS_MAX];
    size_t items_count = 0;
    enum err err;

    must(count > 0);
    space_look(engine, commands[count - 1]->at);
    err = batch_run(engine, commands, count, items, &items_count);
    if (err) store_rollback(&engine->store);
    for (size_t i = 0; i < count && err; i++)
        commands[i]->receipt = (struct receipt){ .err = ERR_DOWN };
    for (size_t i = 0; i < items_count; i++) {
        if (err)
            free(items[i]);
        else
            must(!mailbox_put(engine->flights, items[i])); /* no more than its slots */
    }
    for (size_t i = 0; i < count; i++)
        if (commands[i]->kind == COMMAND_SETTINGS) settings_take(engine, commands[i]);
    if (engine->empties_log) log_empty(engine, commands, count);
}

void engine_rest(struct engine *engine)
{
    if (db_is_broken(engine->store.db)) return;
    db_checkpoint(engine->store.db, mailbox_count(engine->commands) > 0);
}

static enum err recover(struct engine *engine, ms now)
{
    struct turn turn = turn_begin(engine, now);
    enum err err = store_begin(&engine->store);

    if (!err) err = clock_repair_all(&engine->store, now, &engine->settings->timing);
    if (!err) err = person_forget_streams(&engine->store, now);
    if (!err) err = hand_over_browser(&turn, (person_id){ 0 }, false);
    if (!err) err = apply_orphans(&turn);
    if (!err) err = apply_directory_begin(&turn);
    if (!err) return store_commit(&engine->store);
    store_rollback(&engine->store);
    return err;
}

enum err engine_open(struct engine *engine, const char *storage, const struct crypt_keys *keys,
                     struct settings *settings, ms now, char *why, size_t why_size)
{
    enum err err;

    *engine = (struct engine){ .settings = settings_share(settings), .empties_log = true };
    err = store_open(&engine->store, storage, DB_WRITER, keys, why, why_size);
    if (!err) err = recover(engine, now);
    if (!err) err = message_newest_in(&engine->store, &engine->texted_at);
    if (err) {
        engine_close(engine);
        return err;
    }
    engine->commands = mailbox_new(COMMANDS_WAITING_MAX);
    engine->receipts = mailbox_new(2 * COMMANDS_WAITING_MAX + ENGINE_BATCH_MAX);
    engine->flights = mailbox_new(FLIGHTS_MAX);
    return OK;
}

static void command_drop(void *command)
{
    command_free(command);
}

void engine_close(struct engine *engine)
{
    mailbox_end(engine->commands, command_drop);
    mailbox_end(engine->receipts, command_drop);
    mailbox_end(engine->flights, free);
    store_close(&engine->store);
    settings_drop(engine->settings);
}

static void *engine_run(void *arg)
{
    struct engine *engine = arg;
    void *items[ENGINE_BATCH_MAX];
    struct command *commands[ENGINE_BATCH_MAX];
    size_t count;

    while ((count = mailbox_wait(engine->commands, items, ENGINE_BATCH_MAX))) {
        for (size_t i = 0; i < count; i++) commands[i] = items[i];
        engine_batch(engine, commands, count);
        must(!mailbox_put_all(engine->receipts, items, count)); /* as large as what may wait */
        engine_rest(engine);
        /* Nobody knows what is on the disk: only a new start on what is there can be trusted. */
        must(!db_is_broken(engine->store.db));
    }
    return NULL;
}

void engine_start(struct engine *engine)
{
    must(!pthread_create(&engine->thread, NULL, engine_run, engine));
}

void engine_stop(struct engine *engine)
{
    mailbox_close(engine->commands);
    must(!pthread_join(engine->thread, NULL));
}
