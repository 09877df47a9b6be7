/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "rules/zone.h"

void broken(const struct world *world, const char *promise, const char *what, int64_t id)
{
    printf("seed %llu: %s is broken at %lld ms, after %llu crashes: %s (%lld)\n",
           (unsigned long long)world->seed, promise, (long long)world->now,
           (unsigned long long)world->ledger.crashes, what, (long long)id);
    fflush(stdout);
    exit(1);
}

static const char *const check_names[CHECKS] = {
    [CHECK_DANGER] = "checked: a text of danger raised an alert",
    [CHECK_PAGED] = "checked: a page within 10 s",
    [CHECK_ON_CALL] = "checked: the first page to whoever is on call",
    [CHECK_GAP] = "checked: the next page within 125 s",
    [CHECK_STEP] = "checked: a step of the ladder taken in time",
    [CHECK_WORSE] = "checked: a page at once where it got worse",
    [CHECK_LOST] = "checked: a lost page sent again within 15 s",
    [CHECK_WANTED] = "checked: a page only while nobody has the alert",
    [CHECK_ANSWER] = "checked: a yes is kept, a no wakes the next",
    [CHECK_TOLD] = "checked: a yes is confirmed once",
    [CHECK_CONTACT] = "checked: whoever has it comes, or it pages on",
    [CHECK_HAND_OVER] = "checked: who has the word has the alert",
    [CHECK_ENDED] = "checked: an alert ended by a person",
    [CHECK_STOPPED] = "checked: a text only to who has not said STOP",
    [CHECK_FOLLOW_UP] = "checked: asked how it went, with a yes, once, by day",
    [CHECK_KEPT] = "checked: an acknowledged text is there, once",
};

static void count_print(uint64_t count, const char *name)
{
    printf("%10llu  %s\n", (unsigned long long)count, name);
}

/* One count to a line, so that those of many worlds can be added up. */
void checked_print(const struct world *world)
{
    const struct ledger *ledger = &world->ledger;
    const struct zone *zone = &world->settings->zones[0];

    count_print(ledger->texts, "texts");
    count_print(ledger->replies, "replies");
    count_print(ledger->crashes, "crashes");
    count_print(ledger->jumps, "jumps of the clock");
    count_print(zone_offset_minutes(zone, world->began) != zone_offset_minutes(zone, world->now),
                "changes to or from summer time");
    for (int way = 0; way < WAYS; way++)
        if (ledger->ways[way])
            printf("%10llu  pages by %s\n", (unsigned long long)ledger->ways[way],
                   way_name((enum way)way));
    count_print(ledger->forgotten, "texters forgotten");
    count_print(ledger->refused_impostors, "words of another refused");
    for (size_t i = 0; i < CHECKS; i++) count_print(ledger->checked[i], check_names[i]);
}

/* ---- what the world itself has seen ---- */

static struct sim_texter *texter_of(struct world *world, const struct phone *phone)
{
    for (size_t i = 0; i < TEXTERS; i++)
        if (!strcmp(world->texters[i].phone.e164, phone->e164)) return &world->texters[i];
    return NULL;
}

/* Ids of texters' messages are "S3-17": the third texter, the seventeenth of all. */
static bool id_read(const char *id, size_t *texter, int64_t *number)
{
    char *end;

    if (id[0] != 'S') return false;
    *texter = (size_t)strtoull(id + 1, &end, 10);
    *number = *end == '-' ? strtoll(end + 1, NULL, 10) : 0;
    return *texter<TEXTERS && * number> 0;
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(word, words[i])) return true;
    return false;
}

/* What the texter's last words say to the line's questions, as a person would read them. */
static void texter_answers(struct sim_texter *texter, const char *word, int64_t number)
{
    static const char *const yes[] = { "yes", "ok", "tomorrow" }; /* the last: a day, no more */
    static const char *const back[] = { "don't ask", "STOP" };

    if (!strcmp(texter->heard, "FORGET ME") && is_one_of(word, yes, 2)) texter->forgets = number;
    if (texter->may_be_asked && is_one_of(word, yes, sizeof yes / sizeof yes[0])) {
        texter->agreed = true;
        texter->follow_up = 0;
    }
    if (!strcmp(word, "no") && !texter->agreed) texter->may_be_asked = false;
    if (is_one_of(word, back, sizeof back / sizeof back[0])) texter->agreed = false;
    snprintf(texter->heard, sizeof texter->heard, "%s", word);
}

static void texter_was_heard(struct world *world, const char *provider_id)
{
    for (size_t i = 0; i < WEBHOOKS; i++) {
        const struct inbound *in = &world->webhooks[i].inbound;
        struct sim_texter *texter;
        int64_t number;
        size_t which;

        if (!world->webhooks[i].used || strcmp(in->provider_id, provider_id)) continue;
        texter = texter_of(world, &in->from);
        if (!texter) return;
        texter->allowed = !strcmp(in->body.s, "STOP") && !texter->stopped;
        texter->confirmation = 0;
        texter->stopped = strcmp(in->body.s, "STOP") == 0;
        if (id_read(provider_id, &which, &number)) texter_answers(texter, in->body.s, number);
        return;
    }
}

void ledger_ack(struct world *world, const char *provider_id)
{
    struct ledger *ledger = &world->ledger;

    if (ledger->acked_count == ledger->acked_size) {
        ledger->acked_size = ledger->acked_size ? 2 * ledger->acked_size : 1024;
        ledger->acked = xrealloc(ledger->acked, ledger->acked_size, sizeof *ledger->acked);
    }
    snprintf(ledger->acked[ledger->acked_count++], sizeof *ledger->acked, "%s", provider_id);
    texter_was_heard(world, provider_id);
}

/* ---- sending ---- */

/* What we have not been told of yet, the line may know: a text that says "write to me again". */
static bool is_unheard(const struct world *world, const struct sim_texter *texter)
{
    for (size_t i = 0; i < WEBHOOKS; i++) {
        const struct webhook *webhook = &world->webhooks[i];

        if (webhook->used && !webhook->acked &&
            !strcmp(webhook->inbound.from.e164, texter->phone.e164))
            return true;
    }
    return false;
}

/* Whoever is asked something answers sooner than they would have written. */
static void texter_is_asked(const struct world *world, struct sim_texter *texter,
                            const struct outbox_item *item)
{
    static const struct {
        enum asked asked;
        const char *words;
    } questions[] = {
        { ASKED_LIST, "what to expect" },
        { ASKED_CONSENT, "OK if we ask you" },
        { ASKED_OUTCOME, "1 it helped, 2 not for me" },
        { ASKED_FORGET, "Reply YES to erase" },
    };

    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        if (!strstr(item->body.s, questions[i].words)) continue;
        texter->asked = questions[i].asked;
        if (texter->writes_next > world->now + MINUTES(5))
            texter->writes_next = world->now + MINUTES(1) + item->id.n % MINUTES(4);
    }
}

/* Nobody is asked how it went without a yes, twice, or at night. */
static void check_follow_up(struct world *world, struct sim_texter *texter,
                            const struct outbox_item *item)
{
    const struct day_hours *hours = &world->settings->lines[0].hours;
    int minute = wall_minute(zone_to_wall(&world->settings->zones[0], wall(world)));

    if (strstr(item->body.s, "OK if we ask you")) texter->may_be_asked = true;
    texter_is_asked(world, texter, item);
    if (!strstr(item->body.s, "1 it helped, 2 not for me") || item->id.n == texter->follow_up)
        return;
    if (texter->follow_up) broken(world, "P9", "asked twice how it went", item->id.n);
    if (!texter->agreed) broken(world, "P9", "asked how it went without a yes", item->id.n);
    if (minute < hours->opens || minute >= hours->closes + 30)
        broken(world, "P9", "asked how it went at night", item->id.n);
    texter->follow_up = item->id.n;
    world->ledger.follow_ups++;
    world->ledger.checked[CHECK_FOLLOW_UP]++;
}

/* P14. They were told that it is done; check_kept() looks whether it is. */
static void check_forgotten(struct world *world, struct sim_texter *texter,
                            const struct outbox_item *item)
{
    if (!strstr(item->body.s, "It's done.")) return;
    if (texter->forgotten != texter->forgets) world->ledger.forgotten++;
    texter->forgotten = texter->forgets;
    texter->agreed = texter->may_be_asked = false;
}

/* A text leaves. P6: in order. P9: nothing after STOP but its confirmation. */
void check_take_off(struct world *world, const struct outbox_item *item)
{
    struct sim_texter *texter = texter_of(world, &item->to);

    if (strstr(item->body.s, NOTE_MARK)) broken(world, "P4", "a note left", item->id.n);
    if (item->lane == LANE_PAGE) {
        if (texter)
            check_forgotten(world, texter, item);
        else
            check_page(world, item);
        return;
    }
    if (!texter) broken(world, "P4", "a reply to nobody we know", item->id.n);
    if (item->id.n < texter->last_flight)
        broken(world, "P6", "an older text leaves later", item->id.n);
    texter->last_flight = item->id.n;
    check_follow_up(world, texter, item);
    world->ledger.checked[CHECK_STOPPED]++;
    if (!texter->stopped || is_unheard(world, texter)) return;
    if (texter->allowed) texter->confirmation = item->id.n;
    texter->allowed = false;
    if (item->id.n != texter->confirmation)
        broken(world, "P9", "a text leaves after STOP", item->id.n);
}

/* P5: whatever we were told, the phone has each reply at most once. */
void check_arrival(struct world *world, const struct outbox_item *item)
{
    size_t id = (size_t)item->id.n;

    if (item->lane == LANE_PAGE) {
        page_arrives(world, item);
        return;
    }
    if (id >= world->ledger.ids_size) return;
    if (world->ledger.arrivals[id]++ && !world->ledger.retried[id])
        broken(world, "P5", "one reply came to the phone twice", item->id.n);
}

/* ---- what is open ---- */

static void check_conversations(struct world *world)
{
    struct query *all = query_new(QUERY_CONVERSATIONS, wall(world));

    all->caller = world->staff[STAFF - 1].caller;
    all->view = VIEW_ALL;
    reader_answer(&world->reader, all);
    for (size_t i = 0; i < all->answer.row_count; i++) {
        const struct conversation *open = &all->answer.rows[i].conversation;

        if (!open->due) broken(world, "P3", "an open conversation without a due", open->id.n);
        /*
         * What has just ended, or was just taken, may leave a moment behind that has passed; and
         * after a jump several are made up for, one after another.
         */
        if (open->due < wall(world) - SECONDS(30) && open->offer_ends < wall(world) - SECONDS(5) &&
            open->turn_since < wall(world) - SECONDS(10) &&
            world->now - world->jumped_at > SECONDS(30))
            broken(world, "P3", "time did not act", open->id.n);
        if ((open->state == CONVERSATION_ACTIVE) != (open->peer.n != 0))
            broken(world, "P4", "held by nobody, or waiting with a peer", open->id.n);
        if (open->state == CONVERSATION_OFFERED && !open->offer.n)
            broken(world, "P3", "offered without an offer", open->id.n);
    }
    query_free(all);
}

void check_open(struct world *world)
{
    check_conversations(world);
}

/* ---- what was acknowledged ---- */

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* P1 and P2: each acknowledged text is there, exactly once. */
void check_kept(struct world *world)
{
    struct ledger *ledger = &world->ledger;
    uint8_t *seen = xcalloc(ledger->acked_count, 1);
    struct caller line_operator = { .is_operator = true };
    int64_t since = 0;

    if (ledger->acked_count)
        qsort(ledger->acked, ledger->acked_count, sizeof *ledger->acked, compare_ids);
    do {
        struct query *facts = query_new(QUERY_OPERATOR_MESSAGES, wall(world));

        facts->caller = line_operator;
        facts->since = since;
        reader_answer(&world->reader, facts);
        for (size_t i = 0; i < facts->answer.message_count; i++) {
            const struct message *message = &facts->answer.messages[i];
            char(*found)[40];

            since = message->id.n;
            if (message->direction != DIRECTION_IN) continue;
            found = bsearch(message->provider_id, ledger->acked, ledger->acked_count,
                            sizeof *ledger->acked, compare_ids);
            if (found && seen[found - ledger->acked]++)
                broken(world, "P2", "one provider message is two messages", message->id.n);
        }
        if (!facts->answer.next) since = 0;
        query_free(facts);
    } while (since);
    ledger->checked[CHECK_KEPT] += ledger->acked_count;
    for (size_t i = 0; i < ledger->acked_count; i++) {
        size_t texter;
        int64_t number;

        if (!id_read(ledger->acked[i], &texter, &number)) continue;
        if (!seen[i] && number > world->texters[texter].forgets)
            broken(world, "P1", ledger->acked[i], (int64_t)i);
        if (seen[i] && number <= world->texters[texter].forgotten)
            broken(world, "P14", ledger->acked[i], (int64_t)i);
    }
    free(seen);
}

/* ---- the end: no more faults, so everybody must have been answered ---- */

struct line_status status_of(struct world *world)
{
    struct caller line_operator = { .is_operator = true };
    struct query *query = world_ask(world, QUERY_STATUS, &line_operator);
    struct line_status status = query->answer.status;

    query_free(query);
    return status;
}

void check_settled(struct world *world)
{
    const struct line_status status = status_of(world), *now = &status;

    if (now->longest_wait > MINUTES(10))
        broken(world, "P3", "somebody was left waiting", now->waiting);
    if (now->queued > 3) broken(world, "P5", "texts were left in the outbox", now->queued);
    if (now->pages_waiting)
        broken(world, "P7", "pages were left in the outbox", now->pages_waiting);
}
