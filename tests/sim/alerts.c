/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * alerts.c — P7 and P8, as seen from outside: whoever wrote a text of danger knows that it was
 * one, whoever carries pages knows when they left, and a supervisor sees who has what.
 *
 * Spans are measured by the clock that never jumps, whatever the line's own clock says.
 */
#include "world.h"

#include <string.h>

#include "store/alert.h"
#include "store/joining.h"

#define FIRST_PAGE                                                                                 \
    SECONDS(10) /* from the acknowledged text, or from when nobody had it any more                 \
                 */
#define PAGE_GAP SECONDS(125)
#define LOST_PAGE SECONDS(15)
#define CONTACT_LATE SECONDS(10)
#define STEP_LATE SECONDS(10)
#define NOBODY_REACHED SECONDS(65) /* all of the ladder failed: a minute's rest, and once more */
#define REACHED_ONCE SECONDS(100)  /* by the same turn of the ladder: they may still answer */

/* ---- what is open ---- */

/* Read from the database like everything else here, but without the rights and names of a view. */
static void open_load(struct world *world)
{
    struct store *store = &world->reader.store;
    struct alert alerts[ALERTS];
    size_t count;

    must(!db_begin(store->db) && !alert_open_all(store, ALERTS, alerts, &count));
    must(count < ALERTS);
    world->open_count = count;
    for (size_t i = 0; i < count; i++) {
        world->open[i].alert = alerts[i];
        must(!joining_load(store, alerts[i].id, &world->open[i].joining));
    }
    db_rollback(store->db);
}

static const struct sim_open *open_by_id(const struct world *world, int64_t id)
{
    for (size_t i = 0; i < world->open_count; i++)
        if (world->open[i].alert.id.n == id) return &world->open[i];
    return NULL;
}

static const struct sim_open *open_by_code(const struct world *world, const char *code)
{
    for (size_t i = 0; i < world->open_count; i++)
        if (!strcmp(world->open[i].alert.code, code)) return &world->open[i];
    return NULL;
}

static const struct sim_open *open_by_conversation(const struct world *world, conversation_id id)
{
    for (size_t i = 0; i < world->open_count; i++)
        if (world->open[i].alert.conversation.n == id.n) return &world->open[i];
    return NULL;
}

/* ---- what became of each ---- */

static struct sim_alert *slot_of(struct world *world, int64_t id)
{
    for (size_t i = 0; i < ALERTS; i++)
        if (world->alerts[i].id == id) return &world->alerts[i];
    return NULL;
}

static struct sim_alert *followed(struct world *world, alert_id id)
{
    struct sim_alert *ours = slot_of(world, id.n);

    if (ours) return ours;
    ours = slot_of(world, 0);
    must(ours != NULL);
    *ours = (struct sim_alert){
        .id = id.n, .free_since = world->now, .paged_at = -1, .ladder = world->ladder
    };
    return ours;
}

void alert_is_ending(struct world *world, alert_id id)
{
    followed(world, id)->ending = true;
}

/* Somebody has it: nothing need be sent again. */
static void lost_forget(struct world *world, alert_id alert)
{
    for (size_t i = 0; i < LOST; i++)
        if (world->lost[i].alert == alert.n) world->lost[i] = (struct sim_lost){ 0 };
}

/* It got worse: a page is owed anew, as for the first words of danger. */
static void tier_follow(struct world *world, struct sim_alert *ours, const struct alert *alert)
{
    bool worse = ours->tier && alert->tier > ours->tier && !alert->holder.n;

    ours->tier = alert->tier;
    if (!worse) return;
    world->ledger.checked[CHECK_WORSE]++;
    ours->free_since = world->now;
}

static void holder_follow(struct world *world, const struct alert *alert)
{
    struct sim_alert *ours = followed(world, alert->id);

    tier_follow(world, ours, alert);
    if (ours->holder == alert->holder.n) return;
    if (ours->holder) world->ledger.checked[CHECK_CONTACT]++;
    ours->holder = alert->holder.n;
    lost_forget(world, alert->id);
    if (ours->holder)
        ours->held_since = world->now;
    else
        ours->free_since = world->now;
}

/* An alert ends because somebody said so, and in no other way. */
static bool ended_find(struct world *world)
{
    bool found = false;

    for (size_t i = 0; i < ALERTS; i++) {
        struct sim_alert *ours = &world->alerts[i];

        if (!ours->id || open_by_id(world, ours->id)) continue;
        if (!ours->ending) broken(world, "P7", "an alert was lost", ours->id);
        world->ledger.checked[CHECK_ENDED]++;
        lost_forget(world, (alert_id){ ours->id });
        ours->id = 0;
        found = true;
    }
    return found;
}

/* Sees what is open, if anything happened since the last look; true when something has ended. */
static bool alerts_look(struct world *world)
{
    if (world->alerts_event == world->newest_event) return false;
    world->alerts_event = world->newest_event;
    open_load(world);
    for (size_t i = 0; i < world->open_count; i++) holder_follow(world, &world->open[i].alert);
    return ended_find(world);
}

/* ---- danger ---- */

void check_danger(struct world *world, const struct command *inbound)
{
    const struct receipt *receipt = &inbound->receipt;

    /* A repeat after a crash comes later: somebody may have ended it meanwhile. */
    if (!is_danger(inbound->u.inbound.body.s) || receipt->repeated) return;
    must(world->danger_count < BATCH);
    world->danger[world->danger_count++] = (message_id){ receipt->ref };
}

static conversation_id conversation_of(struct world *world, message_id id)
{
    struct query *facts = query_new(QUERY_OPERATOR_MESSAGES, wall(world));
    conversation_id conversation;

    facts->caller.is_operator = true;
    facts->since = id.n - 1;
    reader_answer(&world->reader, facts);
    must(facts->answer.message_count > 0 && facts->answer.messages[0].id.n == id.n);
    conversation = facts->answer.messages[0].conversation;
    query_free(facts);
    return conversation;
}

/* P8. Durable and acknowledged, so there is an alert, unless somebody ended it in the same turn. */
static void dangers_look(struct world *world, bool ended)
{
    for (size_t i = 0; i < world->danger_count && !ended; i++) {
        message_id id = world->danger[i];

        if (!open_by_conversation(world, conversation_of(world, id)))
            broken(world, "P8", "words of danger raised no alert", id.n);
        world->ledger.checked[CHECK_DANGER]++;
    }
    world->danger_count = 0;
}

/* ---- pages ---- */

static bool is_page(const struct outbox_item *item)
{
    return item->page.code[0] && item->page.notice == NOTICE_WAKE;
}

static struct sim_lost *lost_of(struct world *world, int64_t outbox)
{
    for (size_t i = 0; i < LOST; i++)
        if (world->lost[i].outbox == outbox) return &world->lost[i];
    return NULL;
}

static void check_on_call(struct world *world, const struct sim_open *open,
                          const struct outbox_item *item)
{
    world->ledger.checked[CHECK_ON_CALL]++;
    if (!is_on_call(world, &item->to, open->alert.raised_at))
        broken(world, "P7", "somebody was woken who is not on call", open->alert.id.n);
}

static uint8_t staff_bit(const struct world *world, const struct phone *phone)
{
    for (size_t i = 0; i < STAFF; i++)
        if (!strcmp(world->staff[i].phone.e164, phone->e164)) return (uint8_t)(1 << i);
    return 0;
}

/* By a service that is not on the ladder it was raised under, nobody is called. */
static void check_own_ladder(const struct world *world, const struct sim_alert *ours,
                             const struct outbox_item *item)
{
    for (size_t i = 0; i < ours->ladder->count; i++)
        if (!strcmp(ours->ladder->step[i].waker, item->page.waker)) return;
    broken(world, "P7", "a page by another ladder than its own", ours->id);
}

/* Told once that it is theirs, for each yes; a try that is repeated is the same outbox item. */
static void check_told(struct world *world, const struct outbox_item *item)
{
    const struct sim_open *open;
    struct sim_alert *ours;
    char code[ALERT_CODE_BYTES + 1] = "";

    must((size_t)item->id.n < world->ledger.ids_size);
    if (!strstr(item->body.s, " is yours.") || world->ledger.left[item->id.n]++) return;
    memcpy(code, item->body.s, ALERT_CODE_BYTES);
    (void)alerts_look(world);
    open = open_by_code(world, code);
    if (!open) return;
    world->ledger.checked[CHECK_TOLD]++;
    ours = followed(world, open->alert.id);
    for (size_t i = PEERS; i < STAFF; i++)
        if (!strcmp(world->staff[i].phone.e164, item->to.e164) && ++ours->told[i] > ours->taken[i])
            broken(world, "P7", "a yes was confirmed twice", item->id.n);
}

void yes_is_texted(struct world *world, const struct sim_person *person)
{
    const struct sim_open *open = open_by_code(world, person->code);

    if (open) followed(world, open->alert.id)->taken[person - world->staff]++;
}

/* P7: no page after somebody has it. P8 and P10: no words and no number in it. */
void check_page(struct world *world, const struct outbox_item *item)
{
    const struct sim_open *open;
    struct sim_alert *ours;
    struct sim_lost *lost;

    if (!is_page(item)) {
        check_told(world, item);
        return;
    }
    world->ledger.pages++;
    world->ledger.ways[item->way]++;
    (void)alerts_look(world);
    open = open_by_code(world, item->page.code);
    if (!open || open->alert.holder.n)
        broken(world, "P7", "a page after the alert was taken", item->id.n);
    if (strstr(item->body.s, "+1555")) broken(world, "P10", "a number in a page", item->id.n);
    ours = followed(world, open->alert.id);
    if (ours->paged_at < 0 && !item->page.waker[0]) check_on_call(world, open, item);
    if (item->page.waker[0]) check_own_ladder(world, ours, item);
    ours->woken[item->way] |= item->page.waker[0] ? 1 : staff_bit(world, &item->to);
    world->ledger.checked[CHECK_WANTED]++;
    world->ledger.checked[ours->paged_at < ours->free_since ? CHECK_PAGED : CHECK_GAP]++;
    ours->paged_at = world->now;
    ours->failed_at = 0;
    lost = lost_of(world, item->id.n);
    if (!lost) return;
    world->ledger.checked[CHECK_LOST]++;
    *lost = (struct sim_lost){ 0 };
}

/* What may have arrived must go again, for none is worse than two. */
void page_was_lost(struct world *world, const struct outbox_item *item)
{
    const struct sim_open *open = is_page(item) ? open_by_code(world, item->page.code) : NULL;
    struct sim_lost *lost;

    if (!open || open->alert.holder.n || lost_of(world, item->id.n)) return;
    lost = lost_of(world, 0);
    must(lost != NULL);
    *lost = (struct sim_lost){ item->id.n, open->alert.id.n, world->now };
}

void page_has_landed(struct world *world, const struct outbox_item *item, enum send_outcome outcome)
{
    const struct sim_open *open = is_page(item) ? open_by_code(world, item->page.code) : NULL;
    struct sim_alert *ours = open ? followed(world, open->alert.id) : NULL;

    if (!ours) return;
    if (outcome == SEND_REFUSED && world->now - ours->reached_at > REACHED_ONCE)
        ours->failed_at = world->now;
    if (outcome != SEND_ACCEPTED) return;
    ours->reached_at = world->now;
    ours->failed_at = 0;
}

/* ---- answers ---- */

/* Somebody else may have had it, or give it back in the same turn: such answers change nothing. */
void answer_follow(struct world *world, const struct sim_person *person, const char *code,
                   bool takes)
{
    const struct sim_open *open = open_by_code(world, code);

    if (!open || open->alert.holder.n) return;
    must(world->answer_count < BATCH);
    world->answers[world->answer_count++] =
        (struct sim_answer){ open->alert.id, person->id, takes };
}

static void answer_look(struct world *world, const struct sim_answer *answer)
{
    const struct sim_open *open = open_by_id(world, answer->alert.n);

    if (!open) return;
    world->ledger.checked[CHECK_ANSWER]++;
    if (answer->takes && !open->alert.holder.n)
        broken(world, "P7", "a yes was not kept", answer->alert.n);
    if (!answer->takes && open->alert.holder.n == answer->person.n && !world->news_came)
        broken(world, "P7", "a no was taken for a yes", answer->alert.n);
    if (!answer->takes && !open->alert.holder.n)
        followed(world, answer->alert)->free_since = world->now;
}

static void answers_look(struct world *world)
{
    for (size_t i = 0; i < world->answer_count; i++) answer_look(world, &world->answers[i]);
    world->answer_count = 0;
    world->news_came = false;
}

/* ---- in time ---- */

static void check_free(struct world *world, const struct sim_alert *ours)
{
    ms since = ours->paged_at > ours->free_since ? ours->paged_at : ours->free_since;

    if (ours->paged_at < ours->free_since && world->now - ours->free_since > FIRST_PAGE)
        broken(world, "P7", "no page within ten seconds", ours->id);
    if (world->now - since > PAGE_GAP) broken(world, "P7", "a gap between two pages", ours->id);
    if (ours->failed_at && world->now - ours->failed_at > NOBODY_REACHED)
        broken(world, "P7", "nobody was reached, and nobody else was tried", ours->id);
}

static bool step_was_taken(const struct sim_alert *ours, const struct ladder_step *step)
{
    const uint8_t responders = (1 << (PEERS + RESPONDERS)) - (1 << PEERS);
    const uint8_t everyone = (1 << STAFF) - (1 << PEERS);
    uint8_t woken = ours->woken[step->way];

    if (step->who == LADDER_RESPONDERS) return (woken & responders) == responders;
    if (step->who == LADDER_EVERYONE) return (woken & everyone) == everyone;
    return woken != 0; /* whoever is on call changes; a service is one */
}

/*
 * Whatever came in between, no step comes later than by the ladder, counted from when nobody had
 * it; a clock that was set back while nobody looked begins anew.
 */
static void check_steps(struct world *world, const struct sim_alert *ours)
{
    ms since = ours->free_since > world->jumped_at ? ours->free_since : world->jumped_at;

    for (size_t i = 0; i < ours->ladder->count; i++) {
        const struct ladder_step *step = &ours->ladder->step[i];

        if (world->now - since <= step->after + STEP_LATE) continue;
        world->ledger.checked[CHECK_STEP]++;
        if (!step_was_taken(ours, step))
            broken(world, "P7", "a step of the ladder was left out", ours->id);
    }
}

/* A clock that was set back while nobody looked leaves as much time again, and no more. */
static void check_held(struct world *world, const struct sim_alert *ours)
{
    ms since = ours->held_since > world->jumped_at ? ours->held_since : world->jumped_at;

    if (world->now - since > world->settings->timing.contact + CONTACT_LATE)
        broken(world, "P7", "whoever had it never came, and nobody else was woken", ours->id);
}

/* P7: whatever becomes of a hand-over, somebody has the alert or is being woken. */
static void check_joining(struct world *world, const struct sim_open *open)
{
    const struct joining *joining = &open->joining;
    const struct timing *timing = &world->settings->timing;
    bool is_in = joining->state != JOINING_NONE;
    ms now = world->now + world->skew_told; /* as the line has it */

    if (is_in != (open->alert.state == ALERT_JOINED))
        broken(world, "P7", "an alert was lost at a hand-over", open->alert.id.n);
    if (is_in && joining->responder.n != open->alert.holder.n)
        broken(world, "P7", "one holds the alert, another is in it", open->alert.id.n);
    if (joining->state != JOINING_SPEAKING) return;
    world->ledger.checked[CHECK_HAND_OVER]++;
    if (!joining->wrote_at && now - joining->since > timing->contact + SECONDS(10))
        broken(world, "P7", "a silent responder kept the word", open->alert.id.n);
    if (joining->gone_since && now - joining->gone_since > timing->gone_grace + SECONDS(10))
        broken(world, "P7", "a responder who is gone kept the word", open->alert.id.n);
}

static void check_lost(const struct world *world)
{
    for (size_t i = 0; i < LOST; i++)
        if (world->lost[i].outbox && world->now - world->lost[i].at > LOST_PAGE)
            broken(world, "P7", "a lost page was not sent again", world->lost[i].outbox);
}

void check_alerts_in_time(struct world *world)
{
    check_lost(world);
    for (size_t i = 0; i < world->open_count; i++) {
        const struct sim_open *open = &world->open[i];
        const struct sim_alert *ours = followed(world, open->alert.id);

        check_joining(world, open);
        if (!open->alert.holder.n) {
            check_free(world, ours);
            check_steps(world, ours);
        } else if (open->alert.state == ALERT_HELD)
            check_held(world, ours);
    }
}

void check_alerts(struct world *world)
{
    dangers_look(world, alerts_look(world));
    answers_look(world);
}
