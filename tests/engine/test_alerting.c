/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* P7. An alert pages until a human acknowledges, and pages on when nobody comes. */
#include "line.h"

#define SAM_PHONE "+15559000001"
#define KIM_PHONE "+15559000002"
#define DANGER "I want to kill myself tonight"

static struct alert alert_now(struct line_world *line)
{
    struct query *alerts = line_ask(line, QUERY_ALERTS, KIM);
    struct alert alert = { .state = ALERT_RESOLVED };

    if (alerts->answer.alert_count) alert = alerts->answer.alerts[0].alert;
    query_free(alerts);
    return alert;
}

static size_t pages_to(const struct line_world *line, const char *phone)
{
    size_t count = 0;

    for (size_t i = 0; i < line->flight_count; i++)
        count += !strcmp(line->flight[i].to.e164, phone) &&
                 strstr(line->flight[i].body.s, "Reply ") != NULL;
    return count;
}

static void answer(struct line_world *line, const char *phone, const char *word)
{
    char words[32];

    snprintf(words, sizeof words, "%s %s", alert_now(line).code, word);
    line_text(line, phone, words);
}

static void goes_down_the_ladder(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    CHECK(pages_to(&line, SAM_PHONE) == 1 && pages_to(&line, KIM_PHONE) == 0);
    line_time(&line, SECONDS(119));
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 0, "not before its time");
    line_time(&line, SECONDS(1));
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 1 && pages_to(&line, SAM_PHONE) == 2,
               "the second step wakes everybody");
    for (int i = 0; i < 10; i++) line_time(&line, MINUTES(2));
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 12, "every two minutes, for ever");
    line_close(&line);
}

/* Who was woken, when and how, from the first one on. */
static void the_timeline_names_whom_it_woke(void)
{
    static struct line_world line;
    struct query *query;
    size_t sams = 0, kims = 0;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line_time(&line, SECONDS(120));
    query = query_new(QUERY_ALERTS, line.now);
    query->caller = line.caller[KIM];
    query->alert = alert_now(&line).id;
    reader_answer(&line.reader, query);
    for (size_t i = 0; i < query->answer.timeline_count; i++) {
        const struct timeline_view *at = &query->answer.timeline[i];

        if (strcmp(at->what, "page")) continue;
        CHECK(!strcmp(at->note, "text") && at->at > 0);
        sams += !strcmp(at->name, "Sam");
        kims += !strcmp(at->name, "Kim");
    }
    CHECK(sams == 2 && kims == 1);
    query_free(query);
    line_close(&line);
}

static void ends_with_an_acknowledgement(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line_forget(&line);
    answer(&line, SAM_PHONE, "yes");
    CHECK(alert_now(&line).state == ALERT_HELD);
    CHECK_CASE(line_left(&line, SAM_PHONE, "yours") != NULL, "they are told that it is theirs");
    line_forget(&line);
    line_time(&line, MINUTES(4));
    CHECK_CASE(pages_to(&line, SAM_PHONE) + pages_to(&line, KIM_PHONE) == 0, "no page after it");
    answer(&line, KIM_PHONE, "yes");
    CHECK_CASE(line_left(&line, KIM_PHONE, "Sam") != NULL, "a second one hears who has it");
    CHECK(alert_now(&line).holder.n == line.person[SAM].n);
    line_close(&line);
}

static void pages_on_when_nobody_comes(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    answer(&line, SAM_PHONE, "YES");
    line_forget(&line);
    line_time(&line, MINUTES(5));
    CHECK(alert_now(&line).state == ALERT_PAGING && alert_now(&line).holder.n == 0);
    CHECK(pages_to(&line, SAM_PHONE) + pages_to(&line, KIM_PHONE) > 0);
    line_close(&line);
}

static void is_passed_on(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line_forget(&line);
    answer(&line, SAM_PHONE, "NO");
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 1, "NO wakes the next at once");
    line_close(&line);
}

static void cannot_be_guessed(void)
{
    static struct line_world line;
    char words[16];

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    snprintf(words, sizeof words, "%s YES", alert_now(&line).code);
    line_text(&line, "+15551000077", words);
    CHECK_CASE(alert_now(&line).state == ALERT_PAGING, "the right code from a strange phone");
    line_forget(&line);
    line_text(&line, SAM_PHONE, strcmp(alert_now(&line).code, "2A2") ? "2A2 YES" : "3A3 YES");
    CHECK_CASE(alert_now(&line).state == ALERT_PAGING, "a wrong code from the right one");
    line_close(&line);
}

static void counts_a_flag_and_more_danger_as_one(void)
{
    static struct line_world line;
    struct command *flag;
    struct alert first;

    line_open(&line);
    line_shift(&line, DANA, 2);
    line_text(&line, TEXTER, DANGER);
    first = alert_now(&line);
    flag = line_command(&line, COMMAND_FLAG, DANA);
    flag->u.flag.conversation = line_accept(&line, DANA);
    flag->u.flag.cause = CAUSE_FLAG_DANGER;
    line_apply(&line, flag);
    CHECK(line.receipt.outcome == DONE && line.receipt.ref == first.id.n);
    line_text(&line, TEXTER, DANGER);
    CHECK(alert_now(&line).id.n == first.id.n);
    line_close(&line);
}

/* P8. What they were woken for is worse by now; more of the same waits for the ladder. */
static void wakes_again_when_it_gets_worse(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, "I want to die");
    CHECK(alert_now(&line).tier == TIER_HIGH && pages_to(&line, SAM_PHONE) == 1);
    line.now += SECONDS(30);
    line_text(&line, TEXTER, DANGER);
    CHECK(alert_now(&line).tier == TIER_IMMINENT);
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 2, "at once");
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 0, "the same step: nobody is left out or hurried");
    line_text(&line, TEXTER, DANGER);
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 2, "once");
    line_time(&line, SECONDS(90));
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 1, "the next step comes when it would have come");
    line_close(&line);
}

/* Somebody has it: they are not asked to answer once more. */
static void tells_whoever_has_it_when_it_gets_worse(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, "I want to die");
    answer(&line, SAM_PHONE, "YES");
    line_forget(&line);
    line_text(&line, TEXTER, DANGER);
    CHECK(alert_now(&line).tier == TIER_IMMINENT && alert_now(&line).state == ALERT_HELD);
    CHECK(pages_to(&line, SAM_PHONE) + pages_to(&line, KIM_PHONE) == 0);
    CHECK(line_left(&line, SAM_PHONE, "Imminent now") != NULL);
    CHECK(line_left(&line, KIM_PHONE, "Imminent now") == NULL);
    line_close(&line);
}

static size_t pages_made(struct line_world *line)
{
    struct query *query = query_new(QUERY_ALERTS, line->now);
    size_t count = 0;

    query->caller = line->caller[KIM];
    query->alert = alert_now(line).id;
    reader_answer(&line->reader, query);
    for (size_t i = 0; i < query->answer.timeline_count; i++)
        count += !strcmp(query->answer.timeline[i].what, "page");
    query_free(query);
    return count;
}

/* A round of this ladder is one page to Sam, then one to each of the two, all by two ways. */
static void does_not_storm_a_dead_provider(void)
{
    static struct line_world line;
    size_t made;

    line_open(&line);
    line.settings->lines[0].calls = true;
    line.fate = SEND_LATER;
    line_text(&line, TEXTER, DANGER);
    made = pages_made(&line);
    CHECK_CASE(made == 2, "Sam is tried at once by the other way, too");
    for (int second = 0; second < 600; second++) line_time(&line, SECONDS(1));
    made = pages_made(&line) - made;
    CHECK_CASE(made >= 20, "and again every minute");
    CHECK_CASE(made <= 60, "but no more often");
    line.fate = SEND_ACCEPTED;
    line_forget(&line);
    for (int second = 0; second < 60; second++) line_time(&line, SECONDS(1));
    CHECK_CASE(pages_to(&line, SAM_PHONE) > 0 && pages_to(&line, KIM_PHONE) > 0,
               "when it is alive again, everybody is reached within a minute");
    line_close(&line);
}

/*
 * Sam had a page two minutes ago and slept on; the one that would have woken him fails. However the
 * clock was set in between: by its own time the first may be the newer one.
 */
static void an_old_page_is_no_hope(ms jump, const char *sentence)
{
    static struct line_world line;

    line_open(&line);
    line.settings->lines[0].ladder.step[1].after = MINUTES(10);
    line_text(&line, TEXTER, DANGER);
    if (jump) line_clock(&line, jump);
    line.fate = SEND_REFUSED;
    line_time(&line, MINUTES(2));
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 2 && pages_to(&line, KIM_PHONE) == 0, sentence);
    line.fate = SEND_ACCEPTED;
    line_time(&line, 0);
    CHECK_CASE(pages_to(&line, KIM_PHONE) == 1, sentence);
    line_close(&line);
}

/* The answer was lost, not the page. */
static void a_page_that_came_is_not_sent_again(void)
{
    static struct line_world line;
    struct command *delivery;

    line_open(&line);
    line.fate = SEND_LATER;
    line_text(&line, TEXTER, DANGER);
    CHECK(pages_to(&line, SAM_PHONE) == 1);
    delivery = command_new(COMMAND_DELIVERY, line.now);
    delivery->u.delivery.state = MESSAGE_DELIVERED;
    memcpy(delivery->u.delivery.token, line_left(&line, SAM_PHONE, "Reply ")->token,
           sizeof delivery->u.delivery.token);
    line_apply(&line, delivery);
    line_forget(&line);
    line_time(&line, SECONDS(2));
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 1, "only the page of the next step goes again");
    line_close(&line);
}

static void survives_a_restart(void)
{
    static struct line_world line;

    line_open(&line);
    line_text(&line, TEXTER, DANGER);
    line.now += HOURS(1);
    line_restart(&line);
    line_forget(&line);
    line_time(&line, 0);
    CHECK_CASE(pages_to(&line, SAM_PHONE) == 1, "the first turn after it pages");
    line_close(&line);
}

int main(void)
{
    goes_down_the_ladder();
    the_timeline_names_whom_it_woke();
    ends_with_an_acknowledgement();
    pages_on_when_nobody_comes();
    is_passed_on();
    cannot_be_guessed();
    counts_a_flag_and_more_danger_as_one();
    wakes_again_when_it_gets_worse();
    tells_whoever_has_it_when_it_gets_worse();
    does_not_storm_a_dead_provider();
    an_old_page_is_no_hope(0, "the next step comes at once");
    an_old_page_is_no_hope(-HOURS(1), "at once, too, after the clock was set back");
    an_old_page_is_no_hope(-MINUTES(2), "even if both pages have the same time");
    an_old_page_is_no_hope(HOURS(1), "at once, too, after the clock was set forward");
    a_page_that_came_is_not_sent_again();
    survives_a_restart();
    return check_end();
}
